"""Somebody at the desk corrects one answer of a report: its next version, with who and why."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.actions.receiving import Sent, Stead, receive
from kheo.capture.submissions.actions.taking import bring_files
from kheo.capture.submissions.models import Correction, Submission
from kheo.capture.submissions.rules.correcting import answer_node, corrected
from kheo.capture.submissions.rules.instances import read_instance
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.capture.submissions.states import Arrival, Channel
from kheo.ground.audit.actions import record as record_act
from kheo.kit.refusals import Refused


@transaction.atomic
def correct(
    *, submission: Submission, field: str, turn: int, value: str, reason: str, by: str, now: dt.datetime
) -> Correction:
    """Put ``value`` in the place of one answer, and say why. The whole form is read again by its own rules.

    Refuses a missing reason, an answer that is the same, a report that was replaced, withdrawn or that came as a file,
    and what breaks the form's rules. Nothing that was sent is touched.
    """
    if not reason.strip():
        raise Refused("capture.correction_reason")
    before, newest = _next_version(submission, field, turn, value.strip(), by, now)
    bring_files(held=submission, taken=newest, by=by, now=now)
    done = Correction.objects.create(
        submission=newest,
        field=field,
        turn=turn,
        before=before,
        after=value.strip(),
        reason=reason.strip(),
        by=by,
        at=now,
    )
    record_act(
        "submission.corrected",
        f"submission:{newest.pk}",
        by=by,
        now=now,
        label=str(submission),
        detail={
            "field": field,
            "before": before,
            "after": done.after,
            "reason": done.reason,
            "old": submission.pk,
        },
    )
    return done


def _next_version(
    submission: Submission, field: str, turn: int, value: str, by: str, now: dt.datetime
) -> tuple[str, Submission]:
    """The answer that stood, and the version in which ``value`` stands instead."""
    queries.hold(submission)
    if submission.device is None or not submission.instance:
        raise Refused("capture.correct_in_file")
    if queries.replaced_by(submission.instance) or queries.is_withdrawn(submission):
        raise Refused("capture.correct_newest")
    data = read_instance(queries.bytes_of(submission).read_bytes())
    _, reader = queries.reader_of(data)
    before = answer_node(data.data, reader.form, field, turn).text.strip()
    if before == value:
        raise Refused("capture.correction_same")
    stead = Stead(f"uuid:{uuid.uuid4()}", submission.instance, by)
    names = {"instance": stead.instance, "replaces": stead.replaces}
    sent = Sent(corrected(data.data, reader.form, field, turn, value, **names), stead=stead)
    channel = Channel(submission.channel)
    receipt = receive(sent=sent, device=submission.device, channel=channel, by=by, now=now)
    if receipt.arrival is not Arrival.KEPT or receipt.submission.replaces != submission.instance:
        raise Refused("capture.correct_newest")
    if receipt.submission.reasons:
        raise reason_from_json(receipt.submission.reasons[0]).refused
    return before, receipt.submission
