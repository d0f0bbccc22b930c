"""Accept, return or reject."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable

from django.db import transaction

from kheo.capture.submissions.models import Record, Submission
from kheo.ground.audit.actions import record as record_act
from kheo.verify.decisions import queries, rules
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.states import Outcome

CHUNK = 10_000
Progress = Callable[[int, int | None], None]


@transaction.atomic
def decide(
    *, record: Record, outcome: Outcome, reason: str = "", field: str = "", by: str, now: dt.datetime
) -> Decision:
    """Decide about one record. Refuses a missing reason, and what stands already."""
    rules.check_reason(outcome, reason)
    before = queries.standing(record)
    rules.check_not_repeated(outcome, Outcome(before.outcome) if before else None)
    decision = Decision.objects.create(
        record=record, outcome=outcome.value, by=by, at=now, reason=reason, field=field
    )
    record_act(
        f"record.{outcome.value}",
        f"record:{record.pk}",
        by=by,
        now=now,
        label=str(record),
        detail={"reason": reason, "field": field},
    )
    return decision


@transaction.atomic
def accept_waiting(
    *, submission: Submission, by: str, now: dt.datetime, progress: Progress | None = None
) -> int:
    """Accept every record of a submission about which nothing was decided; returns how many those were."""
    accepted = 0
    total = submission.rows_recorded
    moment = Decision.objects.prepared("at", now)
    waiting = array("q", queries.waiting(submission).values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    for at in range(0, len(waiting), CHUNK):
        some = waiting[at : at + CHUNK]
        rows = [(record, Outcome.ACCEPTED.value, by, moment, "", "") for record in some]
        Decision.objects.append(("record", "outcome", "by", "at", "reason", "field"), rows)
        accepted += len(some)
        if progress:
            progress(accepted, total)
    if accepted:
        record_act(
            "records.accepted",
            f"submission:{submission.pk}",
            by=by,
            now=now,
            label=str(submission),
            detail={"records": accepted},
        )
    return accepted
