"""Open a passport: what was counted, how, from which reports, and whether it still comes out the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from kheo.consolidate.figures.models import Answer as AnswerRow
from kheo.consolidate.figures.queries.answers import ask, compute, reduced
from kheo.consolidate.figures.queries.engine import engine, tables_of
from kheo.consolidate.figures.queries.fates import fates
from kheo.consolidate.figures.queries.settings import calendar_of, indicator_of, setting_of
from kheo.consolidate.figures.queries.together import together
from kheo.consolidate.figures.rules import compiler
from kheo.consolidate.figures.rules.compiler import Tables
from kheo.consolidate.figures.rules.finish import cells_of
from kheo.consolidate.figures.rules.passport import (
    BridgeRow,
    Completeness,
    FunnelRow,
    IndicatorFace,
    Passport,
    Recomputed,
    SplitReason,
)
from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.consolidate.figures.rules.setting import Setting, period_index
from kheo.consolidate.figures.rules.tracer import Fate, traced
from kheo.facts.columns import queries as columns
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place, PlaceEdge
from kheo.kit.periods import GRAINS
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Calendar, Indicator
from kheo.plan.programmes.rules.breaks import breaks_of
from kheo.plan.programmes.rules.definition import Choose, Definition, Rule
from kheo.plan.programmes.rules.words import words


@dataclass(frozen=True)
class Opened:
    """A cell with all that is needed to look behind it. ``keys``: its keys with periods as indexes."""

    row: AnswerRow
    question: Question
    setting: Setting
    ground: str
    tables: Tables
    definition: Definition
    cell: Cell
    keys: tuple[str | int | None, ...]


def open_passport(name: str) -> Opened:
    """Refused("figures.no_such_passport") where the id names nothing."""
    answer, _, number = name.partition("-")
    row = AnswerRow.objects.filter(pk=answer).first()
    if row is None or not number.isdigit() or not 1 <= int(number) <= row.cells:
        raise Refused("figures.no_such_passport", passport=name)
    question = Question.from_json(row.question)
    found = ask(question, account=True)
    if int(number) > len(found.cells):
        raise Refused("figures.no_such_passport", passport=name)
    cell = replace(found.cells[int(number) - 1], passport=name)
    setting, ground = setting_of(question)
    counted_by = (cell.indicator, cell.version)
    definition = next(item for item, version in setting.definitions if (item.code, version) == counted_by)
    keys = tuple(
        period_index(key, by) if by in GRAINS and isinstance(key, str) else key
        for by, key in zip(question.by, cell.keys, strict=True)
    )
    return Opened(
        row, question, setting, ground, tables_of(setting, columns.state(), ground), definition, cell, keys
    )


def passport(name: str) -> Passport:
    """Everything that a passport says but its source lines (``lines``)."""
    it = open_passport(name)
    indicator = indicator_of(f"{it.cell.indicator}@{it.cell.version}")
    period = calendar_of(it.question, [indicator])
    tally = fates(name, it.ground, _trace(it))
    bridge = _bridge(it)
    own = [row.value for row in bridge if row.value is not None]
    bridge_sum = sum(own, Decimal(0)) if own else None
    return Passport(
        id=name,
        question=it.question,
        position=it.row.position,
        made_at=it.row.made_at,
        digest=it.row.digest,
        cell=it.cell,
        place=_place_of(it),
        indicator=_face(indicator),
        words=_words(it.definition),
        sentence=_sentence(indicator),
        calendar=period.code,
        calendar_title=Calendar.objects.get(code=period.code).title,
        period=it.question.period,
        first=it.setting.first,
        last=it.setting.last,
        funnel=_funnel(it.definition.rule, tally),
        bridge=bridge,
        bridge_sum=bridge_sum,
        shared=it.cell.value - bridge_sum if it.cell.value is not None and bridge_sum is not None else None,
        reasons=_reasons(it),
        together=together(it.cell, it.question, it.setting.levels),
        completeness=_completeness(it, tally),
    )


def recompute(name: str) -> Recomputed:
    """Compute the figure again from the ledger's columnar copy, at the same position, without anything kept."""
    it = open_passport(name)
    again = compute(it.setting, it.ground)
    number = int(name.partition("-")[2])
    cell = (
        again.cells[number - 1]
        if number <= len(again.cells)
        else replace(it.cell, value=None, low=None, high=None)
    )
    return Recomputed(
        same=again.digest == it.row.digest,
        digest=again.digest,
        digest_then=it.row.digest,
        cell=cell,
        ground_changed=it.ground != it.row.ground,
    )


def _face(indicator: Indicator) -> IndicatorFace:
    plain = indicator.definition
    return IndicatorFace(
        code=indicator.code,
        version=indicator.version,
        title=indicator.title,
        unit=indicator.unit.code,
        unit_title=indicator.unit.title,
        unit_plural=indicator.unit.plural or indicator.unit.title,
        source_text=indicator.source_text,
        owner=str(plain.get("owner", "")),
        reviewed=str(plain.get("reviewed", "")),
        note=plain.get("note") or {},
        cannot_see=plain.get("cannot_see") or {},
        breaks=breaks_of(plain),
        good=plain.get("good", "higher"),
        newest=indicator_of(indicator.code).version if not indicator.retired else indicator.version,
    )


