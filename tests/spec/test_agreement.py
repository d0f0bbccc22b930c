"""Where the two interpreters once disagreed: each case is small, and stays so that it cannot come back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
from sqlglot import exp

from kheo.consolidate.figures.queries.answers import reduced as read_rows
from kheo.consolidate.figures.rules import compiler, interpreter
from kheo.consolidate.figures.rules import setting as settings
from kheo.consolidate.figures.rules.bundle import Bundle, unbundled
from kheo.consolidate.figures.rules.interpreter import Fact
from kheo.consolidate.figures.rules.question import Question
from kheo.consolidate.figures.rules.setting import Reduced
from kheo.consolidate.figures.rules.tracer import traced
from kheo.ground.places.rules import Atlas
from kheo.kit.periods import Calendar
from kheo.plan.programmes.rules.definition import Definition
from tests import worlds


def definition(*steps: dict[str, Any], **more: Any) -> Definition:
    sources = [{"form": "works", "value": "people"}]
    return Definition.from_json(
        {"code": "X", "unit": "person", "sources": sources, "steps": list(steps), **more}
    )


def fact(record: int, day: str, people: int, **more: Any) -> Fact:
    return Fact("works", record, day=dt.date.fromisoformat(day), fields={"people": people}, **more)


def setting_of(definition: Definition, calendar: str, period: str) -> settings.Setting:
    known = Calendar.from_json("c", worlds.CALENDARS[calendar])
    span, carry = known.span(period), definition.carry
    windows = {carry: settings.windows_of(carry, known, (), span.first, span.last)} if carry else None
    return settings.Setting(
        question=Question(("X",)),
        definitions=((definition, 1),),
        fields=worlds.FIELDS,
        months=settings.Months.of(known),
        position=9,
        first=span.first,
        last=span.last,
        windows=windows,
    )


def agreed(definition: Definition, facts: list[Fact], calendar: str, period: str) -> list[Reduced]:
    """What both say; they must say the same."""
    setting, carry = setting_of(definition, calendar, period), definition.carry
    plain = interpreter.reduced(definition.rule, setting, facts, carry)
    with duckdb.connect() as connection:
        world = worlds.World(Atlas([], []), facts, setting, definition)
        tree = compiler.outcome(definition.rule, setting, worlds.tables(world, connection), carry)
        fast = read_rows(connection.execute(tree.sql("duckdb")).fetchall())
    assert fast == plain
    return plain


def test_a_stock_reaches_back_into_months_of_an_older_regime() -> None:
    """Both reports of February are in one month of the calendar of then, though the question begins in July."""
    stock = definition({"max": "value", "per": ["month"]}, {"sum": "value"}, carry="2 quarters")
    facts = [fact(1, "2025-02-10", 3), fact(2, "2025-02-20", 5), fact(3, "2025-08-20", 7)]
    (outcome,) = agreed(stock, facts, "changed", "2025-Q3")
    assert outcome.high == 5 + 7


def test_means_and_quotients_round_halves_up() -> None:
    """201 / 3200 is 0.0628125 exactly, and 3 / 20000 is 0.00015; as doubles both are a trifle less."""
    mean = definition({"mean": "value"})
    told = [fact(number, "2025-01-01", 201 if number == 1 else 0) for number in range(1, 3201)]
    assert agreed(mean, told, "civil", "2025")[0].high == Decimal("0.062813")
    quotient = Definition.from_json(
        {
            "code": "X",
            "unit": "person",
            "sources": [{"form": "works", "value": "people / 20000"}],
            "steps": [{"sum": "value"}],
        }
    )
    for people, value in ((3, "0.0002"), (-3, "-0.0002"), (29, "0.0015"), (2, "0.0001"), (-10000, "-0.5")):
        assert agreed(quotient, [fact(1, "2025-01-01", people)], "civil", "2025")[0].high == Decimal(value)


def test_the_account_of_a_fact_compares_rounded_means_too() -> None:
    """A third of a hundred is 33.333333, and a step that asks for it finds it."""
    thirds = definition({"mean": "value", "per": ["unit"]}, {"where": "value = 33.333333"}, {"sum": "value"})
    told = [fact(number, "2025-01-01", 100 if number == 1 else 0, unit=1) for number in (1, 2, 3)]
    setting = setting_of(thirds, "civil", "2025")
    assert agreed(thirds, told, "civil", "2025")[0].facts == 3
    with duckdb.connect() as connection:
        tables = worlds.tables(worlds.World(Atlas([], []), told, setting, thirds), connection)
        tree = traced(thirds.rule, setting, tables, None, ())
        fates = connection.execute(exp.select("_fate").from_(tree.subquery("t")).sql("duckdb")).fetchall()
    assert fates == [("counted",)] * 3


SUMS = (
    {"value": "people"},
    {"value": "km", "where": "kind = 'a'"},
    {"value": "people", "where": "kind <> 'a' and people > 3"},
    {"value": "people + km"},
    {},
)


def test_sums_read_together_are_what_each_is_alone() -> None:
    """A table of several plain sums is read in one pass; each must come out as if it had been asked for alone."""
    rules = [
        Definition.from_json(
            {"code": "X", "unit": "u", "sources": [{"form": "works", **plain}], "steps": [{"sum": "value"}]}
        ).rule
        for plain in SUMS
    ]
    with duckdb.connect(config={"threads": 1}) as connection:
        for seed in range(3000, 3060):
            world = worlds.build(seed)
            tables = worlds.tables(world, connection)
            asked = world.setting.question
            together = Bundle([rule.sources[0] for rule in rules], world.setting, tables).outcome()
            rows = connection.execute(together.sql("duckdb")).fetchall()
            for turn, rule in enumerate(rules):
                alone = interpreter.reduced(rule, replace(world.setting, windows=None), world.facts)
                found = read_rows(unbundled(rows, turn, len(asked.by)))
                assert spelt(found) == spelt(alone), f"world {seed}, sum {turn}"


def spelt(outcomes: list[Reduced]) -> list[str]:
    def number(item: Decimal | None) -> str:
        return "" if item is None else f"{item:.8f}"

    return sorted(
        repr((o.keys, number(o.low), number(o.high), o.facts, o.approximate, o.bits, o.sure))
        for o in outcomes
    )
