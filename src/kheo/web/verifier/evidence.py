"""What a report's number stands beside: the unit's own last year, its neighbours' month, the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record
from kheo.consolidate.figures.rules.question import Cell, Question, Status
from kheo.kit.periods import Period
from kheo.kit.text import pick
from kheo.plan.programmes.models import Target
from kheo.plan.programmes.rules.expressions import names
from kheo.web.shared.asking import Known, by_keys, indicators_of, question_for, totals
from kheo.web.shared.bars import Bar, part
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.country import reforms_of
from kheo.web.shared.days import period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number

WIDTH, HEIGHT, FOOT = 420.0, 64.0, 18.0
MONTHS = 13
DOTS = 60  # neighbours that can be told apart on one line


@dataclass(frozen=True)
class Column:
    """One month of the strip: ``missing`` where nothing was reported. ``this``: the report's own number."""

    x: float
    middle: float
    y: float
    height: float
    shown: str
    label: str
    missing: bool
    this: bool


@dataclass(frozen=True)
class Strip:
    """``mark``: where the map changed, on the day ``changed``."""

    columns: Sequence[Column]
    width: float
    mark: float | None
    changed: dt.date | None
    said: str

    @property
    def lacks(self) -> bool:
        return any(one.missing for one in self.columns)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    this: bool


@dataclass(frozen=True)
class Neighbours:
    """``ticks``: (where, number) along the line. ``units``: their numbers."""

    dots: Sequence[Dot]
    count: int
    ticks: Sequence[tuple[float, str]]
    said: str
    units: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plan:
    bar: Bar
    left: str
    right: str


@dataclass(frozen=True)
class Evidence:
    title: str
    month: str
    strip: Strip | None
    neighbours: Neighbours | None
    plan: Plan | None


@dataclass(frozen=True)
class _Told:
    """What the report says of one measure: ``value`` for a unit in the month of ``day``."""

    known: Known
    unit: int
    value: Decimal
    day: dt.date
    record: Record


def evidence_of(frame: Frame, form: str, records: Sequence[Record]) -> Evidence | None:
    """None where no indicator counts a number of this report. What counts already, from the figures themselves: each
    thing once, on the map as it was reported. ``records`` with their places."""
    told = _told(frame, form, records)
    if told is None:
        return None
    months = _months(frame, told.day)
    cells = _around(frame, told, months)
    return Evidence(
        title=pick(told.known.title, frame.language),
        month=period_name(months[-1].label),
        strip=_strip(frame, told, months, cells),
        neighbours=_neighbours(frame, told, months[-1].label, cells),
        plan=_plan(frame, told),
    )


def _told(frame: Frame, form: str, records: Sequence[Record]) -> _Told | None:
    """The first indicator in the programme's order that counts one number of this form as it stands."""
    first = next((one for one in records if one.day and (one.unit_id or one.agency_id)), None)
    if first is None or first.day is None:
        return None
    for known in indicators_of(frame.programme.code).values():
        rule = known.rule
        measures = [source.value for source in rule.rule.sources if source.form == form and source.value]
        if rule.denominator or rule.carry or not measures:
            continue
        fields = list(dict.fromkeys(names(measures[0])))
        values = [one.values.get(fields[0]) for one in records] if len(fields) == 1 else []
        whole = [
            Decimal(str(value)) for value in values if isinstance(value, int | str) and _is_number(value)
        ]
        if whole:
            unit = first.unit_id or first.agency_id or 0
            return _Told(known, unit, sum(whole, Decimal(0)), first.day, first)
    return None


def _is_number(value: int | str) -> bool:
    return str(value).replace(".", "", 1).lstrip("-").isdigit()


def _months(frame: Frame, day: dt.date) -> list[Period]:
    calendar = calendar_of(frame.programme)
    return calendar.periods("month", day - dt.timedelta(days=366), day)[-MONTHS:]


def _around(frame: Frame, told: _Told, months: Sequence[Period]) -> Mapping[tuple[object, ...], Cell]:
    """(unit, month) → what counts, for the units that reported from the same province or district."""
    place = told.record.place
    around = place.parent if place and place.parent else place
    question = _question(
        frame,
        told,
        by=("unit", "month"),
        period=f"{months[0].label}..{months[-1].label}",
        within=around.ref if around else "",
    )
    return by_keys(question)[told.known.code]


def _question(frame: Frame, told: _Told, **more: object) -> Question:
    plain = frame.choices.but(period="", boundaries=None, view="programme")
    return question_for(plain, frame.calendar, (told.known.code,), **more)


