"""What a figure would be if records that wait counted, or some that count did not. Nothing of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace

import pyarrow as pa
from sqlglot import exp

from kheo.consolidate.figures.queries.answers import counted
from kheo.consolidate.figures.queries.engine import engine, tables_of
from kheo.consolidate.figures.queries.settings import setting_of
from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.consolidate.figures.rules.rows import Relation
from kheo.consolidate.figures.rules.sql import column, number
from kheo.facts.columns import queries as columns
from kheo.facts.columns.rules import JOINT_RULES, NUMBERS, approximate_in

NEVER = 2**62  # the number of no joint activity


def suppose(
    question: Question,
    *,
    also: Collection[int] = (),
    without: Collection[int] = (),
    joined: Sequence[int] = (),
    rule: str = "lead",
) -> list[Cell]:
    """The cells of the answer as it would be now if the records of ``also`` were facts that nobody graded, those of
    ``without`` were none, and those of ``joined`` told of one joint activity, counted by ``rule``, the first in the lead.
    The same engine and the same rules; the cells have no passports, for these are no figures."""
    state = columns.state()
    setting, ground = setting_of(replace(question, position=state.position))
    tables = tables_of(setting, state, ground)
    more = columns.as_if_posted(sorted(also), state)
    gone = sorted({*also, *without})
    forms = {code: _supposed(relation, code, more.get(code), gone) for code, relation in tables.forms.items()}
    if joined:
        forms = {code: _joined(relation, joined, rule) for code, relation in forms.items()}
    return counted(setting, replace(tables, forms=forms))


def _joined(relation: Relation, records: Sequence[int], rule: str) -> Relation:
    """The relation with these records as members of one activity that there is not."""
    told: dict[str, dict[int, int]] = {
        "joint": dict.fromkeys(records, NEVER),
        "joint_rank": {record: rank for rank, record in enumerate(records)},
        "joint_rule": dict.fromkeys(records, JOINT_RULES[rule]),
    }
    replaced = []
    for name, values in told.items():
        case = exp.Case(default=column(name))
        for record, value in values.items():
            case = case.when(exp.EQ(this=column("record"), expression=number(record)), number(value))
        replaced.append(exp.alias_(case, name))
    star = exp.Star(replace=replaced)
    table = exp.select(star).from_(exp.alias_(relation.table.copy(), "r", table=True))
    return replace(relation, table=table.subquery("joined"), traits=relation.traits | {"joint"})


def _supposed(relation: Relation, code: str, more: pa.Table | None, gone: Collection[int]) -> Relation:
    """The relation without the records of ``gone`` and with the rows of ``more``, by the columns of ``more``."""
    left = exp.select(exp.Star()).from_(exp.alias_(relation.table.copy(), "r", table=True))
    if gone:
        left = left.where(
            exp.Not(this=exp.In(this=column("record"), expressions=[number(one) for one in gone]))
        )
    if more is None:
        return replace(relation, table=left.subquery("supposed"))
    listed = [column(name) for name in more.column_names]
    told = f"supposed:{code}:{_digest(more)}"
    new = exp.select(*listed).from_(engine().keep(told, lambda: more, passing=True))
    together = exp.union(left.select(*listed, append=False), new, distinct=False)
    kinds = {name.removesuffix("__q"): NUMBERS[0] for name in more.column_names if name.endswith("__q")}
    approximate = relation.approximate | approximate_in(more, kinds)
    return replace(relation, table=together.subquery("supposed"), approximate=approximate)


def _digest(rows: pa.Table) -> str:
    """Of the rows and their shape: the same name always means the same rows."""
    told = repr((rows.schema.names, rows.schema.types, rows.to_pylist()))
    return hashlib.sha256(told.encode()).hexdigest()[:24]
