"""Submissions and records within somebody's scope: the only way in which pages reach what agencies sent."""

from __future__ import annotations

from django.db.models import BigIntegerField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from kheo.capture.submissions.models import Record, Submission
from kheo.ground.accounts.rules import Reach, Scope
from kheo.ground.wall.queries import is_walled


def records_within(scope: Scope, records: QuerySet[Record] | None = None) -> QuerySet[Record]:
    """Those of ``records`` (all) that an organisation of the scope told, about a place of it."""
    found = Record.objects.all() if records is None else records
    if scope.everything:
        return found
    return found.filter(_reached(scope))


def submissions_within(scope: Scope, submissions: QuerySet[Submission] | None = None) -> QuerySet[Submission]:
    """Those of ``submissions`` (all) with a record within the scope; and those without any record that somebody of an
    organisation of the scope sent."""
    found = Submission.objects.all() if submissions is None else submissions
    if scope.everything:
        return found
    sender = Q(pk__in=())
    for reach in scope.reaches:
        sender |= _told("device__user__organisation__agency", "device__user__organisation", reach) & Q(
            device__isnull=False
        )
    empty = ~Exists(Record.objects.filter(submission=OuterRef("pk")))
    told = Exists(records_within(scope, Record.objects.filter(submission=OuterRef("pk"))))
    return found.filter(told | Q(empty & sender))


def wholly_within(scope: Scope, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those of ``submissions`` of which nothing is outside the scope."""
    found = submissions_within(scope, submissions)
    if scope.everything:
        return found
    outside = Record.objects.filter(submission=OuterRef("pk")).exclude(_reached(scope))
    found = found.filter(~Exists(outside))
    return found.filter(_nothing_hidden()) if is_walled() else found


def _nothing_hidden() -> Exact:
    """Behind the second wall what is outside is not seen, and what is not seen cannot be asked for: it is counted."""
    records = Record.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    seen = Coalesce(Subquery(records.annotate(count=Count("pk")).values("count")), 0)
    return Exact(Func(F("pk"), function="kheo_records", output_field=BigIntegerField()), seen)


def is_within(scope: Scope, submission: Submission) -> bool:
    """Whether all of a submission is within the scope: only then are its bytes as they came."""
    return scope.everything or wholly_within(scope, Submission.objects.filter(pk=submission.pk)).exists()


def _reached(scope: Scope) -> Q:
    wanted = Q(pk__in=())
    for reach in scope.reaches:
        wanted |= _told("agency", "unit", reach) & _where(reach)
    return wanted


def _told(agency: str, unit: str, reach: Reach) -> Q:
    if reach.agencies is None:
        return Q()
    # An agency that reports by itself stands in the place of the unit.
    own = Q(**{f"{unit}__in": reach.agencies | reach.units})
    return Q(**{f"{agency}__in": reach.agencies}) | own


def _where(reach: Reach) -> Q:
    return Q() if reach.places is None else Q(place__in=reach.places)
