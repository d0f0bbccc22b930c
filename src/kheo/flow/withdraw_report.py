"""Whoever sent a report takes it back; what it and its earlier versions had become stops counting."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions import actions as submissions
from kheo.capture.submissions.models import Submission, Withdrawn
from kheo.capture.submissions.queries import records_of, records_replaced_by
from kheo.facts.columns import actions as columns
from kheo.facts.ledger import actions as ledger
from kheo.ground.wall.queries import past_the_wall


@past_the_wall()
def withdraw_report(*, submission: Submission, reason: str, by: str, now: dt.datetime) -> Withdrawn:
    """Withdraw the whole report, with the versions that it replaced. Raises what ``withdraw`` raises."""
    with transaction.atomic():
        done = submissions.withdraw(submission=submission, reason=reason, by=by, now=now)
        records = [*records_of(submission), *records_replaced_by(submission)]
        ledger.withdraw(records=records, by=by, now=now, note=str(submission))
    columns.refresh()
    return done
