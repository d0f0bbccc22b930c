"""The same question as one SQL tree: what ``interpreter`` says in Python, said to a database.

A rule becomes nested selects, each reading the one before: rows, the map, then the steps. Only the columns that a
later step asks for travel on, so that a plain sum is a plain GROUP BY.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from kheo.consolidate.figures.rules.rows import Reader, Relation, approximate, ordered
from kheo.consolidate.figures.rules.setting import Setting, adds_up, homogeneous, kind_of, may_empty
from kheo.consolidate.figures.rules.sql import (
    aliased,
    cast,
    column,
    expression_sql,
    index_sql,
    number,
    quotient,
    told,
)
from kheo.kit.periods import GRAINS as MONTHS_IN
from kheo.plan.programmes.rules.definition import GRAINS, Carry, Choose, Keep, Make, Rule, Step
from kheo.plan.programmes.rules.expressions import names

APPORTIONED = "DECIMAL(24, 6)"  # times a share of eight places it still fits 38 digits
MADE = "DECIMAL(24, 6)"  # means and medians keep six places
SHARES = ("_low", "_high")


@dataclass(frozen=True)
class Tables:
    """Where the compiled question reads: a relation for each form, the placement of places, the windows of stocks.

    ``places`` has the columns place, c0 …, low, high; ``uncertain`` tells whether any share in it is not whole.
    """

    forms: Mapping[str, Relation]
    places: exp.Expr | None = None
    uncertain: bool = False
    windows: Mapping[Carry, exp.Expr] | None = None


@dataclass(frozen=True)
class Stage:
    """A select on its way through the steps.

    ``by``: the breakdown's columns. ``order``: what settles ties. ``facts``: whether rows are still single facts.
    ``bits``: whether a column of qualifier bits travels along; ``shares``: whether low and high do.
    """

    select: exp.Query
    by: tuple[str, ...]
    order: tuple[str, ...]
    facts: bool
    bits: bool
    shares: bool

    def source(self, name: str = "t") -> exp.Subquery:
        return self.select.subquery(name, copy=False)


def outcome(rule: Rule, setting: Setting, tables: Tables, carry: Carry | None = None) -> exp.Query:
    """A select with a row for each cell: by0 …, low, high, facts, approximate, bits, sure."""
    rows = base(rule, setting, tables, carry)
    if not may_empty(rule):
        return _reduced(rule, rows, setting, tables)
    facts = replace(rows, select=rows.select.copy())
    return _or_zero(_reduced(rule, rows, setting, tables), facts, setting, tables)


def _reduced(rule: Rule, rows: Stage, setting: Setting, tables: Tables) -> exp.Query:
    """The steps; a cell whose facts they all pass over has no row."""
    prefix = homogeneous(rule)
    rest = rule.steps[prefix:]
    if tables.places is None:
        return _exact(_through(rule.steps, rows))
    # Groups of one place lie in a cell as wholes, so that they are made first and put on the map afterwards:
    # thousands of rows to place instead of millions.
    before = _through(rule.steps[:prefix], rows, later=rest, always=frozenset({"place"}))
    if tables.uncertain and not prefix and kind_of(rule) == "additive":
        before, rest = _by_place(before), (Make("sum", None),)
    placed = on_the_map(before, setting, tables)
    if not placed.shares:
        return _exact(_through(rest, placed))
    if kind_of(rule) == "additive":
        return _apportioned(placed, "value" if prefix else "_least")
    return _bounded(placed, rest, monotone=kind_of(rule) == "monotone")


def _or_zero(found: exp.Query, facts: Stage, setting: Setting, tables: Tables) -> exp.Query:
    """Zero in the cells that hold facts (``facts``) of which the steps left none."""
    groups = [column(name) for name in facts.by] + ([column("place")] if tables.places is not None else [])
    places = grouped(
        exp.select(*groups, aliased(number(1), "_told")).from_(facts.source(), copy=False), groups
    )
    placed = on_the_map(replace(facts, select=places), setting, tables)
    by = [column(name) for name in placed.by]
    cells = grouped(exp.select(*by, aliased(number(1), "_told")).from_(placed.source(), copy=False), by)
    none: dict[str, exp.Expr] = {share: told(number(0)) for share in SHARES}
    none |= {name: number(0) for name in ("_facts", "_approximate", "_bits")}
    none["_sure"] = exp.Boolean(this=True)
    filled = [
        aliased(exp.Coalesce(this=column(name, "o"), expressions=[value]), name)
        for name, value in none.items()
    ]
    return (
        exp.select(*[column(name, "c") for name in placed.by], *filled)
        .from_(cells.subquery("c", copy=False), copy=False)
        .join(found.subquery("o", copy=False), on=_same(placed.by, "c", "o"), join_type="left", copy=False)
    )


def base(
    rule: Rule,
    setting: Setting,
    tables: Tables,
    carry: Carry | None,
    trace: frozenset[str] = frozenset(),
) -> Stage:
    """The counted facts in their periods, before the first step and before they are put on the map.

    With ``trace``, further columns to keep, nothing is left out: see ``Reader``.
    """
    bits = approximate(rule, tables.forms)
    wanted = needs(rule.steps, bits) | set(rule.keys) | trace
    if tables.places is not None:
        prefix = homogeneous(rule)
        wanted |= needs(rule.steps[:prefix], bits, needs(rule.steps[prefix:], bits) | {"place"})
    wanted |= {key for key in setting.question.by if key not in GRAINS and key not in setting.levels}
    if {*GRAINS, "day"} & wanted or setting.grains or carry:
        wanted.add("day")
    if tables.places is not None:
        wanted.add("place")
    if "record" in wanted and any(slot for slot, _ in rule.slots):
        wanted.add("_slot")
    stored = frozenset(wanted - {*GRAINS, "period", "value"})
    rows = Reader(rule, setting, tables.forms, stored, carry, bool(trace)).rows()
    measures = ["value"] + (["_bits"] if bits else []) + (["_repeat", "_stands"] if trace else [])
    stage = in_periods(rows, setting, tables, wanted, measures, carry)
    if not trace and isinstance(stage.select, exp.Select):
        stage.select.where(*complete(rule), copy=False)
    return stage


def needs(steps: Sequence[Step], bits: bool, after: Collection[str] = ()) -> set[str]:
    """The columns that must still be there before ``steps`` run, so that those of ``after`` are there afterwards."""
    wanted: set[str] = set(after)
    for step in reversed(steps):
        if isinstance(step, Keep):
            wanted |= {*names(step.where), *(step.per or ())} - {"value"}
        elif isinstance(step, Make):
            wanted = set(step.per or ()) | ({step.of} if step.of else set())
        elif _plain(step, wanted, bits):
            wanted = set(step.per or ())
        else:
            wanted |= {*(step.per or ()), "day", "record"}
    return wanted


def _plain(step: Choose, later: set[str], bits: bool) -> bool:
    """Whether choosing a fact is no more than taking a value: nobody asks later which fact it was."""
    return step.how in ("max", "min") and later <= set(step.per or ()) and not bits


def in_periods(
    rows: exp.Query,
    setting: Setting,
    tables: Tables,
    wanted: set[str],
    measures: Sequence[str],
    carry: Carry | None = None,
) -> Stage:
    """Rows with every breakdown but the places. ``measures``: the columns that are no keys."""
    by: list[str] = []
    columns: list[exp.Expr] = []
    windows = (tables.windows or {}).get(carry) if carry else None
    select = exp.select().from_(rows.subquery("r", copy=False), copy=False)
    for turn, key in enumerate(setting.question.by):
        if key not in setting.levels:
            by.append(f"_by{turn}")
            columns.append(aliased(_breakdown(key, setting, windows is not None), f"_by{turn}"))
    for key in sorted(wanted):
        if key in GRAINS:
            columns.append(aliased(index_sql(setting, column("day", "r"), key), key))
        elif key == "period":
            columns.append(aliased(number(0), key))
        else:
            columns.append(column(key, "r"))
    columns += [column(name, "r") for name in measures]
    if windows is not None:
        on = exp.and_(
            exp.GTE(this=column("day", "r"), expression=column("first", "w")),
            exp.LTE(this=column("day", "r"), expression=column("last", "w")),
        )
        select = select.join(exp.alias_(windows.copy(), "w", table=True), on=on, copy=False)
    order = ("day", "record", "_slot") if "_slot" in wanted else ("day", "record")
    return Stage(select.select(*columns, copy=False), tuple(by), order, True, "_bits" in measures, False)


def on_the_map(stage: Stage, setting: Setting, tables: Tables) -> Stage:
    """Put what a stage holds into the cells that its places lie in, with its share in each where that is in doubt."""
    if tables.places is None:
        return stage
    columns: list[exp.Expr] = [exp.Column(this=exp.Star(), table=exp.to_identifier("t"))]
    for turn, key in enumerate(setting.question.by):
        if key in setting.levels:
            columns.append(aliased(column(f"c{setting.levels.index(key)}", "p"), f"_by{turn}"))
    if tables.uncertain:
        one = cast(number(1), "DECIMAL(9, 8)")
        for share in SHARES:
            columns.append(aliased(exp.Coalesce(this=column(share, "p"), expressions=[one.copy()]), share))
    select = (
        exp.select(*columns)
        .from_(stage.source(), copy=False)
        .join(
            exp.alias_(tables.places.copy(), "p", table=True),
            on=column("place", "t").eq(column("place", "p")),
            join_type="inner" if setting.within else "left",
            copy=False,
        )
    )
    by = tuple(f"_by{turn}" for turn in range(len(setting.question.by)))
    return replace(stage, select=select, by=by, shares=tables.uncertain)


def _breakdown(key: str, setting: Setting, windowed: bool) -> exp.Expr:
    if key in GRAINS:
        if windowed:
            months = MONTHS_IN[setting.finest or key]
            index = exp.Mul(this=column("index", "w"), expression=number(months))
            return exp.IntDiv(this=exp.Paren(this=index), expression=number(MONTHS_IN[key]))
        return index_sql(setting, column("day", "r"), key)
    return column(key, "r")


def complete(rule: Rule, table: str = "r") -> list[exp.Expr]:
    """A fact without its value, or without a key that a step groups by, is left out."""
    keys = {"day" if key in GRAINS else key for key in rule.keys} - {"period", "joint", "record"}
    missing = [column(key, table) for key in sorted(keys)]
    if rule.needs_value and any(source.value is not None for source in rule.sources):
        missing.append(column("value", table))
    return [exp.Not(this=exp.Is(this=item, expression=exp.Null())) for item in missing]


def _through(
    steps: Sequence[Step], stage: Stage, later: Sequence[Step] = (), always: frozenset[str] = frozenset()
) -> Stage:
    """Run steps. ``later``: those that follow; ``always``: columns that must be kept whatever follows."""
    for number_, step in enumerate(steps):
        after = needs(steps[number_ + 1 :], stage.bits, needs(later, stage.bits) | always)
        if isinstance(step, Keep):
            stage = _keep(step, stage)
        elif isinstance(step, Make):
            stage = _make(step, stage)
        elif _plain(step, after, stage.bits) and stage.facts:
            stage = _take(step, stage)
        else:
            stage = _choose(step, stage)
    return stage


def _keep(step: Keep, stage: Stage) -> Stage:
    condition = expression_sql(step.where, {"day": "date"})
    if step.per is None:
        return replace(
            stage,
            select=exp.select(exp.Star()).from_(stage.source(), copy=False).where(condition, copy=False),
        )
    parts = [column(name) for name in (*stage.by, *step.per)]
    inner = exp.select(exp.Star(), aliased(any_of(condition, parts), "_any")).from_(
        stage.source(), copy=False
    )
    rest = exp.Star(except_=[exp.to_identifier("_any")])
    return replace(
        stage,
        select=exp.select(rest)
        .from_(inner.subquery("t", copy=False), copy=False)
        .where(column("_any"), copy=False),
    )


def any_of(condition: exp.Expr, parts: Sequence[exp.Expr]) -> exp.Expr:
    """Whether the condition holds for some row of the group."""
    known = exp.Coalesce(this=exp.Paren(this=condition), expressions=[exp.Boolean(this=False)])
    return exp.Window(this=exp.LogicalOr(this=known), partition_by=[item.copy() for item in parts])


def _groups(step: Choose | Make, stage: Stage) -> list[exp.Expr]:
    shares = SHARES if stage.shares else ()
    return [column(name) for name in (*stage.by, *(step.per or ()), *shares)]


def _take(step: Choose, stage: Stage) -> Stage:
    """The highest or lowest value of each group, when nobody asks which fact held it."""
    function = exp.Max if step.how == "max" else exp.Min
    groups = _groups(step, stage)
    select = exp.select(*groups, aliased(function(this=column("value")), "value")).from_(
        stage.source(), copy=False
    )
    return replace(stage, select=grouped(select, groups), order=())


def _choose(step: Choose, stage: Stage) -> Stage:
    value = [ordered("value", desc=step.how == "max")] if step.how in ("max", "min") else []
    day = [ordered("day", desc=step.how == "last")] if step.how in ("first", "last") else []
    turn = exp.Window(
        this=exp.RowNumber(),
        partition_by=[column(name) for name in (*stage.by, *(step.per or ()))],
        order=exp.Order(expressions=[*value, *day, *[ordered(name) for name in stage.order]]),
    )
    inner = exp.select(exp.Star(), aliased(turn, "_turn")).from_(stage.source(), copy=False)
    rest = exp.Star(except_=[exp.to_identifier("_turn")])
    select = (
        exp.select(rest)
        .from_(inner.subquery("t", copy=False), copy=False)
        .where(column("_turn").eq(number(1)), copy=False)
    )
    return replace(stage, select=select)


def _make(step: Make, stage: Stage) -> Stage:
    groups = _groups(step, stage)
    counts = step.how in ("count", "distinct")
    columns = [*groups, aliased(_made(step), "value"), *_tally(stage, counts)]
    bits = stage.bits and not counts
    if bits:
        columns.append(aliased(exp.BitwiseOrAgg(this=column("_bits")), "_bits"))
    select = grouped(exp.select(*columns).from_(stage.source(), copy=False), groups)
    return replace(stage, select=select, order=step.per or (), facts=False, bits=bits)


def _made(step: Make) -> exp.Expr:
    value = column("value")
    match step.how:
        case "sum":
            return exp.Sum(this=value)
        case "count":
            return exp.Count(this=exp.Star())
        case "distinct":
            return exp.Count(this=exp.Distinct(expressions=[column(step.of)]))
        case "mean":
            return cast(quotient(exp.Sum(this=value), exp.Count(this=exp.Star()), places=6), MADE)
        case _:
            return cast(exp.Round(this=exp.Median(this=cast(value, "DOUBLE")), decimals=number(6)), MADE)


def _tally(stage: Stage, counts: bool) -> list[exp.Expr]:
    """How many facts entered a group, and how many of them were approximate."""
    facts: exp.Expr = exp.Count(this=exp.Star()) if stage.facts else exp.Sum(this=column("_facts"))
    if counts or not stage.bits:
        few: exp.Expr = number(0)
    elif stage.facts:
        few = exp.CountIf(this=exp.GT(this=column("_bits"), expression=number(0)))
    else:
        few = exp.Sum(this=column("_approximate"))
    return [aliased(facts, "_facts"), aliased(few, "_approximate")]


def grouped(select: exp.Select, groups: Sequence[exp.Expr]) -> exp.Select:
    if groups:
        return select.group_by(*[item.copy() for item in groups], copy=False)
    return select.having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(0)), copy=False)


def _last(stage: Stage) -> list[exp.Expr]:
    """facts, approximate and bits of a stage that has one row a cell."""
    bits = column("_bits") if stage.bits else number(0)
    if not stage.facts:
        return [column("_facts"), column("_approximate"), aliased(bits, "_bits")]
    few = exp.If(this=exp.GT(this=bits.copy(), expression=number(0)), true=number(1), false=number(0))
    return [aliased(number(1), "_facts"), aliased(few, "_approximate"), aliased(bits, "_bits")]


def _exact(stage: Stage) -> exp.Query:
    by = [column(name) for name in stage.by]
    both = [aliased(told(column("value")), share) for share in SHARES]
    sure = aliased(exp.Boolean(this=True), "_sure")
    return exp.select(*by, *both, *_last(stage), sure).from_(stage.source(), copy=False)


def _possible() -> exp.Expr:
    return exp.LT(this=column("_low"), expression=number(1))


def _negative() -> exp.Expr:
    return exp.and_(_possible(), exp.LT(this=column("value"), expression=number(0)))


def may_lower(least: str) -> exp.Expr:
    """Whether a number below zero lies in the cell by a share that is not known. ``least``: the lowest of a group."""
    unknown = column(SHARES[0]) < column(SHARES[1])
    return exp.and_(unknown, exp.LT(this=column(least), expression=number(0)))


def _by_place(stage: Stage) -> Stage:
    """The sum of each place, and as ``_least`` the lowest of its numbers."""
    made = _make(Make("sum", ("place",)), stage)
    assert isinstance(made.select, exp.Select)
    made.select.select(aliased(exp.Min(this=column("value")), "_least"), copy=False)
    return made


def _apportioned(stage: Stage, least: str) -> exp.Query:
    """Each group's value times its share of the cell, added up: the low shares for the low, the high for the high."""
    by = [column(name) for name in stage.by]
    value = cast(column("value"), APPORTIONED)
    sums = [
        aliased(told(exp.Sum(this=exp.Mul(this=value.copy(), expression=column(share)))), share)
        for share in SHARES
    ]
    bits = exp.BitwiseOrAgg(this=column("_bits")) if stage.bits else number(0)
    sure = exp.Not(this=exp.LogicalOr(this=may_lower(least)))
    select = exp.select(
        *by, *sums, *_tally(stage, False), aliased(bits, "_bits"), aliased(sure, "_sure")
    ).from_(stage.source(), copy=False)
    return grouped(select, by)