def _words(definition: Definition) -> dict[str, tuple[str, ...]]:
    labels: dict[str, dict[str, str]] = {}
    forms = {}
    for form in Form.objects.filter(code__in=definition.forms).prefetch_related("versions"):
        forms[form.code] = form.title
        for version in form.versions.all():
            for field in version.fields:
                labels[field["name"]] = field.get("label") or {}
                labels |= {choice["name"]: choice["label"] for choice in field.get("choices") or ()}
    return {language: words(definition, language, labels, forms) for language in ("vi", "en")}


def _sentence(indicator: Indicator) -> dict[str, str]:
    """One sentence that anyone understands: the pack's own, or the title."""
    own: dict[str, str] = indicator.definition.get("sentence") or indicator.title
    return own


def _trace(it: Opened) -> exp.Select:
    return traced(it.definition.rule, it.setting, it.tables, it.definition.carry, it.keys)


def _funnel(rule: Rule, tally: Iterable[tuple[Any, ...]]) -> tuple[FunnelRow, ...]:
    counts: dict[tuple[str, int], int] = {}
    for fate, failed, number, *_ in tally:
        counts[fate, max(failed, 0)] = counts.get((fate, max(failed, 0)), 0) + number
    rows = [FunnelRow("selected", sum(counts.values()), True)]
    for fate in (Fate.REPEAT, Fate.JOINT, Fate.NO_KEY, Fate.NO_VALUE):
        if gone := counts.get((fate, 0), 0):
            keys = {"keys": rule.keys} if fate == Fate.NO_KEY else {}
            rows.append(FunnelRow(fate, gone, False, keys))
    for turn, step in enumerate(rule.steps, start=1):
        if gone := counts.get((Fate.NOT_CHOSEN, turn), 0):
            told = {"step": turn, "keys": getattr(step, "per", None) or ()}
            told["how"] = step.how if isinstance(step, Choose) else "where"
            rows.append(FunnelRow(Fate.NOT_CHOSEN, gone, False, told))
    rows.append(FunnelRow("counted", counts.get((Fate.COUNTED, 0), 0), True))
    return tuple(rows)


def _bridge(it: Opened) -> tuple[BridgeRow, ...]:
    """Each agency's own view of the cell, largest first; none for a ratio or in an agency's own view."""
    if it.definition.denominator is not None or it.setting.agency is not None or "agency" in it.question.by:
        return ()
    question = replace(it.question, by=("agency", *it.question.by))
    setting = replace(it.setting, question=question, each_agency=True)
    rule = compiler.outcome(it.definition.rule, setting, it.tables, it.definition.carry)
    found = cells_of(it.definition, it.cell.version, setting, [reduced(engine().run(rule))])
    names: dict[int | None, dict[str, str]] = dict(
        Organisation.objects.filter(agency=None).values_list("pk", "title")
    )
    rows = [
        BridgeRow(
            _number(cell.keys[0]), names.get(_number(cell.keys[0]), {}), cell.value, cell.low, cell.high
        )
        for cell in found
        if cell.keys[1:] == it.cell.keys
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.high or 0), row.agency or 0)))


def _number(key: str | int | None) -> int | None:
    return key if isinstance(key, int) else None


def _place_of(it: Opened) -> int | None:
    """The place that the cell is about: the finest level asked, or the place within which it was asked."""
    for by, key in reversed(list(zip(it.question.by, it.cell.keys, strict=True))):
        if (by in it.setting.levels or by == "place") and isinstance(key, int):
            return key
    return Place.objects.filter(ref=it.question.within).values_list("pk", flat=True).first()


def _reasons(it: Opened) -> tuple[SplitReason, ...]:
    """The places whose share in this cell is not known and that have facts here."""
    if not it.tables.uncertain or it.setting.places is None:
        return ()
    trace = _trace(it)
    tree = (
        exp.select(exp.column("place"), exp.Count(this=exp.Star()))
        .from_(trace.subquery("t"))
        .where(exp.column("_perhaps"))
        .group_by(exp.column("place"))
    )
    facts = dict(engine().run(tree))
    edges = PlaceEdge.objects.filter(origin__in=facts).select_related("origin", "target", "change")
    found: dict[int, list[PlaceEdge]] = {}
    for edge in edges:
        found.setdefault(edge.origin_id, []).append(edge)
    names = Place.objects.in_bulk(facts)
    reasons = []
    for place, number in sorted(facts.items()):
        some = found.get(place, [])
        reasons.append(
            SplitReason(
                origin=names[place].name,
                targets=tuple(edge.target.name for edge in some if edge.target is not None),
                decision=some[0].change.decision if some else "",
                effective=some[0].change.effective if some else None,
                facts=number,
            )
        )
    return tuple(reasons)


def _completeness(it: Opened, tally: Iterable[tuple[Any, ...]]) -> Completeness:
    rows = list(tally)
    return Completeness(
        expected=it.cell.expected,
        received=it.cell.received,
        selected=sum(row[2] for row in rows),
        with_place=sum(row[3] for row in rows),
        with_value=sum(row[4] for row in rows),
        verified=sum(row[5] for row in rows),
    )
