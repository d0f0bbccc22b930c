"""The places of a document: rows of its tables, points of its map."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from kheo.ground.places.models import Level, Place
from kheo.kit.drawing import Point
from kheo.kit.text import plain
from kheo.review.reviews.rules.asked import Asked, Key


@dataclass(frozen=True)
class Ground:
    """``rows``: places of the level, by number. ``points``: where each is. ``dots``: every smallest place."""

    rows: dict[Key, str]
    points: dict[Key, Point]
    dots: tuple[Point, ...]


def ground_of(level: Level, day: dt.date, asked: Asked) -> Ground:
    """All places of ``level`` on the map of ``day`` in the countries that the answer speaks of."""
    rows = (
        Place.objects.on(day)
        .order_by()
        .values_list("pk", "parent_id", "level__code", "name", "kind", "lat", "lon")
    )
    standing: Standing = {row[0]: row for row in rows}
    roots = {_root(cell.keys[0], standing) for cell in asked.answer.cells} - {None}
    named: dict[Key, str] = {}
    level_places: list[int] = []
    below: dict[int, list[Point]] = defaultdict(list)
    parents = {parent for _, parent, *_ in standing.values()}
    dots = []
    for number, _, code, name, kind, lat, lon in standing.values():
        if _root(number, standing) not in roots:
            continue
        if code == level.code:
            named[number] = short_name(name, kind)
            level_places.append(number)
        if lat is not None and lon is not None:
            if number not in parents:
                dots.append((lon, lat))
            for above in _line(number, standing):
                below[above].append((lon, lat))
    points: dict[Key, Point] = {}
    for number in level_places:
        lat, lon = standing[number][5:]
        if lat is not None and lon is not None:
            points[number] = (lon, lat)
        elif found := below[number]:
            points[number] = (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found))
    return Ground(named, points, tuple(dots))


Standing = dict[int, tuple[int, int | None, str, str, str, float | None, float | None]]


def _line(number: int, standing: Standing) -> list[int]:
    """The places above, nearest first."""
    line = []
    above = standing[number][1]
    while above is not None and above in standing:
        line.append(above)
        above = standing[above][1]
    return line


def _root(number: Key, standing: Standing) -> int | None:
    if not isinstance(number, int) or number not in standing:
        return None
    return [number, *_line(number, standing)][-1]


def short_name(name: str, kind: str) -> str:
    """A name without its kind, as tables list it: "An Giang" for "Tỉnh An Giang"."""
    word = plain(kind.replace("_", " "))
    if word and plain(name).startswith(word + " "):
        return name.split(" ", word.count(" ") + 1)[-1]
    return name


def map_labels(refs: list[str], day: dt.date) -> tuple[tuple[Point, str], ...]:
    """Points that the map names although no figure stands there: islands far off, for one."""
    found = Place.objects.on(day).filter(ref__in=refs).exclude(lat=None).exclude(lon=None)
    return tuple(
        ((place.lon or 0.0, place.lat or 0.0), short_name(place.name, place.kind)) for place in found
    )
