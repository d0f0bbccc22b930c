"""Land and borders drawn from points, where no polygons were supplied.

The picture is cut into small squares; each belongs to the area of the nearest point, or to none if that is far.
The outlines of the areas follow. They look like a map, and say plainly that they are not an official one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

STEP = 3.0  # pixels: the side of a square
ROUGH = 0.7  # pixels: detail that is dropped from an outline
SMALLEST = 10  # squares: an island below this is not drawn

Point = tuple[float, float]
Vertex = tuple[int, int]


def outlines(points: Sequence[tuple[float, float, int]], width: float, height: float) -> dict[int, str]:
    """SVG paths of the areas. ``points``: x, y in pixels and the number of the area that each belongs to."""
    if not points:
        return {}
    squares = _nearest(points, int(width / STEP) + 1, int(height / STEP) + 1)
    by_area: dict[int, set[Vertex]] = defaultdict(set)
    for square, area in squares.items():
        by_area[area].add(square)
    return {area: path(_rings(cells)) for area, cells in sorted(by_area.items())}


def _reach(points: Sequence[tuple[float, float, int]]) -> float:
    """How far land goes from a point: nearly twice the usual way to the next one."""
    in_order = sorted({(x, y) for x, y, _ in points})
    sample = range(0, len(in_order), max(1, len(in_order) // 150))
    ways = sorted(_to_the_next(in_order, at) for at in sample)
    return min(max(1.8 * ways[int(len(ways) * 0.9)], STEP * 5), STEP * 22)


def _to_the_next(in_order: Sequence[Point], at: int) -> float:
    """The way from a point to the nearest other; looked for on both sides as far as one may lie."""
    here, best = in_order[at], math.inf
    for onwards in (range(at + 1, len(in_order)), range(at - 1, -1, -1)):
        for other in onwards:
            if abs(in_order[other][0] - here[0]) >= best:
                break
            best = min(best, math.dist(here, in_order[other]))
    return best if best < math.inf else STEP * 6


def _nearest(points: Sequence[tuple[float, float, int]], across: int, down: int) -> dict[Vertex, int]:
    """Each square's area: land grows from all points at once, and the nearer point wins a square."""
    reach = _reach(points) ** 2
    best: dict[Vertex, tuple[float, int]] = {}
    front = set()
    for at, (x, y, _) in enumerate(points):
        square = (int(x // STEP), int(y // STEP))
        way = _way(points[at], square)
        if square not in best or way < best[square][0]:
            best[square] = (way, at)
            front.add(square)
    while front:
        grown = set()
        for column, row in front:
            at = best[column, row][1]
            for square in ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)):
                if not (-1 <= square[0] <= across and -1 <= square[1] <= down):
                    continue
                way = _way(points[at], square)
                if way < reach and (square not in best or way < best[square][0]):
                    best[square] = (way, at)
                    grown.add(square)
        front = grown
    return {square: points[at][2] for square, (_, at) in best.items()}


def _way(point: tuple[float, float, int], square: Vertex) -> float:
    """The square of the way from a point to the middle of a square."""
    return (point[0] - (square[0] + 0.5) * STEP) ** 2 + (point[1] - (square[1] + 0.5) * STEP) ** 2


def _rings(squares: set[Vertex]) -> list[list[Point]]:
    """The outlines of a set of squares, in pixels, with the stairs cut off."""
    onward: dict[Vertex, list[Vertex]] = defaultdict(list)
    for x, y in squares:
        for beside, begin, end in (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        ):
            if beside not in squares:
                onward[begin].append(end)
    rings = []
    while onward:
        begin = next(iter(onward))
        ring, at = [], begin
        while at in onward:
            ring.append(at)
            ends = onward[at]
            at = ends.pop()
            if not ends:
                del onward[ring[-1]]
        if len(ring) > math.sqrt(SMALLEST) * 4:
            rings.append(_smooth(ring))
    return rings


def _smooth(ring: list[Vertex]) -> list[Point]:
    middles = [
        ((a[0] + b[0]) / 2 * STEP, (a[1] + b[1]) / 2 * STEP)
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    soft = [
        ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
        for a, b, c in zip(middles[-1:] + middles[:-1], middles, middles[1:] + middles[:1], strict=True)
    ]
    return simplified(soft, ROUGH)


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker's thinning of a line, without recursion."""
    if len(line) < 4:
        return line
    keep = {0, len(line) // 2, len(line) - 1}
    ends = sorted(keep)
    todo = list(zip(ends, ends[1:], strict=False))
    while todo:
        first, last = todo.pop()
        far, way = first, tolerance
        (ax, ay), (bx, by) = line[first], line[last]
        length = math.hypot(bx - ax, by - ay)
        for at in range(first + 1, last):
            px, py = line[at]
            cross = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay))
            off = cross / length if length else math.hypot(px - ax, py - ay)
            if off > way:
                far, way = at, off
        if far != first:
            keep.add(far)
            todo += [(first, far), (far, last)]
    return [line[at] for at in sorted(keep)]


def path(rings: Iterable[Sequence[Point]]) -> str:
    """An SVG path through the points of each ring, closed, to a tenth of a pixel."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings if len(ring) > 2
    )
