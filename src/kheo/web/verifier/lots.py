"""What the pages about samples show: the list, the form to draw one, a sample with its records and its verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.http import QueryDict
from django.utils import timezone

from kheo.facts.ledger.queries import graded_with
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.text import pick
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.rules.sampling import Plan
from kheo.verify.sampling.actions import Wanted
from kheo.verify.sampling.models import Lot, Visit
from kheo.verify.sampling.queries import (
    Drawn,
    closing_of,
    drawn_of,
    due_again,
    earlier_visits,
    lots_within,
    plan_for,
    plan_of,
)
from kheo.verify.sampling.rules import Errors, Tally, errors, is_right, taken_note, tally_of, verdict_of
from kheo.verify.sampling.states import Verdict
from kheo.web.shared.asking import forms_in
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.days import period_name
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.verifier.lot_scope import Choice, Reach, where, whose

PER_PAGE = 50
HUNDRED = 100


@dataclass(frozen=True)
class LotRow:
    """A sample in the list. ``state``: a verdict, or "" while it is visited."""

    lot: Lot
    what: str
    where: str
    state: str
    left: int


@dataclass(frozen=True)
class Rates:
    """How often the rule errs, of a hundred lots: ``alpha`` good ones sent back, ``beta`` bad ones that pass."""

    alpha: str
    beta: str


@dataclass(frozen=True)
class Due:
    lot: Lot
    what: str
    where: str
    since: dt.date


@dataclass(frozen=True)
class Drawing:
    """The form by which a sample is drawn. ``follows``: the sample whose second visit it is."""

    plan: Plan | None
    rates: Rates | None
    measures: Sequence[Choice]
    organisations: Reach
    places: Reach
    periods: Sequence[Choice]
    seed: str
    follows: Lot | None


@dataclass(frozen=True)
class Visited:
    """A drawn record. ``found`` empty where nothing was found; ``right`` None before the visit."""

    drawn: Drawn
    who: str
    where: str
    right: bool | None
    earlier: Sequence[Visit] = ()

    @property
    def found_shown(self) -> str:
        visit = self.drawn.visit
        return f"{visit.found.normalize():f}" if visit and visit.found is not None else ""


@dataclass(frozen=True)
class LotPage:
    """``verdict``: what the visits say so far; ``closed``: whether it was given; ``taken``: from
    how many records it took the grade *audited*, where it is a second visit. ``alone``: who did everything, where one did. ``factor``: found over reported."""

    row: LotRow
    plan: Plan
    rates: Rates
    records: Sequence[Visited]
    tally: Tally
    factor: Decimal | None
    verdict: Verdict | None
    closed: bool
    taken: int
    first: dt.date
    today: dt.date
    alone: str


def rates_of(found: Errors, language: str) -> Rates:
    return Rates(_of_hundred(found.alpha, language), _of_hundred(found.beta, language))


def _of_hundred(share: Fraction, language: str) -> str:
    return number(round(share * HUNDRED), language)


def rows_of(frame: Frame, lots: Sequence[Lot]) -> list[LotRow]:
    return [_row(frame, lot) for lot in lots]


def _row(frame: Frame, lot: Lot) -> LotRow:
    closing = closing_of(lot)
    left = (
        0 if closing else tally_of([one.finding for one in drawn_of(lot)], plan_of(lot).tolerance).unvisited
    )
    return LotRow(lot, what_of(frame, lot), where_of(frame, lot), closing.verdict if closing else "", left)


def what_of(frame: Frame, lot: Lot) -> str:
    label = fields_of([lot.form.code]).label(lot.field, frame.language)
    return f"{pick(lot.form.title, frame.language) or lot.form.code}: {label}"


def where_of(frame: Frame, lot: Lot) -> str:
    parts = (
        pick(lot.organisation.title, frame.language) if lot.organisation else "",
        lot.place.name if lot.place else "",
        period_name(lot.period),
    )
    return ", ".join(part for part in parts if part)


def due_of(frame: Frame) -> list[Due]:
    found = due_again(lots_within(frame.deciding, frame.programme), timezone.localdate())
    return [Due(lot, what_of(frame, lot), where_of(frame, lot), since) for lot, since in found]


def drawing_of(frame: Frame, given: QueryDict, follows: Lot | None) -> Drawing:
    """Filled in with what was given, or as the lot that it follows."""
    plan = plan_for(frame.programme, timezone.localdate())
    wanted = {name: given.get(name, "") for name in ("measure", "organisation", "place", "span")}
    if follows:
        wanted = {
            "measure": f"{follows.form.code}/{follows.field}",
            "organisation": follows.organisation.ref if follows.organisation else "",
            "place": follows.place.ref if follows.place else "",
            "span": follows.period or "all",
        }
    return Drawing(
        plan=plan,
        rates=rates_of(errors(plan), frame.language) if plan else None,
        measures=_measures(frame, wanted["measure"]),
        organisations=whose(frame, given, wanted["organisation"]),
        places=where(frame, given, wanted["place"]),
        periods=_periods(frame, wanted["span"] or frame.choices.period or "all"),
        seed=given.get("seed", "") or next_seed(frame.programme),
        follows=follows,
    )


def next_seed(programme: Programme) -> str:
    """Today's: the day and how manieth draw of the day it is, so that nobody has chosen it."""
    begin = f"kheo-{timezone.localdate():%Y-%m-%d}-{programme.code}-"[:100]
    return f"{begin}{Lot.objects.filter(seed__startswith=begin).count() + 1}"


