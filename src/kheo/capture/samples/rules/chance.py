"""Distributions as tables of quantiles: one uniform number is one draw, for a single row and for a column alike."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from statistics import NormalDist
from typing import TypeVar

STEPS = 1024
Option = TypeVar("Option")
_NORMAL = NormalDist()


def lognormal(median: float, spread: float, zero: float = 0.0) -> tuple[float, ...]:
    """STEPS quantiles: a share ``zero`` of nothing, the rest around ``median``; ``spread`` is the log's deviation."""
    nothing = round(zero * STEPS)
    left = STEPS - nothing
    return (0.0,) * nothing + tuple(
        median * math.exp(spread * _NORMAL.inv_cdf((step + 0.5) / left)) for step in range(left)
    )


def poisson(mean: float) -> tuple[float, ...]:
    """STEPS quantiles of counts that happen ``mean`` times on average."""
    below: list[float] = []
    probability, count = math.exp(-mean), 0
    reached = probability
    while len(below) < STEPS:
        while len(below) < STEPS and (len(below) + 0.5) / STEPS <= reached:
            below.append(float(count))
        count += 1
        probability *= mean / count
        reached += probability
        if probability < 1e-12 and count > mean:
            below += [float(count)] * (STEPS - len(below))
    return tuple(below)


def choice(weights: Mapping[Option, float]) -> tuple[Option, ...]:
    """STEPS options, each as often as its weight."""
    options = list(weights)
    edges = list(accumulate(float(weights[option]) for option in options))
    return tuple(options[bisect_right(edges, (step + 0.5) / STEPS * edges[-1])] for step in range(STEPS))
