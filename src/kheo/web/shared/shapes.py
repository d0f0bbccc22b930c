"""The polygons of places that packs brought; without one the map draws a point. Longitude and latitude in degrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kheo.ground.places.models import PlaceShape
from kheo.kit import polygons
from kheo.kit.drawing import Frame, Point
from kheo.web.shared.asking import stamp
from kheo.web.shared.kept import kept
from kheo.web.shared.land import path, simplified

FINE = 0.35  # pixels: detail below this is not drawn


@dataclass(frozen=True)
class Outline:
    """The rings of a place, holes among them."""

    rings: tuple[tuple[Point, ...], ...]

    def path(self, on: Frame) -> str:
        return path(simplified([on.xy(point) for point in ring], FINE) for ring in self.rings)

    def holds(self, point: Point) -> bool:
        """Within an odd number of its rings: a hole lies in the ring around it."""
        return sum(polygons.holds(ring, point) for ring in self.rings) % 2 == 1

    @cached_property
    def corners(self) -> tuple[Point, Point]:
        """The south-western and the north-eastern corner of what holds it."""
        lons = [lon for ring in self.rings for lon, _ in ring]
        lats = [lat for ring in self.rings for _, lat in ring]
        return (min(lons), min(lats)), (max(lons), max(lats))


def outlines_of(level: str) -> Mapping[int, Outline]:
    """The polygons of a level, by the number of the place; empty where none were brought."""
    return _outlines(stamp()[1:], level)


@kept(8)
def _outlines(_at: tuple[object, ...], level: str) -> Mapping[int, Outline]:
    rows = PlaceShape.objects.filter(place__level__code=level).order_by("place_id")
    return {
        place: Outline(
            tuple(tuple((lon, lat) for lon, lat in ring) for polygon in polygons for ring in polygon)
        )
        for place, polygons in rows.values_list("place_id", "polygons")
    }


def paths_of(level: str, places: Iterable[int], on: Frame) -> Mapping[int, str]:
    """The SVG paths of the places of a level that have a polygon."""
    return _paths(stamp()[1:], level, tuple(sorted(places)), on)


@kept(16)
def _paths(_at: tuple[object, ...], level: str, places: tuple[int, ...], on: Frame) -> Mapping[int, str]:
    outlines = outlines_of(level)
    return {place: outlines[place].path(on) for place in places if place in outlines}
