"""Which reports are expected: schedules × units × periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import NamedTuple

from kheo.ground.organisations.models import Organisation
from kheo.kit.periods import Calendar as Periods
from kheo.kit.periods import Period
from kheo.plan.programmes.models import Programme, Schedule
from kheo.plan.programmes.queries.plans import calendar_of


class Expectation(NamedTuple):
    """One report that should come: numbers of form, unit, agency and place; both days included; ``due_on``."""

    form: int
    unit: int
    agency: int
    place: int | None
    period: str
    grain: str
    first: dt.date
    last: dt.date
    due_on: dt.date


class _Unit(NamedTuple):
    number: int
    agency: int
    place: int | None
    valid_from: dt.date
    valid_to: dt.date


def expectations(
    owner: Programme,
    *,
    first: dt.date,
    last: dt.date,
    forms: Collection[str] = (),
    agencies: Collection[int] = (),
) -> Iterator[Expectation]:
    """The reports of the periods that close from ``first`` to ``last``, both included.

    A unit owes the report of a period when it exists on the period's last day: of a unit and its successor only one
    does. ``forms``: codes; ``agencies``: numbers; empty for all. A schedule without a level is the agency's own.
    """
    calendar = calendar_of(owner)
    schedules = Schedule.objects.filter(programme=owner).select_related("level")
    if forms:
        schedules = schedules.filter(form__code__in=forms)
    if agencies:
        schedules = schedules.filter(agency__in=agencies)
    units: dict[tuple[int, int | None], list[_Unit]] = {}
    for schedule in schedules.order_by("form__code", "agency_id", "every", "first_day", "pk"):
        key = (schedule.agency_id, schedule.level_id)
        if key not in units:
            units[key] = _units(*key)
        for period in _periods(calendar, schedule, owner, first, last):
            due_on = period.last + dt.timedelta(days=schedule.days_after_close)
            for unit in units[key]:
                if unit.valid_from <= period.last < unit.valid_to:
                    yield Expectation(
                        schedule.form_id,
                        unit.number,
                        unit.agency,
                        unit.place,
                        period.label,
                        period.grain,
                        period.first,
                        period.last,
                        due_on,
                    )


def periods_around(owner: Programme, unit: Organisation, day: dt.date) -> dict[int, list[Period]]:
    """The last, the present and the next period of every form that the unit reports by a schedule; by the form's number,
    the earliest first."""
    calendar = calendar_of(owner)
    since, until = unit.valid_from or dt.date.min, unit.valid_to or dt.date.max
    found: dict[int, list[Period]] = {}
    for schedule in Schedule.objects.filter(programme=owner, agency=unit.agency_id or unit.pk).order_by("pk"):
        own = unit.agency_id is None if schedule.level_id is None else _level_of(unit) == schedule.level_id
        if own:
            periods = _periods(calendar, schedule, owner, day - _LOOK_BACK, day + _LOOK_AHEAD)
            found.setdefault(schedule.form_id, []).extend(one for one in periods if since <= one.last < until)
    return {form: _around(periods, day) for form, periods in found.items()}


_LOOK_BACK, _LOOK_AHEAD = (
    dt.timedelta(days=370),
    dt.timedelta(days=740),
)  # a year's last, and the next one's end


def _level_of(unit: Organisation) -> int | None:
    return unit.place.level_id if unit.agency_id is not None and unit.place else None


def _around(periods: list[Period], day: dt.date) -> list[Period]:
    inorder = sorted(set(periods), key=lambda one: one.last)
    now = sum(one.last < day for one in inorder)
    return inorder[max(now - 1, 0) : now + 2]


def _periods(
    calendar: Periods, schedule: Schedule, owner: Programme, first: dt.date, last: dt.date
) -> list[Period]:
    """The schedule's periods that close between all of: the days asked for, the schedule's and the programme's."""
    since = max(first, schedule.first_day, owner.valid_from)
    until = min(last, schedule.last_day or dt.date.max)
    if owner.valid_to is not None:
        until = min(until, owner.valid_to - dt.timedelta(days=1))
    if until < since:
        return []
    return [
        period for period in calendar.periods(schedule.every, since, until) if since <= period.last <= until
    ]


def _units(agency: int, level: int | None) -> list[_Unit]:
    """The agency's units at a level, or the agency itself; open dates as the first and the last day there are."""
    if level is None:
        found = Organisation.objects.filter(pk=agency)
    else:
        found = Organisation.objects.filter(agency=agency, place__level=level)
    rows = found.order_by("pk").values_list("pk", "place_id", "valid_from", "valid_to")
    return [
        _Unit(number, agency, place, since or dt.date.min, until or dt.date.max)
        for number, place, since, until in rows
    ]
