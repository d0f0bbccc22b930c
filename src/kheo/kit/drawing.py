"""Maps and marks as SVG: numbers in, a string out. Pages and printed documents draw with the same functions.

Colours are passed as strings, so a page may give ``var(--seq-1)`` and a document ``#d3e5ea``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""

CLOSEST = 0.02
"""The smallest extent in degrees that fills a frame: about two kilometres."""

HATCH = (
    '<pattern id="{id}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" fill="{ground}"/><path d="M0 0V4" stroke="{line}" stroke-width="{width}"/></pattern>'
)


@dataclass(frozen=True)
class Frame:
    """A flat picture of a piece of the earth: equal scale in both directions at its middle latitude."""

    west: float
    north: float
    across: float
    scale: float
    left: float
    top: float

    def xy(self, point: Point) -> tuple[float, float]:
        lon, lat = point
        x = self.left + (lon - self.west) * self.across * self.scale
        return round(x, 1), round(self.top + (self.north - lat) * self.scale, 1)


def frame(points: Iterable[Point], width: float, height: float, pad: float = 12) -> Frame:
    """The frame that shows all ``points`` within ``width`` × ``height`` pixels, centred."""
    found = list(points) or [(0.0, 0.0)]
    west, east = min(p[0] for p in found), max(p[0] for p in found)
    south, north = min(p[1] for p in found), max(p[1] for p in found)
    across = math.cos(math.radians((south + north) / 2))
    wide, tall = (east - west) * across, north - south
    scale = min((width - 2 * pad) / max(wide, CLOSEST), (height - 2 * pad) / max(tall, CLOSEST))
    return Frame(west, north, across, scale, (width - wide * scale) / 2, (height - tall * scale) / 2)


def fitting_height(points: Iterable[Point], width: float, pad: float = 12) -> float:
    """The height in pixels at which the points fill a frame that is ``width`` wide."""
    found = list(points) or [(0.0, 0.0)]
    south, north = min(p[1] for p in found), max(p[1] for p in found)
    across = math.cos(math.radians((south + north) / 2))
    wide = max((max(p[0] for p in found) - min(p[0] for p in found)) * across, CLOSEST)
    return round((width - 2 * pad) * (north - south) / wide + 2 * pad)


def class_of(value: Decimal | float, bounds: Sequence[Decimal | float]) -> int:
    """Which class a value falls in: 0 below the first bound, len(bounds) from the last bound upwards."""
    return sum(1 for bound in bounds if value >= bound)


def quantile_bounds(values: Iterable[Decimal], classes: int) -> list[Decimal]:
    """Round bounds (two significant digits) that put about as many values in each class; fewer when values repeat."""
    ordered = sorted(values)
    if not ordered:
        return []
    cuts = [ordered[len(ordered) * step // classes] for step in range(1, classes)]
    bounds = sorted({_rounded(cut) for cut in cuts})
    return [bound for bound in bounds if ordered[0] < bound <= ordered[-1]]


def _rounded(value: Decimal) -> Decimal:
    if value == 0:
        return value
    step = Decimal(1).scaleb(value.adjusted() - 1)
    return (value / step).to_integral_value() * step


def radius_of(value: Decimal | float, largest: Decimal | float, most: float, least: float = 1.5) -> float:
    """A circle's radius in pixels whose area is in proportion to the value."""
    if largest <= 0 or value <= 0:
        return least
    return round(max(least, most * math.sqrt(float(value) / float(largest))), 1)


@dataclass(frozen=True)
class Dot:
    """A circle at a place. ``label`` stands beside it where there is room; ``title`` is its tooltip."""

    at: Point
    radius: float
    colour: str
    label: str = ""
    title: str = ""
    href: str = ""
    css: str = ""
    edge: str = "#ffffff"


@dataclass(frozen=True)
class Shape:
    """An area: rings of points; inner rings are holes."""

    rings: tuple[tuple[Point, ...], ...]
    colour: str
    title: str = ""
    href: str = ""
    css: str = ""
    edge: str = "#ffffff"


@dataclass(frozen=True)
class Key:
    """One line of a map's legend. A radius makes it an open circle (a size), else it is a filled square."""

    text: str
    colour: str = ""
    radius: float = 0


def shape_svg(shape: Shape, on: Frame) -> str:
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in map(on.xy, ring)) + "Z" for ring in shape.rings)
    mark = f'<path d="{path}" fill="{escape(shape.colour)}" stroke="{escape(shape.edge)}" stroke-width=".4" fill-rule="evenodd"'
    return _wrapped(mark, shape.title, shape.href, shape.css, "path")


