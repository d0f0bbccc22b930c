"""Expected and received reports for the cells of an answer."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
from django.db.models import Count, Max, Q

from kheo.consolidate.figures.queries.engine import engine, tables_of
from kheo.consolidate.figures.queries.settings import indicator_of, indicators_of, setting_of
from kheo.consolidate.figures.rules.account import accountable, accounted, with_reports
from kheo.consolidate.figures.rules.finish import Keys, labeller
from kheo.consolidate.figures.rules.question import Answer, Cell, Question
from kheo.consolidate.figures.rules.setting import Setting
from kheo.facts.columns import queries as columns
from kheo.ground.audit.queries import trail
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Schedule
from kheo.plan.programmes.queries.expected import expectations

Reports = dict[Keys, tuple[int, int]]


def stamp() -> tuple[int | None, ...]:
    """Changes whenever what is expected may have changed: who there is, and what every programme schedules."""
    counts = [
        *Organisation.objects.aggregate(Count("id"), Max("id")).values(),
        *Schedule.objects.aggregate(Count("id"), Max("id")).values(),
    ]
    # A load that only changes a date or a due day leaves the counts as they were, but is an act of its own.
    loads = Q(subject__in=("ground", "plan")) | Q(subject__startswith="programme:")
    return *counts, trail().filter(loads).values_list("pk", flat=True).first()


def account(answer: Answer, setting: Setting, ground: str) -> Answer:
    """The same answer, its cells with the reports that were expected and received.

    Only for questions about a period whose breakdowns expectations know; else, and where the programme has no
    schedule for an indicator's forms, the cells keep None.
    """
    if not accountable(setting):
        return answer
    programmes = [row.programme for row in indicators_of(setting.question.indicators)]
    wanted: dict[Programme, list[str]] = {}
    for (definition, _), programme in zip(setting.definitions, programmes, strict=True):
        wanted.setdefault(programme, []).extend(definition.forms)
    found = {programme: _by_form(programme, forms, setting, ground) for programme, forms in wanted.items()}
    cells: list[Cell] = []
    for (definition, version), programme in zip(setting.definitions, programmes, strict=True):
        counted_by = (definition.code, version)
        own = [replace(cell) for cell in answer.cells if (cell.indicator, cell.version) == counted_by]
        told = [found[programme][form] for form in definition.forms if form in found[programme]]
        cells += with_reports(own, _added(told)) if told else own
    return replace(answer, cells=tuple(cells))


def reports(question: Question) -> Reports:
    """keys → (expected, received) over all forms of the question's indicators, each form once; no figure is computed.

    The indicators are of one programme. Empty where expectations do not know the question's breakdowns.
    """
    setting, ground = setting_of(question)
    if not accountable(setting):
        return {}
    programme = indicator_of(question.indicators[0]).programme
    forms = [form for definition, _ in setting.definitions for form in definition.forms]
    return _added(_by_form(programme, forms, setting, ground).values())


def _by_form(programme: Programme, forms: Iterable[str], setting: Setting, ground: str) -> dict[str, Reports]:
    """Each of the forms that the programme expects → its reports."""
    known = set(Schedule.objects.filter(programme=programme).values_list("form__code", flat=True))
    found: dict[str, Reports] = {form: {} for form in dict.fromkeys(forms) if form in known}
    if found:
        expected = engine().keep(*_expected(programme, setting))
        tables = tables_of(setting, columns.state(), ground)
        labelled = labeller(setting.question.by)
        for form, *keys, e, r in engine().run(accounted(setting, tables, tuple(found), expected)):
            found[form][labelled(tuple(keys))] = (int(e), int(r))
    return found


def _added(parts: Iterable[Reports]) -> Reports:
    found: Reports = {}
    for part in parts:
        for keys, (expected, received) in part.items():
            before = found.get(keys, (0, 0))
            found[keys] = (before[0] + expected, before[1] + received)
    return found


def _expected(programme: Programme, setting: Setting) -> tuple[str, functools.partial[pa.Table]]:
    """The programme's expectations of the question's period: a name that means these rows, and how to make them."""
    name = f"expected:{programme.pk}:{setting.first}:{setting.last}:{stamp()}"
    return name, functools.partial(_table, programme, setting)


def _table(programme: Programme, setting: Setting) -> pa.Table:
    codes = dict(Form.objects.values_list("pk", "code"))
    first, last = setting.first, setting.last
    rows = list(expectations(programme, first=first, last=last)) if first and last else []
    return pa.table(
        {
            "number": pa.array(range(len(rows)), pa.int64()),
            "form": pa.array([codes[row.form] for row in rows], pa.string()),
            "unit": pa.array([row.unit for row in rows], pa.int32()),
            "agency": pa.array([row.agency for row in rows], pa.int32()),
            "place": pa.array([row.place for row in rows], pa.int32()),
            "first": pa.array([row.first for row in rows], pa.date32()),
            "last": pa.array([row.last for row in rows], pa.date32()),
        }
    )
