"""Rows of ``organisations.csv`` and ``organisation_links.csv`` as values, and what can be wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kheo.ground.organisations.states import LinkKind
from kheo.kit.tables import Row
from kheo.kit.text import plain

ORGANISATION_COLUMNS = ("ref",)
LINK_COLUMNS = ("origin", "target", "kind", "effective")


@dataclass(frozen=True)
class OrganisationRow:
    """``parent``, ``agency`` (the agency it reports through; "" for an agency) and ``place`` are refs or ""."""

    ref: str
    title: dict[str, str]
    aliases: tuple[str, ...]
    parent: str
    agency: str
    place: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, in plain letters, each once."""
        return tuple(
            dict.fromkeys(plain(name) for name in (self.ref, *self.title.values(), *self.aliases) if name)
        )


@dataclass(frozen=True)
class LinkRow:
    origin: str
    target: str
    kind: LinkKind
    effective: dt.date
    decision: str


def read_organisations(
    rows: Sequence[Row], *, places: Collection[str], known: Mapping[str, str]
) -> list[OrganisationRow]:
    """``places``: refs of all places. ``known``: the organisations that other packs brought, ref → agency's ref."""
    first_line: dict[str, int] = {}
    read = []
    for row in rows:
        one = _organisation(row, places)
        if one.ref in first_line:
            row.wrong("source.twice", value=one.ref, first=first_line[one.ref])
        first_line.setdefault(one.ref, row.line)
        read.append(one)
    agency_of = {**known, **{one.ref: one.agency for one in read}}
    parents = {one.ref: one.parent for one in read}
    for row, one in zip(rows, read, strict=True):
        _check_above(row, one, agency_of, parents)
    _check_names(rows, read)
    return read


def _organisation(row: Row, places: Collection[str]) -> OrganisationRow:
    title = {language: row.text(f"title_{language}", longest=300) for language in ("vi", "en")}
    if not any(title.values()):
        row.wrong("source.missing", column="title_vi")
    one = OrganisationRow(
        ref=row.text("ref", required=True, longest=80),
        title={language: text for language, text in title.items() if text},
        aliases=row.listed("aliases"),
        parent=row.text("parent"),
        agency=row.text("agency"),
        place=row.text("place"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )
    if one.place and one.place not in places:
        row.wrong("source.unknown_ref", column="place", value=one.place)
    if one.valid_from and one.valid_to and one.valid_from >= one.valid_to:
        row.wrong("source.dates_backwards", valid_from=one.valid_from, valid_to=one.valid_to)
    return one


def _check_above(
    row: Row, one: OrganisationRow, agency_of: Mapping[str, str], parents: Mapping[str, str]
) -> None:
    for column, ref in (("parent", one.parent), ("agency", one.agency)):
        if ref and ref not in agency_of:
            row.wrong("source.unknown_ref", column=column, value=ref)
    if agency_of.get(one.agency):
        row.wrong("ground.not_an_agency", organisation=one.ref, agency=one.agency)
    above, seen = one.parent, {one.ref}
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    if above:
        row.wrong("ground.parents_in_a_circle", place=one.ref, parent=one.parent)


def _check_names(rows: Sequence[Row], read: Sequence[OrganisationRow]) -> None:
    """Two agencies of one time may not share a name: a report that says it would mean both."""
    bearers: dict[str, list[OrganisationRow]] = {}
    for row, one in zip(rows, read, strict=True):
        if one.agency:
            continue
        for name in one.names:
            for other in bearers.setdefault(name, []):
                if other.ref != one.ref and _meet(one, other):
                    row.wrong("ground.name_shared", name=name, organisation=one.ref, other=other.ref)
            bearers[name].append(one)


def _meet(one: OrganisationRow, other: OrganisationRow) -> bool:
    starts = max(one.valid_from or dt.date.min, other.valid_from or dt.date.min)
    return starts < min(one.valid_to or dt.date.max, other.valid_to or dt.date.max)


def read_links(rows: Sequence[Row], *, known: Collection[str]) -> list[LinkRow]:
    """What organisations became. ``known``: refs of all organisations."""
    read: dict[tuple[str, str, str], LinkRow] = {}
    for row in rows:
        kind = row.one_of("kind", [kind.value for kind in LinkKind], required=True)
        effective = row.day("effective", required=True)
        origin, target = row.text("origin", required=True), row.text("target", required=True)
        for column, ref in (("origin", origin), ("target", target)):
            if ref and ref not in known:
                row.wrong("source.unknown_ref", column=column, value=ref)
        if origin and origin == target:
            row.wrong("ground.becomes_itself", place=origin)
        if kind and effective:
            link = LinkRow(origin, target, LinkKind(kind), effective, row.text("decision", longest=200))
            read[origin, target, kind] = link
    return list(read.values())