def _value(cell: Cell | None) -> Decimal | None:
    if cell is None or cell.status not in (Status.VALUE, Status.RANGE):
        return None
    return cell.value if cell.status == Status.VALUE else cell.high


def _strip(
    frame: Frame, told: _Told, months: Sequence[Period], cells: Mapping[tuple[object, ...], Cell]
) -> Strip:
    values = [_value(cells.get((told.unit, month.label))) for month in months]
    values[-1] = told.value
    top = max([value for value in values if value is not None], default=Decimal(1)) or Decimal(1)
    step = WIDTH / len(months)
    columns = []
    for at, (month, value) in enumerate(zip(months, values, strict=True)):
        high = float(max(value, Decimal(0)) / top) * HEIGHT if value is not None else HEIGHT / 4
        columns.append(
            Column(
                x=round(at * step, 1),
                middle=round((at + 0.4) * step, 1),
                y=round(HEIGHT + FOOT - high, 1),
                height=round(max(high, 1.0), 1),
                shown=number(value, frame.language) if value is not None else "",
                label=str(int(month.label.rpartition("-")[2])),
                missing=value is None,
                this=at == len(months) - 1,
            )
        )
    reform = next((reform.effective for reform in reforms_of(frame.programme.code)), None)
    later = [at for at, month in enumerate(months) if reform and month.first >= reform]
    mark = round(later[0] * step - step * 0.1, 1) if later and later[0] else None
    return Strip(columns, round(step * 0.8, 1), mark, reform, _said(told.value, values[:-1], frame.language))


def _said(now: Decimal, months: Sequence[Decimal | None], language: str) -> str:
    before = [value for value in months if value is not None]
    if not before:
        return _("Nothing of the year before counts yet.")
    low, high = (number(edge(before), language) for edge in (min, max))
    if low == high:
        return _("%(now)s now, %(before)s before") % {"now": number(now, language), "before": low}
    said = _("%(now)s now; the months before %(low)s to %(high)s")
    return said % {"now": number(now, language), "low": low, "high": high}


def _neighbours(
    frame: Frame, told: _Told, month: str, cells: Mapping[tuple[object, ...], Cell]
) -> Neighbours | None:
    near = {
        unit: value
        for (unit, label), cell in cells.items()
        if label == month
        and isinstance(unit, int)
        and unit != told.unit
        and (value := _value(cell)) is not None
    }
    others = list(near.values())
    if not others:
        return None
    top = max([*others, told.value]) or Decimal(1)
    dots, stacked = [], dict[int, int]()
    for value, this in [*((one, False) for one in sorted(others)[:DOTS]), (told.value, True)]:
        x = round(8 + float(max(value, Decimal(0)) / top) * 260)
        level = stacked[x // 9] = stacked.get(x // 9, -1) + 1
        dots.append(Dot(float(x), 62.0 - 10 * min(level, 5), this))
    told_there = {
        "low": number(min(others), frame.language),
        "high": number(max(others), frame.language),
        "this": number(told.value, frame.language),
    }
    said = (
        _("%(low)s to %(high)s there, %(this)s here")
        if len(set(others)) > 1
        else _("%(low)s there, %(this)s here")
    )
    ticks = [(8.0, "0"), (138.0, number(top / 2, frame.language)), (268.0, number(top, frame.language))]
    return Neighbours(dots, len(others), ticks, said % told_there, frozenset(near))


def _plan(frame: Frame, told: _Told) -> Plan | None:
    """What was promised for the year by the nearest that promised anything: the place, else the unit or its agency."""
    year = calendar_of(frame.programme).label(told.day, "year")
    rows = Target.objects.filter(programme=frame.programme, indicator_code=told.known.code, period=year)
    target = rows.filter(place=told.record.place_id).first() if told.record.place_id else None
    if target is None or target.place is None or not target.value:
        return None
    question = _question(frame, told, period=year, within=target.place.ref)
    so_far = _value(totals(question).get(told.known.code)) or Decimal(0)
    whole = max(target.value, so_far + told.value)
    language = frame.language
    return Plan(
        Bar((part("quiet", 0, so_far, whole), part("is", so_far, so_far + told.value, whole))),
        _("%(count)s count so far") % {"count": number(so_far, language)},
        _("plan for %(place)s: %(target)s")
        % {"place": target.place.name, "target": number(target.value, language)},
    )
