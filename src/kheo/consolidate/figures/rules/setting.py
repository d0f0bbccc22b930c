"""A question with everything that it names looked up: what both interpreters start from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from kheo.consolidate.figures.rules.question import Question
from kheo.ground.places.rules import Cell as PlaceCell
from kheo.ground.places.rules import Share
from kheo.kit.periods import GRAINS as MONTHS_IN
from kheo.kit.periods import Calendar, Period, Regime
from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.definition import GRAINS, Carry, Choose, Definition, Keep, Make, Rule, Step
from kheo.plan.programmes.rules.expressions import Expression

NUMBERED = ("unit", "agency", "place")
ONE_DAY = dt.timedelta(days=1)
MONTHS_NEAR = 15  # an offset shifts a calendar by a year at most


@dataclass(frozen=True)
class Months:
    """Which month a day belongs to, as pure arithmetic that SQL can repeat.

    ``regimes`` in order; the first reaches back and the last forward without end. ``patches``: the months around a
    change of regime whose days the arithmetic of one regime would not give: (first day, last day, month).
    """

    regimes: tuple[Regime, ...]
    patches: tuple[tuple[dt.date, dt.date, int], ...] = ()

    @classmethod
    def of(cls, calendar: Calendar) -> Months:
        plain, patches = cls(calendar.regimes), []
        changes = [regime.end for regime in calendar.regimes[:-1] if regime.end]
        near = {plain.index(day) + by for day in changes for by in range(-MONTHS_NEAR, MONTHS_NEAR + 1)}
        for month in sorted(near):
            try:
                period = calendar.period(period_label(month, "month"))
            except Refused:  # before the calendar's first day or after its last
                continue
            # Between two changes the arithmetic only ever goes up, so that a month's ends and the changes tell it all.
            told = {period.first, period.last}
            told |= {day for end in changes for day in (end - ONE_DAY, end) if day in period}
            if {plain.index(day) for day in told} != {month}:
                patches.append((period.first, period.last, month))
        return cls(calendar.regimes, tuple(patches))

    def index(self, day: dt.date) -> int:
        """The month that ``day`` belongs to, counted from year 0: January of year Y is 12 × Y."""
        for first, last, month in self.patches:
            if first <= day <= last:
                return month
        regime = next((r for r in self.regimes if r.end is None or day < r.end), self.regimes[-1])
        return regime.month_of(day)


@dataclass(frozen=True)
class Window:
    """The days whose facts may enter one period of a stock: ``index`` counts periods of the finest grain asked."""

    index: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Setting:
    """``fields``: form → field → type. ``places``: place → the cells it lies in, or None when no place is asked for.

    ``each_agency``: every agency's own view at once, with the agency as a breakdown.
    ``windows``: carry → the windows of a stock, for each carry that the definitions use.
    """

    question: Question
    definitions: tuple[tuple[Definition, int], ...]
    fields: Mapping[str, Mapping[str, str]]
    months: Months
    position: int
    levels: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    agency: int | None = None
    each_agency: bool = False
    within: bool = False
    places: Mapping[int, Mapping[PlaceCell, Share]] | None = None
    where: Expression | None = None
    windows: Mapping[Carry, tuple[Window, ...]] | None = None

    @property
    def grains(self) -> tuple[str, ...]:
        return tuple(key for key in self.question.by if key in GRAINS)

    @property
    def finest(self) -> str | None:
        return min(self.grains, key=lambda grain: MONTHS_IN[grain], default=None)

    @property
    def reach(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last day of any fact that may enter: a stock reaches back before the period asked."""
        if self.first is None:
            return None, self.last
        windows = [window for some in (self.windows or {}).values() for window in some]
        return min([self.first, *(window.first for window in windows)]), self.last

    def index(self, day: dt.date, grain: str) -> int:
        return self.months.index(day) // MONTHS_IN[grain]


def period_label(index: int, grain: str) -> str:
    """The label of a period from its index: 24301 months are 2025-02, 8100 quarters 2025-Q1."""
    per_year = 12 // MONTHS_IN[grain]
    year, part = divmod(index, per_year)
    return {
        "month": f"{year:04}-{part + 1:02}",
        "quarter": f"{year:04}-Q{part + 1}",
        "half": f"{year:04}-H{part + 1}",
        "year": f"{year:04}",
    }[grain]


