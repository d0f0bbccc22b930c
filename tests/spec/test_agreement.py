"""Where the two interpreters once disagreed: each case is small, and stays so that it cannot come back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from kheo.consolidate.figures.queries.answers import reduced as read_rows
from kheo.consolidate.figures.rules import compiler, interpreter
from kheo.consolidate.figures.rules import setting as settings
from kheo.consolidate.figures.rules.interpreter import Fact
from kheo.consolidate.figures.rules.question import Question
from kheo.consolidate.figures.rules.setting import Reduced
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


def agreed(definition: Definition, facts: list[Fact], calendar: str, period: str) -> list[Reduced]:
    """What both say; they must say the same."""
    known = Calendar.from_json("c", worlds.CALENDARS[calendar])
    span, carry = known.span(period), definition.carry
    windows = {carry: settings.windows_of(carry, known, (), span.first, span.last)} if carry else None
    setting = settings.Setting(
        question=Question(("X",)),
        definitions=((definition, 1),),
        fields=worlds.FIELDS,
        months=settings.Months.of(known),
        position=9,
        first=span.first,
        last=span.last,
        windows=windows,
    )
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
