"""Decisions that may still be taken back."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from kheo.capture.submissions.models import Submission
from kheo.verify.decisions.models import Held


def held_about(submission: Submission) -> Held | None:
    """The one that waits to be carried out; None where there is none."""
    return Held.objects.filter(submission=submission, refused={}).first()


def held_by(by: str) -> QuerySet[Held]:
    """A person's, the newest first: those that wait, and those that could not be carried out."""
    found = Held.objects.filter(by=by).select_related("submission__form_version__form")
    return found.order_by("-at", "-pk")


def made_with(submission: Submission, by: str) -> list[Submission]:
    """The reports about which ``by`` decided in the same moment as about this one, this one among them."""
    held = Held.objects.filter(submission=submission, by=by).first()
    if held is None:
        return [submission]
    together = held_by(by).filter(at=held.at, outcome=held.outcome, refused={})
    return [one.submission for one in together] or [submission]


def due(now: dt.datetime) -> QuerySet[Held]:
    """Those whose time is over, the oldest first."""
    return Held.objects.filter(due__lte=now, refused={}).order_by("due", "pk")
