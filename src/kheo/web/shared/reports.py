"""How much has come in: counts over the facts of a programme's forms."""

from __future__ import annotations

from kheo.consolidate.figures.queries import Tally, tally
from kheo.plan.programmes.models import Programme
from kheo.web.shared.asking import Stamp, forms_of, stamp
from kheo.web.shared.choices import Choices, calendar_of
from kheo.web.shared.kept import kept


def counts_of(programme: Programme, choices: Choices) -> Tally:
    """Over the period of the page."""
    return _counts(stamp(), programme.code, programme.calendar.code, choices.period)


@kept(64)
def _counts(_at: Stamp, code: str, _calendar: str, period: str) -> Tally:
    span = (
        calendar_of(Programme.objects.select_related("calendar").get(code=code)).span(period)
        if period
        else None
    )
    return tally(forms_of(code), span.first if span else None, span.last if span else None)
