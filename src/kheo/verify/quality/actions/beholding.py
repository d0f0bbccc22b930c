"""Keep what the checks said about a report when somebody took a step of its chain."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.verify.quality.models import Beheld, Finding


@transaction.atomic
def behold(*, submission: Submission, step: str, moment: dt.datetime) -> int:
    """Keep what is found about a report's records at this moment, which is that of the decision; returns how much."""
    found = Finding.objects.filter(record__submission=submission).order_by("record_id", "-strength", "pk")
    rows = [
        Beheld(
            record_id=one.record_id,
            rule_id=one.rule_id,
            step=step,
            against=one.against,
            field=one.field,
            strength=one.strength,
            detail=one.detail,
            at=moment,
        )
        for one in found
    ]
    Beheld.objects.bulk_create(rows, batch_size=500)
    return len(rows)
