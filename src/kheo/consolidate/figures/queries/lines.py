"""The source lines of a figure, page by page, and what became of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlglot import exp

from kheo.consolidate.figures.queries.engine import engine
from kheo.consolidate.figures.queries.passports import open_passport
from kheo.consolidate.figures.rules.finish import qualifier_of
from kheo.consolidate.figures.rules.passport import Line, LinePage
from kheo.consolidate.figures.rules.rows import ordered
from kheo.consolidate.figures.rules.sql import column
from kheo.consolidate.figures.rules.tracer import traced
from kheo.facts.ledger.queries import Origin, origins

SHOWN = (
    "record",
    "place",
    "unit",
    "agency",
    "day",
    "value",
    "_bits",
    "_fate",
    "_failed",
    "_because",
    "_perhaps",
)


def lines(name: str, *, fate: str = "", page: int = 1, per_page: int = 50) -> LinePage:
    """A page of the lines behind a passport, by place and record. ``fate``: only those (see tracer.Fate)."""
    it = open_passport(name)
    trace = traced(it.definition.rule, it.setting, it.tables, it.definition.carry, it.keys)
    tally = (
        exp.select(column("_fate"), exp.Count(this=exp.Star()))
        .from_(trace.subquery("t"))
        .group_by(column("_fate"))
    )
    counts = {str(row[0]): int(row[1]) for row in engine().run(tally)}
    total = counts.get(fate, 0) if fate else sum(counts.values())
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    some = exp.select(*[column(key) for key in SHOWN]).from_(trace.copy().subquery("t"))
    if fate:
        some = some.where(column("_fate").eq(exp.Literal.string(fate)))
    # Counted lines come first within a place, so that what stands is seen before what it stands for.
    some = some.order_by(ordered("place"), ordered("_failed"), ordered("record")).limit(per_page)
    found = engine().run(some.offset((page - 1) * per_page))
    known = origins({row[0] for row in found} | {row[9] for row in found if row[9] is not None})
    return LinePage(tuple(_line(row, known) for row in found), total, page, pages, counts)


def _line(row: tuple[Any, ...], known: dict[int, Origin]) -> Line:
    record, place, unit, agency, day, value, bits, fate, failed, because, perhaps = row
    origin = known[record]
    return Line(
        record=record,
        submission=origin.submission,
        line=origin.line,
        filename=origin.filename,
        agency=agency,
        unit=unit,
        place=place,
        day=day,
        value=None if value is None else Decimal(value),
        qualifier=qualifier_of(int(bits or 0)),
        fate=fate,
        step=max(failed, 0),
        because=because,
        because_line=known[because].line if because in known else None,
        perhaps=bool(perhaps),
        fields=origin.values,
    )
