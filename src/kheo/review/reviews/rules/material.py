"""Everything a review is made of, asked and looked up before: values that ``compose`` turns into a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kheo.consolidate.figures.rules.question import Cell
from kheo.kit.drawing import Point
from kheo.review.reviews.rules.asked import Asked, Key
from kheo.review.reviews.rules.breakdown import Breakdown
from kheo.review.reviews.rules.document import Letterhead
from kheo.review.reviews.rules.placeholders import Placeholder
from kheo.review.reviews.states import Finding, Layout


@dataclass(frozen=True)
class Subject:
    """An indicator version as the document speaks of it. ``words``: its rule, one sentence for each step.

    ``good``: higher, lower (a target is then an upper limit) or none.
    """

    code: str
    version: int
    title: str
    unit: str
    objective: str = ""
    words: tuple[str, ...] = ()
    owner: str = ""
    reviewed: str = ""
    percentage: bool = False
    good: str = "higher"

    @property
    def named(self) -> str:
        """The title with its unit, unless the title ends with it ("Share of the census, %")."""
        return self.title if self.title.endswith(self.unit) else f"{self.title} ({self.unit})"


@dataclass(frozen=True)
class MapChoice:
    """What the map shows: a colour by one indicator, a size by another (may be empty), names of far-off points."""

    colour: str = ""
    size: str = ""
    labels: tuple[tuple[Point, str], ...] = ()


@dataclass(frozen=True)
class Trend:
    """Key figures through the period and the one before, in steps of one grain, in calendar order."""

    codes: tuple[str, ...]
    grain: str
    labels: tuple[str, ...]
    now: Asked
    before_labels: tuple[str, ...] = ()
    before: Asked | None = None


@dataclass(frozen=True)
class Material:
    """``breaks``: indicator → the day between the two periods from which on its series is another one."""

    name: str
    language: str
    layout: Layout
    look: dict[str, Any]
    letterhead: Letterhead
    title: str
    programme: str
    notice: str
    source_note: str
    period: str
    compared: str
    first: dt.date
    last: dt.date
    objectives: tuple[tuple[str, str], ...]
    subjects: tuple[Subject, ...]
    targets: Mapping[str, Decimal]
    now: Asked
    before: Asked | None
    by_place: Breakdown | None
    by_agency: Breakdown | None
    trends: tuple[Trend, ...]
    level: str
    place_codes: tuple[str, ...]
    agency_codes: tuple[str, ...]
    key_codes: tuple[str, ...]
    typed: Mapping[Finding, tuple[str, ...]]
    spoken: Mapping[Placeholder, tuple[Asked, Cell | None]]
    points: Mapping[Key, Point]
    ground: tuple[Point, ...]
    map: MapChoice
    position: int
    made_at: dt.datetime
    boundaries: dt.date | None = None
    edition: str = ""
    breaks: Mapping[str, dt.date] = field(default_factory=dict)

    def subject(self, code: str) -> Subject | None:
        return next((one for one in self.subjects if one.code == code), None)
