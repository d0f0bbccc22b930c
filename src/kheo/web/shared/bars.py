"""Bars, as parts of a whole in percent: drawn as SVG, so that no style stands in a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = Decimal | int | float


@dataclass(frozen=True)
class Part:
    """``kind`` names the look: "is" counted, "quiet" not the subject, "maybe" possible, "over" past the whole,
    "cut" taken away."""

    kind: str
    left: str
    width: str


@dataclass(frozen=True)
class Bar:
    parts: tuple[Part, ...]
    marks: tuple[str, ...] = ()
    whiskers: tuple[str, str] | None = None


def percent(part: Number, whole: Number) -> float:
    """0 to 100, two digits; 0 of nothing."""
    if not whole:
        return 0.0
    return round(min(max(float(part) / float(whole), 0.0), 1.0) * 100, 2)


def part(kind: str, low: Number, high: Number, whole: Number, least: float = 0.4) -> Part:
    """The piece from ``low`` to ``high`` of a bar that is ``whole`` long, at least ``least`` percent of it: what is
    not nothing can be seen."""
    left, right = percent(low, whole), percent(high, whole)
    width = max(right - left, least) if high > low else 0.0
    return Part(kind, f"{min(left, 100 - width):.2f}%", f"{width:.2f}%")


def share_bar(value: Number, whole: Number, kind: str = "is") -> Bar:
    """How much of ``whole`` is ``value``."""
    return Bar((part(kind, 0, value, whole),))


def range_bar(low: Number, high: Number, whole: Number, least: float = 0.4) -> Bar:
    """The certain part, then the possible one with whiskers at its ends."""
    left, right = percent(low, whole), percent(high, whole)
    left = min(left, 100 - least)
    ends = (f"{left:.2f}%", f"{max(right, left + least):.2f}%")
    return Bar((part("is", 0, low, whole), part("maybe", low, high, whole, least)), marks=ends, whiskers=ends)


def target_bar(value: Number, target: Number) -> Bar:
    """Towards a target: past it the rest is marked, and the scale ends at the larger of the two."""
    whole = max(float(value), float(target)) * (1.0 if value <= target else 1.02)
    parts = [part("is", 0, min(float(value), float(target)), whole)]
    if value > target:
        parts.append(part("over", target, value, whole))
    return Bar(tuple(parts), marks=(f"{percent(target, whole):.2f}%",))


def steps(amounts: Sequence[tuple[Number, bool]], whole: Number) -> list[Bar]:
    """A waterfall read downwards: (amount, stays). What stays starts at 0; what goes hangs on what stood before."""
    bars, level = [], 0.0
    for amount, stays in amounts:
        size = abs(float(amount))
        if stays:
            level = size
            bars.append(Bar((part("is", 0, size, whole),)))
        else:
            bars.append(Bar((part("quiet", max(level - size, 0), level, whole),)))
            level = max(level - size, 0)
    return bars
