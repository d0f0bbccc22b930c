"""The country that a programme works in: several countries may live in one database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from kheo.capture.submissions.models import Record
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import PlaceEdge
from kheo.plan.programmes.models import Programme
from kheo.web.shared.asking import Stamp, forms_of, stamp
from kheo.web.shared.atlas import Spot, atlas
from kheo.web.shared.kept import kept

ASKED = 100


@dataclass(frozen=True)
class Country:
    """``roots``: the highest places; all there are where nothing tells. ``levels``: codes, the highest first."""

    roots: frozenset[int]
    levels: tuple[str, ...]

    def holds(self, number: int | None) -> bool:
        return number is not None and atlas().root(number) in self.roots

    def at(self, level: str, day: dt.date | None) -> list[Spot]:
        """The country's places of a level on a day."""
        return [spot for spot in atlas().at(level, day) if self.holds(spot.number)]


def country_of(programme: str) -> Country:
    return _country(stamp(), programme)


@kept(16)
def _country(_at: Stamp, programme: str) -> Country:
    """Where its partners are seated; else where its reports come from; else everywhere."""
    places = atlas()
    partners = Organisation.objects.filter(pk__in=_partners(programme)).exclude(place=None)
    found = {places.root(number) for number in partners.values_list("place", flat=True)}
    if not found:
        records = Record.objects.filter(form__code__in=forms_of(programme)).exclude(place=None)
        found = {
            places.root(number) for number in records.order_by("id").values_list("place", flat=True)[:ASKED]
        }
    if not found:
        found = {spot.number for spot in places.spots.values() if spot.parent is None}
    levels = {spot.level for spot in places.spots.values() if places.root(spot.number) in found}
    return Country(frozenset(found), tuple(sorted(levels, key=lambda code: places.ranks[code])))


def _partners(programme: str) -> list[int]:
    return list(Programme.objects.filter(code=programme).values_list("partners", flat=True))


def counted_levels(programme: str, day: dt.date) -> tuple[tuple[str, int], ...]:
    """The country's levels on a day, from the one under the whole country down to its finest of any size, each with
    how many places it has."""
    return _counted_levels(stamp()[1:], programme, day)


@kept(32)
def _counted_levels(_at: tuple[object, ...], programme: str, day: dt.date) -> tuple[tuple[str, int], ...]:
    country = country_of(programme)
    counts = [(level, len(country.at(level, day))) for level in country.levels]
    return tuple((level, count) for level, count in counts if count > 1)


@dataclass(frozen=True)
class Reform:
    """A day on which the country's map changed: how many events, and how many places they touched."""

    effective: dt.date
    events: int
    places: int


def reforms_of(programme: str) -> list[Reform]:
    """The latest first."""
    return _reforms(stamp()[1:], programme)


@kept(16)
def _reforms(_at: tuple[object, ...], programme: str) -> list[Reform]:
    country = country_of(programme)
    events: dict[dt.date, set[int]] = defaultdict(set)
    touched: dict[dt.date, set[int]] = defaultdict(set)
    for effective, change, origin in PlaceEdge.objects.values_list("change__effective", "change", "origin"):
        if country.holds(origin):
            events[effective].add(change)
            touched[effective].add(origin)
    return [Reform(day, len(events[day]), len(touched[day])) for day in sorted(events, reverse=True)]
