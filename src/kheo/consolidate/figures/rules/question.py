"""What can be asked, and what comes back. Plain values: a question can be kept, sent and asked again."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

PROGRAMME_VIEW = "programme"


class Status(StrEnum):
    """What a cell says. Zero is a VALUE; the others are the ways of having no single number."""

    VALUE = "value"
    RANGE = "range"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    NOT_ATTRIBUTABLE = "not_attributable"


class Qualifier(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True)
class Question:
    """An immutable question about figures.

    ``indicators``: codes, each with an optional version ("HOU-01" or "HOU-01@2").
    ``by``: breakdowns, in order: a place level ("province"), a time grain ("month" "quarter" "half" "year"),
    "unit", "agency", "place" (as reported), or a coded field of the forms.
    ``period``: a label of ``calendar`` ("2025", "2025-H1", "2025-Q3", "2025-07") or a span of them
    ("2023..2025"); empty for all time.
    ``boundaries``: the map's date; None for as reported.
    ``view``: "programme" (joint activities counted once) or the ref of an agency (its own records).
    ``grade``: 0 reported, 1 verified, 2 audited; at least this.
    ``where``: a filter over the forms' fields. ``within``: the ref of a place that everything must lie in.
    ``position``: the ledger's position; None is the newest.
    """

    indicators: tuple[str, ...]
    by: tuple[str, ...] = ()
    period: str = ""
    calendar: str = ""
    boundaries: dt.date | None = None
    view: str = PROGRAMME_VIEW
    grade: int = 0
    where: str = ""
    within: str = ""
    position: int | None = None

    def as_json(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["indicators"], plain["by"] = list(self.indicators), list(self.by)
        plain["boundaries"] = self.boundaries.isoformat() if self.boundaries else None
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Question:
        day = plain.get("boundaries")
        return cls(
            **{
                **plain,
                "indicators": tuple(plain["indicators"]),
                "by": tuple(plain["by"]),
                "boundaries": dt.date.fromisoformat(day) if day else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one indicator.

    ``keys`` has one entry for each breakdown of the question, in its order: a place's or an organisation's
    number (int), a period's label or a code (str), or None where the facts do not say (no place, no code).
    ``low``/``high`` bound the value where it is a RANGE; for a VALUE all three are equal. A high without a low
    reads "at most". ``facts`` is the number of facts that entered the value, ``approximate`` how many of them
    were approximate. ``expected``/``received`` count reports; None where the programme expects none.
    """

    indicator: str
    version: int
    keys: tuple[str | int | None, ...]
    status: Status
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    facts: int = 0
    approximate: int = 0
    expected: int | None = None
    received: int | None = None
    passport: str = ""

    def spelt(self) -> str:
        """What two computations of the same cell must agree on, in one spelling."""
        high = _spelt(self.high)
        low = high if self.low is self.high else _spelt(self.low)
        value = high if self.value is self.high else _spelt(self.value)
        keys = ",".join(map(repr, self.keys))
        return f"{self.indicator}|{self.version}|{keys}|{self.status}|{value}|{low}|{high}|{self.qualifier}|{self.facts}"


def _spelt(number: Decimal | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if number == number.to_integral_value() else format(number.normalize(), "f")


@dataclass(frozen=True)
class Answer:
    """The table that answers a question: ``cells`` sorted by indicator (as asked), then keys."""

    question: Question
    position: int
    cells: tuple[Cell, ...]
    id: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(cell.spelt() for cell in self.cells).encode()).hexdigest()
