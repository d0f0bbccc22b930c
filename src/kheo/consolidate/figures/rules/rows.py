"""The first half of the compiler: from a form's facts to rows that may be counted.

Selection, measures, and the merging of joint activities; see ``interpreter._read`` and ``_merge_joint`` for the
same in Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from kheo.consolidate.figures.rules.setting import Setting
from kheo.consolidate.figures.rules.sql import (
    MEASURE,
    WHOLE,
    aliased,
    cast,
    column,
    date,
    expression_sql,
    measure_sql,
)
from kheo.facts.columns.rules import JOINT_RULES
from kheo.plan.programmes.rules.definition import Carry, Rule, Source
from kheo.plan.programmes.rules.expressions import is_integer, names

NUMBER_COLUMNS = ("record", "joint", "unit", "agency", "place", "grade")
_NO_RECORD = cast(exp.Null(), "BIGINT")


@dataclass(frozen=True)
class Relation:
    """A form's facts as a table, and what occurs in it, so that a question does not look for what is not there.

    ``traits`` may hold: ``later`` (facts posted after the position asked), ``until`` (replaced or withdrawn facts),
    ``repeat`` (exact repeats), ``joint`` (joint activities to merge). ``approximate`` names the number fields that
    hold approximate numbers; the qualifier of ``people`` is the column ``people__q``.
    """

    table: exp.Expr
    traits: frozenset[str] = frozenset({"later", "until", "repeat", "joint"})
    approximate: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reader:
    """Reads the sources of one rule. ``wanted``: the columns that somebody later asks for.

    ``trace`` keeps what is otherwise left out, and says why: exact repeats carry ``_repeat``, and the other claims to
    a joint activity carry ``_stands``, the record that stands for all of them, in the place and time of that record.
    """

    rule: Rule
    setting: Setting
    forms: Mapping[str, Relation]
    wanted: frozenset[str]
    carry: Carry | None = None
    trace: bool = False
    bits: bool = field(init=False)
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        sources = self.rule.sources
        object.__setattr__(self, "bits", approximate(self.rule, self.forms))
        object.__setattr__(
            self,
            "whole",
            all(s.value is None or is_integer(s.value, self.setting.fields[s.form]) for s in sources),
        )

    def rows(self) -> exp.Query:
        """Columns: the wanted ones, value and, where numbers are approximate, bits."""
        merges = any(self._merges(source) for source in self.rule.sources)
        parts: list[exp.Query] = [self._alone(slot, source, merges) for slot, source in self.rule.slots]
        if merges:
            parts.append(self._merged())
        return parts[0] if len(parts) == 1 else union_all(parts)

    def _merges(self, source: Source) -> bool:
        return "joint" in self.forms[source.form].traits and not source.as_told

    def _alone(self, slot: int, source: Source, merges: bool) -> exp.Select:
        select = self._read(source, slot).where(*self.kept(source), *self.in_period(), copy=False)
        if self.trace:
            repeat = _NO_RECORD if source.as_told else column("repeat")
            select = select.select(aliased(repeat, "_repeat"), aliased(_NO_RECORD, "_stands"), copy=False)
        if merges and self._merges(source):
            stays = column("joint_rule").eq(exp.Literal.number(JOINT_RULES["sum"]))
            alone: list[exp.Expr] = [exp.Is(this=column("joint"), expression=exp.Null()), stays]
            if self.trace:
                alone.append(exp.Not(this=exp.Is(this=column("repeat"), expression=exp.Null())))
            select = select.where(exp.or_(*alone), copy=False)
        return select

    def _merged(self) -> exp.Select:
        ranked = self._ranked()
        columns = [column(name) for name in sorted(self.wanted)] + [_highest_or("value")]
        if self.bits:
            columns.append(_highest_or("_bits"))
        lead = column("_turn").eq(exp.Literal.number(1))
        if not self.trace:
            return (
                exp.select(*columns)
                .from_(ranked.subquery("ranked", copy=False), copy=False)
                .where(lead, column("_kept"), *self.in_period(), copy=False)
            )
        others = exp.Case().when(lead, _NO_RECORD).else_(column("_stands"))
        columns += [aliased(_NO_RECORD, "_repeat"), aliased(others, "_stands")]
        told_by_lead = {*self.wanted, "day"} - {"record", "_slot"}
        for name in sorted(told_by_lead):
            item = next(part for part in ranked.selects if part.alias_or_name == "*")
            item.append("except_", exp.to_identifier(name))
            ranked = ranked.select(aliased(self._of_lead(name), name), copy=False)
        kept_first = [*_LEAD_FIRST, ordered("_kept", desc=True)]
        counted = window(exp.FirstValue(this=column("_kept")), self.claimants, kept_first)
        ranked = ranked.select(aliased(counted, "_counted"), copy=False)
        stands = exp.Case().when(lead.copy(), column("_kept")).else_(column("_counted"))
        return (
            exp.select(*columns)
            .from_(ranked.subquery("ranked", copy=False), copy=False)
            .where(stands, *self.in_period(), copy=False)
        )

    @property
    def claimants(self) -> list[exp.Column]:
        """Whose claims become one: all to an activity, or in agencies' own views those of each agency."""
        return [column("_claim"), *([column("agency")] if self.setting.each_agency else [])]

    def _of_lead(self, name: str) -> exp.Window:
        return window(exp.FirstValue(this=column(name)), self.claimants, _LEAD_FIRST)

    def _ranked(self) -> exp.Select:
        """All claims to joint activities, ``turn`` 1 for the record whose place, time and fields stand.

        That record stands alone, however many forms and measures the rule reads: what another record says on another
        form would count the activity again. Only its number may be another's, the highest that fulfils the condition.
        """
        claims: list[exp.Query] = []
        for slot, source in self.rule.slots:
            if not self._merges(source):
                continue
            merging = column("joint_rule").neq(exp.Literal.number(JOINT_RULES["sum"]))
            select = self._read(
                source, slot, ("record", "agency", "day", "joint_rank", "joint_rule", "_slot")
            )
            select = select.select(
                truth(self.kept(source), "_kept"),
                truth(self.own(source), "_own"),
                aliased(column("joint"), "_claim"),
                copy=False,
            )
            joined = exp.Not(this=exp.Is(this=column("joint"), expression=exp.Null()))
            claims.append(select.where(joined, merging, *self.first_told(), copy=False))
        rows = claims[0] if len(claims) == 1 else union_all(claims)
        picked = [exp.Star(), aliased(window(exp.DenseRank(), self.claimants, _LEAD_FIRST), "_turn")]
        same_measure = [*self.claimants, column("_slot")]
        for name in ["value", "_bits"] if self.bits else ["value"]:
            highest = window(exp.FirstValue(this=column(name)), same_measure, highest_first("value", "_own"))
            picked.append(aliased(highest, _top(name)))
        if self.trace:
            picked.append(aliased(self._of_lead("record"), "_stands"))
        return exp.select(*picked).from_(rows.subquery("claims", copy=False), copy=False)

    def _read(self, source: Source, slot: int, more: tuple[str, ...] = ()) -> exp.Select:
        relation, types = self.forms[source.form], self.setting.fields[source.form]
        columns = [
            aliased(exp.Literal.number(slot), name) if name == "_slot" else self.stored(name, types)
            for name in sorted(self.wanted | set(more))
        ]
        value: exp.Expr = exp.Literal.number(1) if source.value is None else measure_sql(source.value, types)
        columns.append(aliased(cast(value, WHOLE if self.whole else MEASURE), "value"))
        if self.bits:
            columns.append(aliased(bits_of(source, relation), "_bits"))
        return (
            exp.select(*columns)
            .from_(relation.table.copy(), copy=False)
            .where(*self.available(relation, source.as_told), copy=False)
        )

    def stored(self, name: str, types: Mapping[str, str]) -> exp.Expr:
        if name == "joint":
            own = exp.Neg(this=column("record"))
            return aliased(exp.Coalesce(this=column("joint"), expressions=[own]), "joint")
        stored = name in types or name in (*NUMBER_COLUMNS, "day", "joint_rank", "joint_rule")
        return column(name) if stored else aliased(exp.Null(), name)

    def available(self, relation: Relation, as_told: bool = False) -> list[exp.Expr]:
        setting = self.setting
        found: list[exp.Expr] = []
        at = exp.Literal.number(setting.position)
        if "later" in relation.traits:
            found.append(exp.LTE(this=column("posted"), expression=at))
        if "until" in relation.traits:
            stands = exp.Is(this=column("until"), expression=exp.Null())
            found.append(exp.or_(stands, exp.GT(this=column("until"), expression=at.copy())))
        if "repeat" in relation.traits and not self.trace and not as_told:
            found += self.first_told()
        if setting.question.grade:
            found.append(exp.GTE(this=column("grade"), expression=exp.Literal.number(setting.question.grade)))
        if setting.agency is not None:
            found.append(column("agency").eq(exp.Literal.number(setting.agency)))
        return found

    def first_told(self) -> list[exp.Expr]:
        return [exp.Is(this=column("repeat"), expression=exp.Null())]

    def kept(self, source: Source) -> list[exp.Expr]:
        """The question's filter and the source's own condition."""
        return [*self.asked(source.form), *self.own(source)]

    def asked(self, form: str) -> list[exp.Expr]:
        """The question's own filter, which holds for all sources alike."""
        types = self.setting.fields[form]
        where = self.setting.where
        return [] if where is None else [_missing_where_unknown(expression_sql(where, types), types)]

    def own(self, source: Source) -> list[exp.Expr]:
        types = self.setting.fields[source.form]
        return [] if source.where is None else [expression_sql(source.where, types)]

    def in_period(self) -> list[exp.Expr]:
        windows = (self.setting.windows or {}).get(self.carry) if self.carry else None
        first, last = self.setting.first, self.setting.last
        if windows:
            first, last = min(w.first for w in windows), max(w.last for w in windows)
        found: list[exp.Expr] = []
        if first is not None:
            found.append(exp.GTE(this=column("day"), expression=date(first)))
        if last is not None and first is not None:
            found.append(exp.LTE(this=column("day"), expression=date(last)))
        return found


