"""The random worlds on Spark: fewer, since each question costs Spark half a second, but as wild."""

from __future__ import annotations

import pytest

from kheo.consolidate.figures.rules.setting import Reduced
from tests import worlds
from tests.spec.engines import Database, engine

WORLDS, TRACED = range(5000, 5050), range(5000, 5020)
pytestmark = pytest.mark.spark


def comparable(outcomes: list[Reduced]) -> list[str]:
    def spelt(number: object) -> str | None:
        return None if number is None else f"{number:.6f}"

    return sorted(
        repr((o.keys, spelt(o.low), spelt(o.high), o.facts, o.approximate, o.bits, o.sure)) for o in outcomes
    )


def test_it_agrees_with_the_interpreter_on_every_cell() -> None:
    spark, plain = engine("spark"), engine("plain")
    assert isinstance(spark, Database)
    for seed in WORLDS:
        world = worlds.build(seed)
        asked = world.definition, world.setting, world.facts
        for fast, meant in zip(spark.outcomes(*asked), plain.outcomes(*asked), strict=True):
            assert comparable(fast) == comparable(meant), f"world {seed}"


def test_it_gives_the_same_account_of_every_fact() -> None:
    spark, plain = engine("spark"), engine("plain")
    for seed in TRACED:
        world = worlds.build(seed)
        asked = world.definition, world.setting, world.facts
        for outcome in plain.outcomes(*asked)[0][:1]:
            assert spark.told(*asked, outcome.keys) == plain.told(*asked, outcome.keys), f"world {seed}"
