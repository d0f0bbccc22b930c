"""A sample is drawn of what counts: of the facts that stand, as far as whoever draws decides about them."""

from __future__ import annotations

import datetime as dt

from kheo.capture.submissions.models import Record
from kheo.capture.submissions.queries import records_within
from kheo.facts.ledger import queries as ledger
from kheo.ground.accounts.queries import organisations_below, places_in
from kheo.ground.accounts.rules import Scope
from kheo.ground.wall.queries import past_the_wall
from kheo.kit.periods import Calendar
from kheo.verify.sampling import actions as sampling
from kheo.verify.sampling.actions import Wanted
from kheo.verify.sampling.models import Lot


@past_the_wall()
def draw_lot(
    *,
    wanted: Wanted,
    scope: Scope,
    seed: str,
    follows: Lot | None = None,
    by: str,
    now: dt.datetime,
) -> Lot:
    """``scope``: of which reports ``by`` decides. Raises what ``sampling.draw_lot`` raises, and for a period that the
    programme's calendar does not have."""
    found = Record.objects.filter(form=wanted.form, pk__in=ledger.standing().values("record"))
    if wanted.period:
        calendar = wanted.programme.calendar
        span = Calendar.from_json(calendar.code, calendar.regimes).span(wanted.period)
        found = found.filter(day__gte=span.first, day__lte=span.last)
    if wanted.organisation:
        told = organisations_below(wanted.organisation.pk)
        found = found.filter(unit__in=told) | found.filter(agency__in=told)
    if wanted.place:
        found = found.filter(place__in=places_in(wanted.place.pk))
    records = records_within(scope, found)
    return sampling.draw_lot(wanted=wanted, records=records, seed=seed, follows=follows, by=by, now=now)
