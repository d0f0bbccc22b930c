"""The functions that forms may call, with the number of arguments each takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from kheo.capture.submissions.rules.xpath.values import Value, boolean, every, number, string
from kheo.kit.refusals import Refused

MANY = 100
SHORT = 1_000  # characters
LONGEST = 1_000_000  # characters of a text that is made: calculations that double each other's would fill the memory


class Function(NamedTuple):
    least: int
    most: int
    call: Callable[..., Value]


def check_pattern(pattern: str, expression: str) -> None:
    """Refuse a regular expression that RE2 cannot read (look-around, back references)."""
    try:
        _matches("", pattern)
    except pa.ArrowInvalid as error:
        raise Refused("capture.pattern", expression=expression, pattern=pattern) from error


def _matches(text: str, pattern: str) -> bool:
    # What is long is not remembered: thousands of such answers would fill the memory.
    return _remembered(text, pattern) if len(text) <= SHORT else _tried(text, pattern)


def _tried(text: str, pattern: str) -> bool:
    # RE2 takes time in proportion to the text, whatever the pattern; Python's re may take for ever.
    return bool(pc.match_substring_regex(pa.scalar(text), rf"\A(?:{pattern})\z").as_py())


_remembered = lru_cache(maxsize=4096)(_tried)


def _regex(value: Value, pattern: Value) -> bool:
    try:
        return _matches(string(value), string(pattern))
    except pa.ArrowInvalid:
        return False


def _selected(value: Value, choice: Value) -> bool:
    return string(choice).strip() in string(value).split()


def _selected_at(value: Value, place: Value) -> str:
    names, at = string(value).split(), number(place)
    return names[int(at)] if at is not None and 0 <= at < len(names) else ""


def _substr(value: Value, start: Value, end: Value = None) -> str:
    first, last = number(start), number(end)
    return string(value)[int(first or 0) : None if last is None else int(last)]


def _rounded(way: str) -> Callable[..., Value]:
    def rounded(value: Value, places: Value = Decimal(0)) -> Decimal | None:
        read, to = number(value), number(places)
        if read is None or to is None or abs(to) > MANY:
            return None
        try:
            return read.quantize(Decimal(1).scaleb(-int(to)), rounding=way)
        except InvalidOperation:
            return None

    return rounded


def _integer(value: Value) -> Decimal | None:
    read = number(value)
    return None if read is None else Decimal(int(read))


def _absolute(value: Value) -> Decimal | None:
    read = number(value)
    return None if read is None else abs(read)


def _power(base: Value, exponent: Value) -> Decimal | None:
    one, other = number(base), number(exponent)
    if one is None or other is None or abs(other) > MANY:
        return None
    try:
        return one**other
    except InvalidOperation:
        return None


def _over_all(pick: Callable[[Sequence[Decimal]], Decimal]) -> Callable[..., Value]:
    def over_all(*values: Value) -> Decimal | None:
        read = [number(value) for value in every(values) if value != ""]
        present = [one for one in read if one is not None]
        return pick(present) if present and len(present) == len(read) else None

    return over_all


def _sum(*values: Value) -> Decimal | None:
    """The sum of nothing is 0, as on the phone."""
    read = [number(value) for value in every(values) if value != ""]
    present = [one for one in read if one is not None]
    return sum(present, Decimal(0)) if len(present) == len(read) else None


def _join(separator: Value, *values: Value) -> str:
    return string(separator).join(string(value) for value in every(values))[:LONGEST]


def _cut(text: Value, part: Value, *, after: bool) -> str:
    before, found, rest = string(text).partition(string(part))
    return (rest if after else before) if found else ""


def _translate(text: Value, old: Value, new: Value) -> str:
    wanted = string(new)
    table = {ord(letter): wanted[at] if at < len(wanted) else None for at, letter in enumerate(string(old))}
    return string(text).translate(table)


def _indexed(values: Value, _repeat: Value, place: Value) -> Value:
    at, told = number(place), every((values,))
    return told[int(at) - 1] if at is not None and 1 <= at <= len(told) else ""


def _coalesce(*values: Value) -> Value:
    return next((value for value in values if value not in ("", None)), "")


def _day(value: Value) -> Value:
    days = number(value)
    try:
        return None if days is None else dt.date(1970, 1, 1) + dt.timedelta(days=int(days))
    except OverflowError:
        return None


FUNCTIONS: dict[str, Function] = {
    "true": Function(0, 0, lambda: True),
    "false": Function(0, 0, lambda: False),
    "not": Function(1, 1, lambda value: not boolean(value)),
    "boolean": Function(1, 1, boolean),
    "number": Function(1, 1, number),
    "string": Function(1, 1, string),
    "selected": Function(2, 2, _selected),
    "selected-at": Function(2, 2, _selected_at),
    "count-selected": Function(1, 1, lambda value: Decimal(len(string(value).split()))),
    "string-length": Function(1, 1, lambda value: Decimal(len(string(value)))),
    "normalize-space": Function(1, 1, lambda value: " ".join(string(value).split())),
    "contains": Function(2, 2, lambda value, part: string(part) in string(value)),
    "starts-with": Function(2, 2, lambda value, part: string(value).startswith(string(part))),
    "ends-with": Function(2, 2, lambda value, part: string(value).endswith(string(part))),
    "substr": Function(2, 3, _substr),
    "concat": Function(0, MANY, lambda *values: "".join(string(value) for value in values)[:LONGEST]),
    "regex": Function(2, 2, _regex),
    "int": Function(1, 1, _integer),
    "round": Function(1, 2, _rounded(ROUND_HALF_UP)),
    "floor": Function(1, 1, _rounded(ROUND_FLOOR)),
    "ceiling": Function(1, 1, _rounded(ROUND_CEILING)),
    "abs": Function(1, 1, _absolute),
    "pow": Function(2, 2, _power),
    "min": Function(1, MANY, _over_all(min)),
    "max": Function(1, MANY, _over_all(max)),
    "sum": Function(1, MANY, _sum),
    "count": Function(1, 1, lambda values: Decimal(len(every((values,))))),
    "count-non-empty": Function(
        1, 1, lambda values: Decimal(sum(one not in ("", None) for one in every((values,))))
    ),
    "join": Function(2, MANY, _join),
    "indexed-repeat": Function(3, 3, _indexed),
    "substring-before": Function(2, 2, lambda text, part: _cut(text, part, after=False)),
    "substring-after": Function(2, 2, lambda text, part: _cut(text, part, after=True)),
    "translate": Function(3, 3, _translate),
    "coalesce": Function(1, MANY, _coalesce),
    "once": Function(1, 1, lambda value: value),
    "date": Function(1, 1, _day),
    "decimal-date-time": Function(1, 1, number),
}
