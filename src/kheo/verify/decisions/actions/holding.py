"""A decision is held for a moment in which its maker may take it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import hold
from kheo.ground.audit.actions import record as record_act
from kheo.kit.refusals import Refused
from kheo.plan.forms.queries import fields_of
from kheo.verify.decisions import queries, rules
from kheo.verify.decisions.models import Held
from kheo.verify.decisions.states import Outcome

TO_TAKE_BACK = dt.timedelta(seconds=10)


@transaction.atomic
def hold_decision(
    *,
    submission: Submission,
    outcome: Outcome,
    reason: str = "",
    field: str = "",
    seen: str,
    by: str,
    now: dt.datetime,
) -> Held:
    """Decide about a report, and be able to take it back for ten seconds. Nothing comes of it before.

    ``seen``: the step that was to be taken when ``by`` looked. Refuses what carrying it out would refuse, and a report
    about which somebody just decided, saying who.
    """
    reason = reason.strip()
    rules.check_reason(outcome, reason)
    rules.check_question(field, {one.name for one in fields_of(submission.form_version)})
    hold(submission)
    if other := queries.held_about(submission):
        rules.refuse_held(by, other.by, other.outcome)
    _, step = queries.turn_for(submission, seen=seen, by=by)
    Held.objects.filter(submission=submission).delete()  # what could not be carried out before
    return Held.objects.create(
        submission=submission,
        outcome=outcome.value,
        step=step.code,
        reason=reason,
        field=field,
        by=by,
        at=now,
        due=now + TO_TAKE_BACK,
    )


@transaction.atomic
def take_back(*, submission: Submission, by: str, now: dt.datetime) -> None:
    """Undo one's own decision while it is held. Refuses one that is carried out already."""
    hold(submission)
    held = queries.held_about(submission)
    if held is None or held.by != by:
        raise Refused("verify.too_late")
    held.delete()
    record_act(
        "decision.taken_back",
        f"submission:{submission.pk}",
        by=by,
        now=now,
        label=str(submission),
        detail={"outcome": held.outcome},
    )


@transaction.atomic
def forget(*, submission: Submission, by: str, now: dt.datetime) -> None:
    """Its maker has seen that a decision could not be carried out."""
    Held.objects.filter(submission=submission, by=by, at__lte=now).exclude(refused={}).delete()
