"""Joint activities of a bundle: the lead's place and time, and each measure by the activity's rule.

``rows.Reader`` says the same for any rule with windows. Sums need no more than groups: first the leads, then, of the
activities whose leads count here and whose rule asks for it, the highest numbers. That is a third of the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from kheo.consolidate.figures.rules.sql import aliased, cast, column, number
from kheo.facts.columns.rules import JOINT_RULES

# One number that sorts as (rank, record) does: for a million claims to an activity, and 10^12 records.
RECORDS, QUALIFIERS = 2**40, 8
KEY = "_key"


@dataclass(frozen=True)
class Measured:
    """The columns of one measure: its value, whether the claim fulfils its condition, and its bits if it has any."""

    value: str
    kept: str
    bits: str = ""


def key() -> exp.Expr:
    """The place of a claim among the claims to its activity, the lead's the lowest."""
    rank = exp.Mul(this=cast(column("joint_rank"), "BIGINT"), expression=number(RECORDS))
    return aliased(exp.Add(this=rank, expression=column("record")), KEY)


def merged(
    claims: exp.Select,
    group: Sequence[str],
    wanted: Sequence[str],
    measures: Sequence[Measured],
    conditions: Sequence[exp.Expr],
) -> exp.Select:
    """A row for each activity whose lead fulfils ``conditions``: the ``wanted`` columns and those of the measures.

    ``claims`` has a row for each claim with all these columns, ``joint_rule``, the ``group`` columns that name the
    activity, and ``KEY``.
    """
    groups = [column(name) for name in group]
    firsts = (
        exp.select(*groups, aliased(exp.Min(this=column(KEY)), KEY))
        .from_("claims", copy=False)
        .group_by(*[item.copy() for item in groups], copy=False)
    )
    leads = _beside("c", "claims", "f", "firsts", [*group, KEY]).select("c.*", copy=False)
    leads.where(*conditions, copy=False)
    highest = [aliased(exp.Max(this=_own(each)), f"_top{each.value}") for each in measures]
    tops = _of_others(group, "leads").select(*highest, copy=False)
    tops.where(_highest("o"), copy=False)
    approximate = [each for each in measures if each.bits]
    columns: list[exp.Expr] = [column(name, "l") for name in wanted]
    for each in measures:
        columns.append(aliased(_by_rule(each.value, f"_top{each.value}", "t", each), each.value))
        if each.bits:
            columns.append(aliased(_by_rule(each.bits, f"_top{each.bits}", "b", each), each.bits))
    found = exp.select(*columns).from_(exp.alias_(exp.to_table("leads"), "l", table=True), copy=False)
    _join(found, "tops", "t", group, "l", "left")
    found.with_("claims", as_=claims, copy=False)
    found.with_("firsts", as_=firsts, copy=False)
    found.with_("leads", as_=leads, copy=False)
    found.with_("tops", as_=tops, copy=False)
    if approximate:
        marks = [aliased(_bits_of_highest(each), f"_top{each.bits}") for each in approximate]
        found.with_("marks", as_=_of_others(group, "tops").select(*marks, copy=False), copy=False)
        _join(found, "marks", "b", group, "l", "left")
    return exp.select(exp.Star()).from_(found.subquery("merged", copy=False), copy=False)


def _beside(one: str, table: str, other: str, second: str, on: Sequence[str]) -> exp.Select:
    select = exp.select().from_(exp.alias_(exp.to_table(table), one, table=True), copy=False)
    return _join(select, second, other, on, one, "inner")


def _join(select: exp.Select, table: str, name: str, on: Sequence[str], to: str, kind: str) -> exp.Select:
    same = exp.and_(*[exp.EQ(this=column(key, to), expression=column(key, name)) for key in on], copy=False)
    joined = exp.alias_(exp.to_table(table), name, table=True)
    return select.join(joined, on=same, join_type=kind, copy=False)


def _of_others(group: Sequence[str], table: str) -> exp.Select:
    """All claims to the activities of a table, by activity."""
    names = [column(name, "c") for name in group]
    select = _beside("c", "claims", "o", table, group).select(*names, copy=False)
    return select.group_by(*[name.copy() for name in names], copy=False)


def _own(each: Measured) -> exp.Expr:
    return exp.Case().when(column(each.kept, "c"), column(each.value, "c"))


def _highest(table: str) -> exp.Expr:
    return exp.EQ(this=column("joint_rule", table), expression=number(JOINT_RULES["highest"]))


def _bits_of_highest(each: Measured) -> exp.Expr:
    """The bits of the first claim that has the highest number: they travel with its key, in the last three places."""
    same = exp.EQ(this=column(each.value, "c"), expression=column(f"_top{each.value}", "o"))
    packed = exp.Add(
        this=exp.Mul(this=column(KEY, "c"), expression=number(QUALIFIERS)), expression=column(each.bits, "c")
    )
    first = exp.Min(this=exp.Case().when(exp.and_(column(each.kept, "c"), same, copy=False), packed))
    return cast(exp.Mod(this=first, expression=number(QUALIFIERS)), "INTEGER")


def _by_rule(name: str, top: str, table: str, each: Measured) -> exp.Expr:
    """The lead's own or the highest; nothing where the lead's claim does not fulfil the measure's condition."""
    stands = exp.Case().when(_highest("l"), column(top, table)).else_(column(name, "l"))
    return exp.Case().when(column(each.kept, "l"), stands)