def approximate(rule: Rule, forms: Mapping[str, Relation]) -> bool:
    """Whether any number that the rule reads may be approximate."""
    return any(
        set(names(source.value)) & forms[source.form].approximate
        for source in rule.sources
        if source.value is not None
    )


def _missing_where_unknown(condition: exp.Expr, types: Mapping[str, str]) -> exp.Expr:
    """A field that this form does not have is missing from every one of its facts."""

    def known(node: exp.Expr) -> exp.Expr:
        unknown = (
            isinstance(node, exp.Column)
            and node.name not in types
            and node.name not in (*NUMBER_COLUMNS, "day")
        )
        return exp.Null() if unknown else node

    return condition.transform(known)


def union_all(parts: list[exp.Query]) -> exp.Query:
    return exp.union(*parts, distinct=False, copy=False) if len(parts) > 1 else parts[0]


def _highest_or(name: str) -> exp.Expr:
    """The lead's number, or the highest where the activity's rule says so."""
    highest = column("joint_rule").eq(exp.Literal.number(JOINT_RULES["highest"]))
    return aliased(exp.Case().when(highest, column(_top(name))).else_(column(name)), name)


def _top(name: str) -> str:
    return "_top" + ("_" if not name.startswith("_") else "") + name


def highest_first(value: str, own: str) -> list[exp.Ordered]:
    """The claim with the highest number first, of those that fulfil the source's condition (``own``)."""
    offered = exp.Case().when(column(own), column(value))
    return [exp.Ordered(this=offered, desc=True, nulls_first=False), *_LEAD_FIRST]


