"""The tracer's account of every fact, against one in Python, over the random worlds."""

from __future__ import annotations

import duckdb
import pytest
from sqlglot import exp

from kheo.consolidate.figures.rules import interpreter
from kheo.consolidate.figures.rules.tracer import Fate, traced
from tests import worlds
from tests.spec.account import Told, account

CHUNKS, WORLDS = 8, 60
SHOWN = ("record", "_fate", "_failed", "_because", "_perhaps")


def told_by_sql(world: worlds.World, connection: duckdb.DuckDBPyConnection, cell: tuple) -> list[Told]:  # type: ignore[type-arg]
    definition = world.definition
    tables = worlds.tables(world, connection)
    tree = traced(definition.rule, world.setting, tables, definition.carry, cell)
    shown = exp.select(*[exp.column(name, quoted=True) for name in SHOWN]).from_(tree.subquery("t"))
    rows = connection.execute(shown.sql("duckdb")).fetchall()
    return sorted(
        (
            Told(record, fate, max(failed, 0), because, perhaps)
            for record, fate, failed, because, perhaps in rows
        ),
        key=Told.order,
    )


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_it_says_of_every_fact_what_became_of_it(chunk: int) -> None:
    fates: set[str] = set()
    with duckdb.connect(config={"threads": 1}) as connection:
        for seed in range(chunk * WORLDS, (chunk + 1) * WORLDS):
            world = worlds.build(seed)
            definition, setting = world.definition, world.setting
            cells = interpreter.reduced(definition.rule, setting, world.facts, definition.carry)
            for outcome in cells[:3]:
                told = account(definition.rule, setting, world.facts, definition.carry, outcome.keys)
                assert told_by_sql(world, connection, outcome.keys) == told, f"world {seed}, {outcome.keys}"
                fates |= {one.fate for one in told}
    assert fates == {fate.value for fate in Fate}, "the worlds have become too tame to test anything"
