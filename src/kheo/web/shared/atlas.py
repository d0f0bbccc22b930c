"""The tree of places, small enough to be kept: which places there are on a day, and what they lie in."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kheo.ground.places.models import Level, Place, PlaceEdge
from kheo.kit.text import plain
from kheo.web.shared.asking import stamp
from kheo.web.shared.days import last_day_name
from kheo.web.shared.kept import kept

SPREAD = 0.03  # degrees: how far apart places stand that share another's point
GOLDEN = 2.4  # radians: the turn after which no two of them stand in a row


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its number, ref, code, name, level's code, parent's number, dates and point.

    ``kind`` is the word for what it is, without diacritics. ``beside``: it has no point of its own and stands beside a place that it became or came from.
    """

    number: int
    ref: str
    code: str
    name: str
    sort_key: str
    level: str
    parent: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    lat: float | None
    lon: float | None
    kind: str = ""
    beside: bool = False

    @property
    def short(self) -> str:
        """The name without the word for its kind, where it begins with it: *Lào Cai* of *Tỉnh Lào Cai*."""
        words, kind = self.name.split(), self.kind.replace("_", " ")
        wide = len(kind.split())
        if kind and len(words) > wide and plain(" ".join(words[:wide])) == plain(kind):
            return " ".join(words[wide:])
        return self.name

    def on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or self.valid_to > day
        )


@dataclass(frozen=True)
class Atlas:
    spots: Mapping[int, Spot]
    ranks: Mapping[str, int]

    def above(self, number: int | None, level: str) -> Spot | None:
        """The place of ``level`` that a place lies in; itself if it is of that level."""
        for spot in self.upwards(number):
            if spot.level == level:
                return spot
        return None

    def upwards(self, number: int | None) -> Iterator[Spot]:
        """The place and what it lies in, smallest first."""
        while number is not None and number in self.spots:
            yield self.spots[number]
            number = self.spots[number].parent

    def told_apart(self, numbers: Iterable[int]) -> dict[int, str]:
        """The names of places in one list: where two are called the same, with their last day or what they lie in."""
        alike: dict[str, list[Spot]] = defaultdict(list)
        for number in set(numbers) & self.spots.keys():
            alike[self.spots[number].name].append(self.spots[number])
        return {
            spot.number: ", ".join((name, *self._more(spot, spots))) if len(spots) > 1 else name
            for name, spots in alike.items()
            for spot in spots
        }

    def _above(self, spot: Spot) -> str:
        """The name of what a place lies in; empty for the highest."""
        lies_in = self.spots.get(spot.parent) if spot.parent else None
        return lies_in.name if lies_in else ""

    def _more(self, spot: Spot, alike: Sequence[Spot]) -> Iterator[str]:
        """What tells a place from others of its name."""
        above = {other.number: self._above(other) for other in alike}
        if len(set(above.values())) > 1 and above[spot.number]:
            yield above[spot.number]
        if spot.valid_to and any(other.valid_to != spot.valid_to for other in alike):
            yield _("until %(day)s") % {"day": last_day_name(spot.valid_to)}

    def root(self, number: int) -> int:
        """The highest place that a place lies in; itself if it lies in none."""
        while (parent := self.spots[number].parent if number in self.spots else None) is not None:
            number = parent
        return number

    def at(self, level: str, day: dt.date | None) -> list[Spot]:
        """All places of a level that existed on a day; None is today's and all earlier ones."""
        return [spot for spot in self.spots.values() if spot.level == level and (day is None or spot.on(day))]


def atlas() -> Atlas:
    return _atlas(stamp()[1:])


@kept(2)
def _atlas(_at: tuple[object, ...]) -> Atlas:
    rows = Place.objects.order_by("id").values_list(
        "id", "ref", "code", "name", "sort_key", "level__code", "parent_id",
        "valid_from", "valid_to", "lat", "lon", "kind",
    )  # fmt: skip
    spots = {row[0]: Spot(*row) for row in rows}
    return Atlas(spots | _placed_beside(spots), dict(Level.objects.values_list("code", "rank")))


def _placed_beside(spots: Mapping[int, Spot]) -> dict[int, Spot]:
    """The places without a point that became, or came from, a place with one: around that point, none on another."""
    without = {number for number, spot in spots.items() if spot.lat is None or spot.lon is None}
    if not without:
        return {}
    edges = PlaceEdge.objects.filter(target__isnull=False).order_by("-weight", "id")
    kin: dict[int, int] = {}
    for origin, target in edges.values_list("origin", "target"):
        for one, other in ((origin, target), (target, origin)):
            if one in without and other not in without:
                kin.setdefault(one, other)
    found, crowd = {}, Counter[int]()
    for number, other in sorted(kin.items()):
        crowd[other] += 1
        away, turn = SPREAD * math.sqrt(crowd[other]), GOLDEN * crowd[other]
        lat, lon = spots[other].lat or 0.0, spots[other].lon or 0.0
        found[number] = replace(
            spots[number], lat=lat + away * math.sin(turn), lon=lon + away * math.cos(turn), beside=True
        )
    return found
