"""What a submission says becomes facts: every record about which nothing was decided is accepted and posted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import records_replaced_by
from kheo.facts.columns import actions as columns
from kheo.facts.joint import actions as joint
from kheo.facts.ledger import actions as ledger
from kheo.facts.ledger.models import Posting
from kheo.facts.ledger.queries import unposted
from kheo.kit.collector import seldom_collected
from kheo.verify.decisions import actions as decisions
from kheo.verify.decisions.actions import Progress
from kheo.verify.decisions.queries import accepted, is_accepted


@dataclass(frozen=True)
class Accepted:
    """``records``: how many were accepted now; ``posting``: None when all of them were facts already."""

    records: int
    posting: Posting | None


def accept_submission(
    *,
    submission: Submission,
    step: str = "",
    by: str,
    now: dt.datetime,
    say: Progress | None = None,
    show: bool = True,
) -> Accepted:
    """Accept and post a submission's waiting records, in one posting. Rows that a mended report no longer has stop
    counting; what was returned or rejected stays so. ``step``: of its chain. ``show``: let figures see it now."""
    with seldom_collected(), transaction.atomic():
        half = _half(say, 0)
        count = decisions.accept_waiting(submission=submission, step=step, by=by, now=now, progress=half)
        records, note = accepted(unposted(submission)), str(submission)
        posting = ledger.post(records=records, by=by, now=now, note=note, progress=_half(say, 1))
        if posting:
            joint.follow_corrections(posting=posting)
        # What a correction did not take the place of: rows that the newest version no longer has.
        old = records_replaced_by(submission) if is_accepted(submission) else []
        posting = ledger.withdraw(records=old, by=by, now=now, note=note) or posting
    if show:
        with seldom_collected():
            columns.refresh()
    return Accepted(count, posting)


def _half(progress: Progress | None, before: int) -> Progress | None:
    """Tells the first or the second half of the work."""
    return progress and (lambda done, total: progress((before * (total or done) + done) // 2, total))
