"""The files that have come in for a programme: which agencies and days each tells of, how much of it was refused."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max, Min

from kheo.capture.submissions.models import Record, Submission
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW
from kheo.ground.organisations.models import Organisation
from kheo.plan.programmes.models import Programme
from kheo.web.shared.asking import forms_of
from kheo.web.shared.choices import Choices, calendar_of
from kheo.web.shared.kept import kept


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission. ``agencies`` of its records, the one with most first; ``first`` and ``last`` day that they tell of,
    None where none has a day or none was kept."""

    number: int
    form: str
    refused: int
    agencies: tuple[int, ...]
    first: dt.date | None
    last: dt.date | None

    def in_span(self, first: dt.date, last: dt.date) -> bool:
        """Whether it tells of days between these two, both included; a file that tells of no day is never left out."""
        return self.first is None or self.last is None or (self.first <= last and self.last >= first)


def files_of(
    programme: Programme,
    choices: Choices,
    *,
    form: str = "",
    agency: int | None = None,
    refused: bool = False,
) -> list[Sent]:
    """The newest first: those of the period and of the agency whose view it is, of a form, with refused lines."""
    span = calendar_of(programme).span(choices.period) if choices.period else None
    if choices.view != PROGRAMME_VIEW and agency is None:
        agency = Organisation.objects.filter(ref=choices.view).values_list("pk", flat=True).first()
    return [
        sent
        for sent in _every(forms_of(programme.code))
        if (span is None or not span.first or sent.in_span(span.first, span.last))
        and (not form or sent.form == form)
        and (agency is None or agency in sent.agencies)
        and (not refused or sent.refused)
    ]


def days_told(programme: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that any file of the programme tells of; None where none does."""
    files = _every(forms_of(programme))
    first = min((sent.first for sent in files if sent.first), default=None)
    last = max((sent.last for sent in files if sent.last), default=None)
    return (first, last) if first and last else None


def _every(forms: tuple[str, ...]) -> tuple[Sent, ...]:
    # What was sent is never changed, so that the newest one's number is all that it hangs on.
    return _sent(Submission.objects.aggregate(newest=Max("pk"))["newest"], forms)


@kept(8)
def _sent(_newest: int | None, forms: tuple[str, ...]) -> tuple[Sent, ...]:
    found: dict[int, list[tuple[int | None, dt.date | None, dt.date | None]]] = defaultdict(list)
    rows = Record.objects.filter(form__code__in=forms).values("submission", "agency").order_by()
    told = rows.annotate(n=Count("pk"), first=Min("day"), last=Max("day")).order_by("-n", "agency")
    for submission, agency, first, last in told.values_list("submission", "agency", "first", "last"):
        found[submission].append((agency, first, last))
    files = Submission.objects.filter(form_version__form__code__in=forms).order_by("-received_at", "-pk")
    return tuple(
        Sent(
            number,
            form,
            refused,
            tuple(agency for agency, _first, _last in found[number] if agency is not None),
            min((first for _agency, first, _last in found[number] if first), default=None),
            max((last for _agency, _first, last in found[number] if last), default=None),
        )
        for number, form, refused in files.values_list("pk", "form_version__form__code", "rows_refused")
    )
