"""Two reports bear one name: a person sets the second aside, or lets it stand in the first one's place."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions.actions import take_rival
from kheo.capture.submissions.models import Rival, Submission
from kheo.flow.tell_senders import tell_senders
from kheo.ground.notices.states import Kind
from kheo.ground.wall.queries import past_the_wall
from kheo.verify.decisions.actions import settle_rival
from kheo.verify.decisions.queries import check_rival, senders_of_rival
from kheo.verify.decisions.states import RivalOutcome


@past_the_wall()
@transaction.atomic
def set_rival_aside(*, rival: Rival, reason: str, by: str, now: dt.datetime) -> None:
    """What was kept first stands. Raises what ``settle_rival`` raises."""
    settle_rival(rival=rival, outcome=RivalOutcome.SET_ASIDE, reason=reason, by=by, now=now)
    _tell(rival, Kind.RIVAL_SET_ASIDE, reason, by, now)


@past_the_wall()
@transaction.atomic
def let_rival_stand(*, rival: Rival, reason: str, by: str, now: dt.datetime) -> Submission:
    """The rival becomes the report's newest version, and waits for a decision as any version does: until then what was
    accepted before goes on counting. Raises what ``take_rival`` and ``settle_rival`` raise."""
    check_rival(rival, reason, by)
    taken = take_rival(rival=rival, by=by, now=now)
    settle_rival(rival=rival, outcome=RivalOutcome.TAKEN, reason=reason, taken=taken, by=by, now=now)
    _tell(rival, Kind.RIVAL_TAKEN, reason, by, now)
    return taken


def _tell(rival: Rival, kind: Kind, reason: str, by: str, now: dt.datetime) -> None:
    senders = senders_of_rival(rival)
    tell_senders(senders=senders, about=rival.submission, kind=kind, reason=reason, by=by, now=now)
