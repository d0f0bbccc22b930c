"""Accept, return or reject."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable

from django.db import transaction

from kheo.capture.submissions.models import Record, Rival, Submission
from kheo.capture.submissions.queries import hold, records_of
from kheo.ground.audit.actions import record as record_act
from kheo.kit.refusals import Refused
from kheo.plan.forms.queries import fields_of
from kheo.verify.decisions import queries, rules
from kheo.verify.decisions.models import Decision, RivalDecision
from kheo.verify.decisions.queries import accepted
from kheo.verify.decisions.states import Outcome, RivalOutcome

CHUNK = 10_000
COLUMNS = ("record", "outcome", "by", "at", "reason", "field", "step")
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
def send_back(
    *,
    submission: Submission,
    outcome: Outcome,
    reason: str,
    field: str = "",
    step: str = "",
    by: str,
    now: dt.datetime,
) -> list[Record]:
    """Return or reject a whole report, and say why, at a question if wished; returns its records.

    Refuses a missing reason, an unknown question, one's own report, one that was replaced or withdrawn, and what stands
    already about every record. The caller sees to what the ledger holds of them.
    """
    reason = reason.strip()
    rules.check_reason(outcome, reason)
    rules.check_question(field, {one.name for one in fields_of(submission.form_version)})
    hold(submission)
    queries.check_may_decide(submission, by)
    records = list(records_of(submission))
    standing = queries.outcomes([record.pk for record in records])
    changed = [record for record in records if standing.get(record.pk) is not outcome]
    if not changed:
        raise Refused("verify.already_decided", outcome=outcome.value)
    moment = Decision.objects.prepared("at", now)
    Decision.objects.append(
        COLUMNS, [(record.pk, outcome.value, by, moment, reason, field, step) for record in changed]
    )
    record_act(
        f"report.{outcome.value}",
        f"submission:{submission.pk}",
        by=by,
        now=now,
        label=str(submission),
        detail={"reason": reason, "field": field, "records": len(changed)},
    )
    return records


@transaction.atomic
def accept_waiting(
    *, submission: Submission, step: str = "", by: str, now: dt.datetime, progress: Progress | None = None
) -> int:
    """Accept every record of a submission about which nothing was decided; returns how many those were."""
    hold(submission)
    count = 0
    total = submission.rows_recorded
    moment = Decision.objects.prepared("at", now)
    waiting = array("q", queries.waiting(submission).values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    for at in range(0, len(waiting), CHUNK):
        some = waiting[at : at + CHUNK]
        rows = [(record, Outcome.ACCEPTED.value, by, moment, "", "", step) for record in some]
        Decision.objects.append(COLUMNS, rows)
        count += len(some)
        if progress:
            progress(count, total)
    if count:
        record_act(
            "records.accepted",
            f"submission:{submission.pk}",
            by=by,
            now=now,
            label=str(submission),
            detail={"records": count, "step": step},
        )
    return count


@transaction.atomic
def accept_further(*, submission: Submission, step: str, by: str, now: dt.datetime) -> list[Record]:
    """Accept all of a report that was accepted before, at a later step of its chain; returns its records."""
    hold(submission)
    records = list(accepted(Record.objects.filter(submission=submission)).order_by("pk"))
    moment = Decision.objects.prepared("at", now)
    rows = [(record.pk, Outcome.ACCEPTED.value, by, moment, "", "", step) for record in records]
    Decision.objects.append(COLUMNS, rows)
    record_act(
        "report.accepted",
        f"submission:{submission.pk}",
        by=by,
        now=now,
        label=str(submission),
        detail={"records": len(records), "step": step},
    )
    return records


@transaction.atomic
def settle_rival(
    *,
    rival: Rival,
    outcome: RivalOutcome,
    reason: str,
    taken: Submission | None = None,
    by: str,
    now: dt.datetime,
) -> RivalDecision:
    """Close the matter of a rival, for good. ``taken``: the version that its bytes became. Raises as ``queries.check_rival``."""
    hold(rival.submission)
    queries.check_rival(rival, reason, by)
    decision = RivalDecision.objects.create(
        rival=rival, outcome=outcome.value, by=by, at=now, reason=reason.strip(), taken=taken
    )
    record_act(
        f"rival.{outcome.value}",
        f"submission:{rival.submission_id}",
        by=by,
        now=now,
        label=str(rival),
        detail={
            "rival": rival.pk,
            "sha256": rival.sha256,
            "reason": decision.reason,
            "taken": taken.pk if taken else None,
        },
    )
    return decision
