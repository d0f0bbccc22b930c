"""What a passport says. Values only, for pages, documents and programs alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Question
from kheo.plan.programmes.rules.breaks import Break

Texts = dict[str, str]


@dataclass(frozen=True)
class IndicatorFace:
    """The definition that counted, as it stood."""

    code: str
    version: int
    title: Texts
    unit: str
    unit_title: Texts
    unit_plural: Texts
    source_text: str
    owner: str
    reviewed: str
    note: Texts
    cannot_see: Texts
    breaks: tuple[Break, ...]
    good: str
    newest: int


@dataclass(frozen=True)
class FunnelRow:
    """``kind``: selected, repeat, joint, no_key, no_value, not_chosen or counted. ``count`` of reports; ``stays`` is
    True for the ones that remain at that point. ``particulars`` names the step (1 …) and its keys."""

    kind: str
    count: int
    stays: bool
    particulars: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BridgeRow:
    """One agency's own count of the same cell. ``low``/``high`` differ where it is a range."""

    agency: int | None
    name: Texts
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class SplitReason:
    """Why a figure is a range: a place whose share here is not known."""

    origin: str
    targets: tuple[str, ...]
    decision: str
    effective: dt.date | None
    facts: int


@dataclass(frozen=True)
class Together:
    """The change group of a place whose figure is a range, and its figure, which is sure."""

    name: str
    cell: Cell


@dataclass(frozen=True)
class Completeness:
    """Counts of reports: ``expected`` and ``received`` are None where the programme expects none."""

    expected: int | None
    received: int | None
    selected: int
    with_place: int
    with_value: int
    verified: int


@dataclass(frozen=True)
class Passport:
    """Where a figure comes from, and how it was counted."""

    id: str
    question: Question
    position: int
    made_at: dt.datetime
    digest: str
    cell: Cell
    place: int | None
    indicator: IndicatorFace
    words: dict[str, tuple[str, ...]]
    sentence: Texts
    calendar: str
    calendar_title: Texts
    period: str
    first: dt.date | None
    last: dt.date | None
    funnel: tuple[FunnelRow, ...]
    bridge: tuple[BridgeRow, ...]
    bridge_sum: Decimal | None
    shared: Decimal | None
    reasons: tuple[SplitReason, ...]
    together: Together | None
    completeness: Completeness


@dataclass(frozen=True)
class Line:
    """One fact of the figure and what became of it. ``because``: the record that stands in its place."""

    record: int
    submission: int
    line: int
    filename: str
    agency: int | None
    unit: int | None
    place: int | None
    day: dt.date | None
    value: Decimal | None
    qualifier: Qualifier
    fate: str
    step: int
    because: int | None
    because_line: int | None
    perhaps: bool
    fields: dict[str, Any]


@dataclass(frozen=True)
class LinePage:
    """``counts``: fate → number of facts, over all pages. ``agencies``: agency → number of those of the fate asked
    for, most first."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    agencies: dict[int | None, int]


@dataclass(frozen=True)
class Recomputed:
    """``same``: the figures of then come out again. ``ground_changed``: places, shares or definitions differ now."""

    same: bool
    digest: str
    digest_then: str
    cell: Cell
    ground_changed: bool
