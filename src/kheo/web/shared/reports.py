"""How much has come in: counts over the records of a programme's forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from kheo.capture.submissions.models import Record, Submission
from kheo.facts.ledger.models import Grading
from kheo.facts.ledger.states import Grade
from kheo.plan.programmes.models import Programme
from kheo.web.shared.asking import Stamp, forms_of, stamp
from kheo.web.shared.choices import Choices, calendar_of
from kheo.web.shared.kept import kept


@dataclass(frozen=True)
class Counts:
    """``reports`` are lines that were read and kept, exact repeats among them."""

    reports: int
    agencies: int
    without_place: int
    repeats: int
    verified: int


def counts_of(programme: Programme, choices: Choices) -> Counts:
    """Over the period of the page."""
    if not choices.period:
        return counts(programme.code, None, None)
    period = calendar_of(programme).span(choices.period)
    return counts(programme.code, period.first, period.last)


def counts(programme: str, first: dt.date | None, last: dt.date | None) -> Counts:
    """Over the records whose service ended from ``first`` to ``last`` (both included); all where they are None."""
    newest = Submission.objects.aggregate(last=Max("id"))["last"] or 0
    return _counts(stamp(), newest, forms_of(programme), first, last)


@kept(64)
def _counts(
    _at: Stamp, _newest: int, forms: tuple[str, ...], first: dt.date | None, last: dt.date | None
) -> Counts:
    records = Record.objects.filter(form__code__in=forms)
    if first and last:
        records = records.filter(day__range=(first, last))
    graded = Grading.objects.filter(grade__gte=Grade.VERIFIED, fact__record__in=records)
    return Counts(
        **records.aggregate(
            reports=Count("id"),
            agencies=Count("agency", distinct=True),
            without_place=Count("id", filter=Q(place=None)),
            repeats=Count("id", filter=~Q(repeats=None)),
        ),
        verified=graded.aggregate(n=Count("fact", distinct=True))["n"],
    )
