"""Of the made-up files a second person has looked at a part, and an auditor at a few."""

from __future__ import annotations

import datetime as dt
import hashlib

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import records_of
from kheo.facts.ledger.actions import grade
from kheo.facts.ledger.states import Grade

AFTER, VERIFIER = dt.timedelta(days=20), "verifier"
AUDITED, VERIFIED = 8, 55  # of a hundred files: so many were audited, and so many verified or audited


def verify_sample(*, submission: Submission, name: str, received: dt.datetime) -> None:
    """Grade all facts of a file, or none; its name decides which, the same every time."""
    draw = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 100
    found = Grade.AUDITED if draw < AUDITED else Grade.VERIFIED if draw < VERIFIED else Grade.REPORTED
    if found != Grade.REPORTED:
        records = records_of(submission)
        grade(records=records, grade=found, by=VERIFIER, now=received + AFTER, note=str(submission))
