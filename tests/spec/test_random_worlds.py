"""Two interpreters, one meaning: over thousands of small random worlds they agree, cell by cell.

Each world has places that merge and split with known and unknown shares, joint activities under every rule,
corrections, repeats, missing numbers and days, grades, and a random rule with every reducer and key.
"""

from __future__ import annotations

import duckdb
import pytest

from kheo.consolidate.figures.queries.answers import reduced as read_rows
from kheo.consolidate.figures.rules import bundle, compiler, interpreter
from kheo.consolidate.figures.rules.setting import Reduced
from tests import worlds

CHUNKS, WORLDS = 20, 125


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_both_interpreters_agree_on_every_cell(chunk: int) -> None:
    kinds: set[str] = set()
    with duckdb.connect(config={"threads": 1}) as connection:
        for seed in range(chunk * WORLDS, (chunk + 1) * WORLDS):
            world = worlds.build(seed)
            rule, carry = world.definition.rule, world.definition.carry
            plain = interpreter.reduced(rule, world.setting, world.facts, carry)
            tree = compiler.outcome(rule, world.setting, worlds.tables(world, connection), carry)
            fast = read_rows(connection.execute(tree.sql("duckdb", copy=False)).fetchall())
            assert comparable(fast) == comparable(plain), f"world {seed}: {rule}"
            if carry is None and bundle.may_join(rule):
                together = bundle.Bundle(
                    [rule.sources[0]] * 2, world.setting, worlds.tables(world, connection)
                )
                rows = connection.execute(together.outcome().sql("duckdb", copy=False)).fetchall()
                second = read_rows(bundle.unbundled(rows, 1, len(world.setting.question.by)))
                assert comparable(second) == comparable(plain), f"world {seed}, bundled: {rule}"
            kinds |= {kind(outcome) for outcome in plain}
    assert kinds >= {"value", "range"}, "the worlds have become too tame to test anything"


def comparable(outcomes: list[Reduced]) -> list[str]:
    """Sorted, with numbers in one spelling."""
    return sorted(
        repr((o.keys, _spelt(o.low), _spelt(o.high), o.facts, o.approximate, o.bits, o.sure))
        for o in outcomes
    )


def _spelt(number: object) -> str | None:
    return None if number is None else f"{number:.8f}"


def kind(outcome: Reduced) -> str:
    if not outcome.sure:
        return "unsure"
    return "value" if outcome.low == outcome.high else "range"
