"""Several plain sums over one form in one reading of it.

A table of ten indicators asks for few passes over the facts, not ten. A rule may join a bundle when it has one source
and its only step is a sum; what comes out is the same as ``compiler.outcome`` gives for each alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from kheo.consolidate.figures.rules import merging
from kheo.consolidate.figures.rules.compiler import (
    APPORTIONED,
    SHARES,
    Stage,
    Tables,
    grouped,
    in_periods,
    may_lower,
    on_the_map,
)
from kheo.consolidate.figures.rules.rows import Reader, truth, union_all
from kheo.consolidate.figures.rules.rows import bits_of as bits_of_source
from kheo.consolidate.figures.rules.setting import Setting
from kheo.consolidate.figures.rules.sql import (
    MEASURE,
    WHOLE,
    aliased,
    cast,
    column,
    measure_sql,
    number,
    told,
)
from kheo.facts.columns.rules import JOINT_RULES
from kheo.plan.programmes.rules.definition import GRAINS, Make, Rule, Source
from kheo.plan.programmes.rules.expressions import is_integer, names

SUM = Make("sum", None)


def may_join(rule: Rule) -> bool:
    """Whether a rule is no more than a sum over one form, its repeats and joint activities merged."""
    return rule.steps == (SUM,) and len(rule.sources) == 1 and not rule.sources[0].as_told


@dataclass(frozen=True)
class Bundle:
    """The sums of ``sources``, all of one form."""

    sources: Sequence[Source]
    setting: Setting
    tables: Tables

    @property
    def form(self) -> str:
        return self.sources[0].form

    def outcome(self) -> exp.Query:
        """A row for each cell: by0 …, then for each source low, high, facts, approximate, bits, sure."""
        stage = in_periods(self._rows(), self.setting, self.tables, self._wanted(), self._measures())
        if self.tables.uncertain:
            # Added up by place first: thousands of sums to apportion instead of millions of facts.
            stage = self._by_place(stage)
        stage = on_the_map(stage, self.setting, self.tables)
        groups = [column(name) for name in stage.by]
        columns: list[exp.Expr] = [item.copy() for item in groups]
        for turn in range(len(self.sources)):
            columns += self._totals(turn, stage)
        return grouped(exp.select(*columns).from_(stage.source(), copy=False), groups)

    def _by_place(self, stage: Stage) -> Stage:
        groups = [*[column(name) for name in stage.by], column("place")]
        columns: list[exp.Expr] = [item.copy() for item in groups]
        for turn in range(len(self.sources)):
            value = column(f"_v{turn}")
            columns += [
                aliased(exp.Sum(this=value), f"_v{turn}"),
                aliased(exp.Min(this=value.copy()), f"_m{turn}"),
                *self._tally(turn),
            ]
        select = grouped(exp.select(*columns).from_(stage.source(), copy=False), groups)
        return replace(stage, select=select, facts=False)

    def _tally(self, turn: int) -> list[exp.Expr]:
        """How many facts, how many approximate ones, and their bits, of rows that are still single facts."""
        value = column(f"_v{turn}")
        found = [aliased(exp.Count(this=value), f"_n{turn}")]
        if self._approximate(turn):
            there = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
            mark = column(f"_q{turn}")
            few = exp.CountIf(this=exp.and_(there, mark > number(0)))
            bits = exp.BitwiseOrAgg(this=exp.Case().when(there.copy(), mark.copy()))
            found += [aliased(few, f"_a{turn}"), aliased(bits, f"_q{turn}")]
        return found

    def _totals(self, turn: int, stage: Stage) -> list[exp.Expr]:
        """low, high, facts, approximate, bits and sure of one source in a cell."""
        value = column(f"_v{turn}")
        total = exp.Sum(this=value.copy())
        bounds: list[exp.Expr] = [total, total.copy()]
        sure: exp.Expr = exp.Boolean(this=True)
        if stage.shares:
            large = cast(value, APPORTIONED)
            bounds = [exp.Sum(this=exp.Mul(this=large.copy(), expression=column(share))) for share in SHARES]
            doubt = exp.LogicalOr(this=may_lower(f"_m{turn}"))
            none = exp.Coalesce(this=doubt, expressions=[exp.Boolean(this=False)])
            sure = exp.Not(this=none)
        if stage.facts:
            facts, *marks = [item.this for item in self._tally(turn)]
        else:
            facts = exp.Sum(this=column(f"_n{turn}"))
            marks = [exp.Sum(this=column(f"_a{turn}")), exp.BitwiseOrAgg(this=column(f"_q{turn}"))]
        few, bits = marks if self._approximate(turn) else (number(0), number(0))
        return [*map(told, bounds), facts, few, bits, sure]

    def _approximate(self, turn: int) -> bool:
        value = self.sources[turn].value
        return value is not None and bool(set(names(value)) & self.tables.forms[self.form].approximate)

    def _measures(self) -> list[str]:
        marks = [f"_q{turn}" for turn in range(len(self.sources)) if self._approximate(turn)]
        return [f"_v{turn}" for turn in range(len(self.sources))] + marks

    def _wanted(self) -> set[str]:
        setting = self.setting
        wanted = {key for key in setting.question.by if key not in GRAINS and key not in setting.levels}
        if setting.grains:
            wanted.add("day")
        if self.tables.places is not None:
            wanted.add("place")
        return wanted

    def _reader(self) -> Reader:
        rule = Rule(tuple(self.sources[:1]), (SUM,))
        return Reader(rule, self.setting, self.tables.forms, frozenset(self._wanted()))

    def _rows(self) -> exp.Query:
        reader, relation = self._reader(), self.tables.forms[self.form]
        merges = "joint" in relation.traits
        alone = self._select(reader, self._wanted()).where(
            *reader.available(relation), *reader.asked(self.form), *reader.in_period(), copy=False
        )
        any_kept = [reader.own(source) for source in self.sources]
        if all(any_kept):
            alone = alone.where(exp.or_(*[exp.and_(*some) for some in any_kept]), copy=False)
        for turn, source in enumerate(self.sources):
            alone = alone.select(*self._measured(turn, source, reader.own(source)), copy=False)
        if not merges:
            return alone
        stand: list[exp.Expr] = [
            exp.Is(this=column("joint"), expression=exp.Null()),
            column("joint_rule").eq(number(JOINT_RULES["sum"])),
        ]
        return union_all([alone.where(exp.or_(*stand), copy=False), self._merged(reader)])

    def _claims(self, reader: Reader, select: exp.Select) -> exp.Select:
        joined = exp.Not(this=exp.Is(this=column("joint"), expression=exp.Null()))
        merging = column("joint_rule").neq(number(JOINT_RULES["sum"]))
        available = reader.available(self.tables.forms[self.form])
        return select.where(*available, joined, merging, *reader.first_told(), copy=False)

    def _select(self, reader: Reader, wanted: Iterable[str]) -> exp.Select:
        types = self.setting.fields[self.form]
        return exp.select(*[reader.stored(name, types) for name in sorted(wanted)]).from_(
            self.tables.forms[self.form].table.copy(), copy=False
        )

    def _measured(self, turn: int, source: Source, kept: list[exp.Expr]) -> list[exp.Expr]:
        types = self.setting.fields[self.form]
        whole = source.value is None or is_integer(source.value, types)
        value: exp.Expr = number(1) if source.value is None else measure_sql(source.value, types)
        value = cast(value, WHOLE if whole else MEASURE)
        if kept:
            value = exp.Case().when(exp.and_(*[item.copy() for item in kept]), value)
        found = [aliased(value, f"_v{turn}")]
        if self._approximate(turn):
            found.append(aliased(bits_of_source(source, self.tables.forms[self.form]), f"_q{turn}"))
        return found

    def _merged(self, reader: Reader) -> exp.Select:
        """Joint activities: the lead's place and time, and each measure by the activity's rule."""
        claims = self._select(reader, self._wanted() | {"agency", "day", "joint_rule"})
        claims = self._claims(reader, claims).select(
            merging.key(),
            aliased(column("joint"), "_claim"),
            truth(reader.asked(self.form), "_kept"),
            copy=False,
        )
        measures = []
        for turn, source in enumerate(self.sources):
            claims.select(
                *self._measured(turn, source, []), truth(reader.own(source), f"_k{turn}"), copy=False
            )
            bits = f"_q{turn}" if self._approximate(turn) else ""
            measures.append(merging.Measured(f"_v{turn}", f"_k{turn}", bits))
        group = [item.name for item in reader.claimants]
        counted = [column("_kept"), *reader.in_period()]
        return merging.merged(claims, group, sorted(self._wanted()), measures, counted)


def unbundled(rows: Iterable[tuple[Any, ...]], turn: int, keys: int) -> Iterator[tuple[Any, ...]]:
    """The rows of one source, as ``compiler.outcome`` has them: cells without a counted fact are not there."""
    begin = keys + 6 * turn
    for row in rows:
        if row[begin + 2]:
            yield (*row[:keys], *row[begin : begin + 6])
