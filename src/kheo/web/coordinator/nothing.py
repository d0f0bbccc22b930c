"""A period without reports: from when to when there are some, and the way to the latest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import Status
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused
from kheo.web.coordinator.basis import Basis
from kheo.web.shared.asking import ask
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.days import period_name


@dataclass(frozen=True)
class Nothing:
    said: str
    there: str
    period: str
    url: str


def nothing_in(basis: Basis) -> Nothing | None:
    """None where no period has anything: nothing has come in at all."""
    if basis.question is None:
        return None
    named = tuple(card["indicator"] for card in basis.settings.get("key_figures", []))
    codes = tuple(code for code in named if code in basis.known) or basis.question.indicators
    question = replace(basis.question, indicators=codes, period=_all_years(basis), by=("month",))
    months = sorted(
        {str(cell.keys[0]) for cell in ask(question).cells if cell.keys[0] and cell.status != Status.MISSING}
    )
    if not months:
        return None
    frame, calendar = basis.frame, calendar_of(basis.frame.programme)
    latest = _alike(calendar, frame.choices.period, months[-1])
    ends = {"first": period_name(months[0]), "last": period_name(months[-1])}
    here = {"period": period_name(frame.choices.period), "agency": basis.agency}
    return Nothing(
        said=_("%(agency)s has no report for this period: %(period)s.") % here
        if basis.agency
        else _("No report for this period: %(period)s.") % here,
        there=_("There are reports from %(first)s to %(last)s.") % ends
        if len(months) > 1
        else _("There are reports for %(last)s.") % ends,
        period=period_name(latest),
        url=frame.choices.but(period=latest).to("overview"),
    )


def _all_years(basis: Basis) -> str:
    """From the programme's first year to its last, or this one (a stock needs a period with an end)."""
    programme, today = basis.frame.programme, timezone.localdate()
    last = min(programme.valid_to - dt.timedelta(days=1), today) if programme.valid_to else today
    calendar = calendar_of(programme)
    years = [calendar.label(day, "year") for day in (programme.valid_from, max(last, programme.valid_from))]
    return "..".join(dict.fromkeys(years))


def _alike(calendar: Calendar, period: str, month: str) -> str:
    """The period as long as the chosen one that holds a month; its year where that has no such length."""
    grain = "year"
    if ".." not in period and "-" in period:
        grain = {"Q": "quarter", "H": "half"}.get(period[5], "month")
    try:
        return calendar.label(calendar.span(month).last, grain)
    except Refused:
        return month
