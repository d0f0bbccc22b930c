"""Rings of polygons in degrees: what is wrong with one, and what it holds. Plain Python, for layers of some thousand places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Segment = tuple[Point, Point]

FEWEST = 4  # points of a ring: a triangle, and its first point again


def area(ring: Sequence[Point]) -> float:
    """In square degrees; positive where the ring runs against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


def holds(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside; on the border is either."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def crossing(ring: Sequence[Point]) -> Point | None:
    """A place where the ring crosses itself. Two pieces that only touch do not cross."""
    waiting: list[Segment] = []
    for one in sorted(_segments(ring), key=lambda s: min(s[0][0], s[1][0])):
        left = min(one[0][0], one[1][0])
        waiting = [other for other in waiting if max(other[0][0], other[1][0]) >= left]
        for other in waiting:
            if _cross(one, other):
                return one[0]
        waiting.append(one)
    return None


def _segments(ring: Sequence[Point]) -> Iterator[Segment]:
    return ((a, b) for a, b in zip(ring, ring[1:], strict=False) if a != b)


def _cross(one: Segment, other: Segment) -> bool:
    (a, b), (c, d) = one, other
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> int:
    """On which side of the line through ``a`` and ``b`` ``c`` lies: 1, -1, or 0 on it."""
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 1e-14) - (turn < -1e-14)
