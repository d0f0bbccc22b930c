"""One cell as the answer to one field: its type, its choices, its constraint."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import NamedTuple

from kheo.capture.submissions.rules.headers import heading, shown
from kheo.capture.submissions.rules.mapping import Column
from kheo.capture.submissions.rules.tables import Cell
from kheo.capture.submissions.rules.xpath import Expression, Scope, Value
from kheo.kit.quantities import read_date, read_number
from kheo.kit.refusals import Refused
from kheo.kit.text import pick, plain
from kheo.plan.forms.rules import Choice, Field

_ABSENT = frozenset({"", "n/a", "n.a.", "n.a", "-", "--", "–", "—", "…", "...", "?"})
# What a spreadsheet shows where a formula went wrong. Nobody knows what should stand there, so it is not missing.
_ERROR = re.compile(
    r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|ERROR!|EXTERNAL!"
    r"|GETTING_DATA)|Err:\d{3}",
    re.IGNORECASE,
)
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_ERROR_BEGINS = ("#", "E", "e")
_EXCEL_DAYS = 73_051  # the first day of 2100
_SEPARATORS = re.compile(r"\s*[;|,\n]\s*")
_PLAIN = re.compile(r"(?:-?[1-9][0-9]{0,13}|0)(?:\.[0-9]{1,2})?")
_YEAR_FIRST = re.compile(r"\d{2}([-/.])\d{1,2}\1\d{1,2}")
# What the columnar copy keeps: 14 digits before the decimal sign, 4 after it.
LARGEST = Decimal(10) ** 14
MOST_DECIMALS = 4
MOST_CHOICES_SHOWN = 12


class Answer(NamedTuple):
    """``json``: the JSON members that say it (``"households":12``), "" when there is none. ``value``: it as a value
    of expressions. ``text``: it as text, for looking places and organisations up. ``qualifier``: "" when exact.
    ``reason``: why it is refused; the rest is empty then."""

    json: str
    value: Value
    text: str
    qualifier: str = ""
    reason: Refused | None = None


NO_ANSWER = Answer("", "", "")
Read = Callable[[str, Cell], Answer]


def refused(reason: Refused) -> Answer:
    return Answer("", "", "", "", reason)


def answerer(
    field: Field, column: Column, constraint: Expression | None, today: dt.date, language: str
) -> Callable[[Cell], Answer]:
    """What reads the cells of ``field``'s column. ``constraint``: the field's, when it asks about nothing else."""
    read = _reader(field, column)
    required = refused(Refused("capture.required", field=pick(field.label, language) or field.name))

    def answer(cell: Cell) -> Answer:
        text = shown(cell)
        if "\0" in text:
            text = text.replace("\0", "")
        if text[:1] in _ERROR_BEGINS and _ERROR.fullmatch(text) and plain(text) not in column.values:
            return refused(Refused("capture.error_cell", value=text))
        if not text and column.default:
            text = cell = column.default
        if text and column.values and not field.choices and plain(text) in column.values:
            text = cell = column.values[plain(text)]
        try:
            found = read(text, cell) if text else NO_ANSWER
        except Refused as reason:
            return refused(reason)
        if not found.json:
            return required if field.required else found
        if (
            constraint is not None
            and found.value != ""
            and not constraint.holds(Scope({}, found.value, today))
        ):
            return refused(broken(field, language))
        return found

    return answer


def broken(field: Field, language: str) -> Refused:
    """Why an answer that breaks its constraint is refused: in the words of the form's author, where there are any."""
    if message := pick(field.constraint_message, language):
        return Refused("capture.constraint_said", message=message)
    return Refused("capture.constraint", constraint=field.constraint)


def _reader(field: Field, column: Column) -> Read:
    name = encode_basestring(field.name)
    if field.type in ("integer", "decimal", "range"):
        return _number(field, name, column.decimal)
    if field.type == "select_one":
        return _choice(field, name, _names(field, column))
    if field.type == "select_multiple":
        return _choices(field, name, _names(field, column))
    if field.type in ("date", "dateTime"):
        return _day(name, column.dates, with_time=field.type == "dateTime")
    return _text(name)


def _text(name: str) -> Read:
    def read(text: str, cell: Cell) -> Answer:
        if text.lower() in _ABSENT:
            return NO_ANSWER
        return Answer(f"{name}:{encode_basestring(text)}", text, text)

    return read


def _number(field: Field, name: str, decimal: str | None) -> Read:
    whole = field.type == "integer"
    words = f'"{field.name}__text"'

    def read(text: str, cell: Cell) -> Answer:
        if _PLAIN.fullmatch(text):
            # Nearly every cell: digits that mean the same in every country.
            said = text.rstrip("0").rstrip(".") if "." in text else text
            if "." not in said:
                return Answer(f"{name}:{said}", Decimal(said), text)
            if not whole:
                return Answer(f'{name}:"{said}"', Decimal(said), text)
            raise Refused("capture.whole_number", value=text)
        quantity = read_number(text if isinstance(cell, str) else _exact(cell, text), decimal)
        number = quantity.number
        if number is None:
            return (
                Answer(f"{words}:{encode_basestring(text)}", "", text) if quantity.unquantified else NO_ANSWER
            )
        if abs(number) >= LARGEST:
            raise Refused("capture.too_large", value=text)
        qualifier = "" if quantity.qualifier == "exact" else quantity.qualifier
        if number == int(number):
            return Answer(f"{name}:{int(number)}", number, text, qualifier)
        if whole:
            raise Refused("capture.whole_number", value=text)
        if -int(number.as_tuple().exponent) > MOST_DECIMALS:
            number = round(number, MOST_DECIMALS)
        return Answer(f'{name}:"{number.normalize():f}"', number, text, qualifier)

    return read


