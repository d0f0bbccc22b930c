"""Measures that a few wild values cannot move: the median and the median distance from it, and chances by counting.

The mean and the deviation are not used anywhere: one forged value moves them towards itself and so hides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

NORMAL = 0.6745  # the median distance from the middle of a normal distribution, in deviations
TENTH = 0.1  # values that differ by less than this part of themselves do not differ


def median(values: Sequence[float]) -> float:
    """The middle value, or half way between the two middle ones. Never of nothing."""
    ordered = sorted(values)
    at = len(ordered) // 2
    return ordered[at] if len(ordered) % 2 else (ordered[at - 1] + ordered[at]) / 2


def distance(values: Sequence[float], middle: float) -> float:
    """The median absolute distance (MAD) from ``middle``."""
    return median([abs(value - middle) for value in values])


def modified_z(value: float, middle: float, spread: float) -> float:
    """How far ``value`` lies from the middle in robust deviations (Iglewicz and Hoaglin); more than 3.5 is far.

    ``spread``: the median distance, more than nothing.
    """
    return NORMAL * (value - middle) / spread


def log_profile(values: Sequence[float]) -> tuple[float, float]:
    """The middle and the median distance of the logarithms of positive ``values``.

    Amounts are compared in factors, not in differences: units differ in size, and amounts that are never negative have a
    long tail upwards that is nobody's doing. Whatever unit of measure they are in, the answer is the same. Where most
    values are the same the distance would be nothing and every other value infinitely far: it counts as a tenth.
    """
    logs = [math.log(value) for value in values]
    middle = median(logs)
    return middle, max(distance(logs, middle), math.log1p(TENTH))


def beyond(value: float, limit: float) -> float:
    """How sure a finding is by how far ``value`` is over ``limit``: one half at the limit, 1 at infinity."""
    if value <= 0 or limit <= 0:
        return 1.0
    return 1.0 - 0.5 * min(1.0, limit / value)


def unlikely(chance: float, limit: float) -> float:
    """How sure a finding is by how small the ``chance`` is that it came by itself: one half at the limit."""
    if chance <= 0:
        return 1.0
    return 1.0 - 0.5 * min(1.0, math.log(limit) / math.log(chance)) if chance < 1 else 0.5


def at_least(successes: int, tries: int, chance: float) -> float:
    """The chance of ``successes`` or more in ``tries``, each with ``chance``."""
    if successes <= 0:
        return 1.0
    if chance <= 0:
        return 0.0
    return min(
        1.0,
        sum(
            math.comb(tries, each) * chance**each * (1 - chance) ** (tries - each)
            for each in range(successes, tries + 1)
        ),
    )
