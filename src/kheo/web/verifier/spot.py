"""A small map: where a report's place lies in what it is part of, without tiles and without a network."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record
from kheo.kit import drawing
from kheo.kit.drawing import Point
from kheo.plan.forms.models import FormVersion
from kheo.web.shared.asking import stamp
from kheo.web.shared.atlas import Spot, atlas
from kheo.web.shared.kept import kept
from kheo.web.shared.land import outlines
from kheo.web.shared.numbers import number
from kheo.web.shared.shapes import Outline, outlines_of

WIDTH, TALLEST, LOWEST, PAD = 320.0, 260.0, 150.0, 14.0
FEWEST = 3  # places that make an area worth drawing
EARTH = 6_371.0  # kilometres
RADIUS = 8.0  # pixels around a mark that its name leaves free
MOST = 0.95  # of the places around: an island far out at sea does not make the rest small


@dataclass(frozen=True)
class Mark:
    """A place, or a point that the form asked for (``point``), of one of the reports: ``letter`` says which."""

    x: float
    y: float
    letter: str = ""
    point: bool = False


@dataclass(frozen=True)
class SmallMap:
    """``area``: the land of what the places lie in; ``own``: their outlines, where they have any. ``others``: places of the
    neighbours that the evidence lists. ``said``: what it shows, in words; ``notes``: how far a point lies from its place."""

    width: float
    height: float
    area: Sequence[str]
    own: Sequence[str]
    ground: str
    others: Sequence[tuple[float, float]]
    marks: Sequence[Mark]
    labels: str
    said: str
    notes: Sequence[str]
    official: bool


def small_map(records: Sequence[Record], language: str, near: Iterable[int] = ()) -> SmallMap | None:
    """``records``: one of each report, the first the one at hand; ``near``: places of neighbours. None where no place
    has a point or an outline."""
    places = atlas().spots
    told = [(at, spot) for at, one in enumerate(records) if (spot := places.get(one.place_id or 0))]
    placed = [(at, spot, middle) for at, spot in told if (middle := _middle(spot))]
    points = [(at, point) for at, one in enumerate(records) for point in _points_of(one)]
    if not placed:
        return None
    area, inside = _around([spot for _, spot, _ in placed])
    border = outlines_of(area.level).get(area.number) if area else None
    framed = [
        *_most(inside.values(), placed[0][2]),
        *(middle for *_, middle in placed),
        *(point for _, point in points),
    ]
    framed += border.corners if border else ()
    height = min(max(drawing.fitting_height(framed, WIDTH, PAD), LOWEST), TALLEST)
    on = drawing.frame(framed, WIDTH, height, PAD)
    land, own = _land(
        stamp()[1:], tuple(inside.items()), tuple({spot.number for _, spot, _ in placed}), on, height
    )
    shaped = {spot.number: outline for _, spot, _ in placed if (outline := _outline(spot))}
    letters = len(records) > 1
    return SmallMap(
        width=WIDTH,
        height=height,
        area=[border.path(on)] if border else list(land),
        own=[shaped[number_].path(on) for number_ in shaped]
        + [path for key, path in own if key not in shaped],
        ground="".join("M{:g} {:g}h0".format(*on.xy(point)) for point in inside.values()),
        others=[on.xy(middle) for one in dict.fromkeys(near) if one in inside and (middle := inside[one])],
        marks=[*_marks(placed, on), *_pointed(points, on, letters)],
        labels=_labels(placed, on, letters),
        said=_said([spot for _, spot, _ in placed], area),
        notes=[note for at, point in points if (note := _far(point, records[at], shaped, language))],
        official=bool(border),
    )


def _middle(spot: Spot) -> Point | None:
    if spot.lat is not None and spot.lon is not None:
        return spot.lon, spot.lat
    outline = _outline(spot)
    if outline is None:
        return None
    (west, south), (east, north) = outline.corners
    return (west + east) / 2, (south + north) / 2


def _outline(spot: Spot) -> Outline | None:
    return outlines_of(spot.level).get(spot.number)


def _around(spots: Sequence[Spot]) -> tuple[Spot | None, dict[int, Point]]:
    """What the places lie in, if it is one, and the places there: of each the smallest that has several of its level."""
    areas: dict[int, Spot] = {}
    inside: dict[int, Point] = {}
    for spot in spots:
        for area in atlas().upwards(spot.parent):
            some = _inside(stamp()[1:], area.number, spot.level, _day_of(spot))
            if len(some) >= FEWEST:
                areas[area.number] = area
                inside |= dict(some)
                break
    return (next(iter(areas.values())) if len(areas) == 1 else None), inside


def _most(points: Iterable[Point], middle: Point) -> list[Point]:
    """Those that are nearest."""
    ways = sorted(points, key=lambda point: kilometres(point, middle))
    return ways[: math.ceil(len(ways) * MOST)]


def _day_of(spot: Spot) -> dt.date | None:
    """A day on which it existed: the last before it ended; None where it still does."""
    return spot.valid_to - dt.timedelta(days=1) if spot.valid_to else None


@kept(64)
def _inside(
    _at: tuple[object, ...], area: int, level: str, day: dt.date | None
) -> tuple[tuple[int, Point], ...]:
    places = atlas()
    found = []
    for spot in places.spots.values():
        there = spot.level == level and (spot.on(day) if day else spot.valid_to is None)
        if not there or spot.lat is None or spot.lon is None:
            continue
        if any(above.number == area for above in places.upwards(spot.parent)):
            found.append((spot.number, (spot.lon, spot.lat)))
    return tuple(found)


@kept(64)
def _land(
    _at: tuple[object, ...],
    inside: tuple[tuple[int, Point], ...],
    own: tuple[int, ...],
    on: drawing.Frame,
    height: float,
) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """The land around the places, and what of it is nearest to each of ``own``."""
    if len(inside) < FEWEST:
        return (), ()
    whole = outlines([(*on.xy(point), 0) for _, point in inside], WIDTH, height)
    parts = outlines([(*on.xy(point), key if key in own else 0) for key, point in inside], WIDTH, height)
    return tuple(whole.values()), tuple((key, path) for key, path in parts.items() if key)


def _marks(placed: Sequence[tuple[int, Spot, Point]], on: drawing.Frame) -> Iterable[Mark]:
    for middle in {one[1].number: one[2] for one in placed}.values():
        yield Mark(*on.xy(middle))


def _labels(placed: Sequence[tuple[int, Spot, Point]], on: drawing.Frame, letters: bool) -> str:
    """The name of each place, with the letters of all reports that name it; it escapes what it writes."""
    by_place: dict[int, list[int]] = {}
    for at, spot, _middle_of in placed:
        by_place.setdefault(spot.number, []).append(at)
    dots = [
        drawing.Dot(
            middle, RADIUS, "", label=" ".join([*_letters(by_place[spot.number], letters), spot.short])
        )
        for at, spot, middle in placed
        if by_place[spot.number][0] == at
    ]
    return mark_safe(drawing.labels_svg(dots, on, WIDTH, size=11, font="", colour=""))


def _letters(reports: Sequence[int], letters: bool) -> list[str]:
    return [letter_of(one) for one in reports] if letters else []


def letter_of(at: int) -> str:
    return "ABCD"[at]


def _pointed(points: Sequence[tuple[int, Point]], on: drawing.Frame, letters: bool) -> Iterable[Mark]:
    for at, point in points:
        x, y = on.xy(point)
        yield Mark(x, y, letter_of(at) if letters else "", point=True)


def _said(spots: Sequence[Spot], area: Spot | None) -> str:
    names = ", ".join(dict.fromkeys(spot.name for spot in spots))
    return _("Map: %(places)s in %(area)s") % {"places": names, "area": area.name} if area else _("Map: %(places)s") % {"places": names}  # fmt: skip


def _points_of(record: Record) -> list[Point]:
    """The points on the earth that the form asked for and the record tells."""
    names = _geopoints(record.submission.form_version_id)
    return [point for name in names if (point := point_in(record.values.get(name)))]


@kept(256)
def _geopoints(version: int) -> tuple[str, ...]:
    fields = FormVersion.objects.values_list("fields", flat=True).get(pk=version)
    return tuple(one["name"] for one in fields if one["type"] == "geopoint")


def point_in(value: object) -> Point | None:
    """As phones write it: latitude, longitude, height and accuracy, with blanks between."""
    parts = str(value or "").split()
    try:
        lat, lon = float(parts[0]), float(parts[1])
    except (IndexError, ValueError):
        return None
    return (lon, lat) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _far(point: Point, record: Record, shaped: Mapping[int, Outline], language: str) -> str:
    """How far a point lies from the outline of its record's place; from its middle where it has none."""
    spot = atlas().spots.get(record.place_id or 0)
    if spot is None:
        return ""
    if outline := shaped.get(spot.number):
        if outline.holds(point):
            return _("The point that was noted lies in %(place)s.") % {"place": spot.name}
        away = min(kilometres(point, corner) for ring in outline.rings for corner in ring)
        said = _("The point that was noted lies %(away)s km outside of %(place)s.")
    else:
        middle = _middle(spot)
        if middle is None:
            return ""
        away = kilometres(point, middle)
        said = _("The point that was noted lies %(away)s km from the middle of %(place)s.")
    return said % {"away": number(round(away, 1), language), "place": spot.name}  # type: ignore[arg-type]


def kilometres(one: Point, other: Point) -> float:
    """Along the earth's surface."""
    lon, lat, lon_other, lat_other = map(math.radians, (*one, *other))
    half = math.sin((lat_other - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(lat_other) * math.sin((lon_other - lon) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(half))