def _exact(cell: Cell, text: str) -> str | int | Decimal:
    """A cell that is a number, without the binary dust of a float; other cells as text."""
    if isinstance(cell, bool):
        return text
    if isinstance(cell, float):
        return Decimal(text)
    return cell if isinstance(cell, (int, Decimal)) else text


def _day(name: str, order: str, *, with_time: bool) -> Read:
    def read(text: str, cell: Cell) -> Answer:
        if text.lower() in _ABSENT:
            return NO_ANSWER
        day = _day_of(text, cell, order)
        said = day.isoformat()
        if with_time and isinstance(cell, dt.datetime):
            said = cell.isoformat()
        return Answer(f'{name}:"{said}"', day, said)

    return read


def _day_of(text: str, cell: Cell, order: str) -> dt.date:
    if isinstance(cell, dt.date):
        return read_date(cell)
    if isinstance(cell, (int, float)) and 1 <= cell < _EXCEL_DAYS and not isinstance(cell, bool):
        return _EXCEL_DAY_ZERO + dt.timedelta(days=int(cell))
    if order == "ymd" and _YEAR_FIRST.fullmatch(text):
        text = f"20{text}"
    return read_date(text, "dmy" if order == "ymd" else order)


def _names(field: Field, column: Column) -> dict[str, str]:
    """Every way to write a choice → its name. What two choices share (but a name) means neither."""
    for ours in column.values.values():
        if ours not in [choice.name for choice in field.choices]:
            raise _no_choice({}, field, ours, "capture.mapping_choice")
    exact = {choice.name: choice.name for choice in field.choices}
    loose: dict[str, set[str]] = {}
    for choice in field.choices:
        for said in (choice.name, *choice.label.values()):
            for spelling in (said, plain(said), heading(said)):
                loose.setdefault(spelling, set()).add(choice.name)
    alone = {said: min(names) for said, names in loose.items() if said and len(names) == 1}
    return {**alone, **exact, **column.values}


def _find(names: dict[str, str], text: str) -> str | None:
    return names.get(text) or names.get(plain(text)) or names.get(heading(text) or "\0")


def _choice(field: Field, name: str, names: dict[str, str]) -> Read:
    def read(text: str, cell: Cell) -> Answer:
        found = _find(names, text)
        if found is None:
            if text.lower() in _ABSENT:
                return NO_ANSWER
            raise _no_choice(names, field, text)
        return Answer(f"{name}:{encode_basestring(found)}", found, found)

    return read


def _choices(field: Field, name: str, names: dict[str, str]) -> Read:
    order = [choice.name for choice in field.choices]

    def read(text: str, cell: Cell) -> Answer:
        if text.lower() in _ABSENT and _find(names, text) is None:
            return NO_ANSWER
        whole = cell if isinstance(cell, str) else text
        # A label may hold a comma; names that ODK writes stand with blanks between them.
        parts = [text] if _find(names, text) else [part for part in _SEPARATORS.split(whole) if part.strip()]
        if len(parts) == 1 and _find(names, parts[0]) is None and all(word in order for word in text.split()):
            parts = text.split()
        found = set()
        for part in parts:
            one = _find(names, shown(part))
            if one is None:
                raise _no_choice(names, field, shown(part))
            found.add(one)
        said = " ".join(one for one in order if one in found)
        return Answer(f"{name}:{encode_basestring(said)}", said, said)

    return read


def _no_choice(names: dict[str, str], field: Field, text: str, code: str = "capture.not_a_choice") -> Refused:
    near = _nearest(names, plain(text))
    # A mapping is written in the form's own names; who fills in a table knows the labels.
    known = [_said(choice) if code != "capture.mapping_choice" else choice.name for choice in field.choices]
    listed = known[:MOST_CHOICES_SHOWN] + (["…"] if len(known) > MOST_CHOICES_SHOWN else [])
    if near:
        said = next(_said(choice) for choice in field.choices if choice.name == near)
        return Refused("capture.not_a_choice_but", value=text, near=said, known=listed)
    return Refused(code, value=text, known=listed, field=field.name)


def _said(choice: Choice) -> dict[str, str] | str:
    """What the sender reads for a choice: its label in each language, else its name."""
    return choice.label or choice.name


def _nearest(names: dict[str, str], text: str) -> str:
    """The choice that the text may mean: spelt nearly so, or the only one in which a word begins so; else empty."""
    if close := difflib.get_close_matches(text, names, n=1):
        return names[close[0]]
    begun = {name for said, name in names.items() if text and f" {plain(said)}".find(f" {text}") >= 0}
    return begun.pop() if len(begun) == 1 else ""
