"""Decisions whose moment to be taken back is over are carried out, in the order in which they were made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from kheo.capture.submissions.queries import hold
from kheo.facts.columns import actions as columns
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.kit.refusals import Refused, refusal_as_json
from kheo.verify.decisions.models import Held
from kheo.verify.decisions.queries import due
from kheo.verify.decisions.states import Outcome


def carry_out(*, now: dt.datetime) -> int:
    """Carry out what is due; returns how many were looked at. What became impossible in the meantime is kept with the
    reason, for its maker to see. Several may do it side by side, and be killed at any moment. What fails for a reason
    that nobody foresaw is raised together, after the others."""
    waiting = list(due(now).select_related("submission"))
    failed: list[Exception] = []
    for held in waiting:
        try:
            with transaction.atomic():
                hold(held.submission)  # first, as whoever takes a decision back does
                if Held.objects.filter(pk=held.pk, refused={}).exists():
                    _carry_out(held, now)
        except Exception as error:
            failed.append(error)
    if waiting:
        columns.refresh()
    if failed:
        raise ExceptionGroup("decisions that could not be carried out", failed)
    return len(waiting)


def _carry_out(held: Held, now: dt.datetime) -> None:
    about: dict[str, Any] = {"submission": held.submission, "seen": held.step, "by": held.by, "now": now}
    try:
        with transaction.atomic():
            if held.outcome == Outcome.ACCEPTED:
                accept_report(**about, show=False)
            else:
                why: dict[str, Any] = {
                    "outcome": Outcome(held.outcome),
                    "reason": held.reason,
                    "field": held.field,
                }
                send_back_report(**about, **why, show=False)
            held.delete()
    except Refused as refused:
        Held.objects.filter(pk=held.pk).update(refused=refusal_as_json(refused))
