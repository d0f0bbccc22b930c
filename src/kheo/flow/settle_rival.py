"""Two reports bear one name: a person sets the second aside, or lets it stand in the first one's place."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.capture.submissions.actions import take_rival
from kheo.capture.submissions.models import Rival, Submission
from kheo.verify.decisions.actions import settle_rival
from kheo.verify.decisions.queries import check_rival
from kheo.verify.decisions.states import RivalOutcome


def set_rival_aside(*, rival: Rival, reason: str, by: str, now: dt.datetime) -> None:
    """What was kept first stands. Raises what ``settle_rival`` raises."""
    settle_rival(rival=rival, outcome=RivalOutcome.SET_ASIDE, reason=reason, by=by, now=now)


@transaction.atomic
def let_rival_stand(*, rival: Rival, reason: str, by: str, now: dt.datetime) -> Submission:
    """The rival becomes the report's newest version, and waits for a decision as any version does: until then what was
    accepted before goes on counting. Raises what ``take_rival`` and ``settle_rival`` raise."""
    check_rival(rival, reason, by)
    taken = take_rival(rival=rival, by=by, now=now)
    settle_rival(rival=rival, outcome=RivalOutcome.TAKEN, reason=reason, taken=taken, by=by, now=now)
    return taken
