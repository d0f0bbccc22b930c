"""Reports that should have come, or soon should, and have not."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Max
from django.db.models.functions import Coalesce

from kheo.capture.submissions.models import Record
from kheo.plan.programmes.models import Programme, Schedule
from kheo.plan.programmes.queries import Expectation, expectations

FEW = 100  # units that a question names; of more all are read


def not_sent(
    owner: Programme, *, first: dt.date, last: dt.date, units: Collection[int] | None = None
) -> list[Expectation]:
    """Those of which nothing came and whose closing date lies from ``first`` to ``last``, both included; of all units, or
    of these. A period in which the unit sent one is done; what was withdrawn tells of nothing."""
    schedules = Schedule.objects.filter(programme=owner)
    most = schedules.aggregate(most=Max("days_after_close"))["most"]
    if most is None or (units is not None and not units):
        return []
    wanted = [
        one
        for one in expectations(owner, first=first - dt.timedelta(days=most), last=last)
        if first <= one.due_on <= last and (units is None or one.unit in units)
    ]
    return still_owed(wanted)


def still_owed(wanted: Sequence[Expectation]) -> list[Expectation]:
    """Those of which nothing came, in their order."""
    if not wanted:
        return []
    told = _days_told(wanted)
    return [one for one in wanted if not _any_within(told.get((one.form, one.unit), []), one.first, one.last)]


def _days_told(wanted: Sequence[Expectation]) -> dict[tuple[int, int], list[dt.date]]:
    """(form, unit or the agency that reports by itself) → the last days of service told of, in order."""
    first, last = min(one.first for one in wanted), max(one.last for one in wanted)
    forms, units = {one.form for one in wanted}, {one.unit for one in wanted}
    found = Record.objects.filter(form__in=forms, day__gte=first, day__lte=last, submission__withdrawn=None)
    found = found.annotate(who=Coalesce("unit_id", "agency_id")).order_by("day")
    if len(units) <= FEW:
        found = found.filter(who__in=units)
    told: defaultdict[tuple[int, int], list[dt.date]] = defaultdict(list)
    for form, who, day in found.values_list("form_id", "who", "day").distinct():
        if day:
            told[form, who].append(day)
    return told


def _any_within(days: list[dt.date], first: dt.date, last: dt.date) -> bool:
    at = bisect_left(days, first)
    return at < len(days) and days[at] <= last
