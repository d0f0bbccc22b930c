"""The map of a programme: dots at places, sized and coloured, over land with borders. Drawn by the server."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.safestring import mark_safe

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.kit import drawing
from kheo.web.shared import land
from kheo.web.shared.asking import stamp
from kheo.web.shared.atlas import Atlas, Spot, atlas
from kheo.web.shared.classes import Scale
from kheo.web.shared.country import country_of
from kheo.web.shared.kept import kept
from kheo.web.shared.shapes import Outline, outlines_of, paths_of

WIDTH, TALLEST, LOWEST = 660.0, 800.0, 260.0
MOST, LEAST, NOT_REPORTED = 12.0, 1.6, 2.1
CROWD, SMALL = 1500, 1.1  # so many places: those that did not report are points
BENEATH = ("no", "maybe")
LETTER, LINE = 6.9, 14.0


@dataclass(frozen=True)
class Area:
    """A piece of land. ``key`` is the number of the place that a row of the ranking names; ``number`` that of a tip."""

    key: int
    path: str
    css: str = "dst"
    number: int | None = None


@dataclass(frozen=True)
class Label:
    key: int
    x: float
    y: float
    text: str
    css: str


@dataclass(frozen=True)
class Picture:
    """``dots``: area → class → circles as SVG, the smallest on top (ten thousand are too many for a template's loop).
    ``shapes``: polygons filled by class."""

    width: float
    height: float
    land: tuple[Area, ...]
    shapes: tuple[Area, ...]
    dots: Mapping[int, Mapping[str, str]]
    labels: tuple[Label, ...]
    drawn: tuple[int, ...] = field(default=())
    official: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Wanted:
    """What to draw: the places' sizes and colours by number; ``main`` are the areas that fill the picture."""

    programme: str
    level: str
    area_level: str
    day: dt.date
    sizes: Mapping[int, Cell]
    colours: Mapping[int, Cell]
    scale: Scale
    main: tuple[int, ...]


def draw(wanted: Wanted) -> Picture | None:
    """None where no place of the level has a point or a shape."""
    places = atlas()
    outline, borders = outlines_of(wanted.level), outlines_of(wanted.area_level)
    placed = (_in_the_middle(spot, outline) for spot in _spots(places, wanted))
    spots = [spot for spot in placed if spot.lat is not None and spot.lon is not None]
    inside = [spot for spot in spots if _area(places, spot, wanted) in wanted.main]
    framed = [_point(spot) for spot in inside]
    framed += [corner for spot in inside if spot.number in outline for corner in outline[spot.number].corners]
    framed += [corner for area in wanted.main if area in borders for corner in borders[area].corners]
    if not framed:
        return None
    height = min(max(drawing.fitting_height(framed, WIDTH, 18), LOWEST), TALLEST)
    on = drawing.frame(framed, WIDTH, height, 18)
    seen = [spot for spot in spots if _inside(on.xy(_point(spot)), height)]
    shaped = paths_of(wanted.level, (spot.number for spot in seen if spot.on(wanted.day)), on)
    bordered = paths_of(wanted.area_level, {_area(places, spot, wanted) for spot in spots}, on)
    numbered = sorted(seen, key=lambda spot: _size(wanted, spot.number), reverse=True)
    return Picture(
        width=WIDTH,
        height=height,
        land=_bordered(bordered, wanted) or _land(wanted, on, height),
        shapes=tuple(_filled(shaped, numbered, places, wanted)),
        dots=_dots(numbered, places, wanted, on, shaped),
        labels=tuple(_labels(seen, places, wanted, on)),
        drawn=tuple(spot.number for spot in numbered),
        official=bool(bordered),
        beside=any(spot.beside for spot in numbered),
    )


def _point(spot: Spot) -> drawing.Point:
    return spot.lon or 0.0, spot.lat or 0.0


def _in_the_middle(spot: Spot, outline: Mapping[int, Outline]) -> Spot:
    """A place without a point of its own stands in the middle of its polygon, where it has one."""
    if spot.number not in outline or (spot.lat is not None and not spot.beside):
        return spot
    (west, south), (east, north) = outline[spot.number].corners
    return replace(spot, lat=(south + north) / 2, lon=(west + east) / 2, beside=False)


def _inside(at: tuple[float, float], height: float) -> bool:
    return -4 <= at[0] <= WIDTH + 4 and -4 <= at[1] <= height + 4


def _area(places: Atlas, spot: Spot, wanted: Wanted) -> int:
    above = places.above(spot.number, wanted.area_level)
    return above.number if above else 0


def _spots(places: Atlas, wanted: Wanted) -> list[Spot]:
    """The places on the map, and those that were reported under a name of another day."""
    today = country_of(wanted.programme).at(wanted.level, wanted.day)
    known = {spot.number for spot in today}
    others = [places.spots[n] for n in wanted.sizes if n in places.spots and n not in known]
    return today + others


def _size(wanted: Wanted, number: int) -> float:
    cell = wanted.sizes.get(number)
    return float(cell.high or 0) if cell and cell.status in (Status.VALUE, Status.RANGE) else -1.0


def _dots(
    spots: Sequence[Spot], places: Atlas, wanted: Wanted, on: drawing.Frame, shaped: Mapping[int, str]
) -> Mapping[int, Mapping[str, str]]:
    largest = max((_size(wanted, spot.number) for spot in spots), default=0)
    silent = SMALL if len(spots) > CROWD else NOT_REPORTED
    groups: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for at, spot in enumerate(spots):
        area = _area(places, spot, wanted)
        css = _css(wanted, spot.number)
        if spot.number in shaped or (css == "no" and area not in wanted.main):
            continue
        size = _size(wanted, spot.number)
        radius = silent if css == "no" else drawing.radius_of(max(size, 0), largest, MOST, LEAST)
        x, y = on.xy(_point(spot))
        groups[area][css].append(f'<circle cx="{x}" cy="{y}" r="{radius}" data-n="{at}"/>')
    return {
        area: {
            css: _as_it_is("".join(by[css])) for css in sorted(by, key=lambda css: (css not in BENEATH, css))
        }
        for area, by in groups.items()
    }


def _as_it_is(circles: str) -> str:
    """Not escaped by the template: it holds numbers alone."""
    return mark_safe(circles)


def _css(wanted: Wanted, number: int) -> str:
    """The class of a place: by its colour; a range is striped; hatched where nothing was reported."""
    cell = wanted.colours.get(number)
    if cell is None or cell.status in (Status.MISSING, Status.NOT_APPLICABLE):
        size = wanted.sizes.get(number)
        return "no" if size is None or size.status == Status.MISSING else "c1"
    if cell.status == Status.VALUE and cell.value is not None:
        return wanted.scale.css(cell.value)
    return "maybe" if cell.status == Status.RANGE else "no"


def _land(wanted: Wanted, on: drawing.Frame, height: float) -> tuple[Area, ...]:
    return _outlined(
        stamp()[1:], wanted.programme, wanted.level, wanted.area_level, wanted.day, wanted.main, on, height
    )


@kept(32)
def _outlined(
    _at: tuple[object, ...],
    programme: str,
    level: str,
    area_level: str,
    day: dt.date,
    main: tuple[int, ...],
    on: drawing.Frame,
    height: float,
) -> tuple[Area, ...]:
    places = atlas()
    points = []
    for spot in country_of(programme).at(level, day):
        area = places.above(spot.number, area_level)
        at = on.xy(_point(spot)) if spot.lat is not None else (-999.0, -999.0)
        if area and -60 <= at[0] <= WIDTH + 60 and -60 <= at[1] <= height + 60:
            points.append((*at, area.number))
    paths = land.outlines(points, WIDTH, height)
    return tuple(Area(key, path, "dst" if key in main else "dst ctx") for key, path in paths.items())


def _bordered(paths: Mapping[int, str], wanted: Wanted) -> tuple[Area, ...]:
    """The polygons of the areas, where a pack brought them."""
    return tuple(
        Area(area, path, "dst" if area in wanted.main else "dst ctx")
        for area, path in sorted(paths.items())
        if path
    )


def _filled(
    paths: Mapping[int, str], numbered: Sequence[Spot], places: Atlas, wanted: Wanted
) -> Iterable[Area]:
    """The polygons of the places, filled by class; each with the number by which its tip and passport are found."""
    for at, spot in enumerate(numbered):
        if path := paths.get(spot.number):
            area = _area(places, spot, wanted)
            yield Area(area, path, f"shape {_css(wanted, spot.number)}", at)


def _labels(spots: Sequence[Spot], places: Atlas, wanted: Wanted, on: drawing.Frame) -> Iterable[Label]:
    """The names of the main areas, the heaviest first, where there is room; on a phone only where there is more."""
    middles = _middles(spots, places, wanted, on)
    taken: list[drawing.Box] = []
    roomy: list[drawing.Box] = []
    for area in wanted.main:
        if area not in middles:
            continue
        text, (x, y) = places.spots[area].short, middles[area]
        x = min(max(x, len(text) * LETTER / 2 + 4), WIDTH - len(text) * LETTER / 2 - 4)
        for up in (0.0, -LINE, LINE):
            box = _box(x, y + up, text, 1.0)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                big = _box(x, y + up, text, 1.9)
                first = big[0] >= 0 and big[2] <= WIDTH and not any(_overlap(big, b) for b in roomy)
                if first:
                    roomy.append(big)
                yield Label(area, round(x, 1), round(y + up, 1), text, "maj" if first else "min")
                break


def _box(x: float, y: float, text: str, scale: float) -> drawing.Box:
    half = len(text) * LETTER * scale / 2
    return x - half, y - LINE * scale * 0.75, x + half, y + LINE * scale * 0.25


def _overlap(one: drawing.Box, other: drawing.Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _middles(
    spots: Sequence[Spot], places: Atlas, wanted: Wanted, on: drawing.Frame
) -> dict[int, tuple[float, float]]:
    """The middle of each area: half way in both directions among its places."""
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for spot in spots:
        found[_area(places, spot, wanted)].append(on.xy(_point(spot)))
    return {
        area: (sorted(x for x, _ in at)[len(at) // 2], sorted(y for _, y in at)[len(at) // 2])
        for area, at in found.items()
    }


def largest(cells: Iterable[Cell]) -> Decimal:
    return max((cell.high or Decimal(0) for cell in cells), default=Decimal(0))
