"""Places and organisations by what a sender calls them, on the day of the work: the one that is meant, or why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from kheo.kit.refusals import Refused
from kheo.kit.text import normal

LONGEST_CODE = 8
MOST_SHOWN = 4


class Place(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def ref(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def valid_from(self) -> dt.date | None: ...
    @property
    def valid_to(self) -> dt.date | None: ...


class Organisation(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def ref(self) -> str: ...
    @property
    def agency(self) -> int | None: ...
    @property
    def valid_from(self) -> dt.date | None: ...
    @property
    def valid_to(self) -> dt.date | None: ...


class Places(Protocol):
    """All places: ``kheo.ground.places.queries.PlaceBook`` is one."""

    def find(
        self, text: str, *, on: dt.date | None = None, level: str = "", within: int | None = None
    ) -> Sequence[Place]: ...


class Organisations(Protocol):
    """All organisations: ``kheo.ground.organisations.queries.OrganisationBook`` is one."""

    def find(
        self, text: str, *, on: dt.date | None = None, agencies_only: bool = False
    ) -> Sequence[Organisation]: ...


def place_of(
    places: Places,
    text: str,
    day: dt.date | None,
    *,
    by: Sequence[str],
    level: str = "",
    within: int | None = None,
) -> Place:
    """The place that ``text`` means on ``day`` (None: on any). ``by``: what it may be, of code, ref and name.

    Raises Refused("capture.no_such_place" | "capture.place_not_then" | "capture.which_place").
    """

    def named(said: str, on: dt.date | None) -> list[Place]:
        found = places.find(said, on=on, level=level, within=within)
        return [one for one in found if _way(one, said) in by]

    found = named(text, day) or (_without_zeros(named, text, day) if "code" in by else [])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("capture.which_place", value=text, day=day or "—", refs=_refs(found))
    if day and (ever := named(text, None)):
        raise Refused("capture.place_not_then", value=text, day=day, **_days(ever[0]))
    raise Refused("capture.no_such_place", value=text)


def organisation_of(
    organisations: Organisations, text: str, day: dt.date | None, *, by: Sequence[str], agency: bool
) -> Organisation:
    """The agency, or (``agency`` False) the unit or agency, that ``text`` means on ``day`` (None: on any).

    Raises Refused("capture.no_such_agency" | "capture.no_such_unit" | "capture.organisation_not_then" |
    "capture.which_organisation").
    """

    def named(on: dt.date | None) -> list[Organisation]:
        found = organisations.find(text, on=on, agencies_only=agency)
        return [one for one in found if ("ref" if one.ref == normal(text) else "name") in by]

    found = named(day)
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("capture.which_organisation", value=text, refs=_refs(found))
    if day and (ever := named(None)):
        raise Refused("capture.organisation_not_then", value=text, day=day, **_days(ever[0]))
    raise Refused("capture.no_such_agency" if agency else "capture.no_such_unit", value=text)


def _way(place: Place, text: str) -> str:
    said = normal(text)
    return "ref" if place.ref == said else "code" if place.code == said else "name"


def _without_zeros(named: _Named, text: str, day: dt.date | None) -> list[Place]:
    """The places whose code is ``text`` after leading zeros, which a spreadsheet drops from what looks a number."""
    if not text.isdecimal():
        return []
    return [one for width in range(len(text) + 1, LONGEST_CODE + 1) for one in named(text.zfill(width), day)]


class _Named(Protocol):
    def __call__(self, said: str, on: dt.date | None) -> list[Place]: ...


def _refs(found: Sequence[Place] | Sequence[Organisation]) -> str:
    return ", ".join(one.ref for one in found[:MOST_SHOWN]) + (" …" if len(found) > MOST_SHOWN else "")


def _days(one: Place | Organisation) -> dict[str, object]:
    return {"first": one.valid_from or "…", "last": one.valid_to or "…"}
