"""The four kinds of value of an expression, and how one becomes another.

A number is a Decimal; what is not a number (NaN) is None. A missing answer is the empty string, as in ODK. The
answers of a repeated question, seen from outside its repeat, are a tuple; where one value is asked for, its first.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

One = str | bool | Decimal | dt.date | None
Value = One | tuple[One, ...]

LONGEST = 300  # digits before or after the point: a phone's own numbers have no more
_DAY_ZERO = dt.date(1970, 1, 1).toordinal()


def first(value: Value) -> One:
    """The one value that several stand for."""
    if isinstance(value, tuple):
        return value[0] if value else ""
    return value


def every(values: tuple[Value, ...]) -> list[One]:
    """All values, those of repeated questions one by one."""
    return [one for value in values for one in (value if isinstance(value, tuple) else (value,))]


def number(value: Value) -> Decimal | None:
    """The value as a number; a day as days since 1970-01-01; None for what is no number."""
    value = first(value)
    if isinstance(value, Decimal) or value is None:
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, dt.date):
        return Decimal(value.toordinal() - _DAY_ZERO)
    return _read(value.strip())


def _read(text: str) -> Decimal | None:
    try:
        read = Decimal(text)
        # 1e999999999 is a number of a few letters that becomes a text of a gigabyte.
        return read if read.is_finite() and "_" not in text and abs(read.adjusted()) <= LONGEST else None
    except InvalidOperation:
        pass_as_day = text[:10]
    try:
        return Decimal(dt.date.fromisoformat(pass_as_day).toordinal() - _DAY_ZERO)
    except ValueError:
        return None


def string(value: Value) -> str:
    value = first(value)
    if isinstance(value, str):
        return value
    if value is None:
        return "NaN"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return value.isoformat()


def boolean(value: Value) -> bool:
    """A number is true when it is not zero, a text when it is not empty."""
    return bool(value)


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where a number is asked for and there is none. Of several, whether any is."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(_equal(one, other) is True for one in every((left,)) for other in every((right,)))
    return _equal(left, right)


def _equal(left: One, right: One) -> bool | None:
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if (
        not isinstance(left, Decimal)
        and not isinstance(right, Decimal)
        and left is not None
        and right is not None
    ):
        # A day beside a text: as days, so that the text may carry a time.
        return number(left) == number(right)
    one, other = number(left), number(right)
    return None if one is None or other is None else one == other


def less(left: Value, right: Value) -> bool:
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(less(one, other) for one in every((left,)) for other in every((right,)))
    one, other = number(left), number(right)
    return one is not None and other is not None and one < other


def at_most(left: Value, right: Value) -> bool:
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(at_most(one, other) for one in every((left,)) for other in every((right,)))
    one, other = number(left), number(right)
    return one is not None and other is not None and one <= other
