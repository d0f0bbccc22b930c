"""Reports of several agencies tell of the same work: those that wait are accepted, and all of it counts once from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from kheo.capture.submissions.models import Record, Submission
from kheo.facts.columns import actions as columns
from kheo.facts.joint import actions as joint
from kheo.facts.joint.models import JointActivity
from kheo.facts.joint.queries import told_in
from kheo.facts.joint.rules import check_agencies
from kheo.facts.joint.states import JointRule
from kheo.flow.decide_report import accept_report
from kheo.ground.wall.queries import past_the_wall
from kheo.verify.decisions.queries import check_hands, check_may_reach


@past_the_wall()
def join_reports(
    *, told: Sequence[Record], waiting: Mapping[int, str], rule: JointRule, by: str, now: dt.datetime
) -> None:
    """``told``: a line of each report, the lead's first. ``waiting``: report → the step that was to be taken, of those that
    wait; they are accepted. Raises what ``accept_report`` and ``joint.join`` raise, refuses lines of one agency alone, and
    whoever does not decide about each of the reports or had a hand in one."""
    check_agencies(one.agency_id for one in told)
    with transaction.atomic():
        for one in told:
            _check_may(one.submission, by)
            if (seen := waiting.get(one.submission_id)) is not None:
                accept_report(submission=one.submission, seen=seen, by=by, now=now, show=False)
        note = ", ".join(str(one.submission_id) for one in told)
        joint.join(records=[one.pk for one in told], rule=rule, note=note, by=by, now=now)
    columns.refresh()


@past_the_wall()
def separate_reports(*, activity: JointActivity, by: str, now: dt.datetime) -> None:
    """The reports that tell of an activity tell of different work after all. Refuses as ``join_reports`` does."""
    with transaction.atomic():
        for submission in Submission.objects.filter(records__in=told_in(activity)).distinct():
            _check_may(submission, by)
        joint.separate(activity=activity, by=by, now=now)
    columns.refresh()


def _check_may(submission: Submission, by: str) -> None:
    check_may_reach(submission, by)
    check_hands(submission, by)
