"""Checks of numbers. Each answers with (sureness, detail), or None where nothing is odd."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from kheo.verify.quality.rules.found import plain_number, sure
from kheo.verify.quality.rules.measures import at_least, beyond, log_profile, median, modified_z, unlikely

Answer: TypeAlias = "tuple[float, dict[str, Any]] | None"
Rule: TypeAlias = Mapping[str, Any]


def usual(values: Sequence[float]) -> tuple[float, float]:
    """Between what most values lie: the lowest and the highest without the outermost tenth on either side."""
    ordered = sorted(values)
    cut = len(ordered) // 10
    return ordered[cut], ordered[-1 - cut]


class Profile(NamedTuple):
    """What is usual among others: the middle and the spread of their logarithms, and between what most of them lie."""

    middle: float
    log_middle: float
    log_spread: float
    low: float
    high: float
    size: int


def profile(others: Sequence[float], rule: Rule) -> Profile | None:
    """Of what the unit told before, or of what its peers tell; zeros say nothing about size and are left out. None where
    that is too little to say what is usual."""
    told = [other for other in others if other > 0]
    if len(told) < rule["least_history"]:
        return None
    return Profile(median(told), *log_profile(told), *usual(told), len(told))


def outlier(value: float, known: Profile | None, rule: Rule) -> Answer:
    """Far from what is usual, in factors, and far enough in numbers to matter."""
    if value <= 0 or known is None:
        return None
    z = modified_z(math.log(value), known.log_middle, known.log_spread)
    if abs(z) <= rule["z"] or abs(value - known.middle) < rule["least"] or known.low <= value <= known.high:
        return None
    detail = {
        "value": plain_number(value),
        "low": plain_number(known.low),
        "high": plain_number(known.high),
        "times": plain_number(round(value / known.middle, 1)),
        "count": known.size,
    }
    return sure(beyond(abs(z), rule["z"])), detail


def jump(total: float, before: Sequence[float], last_year: float | None, rule: Rule) -> Answer:
    """``total``: the unit's in a period; ``before``: in its periods before, the nearest last; ``last_year``: in the same
    period a year ago, which may excuse a season. The smaller of the two multiples counts."""
    past = [each for each in before[-int(rule["periods"]) :] if each > 0]
    if len(past) < rule["least_history"] or total <= 0:
        return None
    middle = median(past)
    against, most = "own", middle
    if last_year is not None and last_year > middle:
        against, most = "last_year", last_year
    if total < rule["times"] * most or total - most < rule["least"]:
        return None
    low, high = usual(past)
    detail = {
        "value": plain_number(total),
        "times": plain_number(round(total / most, 1)),
        "usual": plain_number(middle),
        "low": plain_number(low),
        "high": plain_number(high),
        "last_year": None if last_year is None else plain_number(last_year),
        "compared": against,
    }
    return sure(beyond(total / most, rule["times"])), detail


def is_rounded(value: float, rule: Rule) -> bool:
    return value == int(value) and int(value) % int(rule["ends"]) == 0


def countable(value: float, rule: Rule) -> bool:
    """Whether a number is one of which the last digit says something: a whole one, and not a small one."""
    return value >= rule["from"] and value == int(value)


def digits(values: Sequence[float], common: float, rule: Rule) -> Answer:
    """``values``: what a unit told exactly, the newest last; ``common``: how often numbers are rounded anyway, in all
    reports of the form. Some rounding is honest: only what chance does not explain is told."""
    told = [value for value in values if countable(value, rule)][-int(rule["last"]) :]
    if len(told) < rule["least_history"]:
        return None
    rounded = sum(is_rounded(value, rule) for value in told)
    expected = min(0.5, max(common, 1 / rule["ends"]))
    chance = at_least(rounded, len(told), expected)
    if chance > rule["chance"]:
        return None
    run = next((at for at, value in enumerate(reversed(told)) if not is_rounded(value, rule)), len(told))
    detail = {"rounded": rounded, "count": len(told), "run": run, "ends": rule["ends"]}
    return sure(unlikely(chance, rule["chance"])), detail


def ratio(of: float, to: float, rule: Rule) -> Answer:
    """How many of ``of`` stand beside one of ``to``. Where there is none of ``to``, something of ``of`` cannot be if
    ``high`` says so; nothing beside nothing is no contradiction."""
    if of < 0 or to < 0 or max(of, to) < rule["from"] or (of == 0 and to == 0):
        return None
    low, high = rule["low"], rule["high"]
    detail = {
        "value": plain_number(of),
        "to": plain_number(to),
        "low": plain_number(low),
        "high": plain_number(high),
    }
    if to == 0:
        return (sure(0.9), {**detail, "ratio": None}) if high < 1e15 else None
    found = of / to
    if low <= found <= high:
        return None
    far = beyond(found, high) if found > high else beyond(1.0, found / low) if found > 0 else 0.75
    return sure(far), {**detail, "ratio": plain_number(round(found, 2))}


def denominator(value: float, known: float, rule: Rule) -> Answer:
    """More than there are."""
    most = known * rule["times"]
    if known <= 0 or value <= most:
        return None
    detail = {
        "value": plain_number(value),
        "known": plain_number(known),
        "times": plain_number(round(value / known, 1)),
    }
    return sure(0.5 + beyond(value, most) / 2), detail


def fits_too_well(pairs: Sequence[tuple[float, float]], common: float, rule: Rule) -> Answer:
    """``pairs``: what a unit told and what it had promised, the newest last; ``common``: how often the two are the same
    in all reports of the form."""
    told = [(value, promised) for value, promised in pairs if promised >= rule["from"]][-int(rule["last"]) :]
    exact = sum(value == promised for value, promised in told)
    if exact < rule["least_history"]:
        return None
    chance = at_least(exact, len(told), min(0.9, max(rule["expected"], common)))
    if chance > rule["chance"]:
        return None
    detail = {"exact": exact, "count": len(told), "value": plain_number(told[-1][0])}
    return sure(unlikely(chance, rule["chance"])), detail
