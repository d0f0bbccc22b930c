"""A line of one indicator over time, small: gaps where nothing was reported, the reforms of the map marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 208.0, 44.0, 5.0


@dataclass(frozen=True)
class Spark:
    """``lines`` are the SVG points of the unbroken pieces; ``said`` reads the line aloud."""

    lines: tuple[str, ...]
    lone: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    marks: tuple[float, ...]
    reform: dt.date | None
    said: str
    first_label: str
    last_label: str


def spark(
    values: Sequence[tuple[str, dt.date, Decimal | None]], reform: dt.date | None, said: str
) -> Spark | None:
    """``values``: (name, first day, value or None) in order. None where fewer than two were reported."""
    known = [value for _, _, value in values if value is not None]
    if len(known) < 2:
        return None
    top, bottom = float(max(known)), float(min(min(known), Decimal(0)))
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def at(index: int, value: Decimal) -> tuple[float, float]:
        share = (float(value) - bottom) / (top - bottom) if top > bottom else 0.5
        return round(EDGE + index * step, 1), round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)

    runs: list[list[tuple[float, float]]] = [[]]
    for index, (_, _, value) in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(at(index, value))
    full = [run for run in runs if run]
    days = [day for _, day, _ in values]
    return Spark(
        lines=tuple(" ".join(f"{x},{y}" for x, y in run) for run in full if len(run) > 1),
        lone=tuple(run[0] for run in full if len(run) == 1),
        last=full[-1][-1],
        marks=tuple(x for x in (_between(days, reform, step) if reform else None,) if x is not None),
        reform=reform,
        said=said,
        first_label=values[0][0],
        last_label=values[-1][0],
    )


def _between(days: Sequence[dt.date], day: dt.date, step: float) -> float | None:
    """Where a day lies on the line: at the border before the period that begins with it."""
    if not days[0] < day <= days[-1]:
        return None
    index = next(at for at, first in enumerate(days) if first >= day)
    part = (days[index] - day) / (days[index] - days[index - 1])
    return round(EDGE + (index - part - 0.5) * step, 1)
