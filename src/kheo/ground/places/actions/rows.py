"""Rows of ``levels.yaml``, ``places.csv`` and ``changes.csv`` as values, and everything that can be wrong with them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kheo.kit.nodes import Node
from kheo.kit.tables import Row

PLACE_COLUMNS = ("place_id", "level")
CHANGE_COLUMNS = ("change_id", "from_id", "to_id", "effective")
_OWN_COLUMNS = frozenset(
    (
        "place_id",
        "code",
        "level",
        "kind",
        "name",
        "name_vi",
        "name_en",
        "name_ascii",
        "other_names",
        "parent_id",
    )
) | {"valid_from", "valid_to", "lat", "lon"}
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_MORE_THAN_ALL = Decimal("1.000001")


@dataclass(frozen=True)
class LevelRow:
    code: str
    rank: int
    title: dict[str, str]


@dataclass(frozen=True)
class PlaceRow:
    """``parent`` is a ref or "". ``attributes``: the file's other columns; whole numbers as int."""

    ref: str
    code: str
    level: str
    kind: str
    name: str
    other_names: tuple[str, ...]
    parent: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    lat: float | None
    lon: float | None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What others need to know of a place: its level, parent and dates (half-open, None is open)."""

    level: str
    parent: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True)
class ChangeRow:
    """One edge of a change. ``target`` "" is abolished; ``weight`` None is unknown."""

    change: str
    effective: dt.date
    decision: str
    origin: str
    target: str
    kind: str
    weight: Decimal | None
    weight_source: str
    note: str


def read_levels(nodes: Iterable[Node]) -> list[LevelRow]:
    rows: dict[str, LevelRow] = {}
    ranks: dict[int, str] = {}
    for node in nodes:
        node.only(("code", "rank", "title"))
        row = LevelRow(
            node.text("code", required=True, longest=40), node.whole("rank", high=1000), node.texts("title")
        )
        if row.code in rows:
            node.wrong("code", "ground.level_twice", level=row.code)
        if row.rank in ranks and node.mapped.get("rank") == row.rank:
            node.wrong("rank", "ground.rank_twice", rank=row.rank, level=ranks[row.rank])
        rows[row.code] = row
        ranks[row.rank] = row.code
    return list(rows.values())


def read_places(
    rows: Sequence[Row], *, levels: Iterable[str], known: Mapping[str, Standing]
) -> list[PlaceRow]:
    """``known``: the places that other packs brought. Parents may stand anywhere in the file."""
    allowed = frozenset(levels)
    first_line: dict[str, int] = {}
    read = []
    for row in rows:
        place = _place(row, allowed)
        if place.ref in first_line:
            row.wrong("source.twice", value=place.ref, first=first_line[place.ref])
        first_line.setdefault(place.ref, row.line)
        read.append(place)
    here = {**known, **{place.ref: standing_of(place) for place in read}}
    for row, place in zip(rows, read, strict=True):
        _check_parent(row, place, here)
    _check_codes(rows, read)
    return read


def standing_of(place: PlaceRow) -> Standing:
    return Standing(place.level, place.parent, place.valid_from, place.valid_to)


def _place(row: Row, levels: frozenset[str]) -> PlaceRow:
    name = row.text("name") or row.text("name_vi") or row.text("name_en")
    if not name:
        row.wrong("source.missing", column="name_vi")
    place = PlaceRow(
        ref=row.text("place_id", required=True, longest=80),
        code=row.text("code", longest=40),
        level=row.one_of("level", sorted(levels), required=True),
        kind=row.text("kind", longest=40),
        name=name[:200],
        other_names=_other_names(row, name),
        parent=row.text("parent_id"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        lat=_degrees(row, "lat", 90),
        lon=_degrees(row, "lon", 180),
        attributes={
            name: _typed(value) for name, value in row.values.items() if value and name not in _OWN_COLUMNS
        },
    )
    if place.valid_from and place.valid_to and place.valid_from >= place.valid_to:
        row.wrong("source.dates_backwards", valid_from=place.valid_from, valid_to=place.valid_to)
    return place


def _other_names(row: Row, name: str) -> tuple[str, ...]:
    names = (*row.listed("other_names"), row.text("name_vi"), row.text("name_en"))
    return tuple(dict.fromkeys(other for other in names if other and other != name))


def _degrees(row: Row, column: str, most: int) -> float | None:
    number = row.number(column)
    if number is not None and abs(number) > most:
        row.wrong("ground.not_on_earth", column=column, value=number, most=most)
        return None
    return None if number is None else float(number)


def _typed(value: str) -> int | str:
    return int(value) if _WHOLE.fullmatch(value) else value


def _check_parent(row: Row, place: PlaceRow, here: Mapping[str, Standing]) -> None:
    if not place.parent:
        return
    if place.parent not in here:
        row.wrong("source.unknown_ref", column="parent_id", value=place.parent)
        return
    above, seen = place.parent, {place.ref}
    while above in here and above not in seen:
        seen.add(above)
        above = here[above].parent
    if above in seen:
        row.wrong("ground.parents_in_a_circle", place=place.ref, parent=place.parent)
        return
    parent = here[place.parent]
    if _outlives(place, parent):
        row.wrong(
            "ground.outlives_parent",
            place=place.ref,
            parent=place.parent,
            since=parent.valid_from or "…",
            until=parent.valid_to or "…",
        )


def _outlives(place: PlaceRow, parent: Standing) -> bool:
    early = parent.valid_from is not None and (
        place.valid_from is None or place.valid_from < parent.valid_from
    )
    late = parent.valid_to is not None and (place.valid_to is None or place.valid_to > parent.valid_to)
    return early or late


def _check_codes(rows: Sequence[Row], places: Sequence[PlaceRow]) -> None:
    """A code may come back on a later place, never on two places of a level at once."""
    same: dict[tuple[str, str], list[tuple[dt.date, dt.date, Row, str]]] = defaultdict(list)
    for row, place in zip(rows, places, strict=True):
        if place.code:
            begins, ends = place.valid_from or dt.date.min, place.valid_to or dt.date.max
            same[place.level, place.code].append((begins, ends, row, place.ref))
    for (_level, code), spans in same.items():
        spans.sort(key=lambda span: (span[0], span[2].line))
        for (_, ends, _, other), (begins, _, row, ref) in zip(spans, spans[1:], strict=False):
            if begins < ends and other != ref:
                row.wrong("ground.code_used_twice", code=code, place=ref, other=other)


def read_changes(rows: Sequence[Row], *, known: Mapping[str, Standing]) -> list[ChangeRow]:
    """Edges of changes. An origin ends and a target begins on the effective day; all edges of a change agree on it."""
    read: list[ChangeRow] = []
    first: dict[tuple[str, str, str], int] = {}
    said: dict[str, tuple[dt.date, str]] = {}
    given: dict[tuple[str, dt.date], Decimal] = defaultdict(Decimal)
    for row in rows:
        change = _change(row, known)
        if change is None:
            continue
        key = (change.change, change.origin, change.target)
        if key in first:
            row.wrong("source.twice", value=" → ".join(key[1:]), first=first[key])
            continue
        first[key] = row.line
        if said.setdefault(change.change, (change.effective, change.decision)) != (
            change.effective,
            change.decision,
        ):
            row.wrong("ground.change_says_two_things", change=change.change)
        given[change.origin, change.effective] += change.weight or 0
        if given[change.origin, change.effective] > _MORE_THAN_ALL:
            row.wrong(
                "ground.more_than_all",
                place=change.origin,
                share=given[change.origin, change.effective].normalize(),
            )
        read.append(change)
    return read


def _change(row: Row, known: Mapping[str, Standing]) -> ChangeRow | None:
    effective = row.day("effective", required=True)
    ref = row.text("change_id", required=True, longest=80)
    origin, target = row.text("from_id", required=True), row.text("to_id")
    if effective is None or not ref or not origin:
        return None
    for column, place in (("from_id", origin), ("to_id", target)):
        if place and place not in known:
            row.wrong("source.unknown_ref", column=column, value=place)
    if origin == target:
        row.wrong("ground.becomes_itself", place=origin)
    elif origin in known and known[origin].valid_to != effective:
        row.wrong(
            "ground.origin_does_not_end", place=origin, day=effective, until=known[origin].valid_to or "…"
        )
    if target in known and target != origin and known[target].valid_from != effective:
        row.wrong(
            "ground.target_does_not_begin", place=target, day=effective, since=known[target].valid_from or "…"
        )
    notes = (row.text("note") or row.text("note_vi"), row.text("correction"))
    return ChangeRow(
        change=ref,
        effective=effective,
        decision=row.text("decision", longest=200),
        origin=origin,
        target=target,
        kind=row.text("edge_kind", longest=40),
        weight=_weight(row),
        weight_source=row.text("weight_source", longest=60),
        note="; ".join(note for note in notes if note),
    )


def _weight(row: Row) -> Decimal | None:
    weight = row.number("weight_population")
    if weight is None:
        return None
    if not 0 <= weight <= 1:
        row.wrong("ground.not_a_share", column="weight_population", value=weight)
        return None
    return weight.quantize(Decimal("0.00000001"))