def period_index(label: str, grain: str) -> int:
    """The index of a period from its label; the other way round than ``period_label``."""
    year, _, part = label.partition("-")
    per_year = 12 // MONTHS_IN[grain]
    return int(year) * per_year + (int(part.lstrip("QH")) - 1 if part else 0)


def homogeneous(rule: Rule) -> int:
    """How many steps, from the first, only ever group facts of one place.

    Such groups lie in a cell as a whole or not at all, so those steps mean the same on every map.
    """
    length = 0
    for step in rule.steps:
        alone = isinstance(step, Keep) and step.per is None
        if not alone and not {"place", "record"} & set(step.per or ()):
            break
        if isinstance(step, Make) and "place" not in (step.per or ()):
            break
        length += 1
    return length


def kind_of(rule: Rule) -> str:
    """How a rule bears facts that only perhaps lie in a cell.

    ``additive``: shares of places apportion it. ``monotone``: more facts never make it less, so that the certain
    facts give the low and all possible ones the high. ``neither``: no bounds can be given.
    """
    rest = rule.steps[homogeneous(rule) :]
    # A condition on single facts stays met when facts join its group; on groups made before it need not.
    gates = sum(1 for _ in takewhile(lambda step: isinstance(step, Keep) and step.per is not None, rest))
    rest = rest[gates:]
    verbs = [None if isinstance(step, Keep) else step.how for step in rest]
    if not gates and all(verb == "sum" for verb in verbs):
        return "additive"
    rises = all(verb in ("max", "sum", "count", "distinct") for verb in verbs)
    return "monotone" if rises and not _moves(rest) else "neither"


def _moves(steps: Sequence[Step]) -> bool:
    """Whether a choice decides into which group a fact goes later: then one more fact may empty another group."""
    for turn, step in enumerate(steps, start=1):
        if isinstance(step, Choose):
            for later in steps[turn:]:
                if not set(asked_by(later)) <= set(step.per or ()):
                    return True
                if isinstance(later, Make):
                    break
    return False


def adds_up(step: Step) -> bool:
    """Whether a rule's last step has a value of nothing at all: a sum or a count of none is zero, a highest is not."""
    return isinstance(step, Make) and step.per is None and step.how in ("sum", "count", "distinct")


def may_empty(rule: Rule) -> bool:
    """Whether a condition may pass over all facts of a cell, and the rule then says zero."""
    return adds_up(rule.steps[-1]) and any(isinstance(step, Keep) for step in rule.steps)


def asked_by(step: Step) -> tuple[str, ...]:
    """The keys that a step groups by or counts."""
    if isinstance(step, Keep):
        return ()
    of = (step.of,) if isinstance(step, Make) and step.of else ()
    return (*(step.per or ()), *of)


class Reduced(NamedTuple):
    """One rule's outcome in one cell. ``keys`` follow the question's breakdowns; periods are indexes.

    ``sure`` is False where some facts only perhaps lie in the cell and the rule has no bounds.
    """

    keys: tuple[str | int | None, ...]
    low: Decimal | None
    high: Decimal | None
    facts: int
    approximate: int
    bits: int
    sure: bool = True


def windows_of(
    carry: Carry, calendar: Calendar, grains: Sequence[str], first: dt.date, last: dt.date
) -> tuple[Window, ...]:
    """The windows of a stock that stays good for ``carry``: one for each period asked.

    A value is good in its own period of the carry's grain and in the ``count`` periods after it, so a period's
    window begins ``count`` such periods before the one in which it ends.
    """
    finest = min(grains, key=lambda grain: MONTHS_IN[grain], default=None)
    asked = calendar.periods(finest, first, last) if finest else [Period("", "", first, last)]
    months, found = Months.of(calendar), []
    for period in asked:
        end = min(period.last, last)
        first_good = months.index(end) // MONTHS_IN[carry.grain] - carry.count
        index = months.index(period.last) // MONTHS_IN[finest] if finest else 0
        found.append(Window(index, calendar.period(period_label(first_good, carry.grain)).first, end))
    return tuple(found)
