"""Submissions and records within somebody's scope: the only way in which pages reach what agencies sent."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from kheo.capture.submissions.models import Record, Submission
from kheo.ground.accounts.rules import Reach, Scope


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
    return found.filter(~Exists(outside))


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
