"""Whoever sent a report takes it back: a visible act, after which nothing of it counts and all of it stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.models import Submission, Withdrawn
from kheo.capture.submissions.rules.withdrawing import check_sender, check_withdrawal
from kheo.ground.audit.actions import record as record_act


@transaction.atomic
def withdraw(*, submission: Submission, reason: str, by: str, now: dt.datetime) -> Withdrawn:
    """Withdraw a report. A second time changes nothing, whatever came in between: a phone asks until it hears the answer.

    Refuses whoever did not send it, a missing reason, and a version that another one replaced. The caller sees to what
    the ledger holds of it.
    """
    queries.hold(submission)
    # Whoever only carried it here has not said what is in it.
    senders = {submission.device.user.get_username()} if submission.device else set()
    check_sender(senders, by)
    if before := queries.withdrawal_of(submission):
        return before
    newer = queries.replaced_by(submission.instance)
    check_withdrawal(reason, newer.pk if newer else None)
    done, new = Withdrawn.objects.get_or_create(
        submission=submission, defaults={"by": by, "at": now, "reason": reason.strip()}
    )
    if new:
        record_act(
            "submission.withdrawn",
            f"submission:{submission.pk}",
            by=by,
            now=now,
            label=submission.instance,
            detail={"reason": done.reason},
        )
    return done
