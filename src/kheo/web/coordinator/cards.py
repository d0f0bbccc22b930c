"""The key figures: value, against its target or its whole, over time, beside last year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import Cell, Question, Status
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.plan.programmes.models import Target
from kheo.plan.programmes.rules.breaks import break_between
from kheo.web.coordinator.basis import Basis
from kheo.web.shared.asking import Known, by_keys, totals
from kheo.web.shared.bars import Bar, part, range_bar, target_bar
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.country import reforms_of
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.numbers import Unit, number
from kheo.web.shared.pieces import Piece
from kheo.web.shared.shown import Shown
from kheo.web.shared.spark import Spark, spark

_YEARS_BACK = {"month": 1, "quarter": 2, "half": 3, "year": 5}


@dataclass(frozen=True)
class Card:
    """``left`` and ``right`` stand over the bar; ``before`` compares with the year before."""

    code: str
    title: str
    shown: Shown
    of: str
    bar: Bar | None
    left: str
    right: str
    spark: Spark | None
    before: str
    note: tuple[Piece, ...]


def cards(basis: Basis) -> tuple[Card, ...]:
    entries = [
        entry for entry in basis.settings.get("key_figures", []) if entry.get("indicator") in basis.shown
    ]
    before, lines, targets = _before(basis, entries), _lines(basis, entries), _targets(basis)
    return tuple(_card(basis, entry, before, lines, targets) for entry in entries)


def _card(
    basis: Basis,
    entry: Mapping[str, Any],
    before: Mapping[str, Cell],
    lines: Mapping[str, Spark | None],
    targets: Mapping[str, Decimal],
) -> Card:
    code = entry["indicator"]
    known, shown = basis.known[code], basis.shown[code]
    whole = basis.shown.get(entry.get("against", ""))
    bar, left, right = None, "", ""
    if shown.has_number and code in targets:
        towards = _under if known.rule.good == "lower" else _towards
        bar, left, right = towards(shown, targets[code], known.unit, basis.frame.language)
    elif shown.has_number and whole and whole.has_number and whole.high:
        title = pick(basis.known[entry["against"]].title, basis.frame.language)
        bar, left, right = _of_whole(shown, whole, title, basis.frame.language)
    return Card(
        code=code,
        title=pick(known.title, basis.frame.language),
        shown=shown,
        of="" if known.unit.is_percent and shown.kind == "value" else shown.unit,
        bar=bar,
        left=left,
        right=right,
        spark=lines.get(code),
        before=_compared(shown, before.get(code), known, basis),
        note=basis.pieces(entry.get("note")),
    )


def _high(shown: Shown) -> Decimal:
    return next((n for n in (shown.high, shown.value, shown.low) if n is not None), Decimal(0))


def _low(shown: Shown) -> Decimal:
    return shown.low if shown.low is not None else Decimal(0) if shown.kind == "range" else _high(shown)


def _towards(shown: Shown, target: Decimal, unit: Unit, language: str) -> tuple[Bar, str, str]:
    high = _high(shown)
    share = number(round(percent_of(high, target)), language)
    bar = (
        target_bar(high, target) if shown.kind == "value" else range_bar(_low(shown), high, max(high, target))
    )
    said = _("%(share)s %% of the target") % {"share": share}
    return bar, said, _("target %(target)s") % {"target": unit.counted(target, language)}


def _under(shown: Shown, target: Decimal, unit: Unit, language: str) -> tuple[Bar, str, str]:
    """A target that is an upper limit: no share of it is a success, only whether it is kept."""
    low, high = _low(shown), _high(shown)
    bar = range_bar(low, high, max(high, target)) if shown.kind == "range" else target_bar(high, target)
    kept, missed = _("limit kept"), _("limit exceeded")
    said = kept if high <= target else missed if low > target else ""
    return bar, said, _("at most %(high)s") % {"high": unit.counted(target, language)}


def _of_whole(shown: Shown, whole: Shown, title: str, language: str) -> tuple[Bar, str, str]:
    high, top = _high(shown), _high(whole)
    share = number(round(percent_of(high, top)), language)
    bar = Bar((part("quiet", 0, 1, 1), part("is", 0, high, top)))
    if shown.kind == "range":
        bar = range_bar(_low(shown), high, max(high, top))
    said = _("%(share)s %% of %(whole)s") % {"share": share, "whole": f"{whole.text}: {title}"}
    return bar, said, ""


def percent_of(value: Decimal, whole: Decimal) -> Decimal:
    """Not capped: past the whole it is above 100."""
    return value * 100 / whole if whole else Decimal(0)


def _targets(basis: Basis) -> dict[str, Decimal]:
    """What was promised for the whole programme, or for the agency whose view it is, in this period."""
    choices = basis.frame.choices
    rows = Target.objects.filter(programme=basis.frame.programme, period=choices.period, place=None)
    if choices.view == "programme":
        rows = rows.filter(organisation=None)
    else:
        rows = rows.filter(organisation__ref=choices.view)
    return {row.indicator_code: row.value for row in rows if row.value}


def _before(basis: Basis, entries: list[Any]) -> Mapping[str, Cell]:
    """The same figures a year before; nothing where the calendar does not go back."""
    label = year_before(basis.frame.choices.period)
    if not label or basis.question is None:
        return {}
    first = basis.frame.programme.valid_from
    try:
        if calendar_of(basis.frame.programme).span(label).last < first:
            return {}
    except Refused:
        return {}
    codes = tuple(dict.fromkeys(entry["indicator"] for entry in entries))
    return totals(replace(basis.question, indicators=codes, period=label)) if codes else {}


def year_before(label: str) -> str:
    """``2025-Q3`` → ``2024-Q3``; empty for all time and for a span."""
    return f"{int(label[:4]) - 1}{label[4:]}" if label and ".." not in label else ""


def _compared(shown: Shown, before: Cell | None, known: Known, basis: Basis) -> str:
    if before is None or before.status != Status.VALUE or before.value is None or shown.value is None:
        return ""
    language, period, unit = basis.frame.language, basis.frame.choices.period, known.unit
    then = f"{period_name(year_before(period))}: {number(before.value, language, unit.places)}"
    calendar = calendar_of(basis.frame.programme)
    if broken := break_between(known.definition, calendar.span(year_before(period)), calendar.span(period)):
        return _("%(then)s; another series from %(day)s on") % {"then": then, "day": day_name(broken.day)}
    difference = shown.value - before.value
    sign = "+" if difference > 0 else ""
    if unit.is_percent:
        points = number(difference, language, 1)
        return _("%(then)s (%(sign)s%(change)s points)") % {"then": then, "sign": sign, "change": points}
    if not before.value:
        return then
    change = number(round(difference * 100 / before.value), language)
    return f"{then} ({sign}{change}\u00a0%)"


def _lines(basis: Basis, entries: list[Any]) -> dict[str, Spark | None]:
    """The sparklines, one question for each grain."""
    by_grain: dict[str, list[str]] = {}
    for entry in entries:
        if entry.get("trend"):
            by_grain.setdefault(entry["trend"], []).append(entry["indicator"])
    found: dict[str, Spark | None] = {}
    for grain, codes in by_grain.items():
        if question := _over_time(basis, grain, tuple(codes)):
            found |= dict(_drawn(basis, grain, question))
    return found


def _over_time(basis: Basis, grain: str, codes: tuple[str, ...]) -> Question | None:
    period = basis.frame.choices.period
    if basis.question is None or not period or ".." in period:
        return None
    calendar = calendar_of(basis.frame.programme)
    last_year = int(period[:4])
    first = max(last_year - _YEARS_BACK[grain], int(calendar.label(basis.frame.programme.valid_from, "year")))
    return replace(basis.question, indicators=codes, by=(grain,), period=f"{first}..{last_year}")


def _drawn(basis: Basis, grain: str, question: Question) -> Iterable[tuple[str, Spark | None]]:
    calendar = calendar_of(basis.frame.programme)
    span = calendar.span(question.period)
    periods = calendar.periods(grain, span.first, span.last)
    reform = next((reform.effective for reform in reforms_of(basis.frame.programme.code)), None)
    for code, cells in by_keys(question).items():
        values = [(period_name(p.label), p.first, _value(cells.get((p.label,)))) for p in periods]
        yield code, spark(_trimmed(values), reform, _said(values, basis, code))


def _trimmed(values: list[tuple[str, dt.date, Decimal | None]]) -> list[tuple[str, dt.date, Decimal | None]]:
    """Without the empty months before the first report and after the last one."""
    known = [at for at, value in enumerate(values) if value[2] is not None]
    return values[known[0] : known[-1] + 1] if known else []


def _value(cell: Cell | None) -> Decimal | None:
    if cell is None:
        return None
    return cell.value if cell.status == Status.VALUE else cell.high


def _said(values: list[tuple[str, dt.date, Decimal | None]], basis: Basis, code: str) -> str:
    known = [(name, value) for name, _day, value in values if value is not None]
    if not known:
        return ""
    language, title = basis.frame.language, pick(basis.known[code].title, basis.frame.language)
    ends = [f"{name}: {number(value, language)}" for name, value in (known[0], known[-1])]
    return _("%(title)s, from %(first)s to %(last)s") % {"title": title, "first": ends[0], "last": ends[1]}
