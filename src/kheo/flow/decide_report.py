"""A person decides about a report that somebody sent: it becomes facts, or goes back and what it said stops counting."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.facts.columns import actions as columns
from kheo.facts.ledger import actions as ledger
from kheo.flow.accept import Accepted, accept_submission
from kheo.verify.decisions import actions as decisions
from kheo.verify.decisions.queries import check_may_decide
from kheo.verify.decisions.states import Outcome


def accept_report(*, submission: Submission, by: str, now: dt.datetime) -> Accepted:
    """Accept what waits of a report. Refuses one's own, and one that was replaced or withdrawn."""
    with transaction.atomic():
        check_may_decide(submission, by)
        done = accept_submission(submission=submission, by=by, now=now, show=False)
    columns.refresh()
    return done


def send_back_report(
    *, submission: Submission, outcome: Outcome, reason: str, field: str, by: str, now: dt.datetime
) -> None:
    """Return or reject a report, with the reason at a question (``field``, or "" for the whole); facts that it became
    stop counting. Raises what ``decisions.send_back`` raises."""
    with transaction.atomic():
        records = decisions.send_back(
            submission=submission, outcome=outcome, reason=reason, field=field, by=by, now=now
        )
        ledger.withdraw(records=records, by=by, now=now, note=str(submission))
    columns.refresh()