def _bounded(before: Stage, rest: Sequence[Step], *, monotone: bool) -> exp.Query:
    """The rule over all possible facts and, where that gives a low, over the certain ones alone."""
    groups = exp.to_table("groups")
    plain = replace(before, shares=False)
    high = _through(rest, replace(plain, select=exp.select(exp.Star()).from_(groups.copy(), copy=False)))
    certain = (
        exp.select(exp.Star())
        .from_(groups.copy(), copy=False)
        .where(exp.GTE(this=column("_low"), expression=number(1)), copy=False)
    )
    low = _through(rest, replace(plain, select=certain))
    flags = grouped(
        exp.select(
            *[column(name) for name in before.by],
            aliased(exp.LogicalOr(this=_possible()), "possible"),
            aliased(exp.LogicalOr(this=_negative()), "negative"),
        ).from_(groups.copy(), copy=False),
        [column(name) for name in before.by],
    )
    floor: exp.Expr = column("value", "l")
    if isinstance(rest[-1], Make):
        floor = exp.Coalesce(this=floor, expressions=[number(0)])
    bounded = exp.Case().when(column("possible", "f"), floor).else_(column("value", "h"))
    adds = any(isinstance(step, Make) and step.how == "sum" for step in rest)
    doubt = (
        column("possible", "f")
        if not monotone
        else column("negative", "f")
        if adds
        else exp.Boolean(this=False)
    )
    last = [item.copy() for item in _last(high)]
    for item in last:
        for name in item.find_all(exp.Column):
            name.set("table", exp.to_identifier("h"))
    return (
        exp.select(
            *[column(name, "f") for name in before.by],
            aliased(told(bounded), "_low"),
            aliased(told(column("value", "h")), "_high"),
            *last,
            aliased(exp.Not(this=exp.Paren(this=doubt)), "_sure"),
        )
        .from_(flags.subquery("f", copy=False), copy=False)
        .join(
            high.source("h"),
            on=_same(before.by, "f", "h"),
            # Where no possible fact is left, the doubt about those that there were still has to be told.
            join_type="left" if adds_up(rest[-1]) else "inner",
            copy=False,
        )
        .join(low.source("l"), on=_same(before.by, "f", "l"), join_type="left", copy=False)
        .with_("groups", as_=before.select, materialized=True, copy=False)
    )


def _same(by: Sequence[str], left: str, right: str) -> exp.Expr:
    if not by:
        return exp.Boolean(this=True)
    return exp.and_(*[exp.NullSafeEQ(this=column(name, left), expression=column(name, right)) for name in by])