def _measures(frame: Frame, chosen: str) -> list[Choice]:
    found = []
    titles = {form.code: form.title for form in Form.objects.filter(code__in=forms_in(frame.programme.code))}
    for code, title in sorted(titles.items()):
        fields, name = fields_of([code]), pick(title, frame.language) or code
        for at, field in enumerate(fields.numbers):
            value = f"{code}/{field}"
            label = fields.label(field, frame.language)
            found.append(Choice(value, label, value == chosen, "" if at else name))
    return found


def _periods(frame: Frame, chosen: str) -> list[Choice]:
    calendar, programme, today = calendar_of(frame.programme), frame.programme, timezone.localdate()
    last = min(programme.valid_to, today) if programme.valid_to else today
    listed = []
    for grain in ("year", "half", "quarter", "month"):
        listed += [one.label for one in calendar.periods(grain, programme.valid_from, last)][-12:][::-1]
    labels = list(dict.fromkeys([*([] if chosen == "all" else [chosen]), *listed]))
    found = [Choice(label, period_name(label), label == chosen) for label in labels]
    return [*found, Choice("all", period_name(""), chosen == "all")]


def wanted_of(frame: Frame, given: QueryDict) -> Wanted | None:
    """What a lot shall be of; None where a choice is none of those that the form offers."""
    code, _, field = given.get("measure", "").partition("/")
    form = Form.objects.filter(code=code).first() if code in forms_in(frame.programme.code) else None
    organisation = Organisation.objects.filter(ref=given.get("organisation", "")).first()
    place = Place.objects.filter(ref=given.get("place", "")).first()
    if form is None or field not in fields_of([code]).numbers:
        return None
    if (given.get("organisation") and not organisation) or (given.get("place") and not place):
        return None
    period = given.get("span", "all")
    return Wanted(frame.programme, form, field, organisation, place, "" if period == "all" else period)


def lot_page(frame: Frame, lot: Lot) -> LotPage:
    plan, drawn = plan_of(lot), drawn_of(lot)
    tally = tally_of([one.finding for one in drawn], plan.tolerance)
    row, earlier = _row(frame, lot), earlier_visits(lot)
    return LotPage(
        row=row,
        plan=plan,
        rates=rates_of(errors(plan, lot.size), frame.language),
        records=[_visited(frame, one, plan, earlier.get(one.member.pk, ())) for one in drawn],
        tally=tally,
        factor=tally.factor,
        verdict=verdict_of(plan, tally),
        closed=bool(row.state),
        taken=graded_with(taken_note(lot.seed)) if lot.follows_id else 0,
        first=timezone.localdate(lot.at),
        today=timezone.localdate(),
        alone=_alone(lot, drawn),
    )


def _alone(lot: Lot, drawn: Sequence[Drawn]) -> str:
    visitors = {one.visit.by for one in drawn if one.visit}
    return lot.by if visitors == {lot.by} else ""


def _visited(frame: Frame, one: Drawn, plan: Plan, earlier: Sequence[Visit]) -> Visited:
    record = one.member.record
    told, place = record.unit or record.agency, record.place
    return Visited(
        drawn=one,
        who=pick(told.title, frame.language) if told else "",
        where=", ".join(at.name for at in (place, place.parent) if at) if place else "",
        right=is_right(one.finding, plan.tolerance) if one.visit else None,
        earlier=earlier,
    )
