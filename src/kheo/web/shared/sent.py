"""The files that have come in for a programme: which agencies and days each tells of, how much of it was refused."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Min
from django.utils.timezone import localdate

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.queries import submissions_within
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW
from kheo.ground.accounts.rules import Scope
from kheo.ground.organisations.models import Organisation
from kheo.ground.wall.queries import past_the_wall
from kheo.plan.programmes.models import Programme
from kheo.web.shared.asking import forms_in
from kheo.web.shared.attention import newest_of_all
from kheo.web.shared.choices import Choices, calendar_of
from kheo.web.shared.kept import kept
from kheo.web.shared.standing import standings_on


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission. ``agencies`` of its records, the one with most first; ``first`` and ``last`` day that they tell of,
    the day of receipt where none has a day or none was kept. ``phone``: whether a device sent it by itself."""

    number: int
    form: str
    refused: int
    phone: bool
    agencies: tuple[int, ...]
    first: dt.date
    last: dt.date

    def in_span(self, first: dt.date, last: dt.date) -> bool:
        """Whether it tells of days between these two, both included."""
        return self.first <= last and self.last >= first


def files_of(
    programme: Programme,
    choices: Choices,
    scope: Scope,
    *,
    form: str = "",
    agency: int | None = None,
    refused: bool = False,
    state: str = "",
) -> list[Sent]:
    """The newest first, within the reader's scope: those of the period and of the agency whose view it is, of a form,
    with refused lines, and of the reports from phones those that stand so."""
    span = calendar_of(programme).span(choices.period) if choices.period else None
    if choices.view != PROGRAMME_VIEW and agency is None:
        agency = Organisation.objects.filter(ref=choices.view).values_list("pk", flat=True).first()
    forms = forms_in(programme.code)
    stands = _standings(newest_of_all(programme), forms) if state else {}
    return [
        sent
        for sent in _within(forms, scope)
        if (span is None or not span.first or sent.in_span(span.first, span.last))
        and (not form or sent.form == form)
        and (agency is None or agency in sent.agencies)
        and (not refused or sent.refused)
        and (not state or stands.get(sent.number) == state)
    ]


def days_told(programme: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that any file of the programme tells of; None where none does."""
    files = _every(forms_in(programme))
    return (min(sent.first for sent in files), max(sent.last for sent in files)) if files else None


def _every(forms: tuple[str, ...]) -> tuple[Sent, ...]:
    # What was sent is never changed, so that the newest one's number is all that it hangs on, whoever asks.
    with past_the_wall():
        newest = Submission.objects.aggregate(newest=Max("pk"))["newest"]
    return _sent(newest, forms)


def _within(forms: tuple[str, ...], scope: Scope) -> tuple[Sent, ...]:
    every = _every(forms)
    if scope.everything:
        return every
    seen = _seen(every[0].number if every else None, forms, scope)
    return tuple(sent for sent in every if sent.number in seen)


@kept(64)
def _seen(_newest: int | None, forms: tuple[str, ...], scope: Scope) -> frozenset[int]:
    found = Submission.objects.filter(form_version__form__code__in=forms)
    return frozenset(submissions_within(scope, found).values_list("pk", flat=True))


@kept(8)
def _standings(_at: tuple[int, ...], forms: tuple[str, ...]) -> Mapping[int, str]:
    return standings_on(forms)


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
            device is not None,
            tuple(agency for agency, _first, _last in found[number] if agency is not None),
            min((first for _agency, first, _last in found[number] if first), default=localdate(received)),
            max((last for _agency, _first, last in found[number] if last), default=localdate(received)),
        )
        for number, form, refused, device, received in files.values_list(
            "pk", "form_version__form__code", "rows_refused", "device", "received_at"
        )
    )
