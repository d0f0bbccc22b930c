"""The five choices that every page of a programme has in its address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW
from kheo.ground.organisations.models import Organisation
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme

AS_REPORTED = "reported"
ALL_TIME = "all"


@dataclass(frozen=True)
class Choices:
    """Programme, period, map date, view, language.

    ``period`` is a label of the programme's calendar or empty for all time; ``boundaries`` None is as reported;
    ``view`` is "programme" or an agency's ref.
    """

    programme: str
    period: str
    boundaries: dt.date | None
    view: str
    language: str

    @property
    def map(self) -> str:
        return self.boundaries.isoformat() if self.boundaries else AS_REPORTED

    def pairs(self) -> dict[str, str]:
        return {
            "period": self.period or ALL_TIME,
            "map": self.map,
            "view": self.view,
            "lang": self.language,
        }

    def to(self, page: str, *args: Any, **more: Any) -> str:
        """The address of a page of this programme with these choices; ``more`` are further query parameters."""
        wanted = {name: value for name, value in more.items() if value not in (None, "")}
        path = reverse(page, args=[self.programme, *args])
        return f"{path}?{urlencode({**self.pairs(), **wanted}, doseq=True)}"

    def but(self, **changes: Any) -> Choices:
        return replace(self, **changes)


def calendar_of(programme: Programme) -> Calendar:
    return Calendar.from_json(programme.calendar.code, programme.calendar.regimes)


def read_choices(programme: Programme, given: QueryDict, language: str) -> Choices:
    """The choices in the address, or the programme's own first ones. Refuses what does not exist."""
    return Choices(
        programme=programme.code,
        period=_period(programme, given.get("period", "").strip()),
        boundaries=_map(programme, given.get("map", "").strip()),
        view=_view(given.get("view", "").strip()),
        language=language,
    )


def _period(programme: Programme, label: str) -> str:
    if label == ALL_TIME:
        return ""
    if not label:
        return first_period(programme)
    calendar_of(programme).span(label)
    return label


def first_period(programme: Programme) -> str:
    """What a programme shows first: as its settings say, else the year in which it began."""
    periods = programme.settings.get("periods") or []
    return str(periods[0]) if periods else calendar_of(programme).label(programme.valid_from, "year")


def _map(programme: Programme, day: str) -> dt.date | None:
    if not day:
        first = next(iter(programme.settings.get("boundaries") or []), None)
        return dt.date.fromisoformat(str(first)) if first else None
    if day == AS_REPORTED:
        return None
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        raise Refused("web.no_such_map", value=day) from None


def _view(ref: str) -> str:
    if not ref or ref == PROGRAMME_VIEW:
        return PROGRAMME_VIEW
    if not Organisation.objects.filter(ref=ref).exists():
        raise Refused("web.no_such_view", value=ref)
    return ref
