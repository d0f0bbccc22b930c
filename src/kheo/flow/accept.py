"""What a submission says becomes facts: every record about which nothing was decided is accepted and posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import rows_left_behind
from kheo.facts.columns import actions as columns
from kheo.facts.joint import actions as joint
from kheo.facts.ledger import actions as ledger
from kheo.facts.ledger.models import Posting
from kheo.facts.ledger.queries import unposted
from kheo.kit.collector import seldom_collected
from kheo.verify.decisions import actions as decisions
from kheo.verify.decisions.queries import accepted

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Accepted:
    """``records``: how many were accepted now. ``posting``: None when all of them were facts already."""

    records: int
    posting: Posting | None


def accept_submission(
    *, submission: Submission, by: str, now: dt.datetime, progress: Progress | None = None, show: bool = True
) -> Accepted:
    """Accept and post a submission's waiting records, in one posting, and let figures see them.

    Rows that a mended report no longer has stop counting. Records that were returned or rejected stay so. A second time changes nothing. ``show``: False when many
    submissions follow each other and the caller refreshes the columns after the last one.
    """
    with seldom_collected(), transaction.atomic():
        count = decisions.accept_waiting(submission=submission, by=by, now=now, progress=_half(progress, 0))
        records, note = accepted(unposted(submission)), str(submission)
        posting = ledger.post(records=records, by=by, now=now, note=note, progress=_half(progress, 1))
        if posting:
            joint.follow_corrections(posting=posting)
            left = rows_left_behind(submission)
            posting = ledger.withdraw(records=left, by=by, now=now, note=note) or posting
    if show:
        with seldom_collected():
            columns.refresh()
    return Accepted(count, posting)


def _half(progress: Progress | None, before: int) -> Progress | None:
    """Tells the first or the second half of the work."""
    return progress and (lambda done, total: progress((before * (total or done) + done) // 2, total))