def truth(conditions: Sequence[exp.Expr], name: str) -> exp.Expr:
    """Whether all conditions hold: missing is not true."""
    held = exp.and_(*conditions) if conditions else exp.Boolean(this=True)
    return aliased(exp.Coalesce(this=exp.Paren(this=held), expressions=[exp.Boolean(this=False)]), name)


def ordered(name: str, desc: bool = False) -> exp.Ordered:
    return exp.Ordered(this=column(name), desc=desc, nulls_first=False)


def window(function: exp.Expr, group: list[exp.Column], order: list[exp.Ordered]) -> exp.Window:
    return exp.Window(
        this=function,
        partition_by=[item.copy() for item in group],
        order=exp.Order(expressions=[item.copy() for item in order]),
    )


def bits_of(source: Source, relation: Relation) -> exp.Expr:
    fields = sorted(set(names(source.value)) & relation.approximate) if source.value is not None else []
    if not fields:
        return cast(exp.Literal.number(0), "INTEGER")
    parts: list[exp.Expr] = [
        exp.Coalesce(this=cast(column(f"{name}__q"), "INTEGER"), expressions=[exp.Literal.number(0)])
        for name in fields
    ]
    found = parts[0]
    for part in parts[1:]:
        found = exp.BitwiseOr(this=exp.Paren(this=found), expression=part)
    return found


_LEAD_FIRST = [ordered("joint_rank"), ordered("record")]
