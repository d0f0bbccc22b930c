"""The pages' one door to the counting engine: asked once, kept until the ledger or a pack moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max, Subquery

from kheo.consolidate.figures import queries as figures
from kheo.consolidate.figures.rules.passport import LinePage, Passport
from kheo.consolidate.figures.rules.question import Answer, Cell, Question
from kheo.facts.columns import queries as columns
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.programmes.models import Indicator, Pack, Programme, Schedule
from kheo.plan.programmes.queries import unscheduled
from kheo.plan.programmes.rules.definition import Definition
from kheo.web.shared.choices import Choices
from kheo.web.shared.kept import kept
from kheo.web.shared.numbers import Unit

Stamp = tuple[int, dt.datetime | None, int | None]


@dataclass(frozen=True)
class Known:
    """The version of an indicator that is in force."""

    code: str
    version: int
    title: Mapping[str, str]
    unit: Unit
    objective: str
    definition: Mapping[str, Any]

    @property
    def rule(self) -> Definition:
        return Definition.from_json(self.definition)


_stamp: ContextVar[Stamp | None] = ContextVar("stamp", default=None)


@contextmanager
def at_one_moment() -> Iterator[None]:
    """All that is asked inside is asked at the same position of the ledger, which is looked up once."""
    token = _stamp.set(_read_stamp())
    try:
        yield
    finally:
        _stamp.reset(token)


def stamp() -> Stamp:
    """What everything kept here depends on: the position that figures are asked at, and when a pack was loaded last
    and which version of a form is the newest."""
    return _stamp.get() or _read_stamp()


def _read_stamp() -> Stamp:
    version = FormVersion.objects.order_by("-pk").values("pk")[:1]
    moved = Pack.objects.aggregate(last=Max("loaded_at"), version=Max(Subquery(version)))
    return columns.state().position, moved["last"], moved["version"]


def indicators_of(programme: str) -> Mapping[str, Known]:
    """The indicators in force of a programme, by code, in its order."""
    return _indicators(stamp(), programme)


@kept(16)
def _indicators(_at: Stamp, programme: str) -> Mapping[str, Known]:
    rows = Indicator.objects.filter(programme__code=programme).select_related("unit", "objective")
    newest = {row.code: row for row in sorted(rows, key=lambda row: row.version)}
    in_order = sorted(
        (row for row in newest.values() if not row.retired), key=lambda row: (row.rank, row.code)
    )
    return {
        row.code: Known(
            code=row.code,
            version=row.version,
            title=row.title,
            unit=Unit(row.unit.code, row.unit.title, row.unit.plural),
            objective=row.objective.code if row.objective else "",
            definition=row.definition,
        )
        for row in in_order
    }


def indicator_of(programme: str, code: str) -> Known:
    known = indicators_of(programme).get(code)
    if known is None:
        raise Refused("web.no_such_indicator", value=code)
    return known


def forms_of(programme: str) -> tuple[str, ...]:
    """The codes of the forms that the programme's indicators count."""
    return tuple(
        dict.fromkeys(form for known in indicators_of(programme).values() for form in known.rule.forms)
    )


def forms_in(programme: str) -> tuple[str, ...]:
    """The codes of the forms that its indicators count, of those that its schedules ask for, and of those that were
    published here and belong to no programme: they stand in every one until an indicator or a schedule claims them."""
    return _forms_in(stamp(), programme)


@kept(16)
def _forms_in(_at: Stamp, programme: str) -> tuple[str, ...]:
    asked = Schedule.objects.filter(programme__code=programme).values_list("form__code", flat=True)
    return tuple(dict.fromkeys((*forms_of(programme), *asked.distinct(), *_of_nobody())))


def is_elsewhere(form: str, programme: str) -> bool:
    """Whether other programmes count it or ask for it, and this one does not."""
    if form in forms_in(programme):
        return False
    return any(form in forms_in(one) for one in Programme.objects.values_list("code", flat=True))


def _of_nobody() -> list[str]:
    """Reports on these must reach somebody who decides, whichever programme they look into."""
    counted = {form for one in Programme.objects.values_list("code", flat=True) for form in forms_of(one)}
    return [code for code in _codes(unscheduled()) if code not in counted]


def _codes(forms: Iterable[int]) -> Iterable[str]:
    return Form.objects.filter(pk__in=forms).order_by("code").values_list("code", flat=True)


def question_for(choices: Choices, calendar: str, indicators: tuple[str, ...], **more: Any) -> Question:
    """A question with the choices of the page."""
    question = Question(
        indicators=indicators,
        period=choices.period,
        calendar=calendar,
        boundaries=choices.boundaries,
        view=choices.view,
    )
    return replace(question, **more)


def ask(question: Question) -> Answer:
    return _ask(stamp(), question)


@kept(256)
def _ask(_at: Stamp, question: Question) -> Answer:
    return figures.ask(question)


def reports(question: Question) -> Mapping[tuple[Any, ...], tuple[int, int]]:
    """keys → (expected, received) over the forms of the question's indicators."""
    return _reports(stamp(), question)


@kept(64)
def _reports(_at: Stamp, question: Question) -> Mapping[tuple[Any, ...], tuple[int, int]]:
    return figures.reports(question)


def names_of(question: Question, language: str) -> Mapping[tuple[str, Any], str]:
    """(dimension, key) → the name of a place, an organisation, a period or a code in ``language``."""
    return _names(stamp(), question, language)


@kept(256)
def _names(at: Stamp, question: Question, language: str) -> Mapping[tuple[str, Any], str]:
    return figures.labels(_ask(at, question), language)


def by_keys(question: Question) -> Mapping[str, Mapping[tuple[Any, ...], Cell]]:
    """The cells of each indicator by their keys."""
    table: dict[str, dict[tuple[Any, ...], Cell]] = {code: {} for code in question.indicators}
    for cell in ask(question).cells:
        table[cell.indicator][cell.keys] = cell
    return table


def totals(question: Question) -> Mapping[str, Cell]:
    """The one cell of each indicator of a question without breakdowns."""
    return {cell.indicator: cell for cell in ask(question).cells}


def passport(name: str) -> Passport:
    if not name.isascii():
        raise Refused("figures.no_such_passport", passport=name)
    return _passport(stamp(), name)


@kept(64)
def _passport(_at: Stamp, name: str) -> Passport:
    return figures.passport(name)


def lines(name: str, fate: str, agency: int | None, page: int, per_page: int) -> LinePage:
    return _lines(stamp(), name, fate, agency, page, per_page)


@kept(64)
def _lines(_at: Stamp, name: str, fate: str, agency: int | None, page: int, per_page: int) -> LinePage:
    return figures.lines(name, fate=fate, agency=agency, page=page, per_page=per_page)
