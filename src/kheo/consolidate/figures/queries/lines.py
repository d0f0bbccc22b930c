"""The source lines of a figure, page by page, and what became of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlglot import exp

from kheo.consolidate.figures.queries.engine import engine
from kheo.consolidate.figures.queries.fates import fates
from kheo.consolidate.figures.queries.passports import Opened, open_passport
from kheo.consolidate.figures.rules.finish import qualifier_of
from kheo.consolidate.figures.rules.passport import Line, LinePage
from kheo.consolidate.figures.rules.rows import ordered
from kheo.consolidate.figures.rules.sql import column
from kheo.consolidate.figures.rules.tracer import Fate, traced
from kheo.facts.columns.rules import NUMBERS, QUALIFIERS
from kheo.facts.ledger.queries import Origin, origins
from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.expressions import Value, measure, names

SHOWN = (
    "record",
    "value",
    "_bits",
    "_fate",
    "_failed",
    "_because",
    "_perhaps",
)


def lines(
    name: str, *, fate: str = "", agency: int | None = None, page: int = 1, per_page: int = 50
) -> LinePage:
    """A page of the lines behind a passport, by place and record. ``fate``: only those (see tracer.Fate); refuses
    one that there is not. ``agency``: only that one's."""
    if fate and fate not in set(Fate):
        raise Refused("figures.no_such_fate", fate=fate, choices=", ".join(Fate))
    it = open_passport(name)
    trace = traced(it.definition.rule, it.setting, it.tables, it.definition.carry, it.keys)
    counts: dict[str, int] = {}
    for became, _failed, number, *_ in fates(name, it.ground, trace.copy()):
        counts[str(became)] = counts.get(str(became), 0) + int(number)
    agencies = _agencies(trace, fate)
    total = sum(number for found, number in agencies.items() if agency is None or found == agency)
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    some = exp.select(*[column(key) for key in SHOWN]).from_(trace.subquery("t", copy=False), copy=False)
    if fate:
        some = some.where(column("_fate").eq(exp.Literal.string(fate)))
    if agency is not None:
        some = some.where(column("agency").eq(exp.Literal.number(agency)))
    # Counted lines come first within a place, so that what stands is seen before what it stands for.
    some = some.order_by(ordered("place"), ordered("_failed"), ordered("record")).limit(per_page)
    found = engine().run(some.offset((page - 1) * per_page))
    known = origins({row[0] for row in found} | {row[5] for row in found if row[5] is not None})
    return LinePage(tuple(_line(row, known, it) for row in found), total, page, pages, counts, agencies)


def _agencies(trace: exp.Select, fate: str) -> dict[int | None, int]:
    """How many lines of a fate each agency has, most first."""
    agency = column("agency")
    select = exp.select(agency, exp.Count(this=exp.Star())).from_(trace.copy().subquery("t", copy=False))
    if fate:
        select = select.where(column("_fate").eq(exp.Literal.string(fate)))
    found = [(number, told) for number, told in engine().run(select.group_by(agency))]
    found.sort(key=lambda row: (-row[1], row[0] is None, row[0] or 0))
    return {None if number is None else int(number): int(told) for number, told in found}


def _line(row: tuple[Any, ...], known: dict[int, Origin], it: Opened) -> Line:
    """Who, where and when are the line's own, also where another stands for it in the figure."""
    record, value, bits, fate, failed, because, perhaps = row
    origin = known[record]
    if fate == Fate.JOINT:
        value, bits = _own_number(origin, it)
    return Line(
        record=record,
        submission=origin.submission,
        line=origin.line,
        filename=origin.filename,
        agency=origin.agency,
        unit=origin.unit,
        place=origin.place,
        day=origin.day,
        value=None if value is None else Decimal(value),
        qualifier=qualifier_of(int(bits or 0)),
        fate=fate,
        step=max(failed, 0),
        because=because,
        because_line=known[because].line if because in known else None,
        perhaps=bool(perhaps),
        fields=origin.values,
    )


def _own_number(origin: Origin, it: Opened) -> tuple[Decimal | int | None, int]:
    """What the line itself said, and its bits: the figure has another's number, or none, in its place."""
    types = it.setting.fields[origin.form]
    said: dict[str, Value] = {
        name: Decimal(str(value)) if value is not None and types.get(name) in NUMBERS else value
        for name, value in origin.values.items()
    }
    for source in it.definition.rule.sources:
        if source.form == origin.form:
            if source.value is None:
                return 1, 0
            if (value := measure(source.value, said, types)) is not None:
                doubts = [
                    QUALIFIERS[origin.qualifiers[n]] for n in names(source.value) if n in origin.qualifiers
                ]
                return value, max(doubts, default=0)
    return None, 0
