"""Somebody at the desk corrects one answer: what was accepted stands until another person accepts the correction."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions import actions as submissions
from kheo.capture.submissions.models import Correction, Submission
from kheo.capture.submissions.queries import hold, senders_of
from kheo.flow.tell_senders import tell_senders
from kheo.ground.notices.states import Kind
from kheo.ground.wall.queries import past_the_wall
from kheo.kit.refusals import Refused
from kheo.verify.decisions.queries import check_may_reach, held_about


@past_the_wall()
def correct_report(
    *, submission: Submission, field: str, turn: int, value: str, reason: str, by: str, now: dt.datetime
) -> Correction:
    """The report's next version, which passes its chain from the first step on. Refuses what ``correct`` refuses, whoever
    does not decide about the report, and one about which somebody is deciding."""
    with transaction.atomic():
        hold(submission)
        check_may_reach(submission, by)
        if held_about(submission):
            raise Refused("verify.moved")
        done = submissions.correct(
            submission=submission, field=field, turn=turn, value=value, reason=reason, by=by, now=now
        )
        tell_senders(
            senders=senders_of(submission), about=submission, kind=Kind.CORRECTED, reason=reason, by=by, now=now
        )  # fmt: skip
        return done
