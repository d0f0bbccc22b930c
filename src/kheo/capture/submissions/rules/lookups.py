"""Places and organisations by what a sender calls them, on the day of the work: the one that is meant, or why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kheo.kit.refusals import Refused
from kheo.kit.text import normal

LONGEST_CODE = 8
MOST_SHOWN = 4


class _Codes(NamedTuple):
    """What a refusal is called by which ends are known. A sentence that names an end that nobody knows helps nobody."""

    then: str
    not_yet: str
    no_more: str


PLACE_THEN = _Codes("capture.place_not_then", "capture.place_not_yet", "capture.place_no_more")
ORGANISATION_THEN = _Codes(
    "capture.organisation_not_then", "capture.organisation_not_yet", "capture.organisation_no_more"
)


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

    Raises Refused("capture.no_such_place" | "capture.which_place"), and "capture.place_not_then", "…_not_yet" or
    "…_no_more" where there is such a place on other days.
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
        raise _not_then(PLACE_THEN, ever, text, day)
    raise Refused("capture.no_such_place", value=text)


def organisation_of(
    organisations: Organisations, text: str, day: dt.date | None, *, by: Sequence[str], agency: bool
) -> Organisation:
    """The agency, or (``agency`` False) the unit or agency, that ``text`` means on ``day`` (None: on any).

    Raises Refused("capture.no_such_agency" | "capture.no_such_unit" | "capture.which_organisation"), and
    "capture.organisation_not_then", "…_not_yet" or "…_no_more" where there is such a one on other days.
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
        raise _not_then(ORGANISATION_THEN, ever, text, day)
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


def _not_then(
    codes: _Codes, ever: Sequence[Place] | Sequence[Organisation], text: str, day: dt.date
) -> Refused:
    """Of several the one whose days lie closest, for that is the one that was meant."""

    def far(one: Place | Organisation) -> int:
        return min(abs((day - end).days) for end in (one.valid_from, one.valid_to) if end)

    one = min((each for each in ever if each.valid_from or each.valid_to), key=far)
    told = {"value": text, "day": day}
    if one.valid_from and one.valid_to:
        return Refused(codes.then, **told, first=one.valid_from, last=one.valid_to)
    if one.valid_from:
        return Refused(codes.not_yet, **told, first=one.valid_from)
    return Refused(codes.no_more, **told, last=one.valid_to)
