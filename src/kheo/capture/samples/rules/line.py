"""A line of a report as values, and how its numbers are rounded."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from kheo.capture.samples.rules import spec as s
from kheo.capture.samples.rules.world import Duty, Spot, Unit
from kheo.kit.periods import Period


@dataclass(frozen=True)
class Told:
    """A number as somebody tells it: ``qualifier`` exact, about, over or under."""

    number: float
    qualifier: str = "exact"


@dataclass(frozen=True)
class Line:
    """One row of a report. ``received`` is the day on which it came in; ``corrects``: it replaces the line with
    the same form and reference. ``joint`` is the joint activity that it tells of; rank 0 is the lead's."""

    form: str
    unit: Unit
    period: Period
    reference: str
    received: dt.date
    spot: Spot | None
    start: dt.date
    end: dt.date
    values: Mapping[str, Told | str]
    corrects: bool = False
    joint: str = ""
    rank: int = 0
    joint_rule: str = ""
    broken: bool = False


@dataclass
class Report:
    """What one unit owes for one period, and how many lines it has written so far."""

    form: s.FormSpec
    unit: Unit
    period: Period
    duty: Duty
    rng: random.Random
    count: int = 0
    lines: list[Line] = field(default_factory=list)

    def reference(self) -> str:
        self.count += 1
        short = self.period.label.replace("-", "")
        return f"{self.unit.agency}-{self.unit.spot.code}-{short}-{self.count:03}"


def rounded(mean: float, rng: random.Random) -> int:
    """A whole number that is ``mean`` on average."""
    whole = math.floor(mean)
    return whole + (rng.random() < mean - whole)


def to_digits(number: float, digits: int) -> float:
    return round(number, digits) if digits else float(math.floor(number + 0.5))
