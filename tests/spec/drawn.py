"""Worlds drawn as text: facts, places, the changes between them, and calendars, small enough to take in at a glance."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kheo.consolidate.figures.rules.interpreter import Fact
from kheo.facts.columns.rules import QUALIFIERS
from kheo.ground.places.rules import CHANGE_GROUP, Atlas, Edge, Span
from kheo.kit.periods import Calendar
from kheo.kit.quantities import read_number

CALENDARS: dict[str, list[dict[str, Any]]] = {
    "civil": [{"month_starts_on": 1}],
    "state": [{"month_starts_on": 15}],
    "changed": [
        {"to": "2025-05-01", "month_starts_on": 1},
        {"from": "2025-05-01", "month_starts_on": 15},
    ],
}
GRADES = {"": 0, "reported": 0, "verified": 1, "audited": 2}
OWN = (
    "form", "record", "place", "unit", "agency", "day", "grade", "posted", "until", "repeats", "joint", "rank",
    "joint rule",
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Row = dict[str, str]


def rows_of(text: str) -> list[Row]:
    """The rows of a table drawn with ``|``: a header line, then one line for each row; dicts by header."""
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return []
    head = lines[0]
    for line in lines[1:]:
        if len(line) != len(head):
            raise ValueError(f"{len(line)} columns under {len(head)} headings: {line}")
    return [dict(zip(head, line, strict=True)) for line in lines[1:]]


@dataclass
class World:
    """Facts and the ground they stand on. ``numbers``: kind of thing → name → number."""

    facts: list[Fact]
    fields: dict[str, dict[str, str]]
    atlas: Atlas
    calendar: Calendar
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    def number(self, kind: str, name: str) -> int:
        return self.numbers[kind][name]

    def name(self, kind: str, number: int) -> str:
        return next(name for name, one in self.numbers[kind].items() if one == number)

    @property
    def levels(self) -> set[str]:
        """Every breakdown whose keys are places."""
        return {span.level for span in self.atlas.spans.values()} | {CHANGE_GROUP}

    @property
    def approximate(self) -> frozenset[str]:
        return frozenset(name for fact in self.facts for name, bits in fact.bits.items() if bits)

    @property
    def position(self) -> int:
        """The newest position of the ledger that the facts speak of."""
        return max([1, *(fact.posted for fact in self.facts), *(fact.until or 0 for fact in self.facts)])


class _Numbers(dict[str, dict[str, int]]):
    """Gives each name of a kind the next number, those of different kinds far apart."""

    _FIRST: Mapping[str, int] = {"place": 1, "unit": 101, "agency": 201, "joint": 901}

    def of(self, kind: str, name: str) -> int | None:
        known = self.setdefault(kind, {})
        return known.setdefault(name, self._FIRST[kind] + len(known)) if name else None


def draw(facts: str, *, places: str = "", changes: str = "", calendar: str = "civil") -> World:
    """A world from its drawings.

    ``facts``: columns of OWN and the forms' fields, all but the fields optional; an empty cell is missing.
    ``places``: place, level, parent, from, to (the day after its last). ``changes``: from, to, on, share (empty is
    unknown). ``calendar``: one of CALENDARS.
    """
    numbers = _Numbers()
    spans = [_span(row, numbers) for row in rows_of(places)]
    edges = [_edge(row, numbers) for row in rows_of(changes)]
    rows = rows_of(facts)
    fields = _fields(rows)
    made = [_fact(row, turn, fields, numbers) for turn, row in enumerate(rows, start=1)]
    known = {span.place for span in spans}
    spans += [
        Span(number, "place", None, None, None)
        for number in numbers.get("place", {}).values()
        if number not in known
    ]
    return World(
        made, fields, Atlas(spans, edges), Calendar.from_json(calendar, CALENDARS[calendar]), numbers
    )


def _span(row: Row, numbers: _Numbers) -> Span:
    place = numbers.of("place", row["place"])
    assert place is not None
    parent = numbers.of("place", row.get("parent", ""))
    return Span(place, row["level"], parent, _day(row.get("from")), _day(row.get("to")))


def _edge(row: Row, numbers: _Numbers) -> Edge:
    origin, effective = numbers.of("place", row["from"]), _day(row["on"])
    assert origin is not None and effective is not None
    share = row.get("share", "")
    return Edge(origin, numbers.of("place", row["to"]), effective, Decimal(share) if share else None)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _fields(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """form → field → type. A form has the fields that any of its facts fills; a field that none fills, all have."""
    texts: dict[str, dict[str, list[str]]] = {}
    columns: dict[str, list[str]] = {}
    for row in rows:
        form = texts.setdefault(row.get("form", "works"), {})
        for name in row.keys() - set(OWN):
            form.setdefault(name, [])
            columns.setdefault(name, [])
            if row[name]:
                form[name].append(row[name])
                columns[name].append(row[name])
    return {
        form: {name: _type(columns[name]) for name, told in some.items() if told or not columns[name]}
        for form, some in texts.items()
    }


def _type(texts: Iterable[str]) -> str:
    texts = list(texts)
    if texts and all(_DAY.fullmatch(text) for text in texts):
        return "date"
    numbers = [text for text in texts if re.search(r"\d", text)]
    if not texts or len(numbers) < len(texts) or any(not _is_number(text) for text in numbers):
        return "select_one" if texts else "integer"
    return "decimal" if any("." in text for text in texts) else "integer"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"(nearly |about |over )?-?[\d.]+", text) is not None


def _fact(row: Row, turn: int, fields: dict[str, dict[str, str]], numbers: _Numbers) -> Fact:
    form = row.get("form", "works")
    values: dict[str, Any] = {}
    bits: dict[str, int] = {}
    for name, kind in fields[form].items():
        text = row.get(name, "")
        if kind in ("integer", "decimal") and text:
            told = read_number(text)
            values[name] = told.number if kind == "decimal" or told.number is None else int(told.number)
            bits[name] = QUALIFIERS[told.qualifier]
        else:
            values[name] = (_day(text) if kind == "date" else text) if text else None
    return Fact(
        form=form,
        record=int(row.get("record") or turn),
        posted=int(row.get("posted") or 1),
        until=int(row["until"]) if row.get("until") else None,
        repeat=int(row["repeats"]) if row.get("repeats") else None,
        joint=numbers.of("joint", row.get("joint", "")),
        rank=int(row.get("rank") or 0),
        rule=row.get("joint rule") or "lead",
        grade=GRADES[row.get("grade", "")],
        unit=numbers.of("unit", row.get("unit", "")),
        agency=numbers.of("agency", row.get("agency", "")),
        place=numbers.of("place", row.get("place", "")),
        day=_day(row.get("day")),
        fields=values,
        bits=bits,
    )
