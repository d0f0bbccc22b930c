"""A person decides about a report that somebody sent: it becomes facts, or goes back and what it said stops counting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.facts.columns import actions as columns
from kheo.facts.ledger import actions as ledger
from kheo.facts.ledger.states import Grade
from kheo.flow.accept import accept_submission
from kheo.flow.tell_senders import tell_sent_back
from kheo.ground.wall.queries import past_the_wall
from kheo.plan.programmes.rules.chain import Step
from kheo.verify.decisions import actions as decisions
from kheo.verify.decisions.queries import turn_for, turn_to_send_back
from kheo.verify.quality.actions import behold


def accept_report(
    *, submission: Submission, seen: str | None = None, by: str, now: dt.datetime, show: bool = True
) -> Step:
    """Take the next step of a report's chain; returns it. After the first what it says counts, after the one that
    verifies it counts as verified, unless a sample has made it audited. Raises what ``turn_for`` raises."""
    with past_the_wall(), transaction.atomic():
        turn, step = turn_for(submission, seen=seen, by=by)
        if turn.taken:
            decisions.accept_further(submission=submission, step=step.code, by=by, now=now)
        else:
            accept_submission(submission=submission, step=step.code, by=by, now=now, show=False)
        if turn.chain.after(step.code):
            behold(submission=submission, step=step.code, moment=now)
        if step.verifies:
            about: dict[str, Any] = {"only_up": True, "note": str(submission), "by": by, "now": now}
            ledger.grade(records=submission.records.all(), grade=Grade.VERIFIED, **about)
    if show:
        columns.refresh()
    return step


def send_back_report(
    *,
    submission: Submission,
    seen: str | None = None,
    by: str,
    now: dt.datetime,
    show: bool = True,
    **why: Any,
) -> None:
    """Return or reject a report, as ``why`` says; its facts stop counting. Raises what ``decisions.send_back`` raises."""
    with past_the_wall(), transaction.atomic():
        turn = turn_to_send_back(submission, seen=seen, by=by)
        records = decisions.send_back(submission=submission, step=turn.code, by=by, now=now, **why)
        ledger.withdraw(records=records, by=by, now=now, note=str(submission))
        tell_sent_back(submission=submission, by=by, now=now, **why)
    if show:
        columns.refresh()
