"""What a check needs besides the lines: its calendar, its schedules, and numbers that are known from elsewhere."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kheo.capture.submissions.models import Record
from kheo.ground.places.models import Place
from kheo.kit.periods import GRAINS, Calendar
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Schedule, Target
from kheo.plan.programmes.queries import calendar_of, expectations
from kheo.plan.programmes.queries.expected import Expectation
from kheo.verify.decisions.queries import accepted
from kheo.verify.quality.models import Check
from kheo.verify.quality.queries.lines import Unit
from kheo.verify.quality.states import Kind

MONTH = "month"


def checks_in_force(form: str = "") -> list[Check]:
    """The newest version of each check that no pack has dropped, perhaps only of one form."""
    newest: dict[tuple[int, str], Check] = {}
    for one in Check.objects.select_related("programme__calendar").order_by("version"):
        newest[one.programme_id, one.code] = one
    found = [one for one in newest.values() if not one.retired and (not form or form in one.forms)]
    return sorted(found, key=lambda one: (one.programme_id, one.rank, one.code))


@dataclass
class Asked:
    """A check about a form. ``kind`` and ``rule`` as the pack says them."""

    check: Check
    form: Form
    calendar: Calendar
    kind: Kind = field(init=False)

    def __post_init__(self) -> None:
        self.kind = Kind(self.check.kind)

    @property
    def rule(self) -> Mapping[str, Any]:
        return dict(self.check.rule)

    @property
    def programme(self) -> Programme:
        return self.check.programme

    def grain(self) -> str:
        """How often the form is told: as the check says, or as most of its schedules do, and of several the most often."""
        if self.rule.get("every"):
            return str(self.rule["every"])
        schedules = Schedule.objects.filter(programme=self.programme, form=self.form).order_by("every")
        told = Counter(schedules.values_list("every", flat=True))
        return max(told, key=lambda every: (told[every], -GRAINS[every]), default=MONTH)

    def expected(self, first: dt.date, last: dt.date) -> list[Expectation]:
        """The reports of this form whose periods close between two days."""
        return list(expectations(self.programme, first=first, last=last, forms=[self.form.code]))


def asked_of(form: Form) -> list[Asked]:
    calendars: dict[int, Calendar] = {}
    found = []
    for check in checks_in_force(form.code):
        if check.programme_id not in calendars:
            calendars[check.programme_id] = calendar_of(check.programme)
        found.append(Asked(check, form, calendars[check.programme_id]))
    return found


class Known:
    """Numbers that stand somewhere else: answers of another form, what a pack knows of a place, targets."""

    def __init__(self, asked: Asked, units: Mapping[int, Unit]) -> None:
        self.asked, self.units = asked, units
        self.source: dict[str, str] = dict(asked.rule.get("known") or {})
        self._told: defaultdict[int, list[tuple[dt.date, int, float]]] = defaultdict(list)
        self._places: dict[int, float] = {}
        if "form" in self.source:
            self._read_form()
        elif "place" in self.source:
            self._read_places()

    def _read_form(self) -> None:
        """The newest accepted answer about a place, as it was known on a day."""
        records = accepted(Record.objects.filter(form__code=self.source["form"], place__isnull=False))
        key = self.source["field"]
        for number, place, day, values in records.order_by().values_list("pk", "place_id", "day", "values"):
            if day is not None and (value := _number(values.get(key))) is not None:
                self._told[place].append((day, number, value))
        for some in self._told.values():
            some.sort()

    def _read_places(self) -> None:
        key = self.source["place"]
        for number, attributes in Place.objects.order_by().values_list("pk", "attributes"):
            if (value := _number(attributes.get(key))) is not None:
                self._places[number] = value

    def of_place(self, place: int | None, day: dt.date) -> float | None:
        """What is known of a place on a day: the last number before it, or the first after it where there is none."""
        if place is None:
            return None
        if place in self._places:
            return self._places[place]
        some = self._told.get(place)
        if not some:
            return None
        at = bisect_right(some, (day, 1 << 62, 0.0))
        return some[max(at - 1, 0)][2]

    def targets(self) -> dict[tuple[int, str], float]:
        """(unit, period) → what it promised."""
        return targets_of_units(self.asked.programme, self.source.get("target", ""), self.units)


def targets_of_units(
    programme: Programme, indicator: str, units: Mapping[int, Unit]
) -> dict[tuple[int, str], float]:
    rows = Target.objects.filter(programme=programme, indicator_code=indicator, organisation__isnull=False)
    found: dict[tuple[int, str], float] = {}
    for unit, period, value in rows.order_by("pk").values_list("organisation_id", "period", "value"):
        if unit is not None:
            found[units[unit].same if unit in units else unit, period] = float(value)
    return found


def _number(value: Any) -> float | None:
    try:
        return None if value is None or value == "" else float(value)
    except (TypeError, ValueError):
        return None
