"""A lot is closed with its verdict; when it passed, all that it stands for counts as audited, and no more when a second
visit did not pass."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.facts.columns import actions as columns
from kheo.facts.ledger import actions as ledger
from kheo.facts.ledger import queries as facts
from kheo.facts.ledger.states import Grade
from kheo.ground.wall.queries import past_the_wall
from kheo.verify.decisions.queries import verified_among
from kheo.verify.sampling import actions as sampling
from kheo.verify.sampling.models import Closing, Lot
from kheo.verify.sampling.queries import audited_by, records_in
from kheo.verify.sampling.rules import taken_note
from kheo.verify.sampling.states import Verdict


@past_the_wall()
def close_lot(*, lot: Lot, by: str, now: dt.datetime, show: bool = True) -> Closing:
    """Raises what ``sampling.close_lot`` raises. What stopped counting since the draw, by a return or a correction, is
    graded nothing: nobody found what it says now."""
    with transaction.atomic():
        closing = sampling.close_lot(lot=lot, by=by, now=now)
        if closing.verdict == Verdict.PASSED:
            counting = records_in(lot).filter(pk__in=facts.standing().values("record")).only("pk")
            ledger.grade(records=counting, grade=Grade.AUDITED, by=by, now=now, note=f"lot {lot.seed}")
        elif lot.follows:
            _take_away(lot, lot.follows, by, now)
    if show:
        columns.refresh()
    return closing


def _take_away(lot: Lot, first: Lot, by: str, now: dt.datetime) -> None:
    """What the first visit made audited, and no other lot, has the grade again that its verification gave it: by a new
    grading that says why."""
    audited = facts.graded_so(audited_by(first), Grade.AUDITED)
    verified = verified_among(audited) | facts.ever_graded(audited, Grade.VERIFIED)
    for grade, some in (
        (Grade.VERIFIED, [one for one in audited if one.pk in verified]),
        (Grade.REPORTED, [one for one in audited if one.pk not in verified]),
    ):
        ledger.grade(records=some, grade=grade, by=by, now=now, note=taken_note(lot.seed))