def dot_svg(dot: Dot, on: Frame) -> str:
    x, y = on.xy(dot.at)
    mark = f'<circle cx="{x:g}" cy="{y:g}" r="{dot.radius:g}" fill="{escape(dot.colour)}" stroke="{escape(dot.edge)}" stroke-width=".7"'
    return _wrapped(mark, dot.title, dot.href, dot.css, "circle")


def _wrapped(mark: str, title: str, href: str, css: str, tag: str) -> str:
    mark += f' class="{escape(css)}"' if css else ""
    whole = f"{mark}><title>{escape(title)}</title></{tag}>" if title else f"{mark}/>"
    return f'<a href="{escape(href)}">{whole}</a>' if href else whole


def ground_svg(points: Iterable[Point], on: Frame, colour: str, size: float = 2.2) -> str:
    """Very many small points as one path: the shape of a country where nobody supplied its borders."""
    path = "".join(f"M{x:g} {y:g}h0" for x, y in map(on.xy, points))
    return f'<path d="{path}" stroke="{escape(colour)}" stroke-width="{size:g}" stroke-linecap="round" fill="none"/>'


def labels_svg(dots: Sequence[Dot], on: Frame, width: float, *, size: float, font: str, colour: str) -> str:
    """Names around the dots, the largest dot's first; where every side is taken the name is left out."""
    placed = [_around(on.xy(dot.at), dot.radius) for dot in dots]
    lines = []
    for dot in sorted(dots, key=lambda d: -d.radius):
        if not dot.label:
            continue
        x, y = on.xy(dot.at)
        long = 0.5 * size * len(dot.label)
        for anchor, at, base in (
            ("start", x + dot.radius + 2, y + size / 3),
            ("end", x - dot.radius - 2, y + size / 3),
            ("middle", x, y - dot.radius - 2),
            ("middle", x, y + dot.radius + size),
            ("start", x + dot.radius * 0.7 + 1, y - dot.radius * 0.7),
            ("start", x + dot.radius * 0.7 + 1, y + dot.radius * 0.7 + size * 0.7),
            ("end", x - dot.radius * 0.7 - 1, y - dot.radius * 0.7),
            ("end", x - dot.radius * 0.7 - 1, y + dot.radius * 0.7 + size * 0.7),
        ):
            left = at - {"start": 0, "middle": long / 2, "end": long}[anchor]
            box = (left, base - size * 0.8, left + long, base + size * 0.15)
            if box[0] >= 0 and box[2] <= width and not any(_overlap(box, other) for other in placed):
                placed.append(box)
                lines.append(
                    f'<text x="{at:g}" y="{base:g}" text-anchor="{anchor}">{escape(dot.label)}</text>'
                )
                break
    return (
        f'<g font-family="{escape(font)}" font-size="{size:g}" fill="{escape(colour)}">{"".join(lines)}</g>'
    )


Box = tuple[float, float, float, float]


def _around(centre: tuple[float, float], radius: float) -> Box:
    reach = radius * 0.75  # the corners of the square around a circle are free
    return centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def legend_svg(
    keys: Sequence[Key], left: float, top: float, *, size: float, font: str, colour: str, heading: str = ""
) -> str:
    """Lines of a legend, from ``top`` downwards, ``size`` pixels of type."""
    row = size * 1.55
    parts = []
    if heading:
        parts.append(f'<text x="{left:g}" y="{top:g}" font-weight="bold">{escape(heading)}</text>')
        top += row
    for key in keys:
        top += max(key.radius - row / 2, 0)  # a circle as large as on the map pushes its line down
        middle = top - size * 0.35
        wide = max(8.0, key.radius)
        if key.radius:
            parts.append(
                f'<circle cx="{left + wide:g}" cy="{middle:g}" r="{key.radius:g}" fill="none" stroke="{escape(colour)}"/>'
            )
        else:
            parts.append(
                f'<rect x="{left + 1:g}" y="{middle - 5:g}" width="14" height="10" fill="{escape(key.colour)}" '
                f'stroke="{escape(colour)}" stroke-width=".4"/>'
            )
        parts.append(f'<text x="{left + 2 * wide + 6:g}" y="{top:g}">{escape(key.text)}</text>')
        top += max(row, row / 2 + key.radius)
    return (
        f'<g font-family="{escape(font)}" font-size="{size:g}" fill="{escape(colour)}">{"".join(parts)}</g>'
    )


def picture(width: float, height: float, parts: Iterable[str], *, label: str, defs: str = "") -> str:
    """A whole SVG. ``label`` is what it shows, in words, for those who do not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(label)}">'
        f"{f'<defs>{defs}</defs>' if defs else ''}{''.join(parts)}</svg>"
    )
