"""What became of every fact of one cell: counted, merged, left out, or not chosen, at which step, and for which other.

The steps are told again as window functions, so that each fact keeps its own row: ``_failed`` is 0 while it counts
and the number of the step that passed it over once it does not; ``_because`` is the record chosen in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlglot import exp

from kheo.consolidate.figures.rules.compiler import (
    MADE,
    SHARES,
    Stage,
    Tables,
    any_of,
    base,
    complete,
    on_the_map,
)
from kheo.consolidate.figures.rules.rows import ordered
from kheo.consolidate.figures.rules.setting import Setting
from kheo.consolidate.figures.rules.sql import aliased, cast, column, expression_sql, number, quotient
from kheo.plan.programmes.rules.definition import Carry, Choose, Keep, Make, Rule, Step

SHOWN = frozenset({"record", "day", "place", "unit", "agency", "grade"})


class Fate(StrEnum):
    COUNTED = "counted"
    REPEAT = "repeat"
    JOINT = "joint"
    NO_VALUE = "no_value"
    NO_KEY = "no_key"
    NOT_CHOSEN = "not_chosen"


def traced(
    rule: Rule,
    setting: Setting,
    tables: Tables,
    carry: Carry | None,
    keys: Sequence[str | int | None],
) -> exp.Select:
    """One row for each fact of the cell with ``keys`` (periods as indexes).

    Columns: record, place, unit, agency, day, grade, value, _bits, _fate, _failed, _because, _perhaps.
    """
    stage = on_the_map(base(rule, setting, tables, carry, trace=SHOWN), setting, tables)
    here = [_is(name, key) for name, key in zip(stage.by, keys, strict=True)]
    select = (
        exp.select(exp.Star(), aliased(_out(rule), "_out"))
        .from_(stage.source("t"), copy=False)
        .where(*here, copy=False)
    )
    alive = exp.Is(this=column("_out"), expression=exp.Null())
    select = exp.select(
        exp.Star(),
        aliased(exp.If(this=alive, true=number(0), false=number(-1)), "_failed"),
        aliased(cast(exp.Null(), "BIGINT"), "_because"),
        aliased(column("value"), "_group"),
        aliased(exp.Boolean(this=True), "_leads"),
    ).from_(select.subquery("t", copy=False), copy=False)
    ties = stage.order
    for turn, step in enumerate(rule.steps, start=1):
        select = _step(step, turn, select, ties)
        if isinstance(step, Make):
            ties = step.per or ()
    return _told(select, stage)


def _is(name: str, key: str | int | None) -> exp.Expr:
    if key is None:
        return exp.Is(this=column(name), expression=exp.Null())
    literal = exp.Literal.string(key) if isinstance(key, str) else number(key)
    return column(name).eq(literal)


def _out(rule: Rule) -> exp.Expr:
    """Why a fact never reaches the first step; missing where it does."""

    def there(name: str) -> exp.Expr:
        return exp.Not(this=exp.Is(this=column(name), expression=exp.Null()))

    case = (
        exp.Case()
        .when(there("_repeat"), exp.Literal.string(Fate.REPEAT))
        .when(there("_stands"), exp.Literal.string(Fate.JOINT))
    )
    for condition in complete(rule, ""):
        missing = exp.Not(this=exp.Paren(this=condition))
        fate = (
            Fate.NO_VALUE
            if "value" in {item.name for item in condition.find_all(exp.Column)}
            else Fate.NO_KEY
        )
        case = case.when(missing, exp.Literal.string(fate))
    return case.else_(exp.Null())


def _step(step: Step, turn: int, before: exp.Select, ties: Sequence[str]) -> exp.Select:
    """Run one step over the facts still counted. ``ties``: what settles them, the same for all facts of a group."""
    alive = column("_failed").eq(number(0))
    source = before.subquery("t", copy=False)
    if isinstance(step, Keep):
        condition = expression_sql(step.where, {"day": "date"}).transform(
            lambda node: column("_group") if isinstance(node, exp.Column) and node.name == "value" else node
        )
        stays: exp.Expr = exp.Coalesce(this=exp.Paren(this=condition), expressions=[exp.Boolean(this=False)])
        if step.per is not None:
            stays = any_of(condition, [column("_failed"), *[column(key) for key in step.per]])
        failed = exp.Case().when(exp.and_(alive, exp.Not(this=stays)), number(turn)).else_(column("_failed"))
        rest = exp.Star(except_=[exp.to_identifier("_failed")])
        return exp.select(rest, aliased(failed, "_failed")).from_(source, copy=False)
    parts = [column("_failed"), *[column(key) for key in step.per or ()]]
    if isinstance(step, Make):
        rest = exp.Star(except_=[exp.to_identifier("_group"), exp.to_identifier("_leads")])
        leaders_first = [exp.Ordered(this=column("_leads"), desc=True, nulls_first=False), ordered("record")]
        first = exp.EQ(this=_over(exp.RowNumber(), parts, leaders_first), expression=number(1))
        made = _made(step, parts)
        return exp.select(rest, aliased(made, "_group"), aliased(first, "_leads")).from_(source, copy=False)
    return _choice(step, turn, source, parts, ties)


def _choice(
    step: Choose, turn: int, source: exp.Subquery, parts: list[exp.Column], ties: Sequence[str]
) -> exp.Select:
    value = [ordered("_group", desc=step.how == "max")] if step.how in ("max", "min") else []
    day = [ordered("day", desc=step.how == "last")] if step.how in ("first", "last") else []
    order = [*value, *day, *[ordered(name) for name in ties]]
    # Facts of one group tie in everything, so that the dense rank takes or leaves a group as a whole.
    rank = _over(exp.DenseRank(), parts, order)
    chosen = _over(exp.FirstValue(this=column("record")), parts, [*order, ordered("record")])
    inner = exp.select(exp.Star(), aliased(rank, "_rank"), aliased(chosen, "_chosen")).from_(
        source, copy=False
    )
    passed_over = exp.and_(column("_failed").eq(number(0)), column("_rank") > number(1))
    rest = exp.Star(except_=[exp.to_identifier(name) for name in ("_failed", "_because", "_rank", "_chosen")])
    return exp.select(
        rest,
        aliased(exp.Case().when(passed_over.copy(), number(turn)).else_(column("_failed")), "_failed"),
        aliased(exp.Case().when(passed_over, column("_chosen")).else_(column("_because")), "_because"),
    ).from_(inner.subquery("t", copy=False), copy=False)


def _made(step: Make, parts: Sequence[exp.Column]) -> exp.Expr:
    """The value of a group. Each of its facts carries the value of the group it was in before; its leader tells it."""
    told = exp.Case().when(column("_leads"), column("_group"))
    total, groups = _over(exp.Sum(this=told), parts), _over(exp.CountIf(this=column("_leads")), parts)
    match step.how:
        case "sum":
            return total
        case "count":
            return groups
        case "distinct":
            return _over(exp.Count(this=exp.Distinct(expressions=[column(step.of)])), parts)
        case "mean":
            return cast(quotient(total, groups, places=6), MADE)
        case _:
            middle = _over(exp.Median(this=cast(told.copy(), "DOUBLE")), parts)
            return cast(exp.Round(this=middle, decimals=number(6)), MADE)


def _over(function: exp.Expr, parts: Sequence[exp.Column], order: Sequence[exp.Ordered] = ()) -> exp.Expr:
    return exp.Window(
        this=function,
        partition_by=[item.copy() for item in parts],
        order=exp.Order(expressions=[item.copy() for item in order]) if order else None,
    )


def _told(select: exp.Select, stage: Stage) -> exp.Select:
    fate = (
        exp.Case()
        .when(exp.Not(this=exp.Is(this=column("_out"), expression=exp.Null())), column("_out"))
        .when(column("_failed") > number(0), exp.Literal.string(Fate.NOT_CHOSEN))
        .else_(exp.Literal.string(Fate.COUNTED))
    )
    because = exp.Coalesce(this=column("_repeat"), expressions=[column("_stands"), column("_because")])
    perhaps: exp.Expr = exp.Boolean(this=False)
    if stage.shares:
        perhaps = column(SHARES[0]) < number(1)
    bits = column("_bits") if stage.bits else number(0)
    shown = [column(name) for name in ("record", "place", "unit", "agency", "day", "grade", "value")]
    return exp.select(
        *shown,
        aliased(bits, "_bits"),
        aliased(fate, "_fate"),
        column("_failed"),
        aliased(because, "_because"),
        aliased(perhaps, "_perhaps"),
    ).from_(select.subquery("t", copy=False), copy=False)
