"""How much the ledger holds, whatever it adds up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlglot import exp

from kheo.consolidate.figures.queries.engine import engine, relation
from kheo.consolidate.figures.rules.sql import column, date, number
from kheo.facts.columns import queries as columns

SEEN = ("record", "agency", "place", "repeat", "grade", "joint")
# What tells a line of a kind from the others, and the order in which such lines are read.
TOLD = {"no_place": ("place", "record"), "repeat": ("repeat", "record"), "joint": ("joint", "joint")}


@dataclass(frozen=True)
class Tally:
    """Counts of facts: exact repeats are among them; what a correction replaced or somebody withdrew is not.

    ``joint``: joint activities, which are told in ``joint_lines`` facts.
    """

    facts: int = 0
    agencies: int = 0
    without_place: int = 0
    repeats: int = 0
    verified: int = 0
    joint: int = 0
    joint_lines: int = 0


def tally(forms: Collection[str], first: dt.date | None, last: dt.date | None) -> Tally:
    """Over the facts of some forms whose service ended from ``first`` to ``last``, both included; None is open."""
    every = _together(forms, first, last)
    if every is None:
        return Tally()
    counts = (
        exp.Count(this=exp.Star()),
        exp.Count(this=exp.Distinct(expressions=[column("agency")])),
        exp.CountIf(this=exp.Is(this=column("place"), expression=exp.Null())),
        exp.Count(this=column("repeat")),
        exp.CountIf(this=exp.GTE(this=column("grade"), expression=number(1))),
        exp.Count(this=exp.Distinct(expressions=[column("joint")])),
        exp.Count(this=column("joint")),
    )
    rows = engine().run(exp.select(*counts).from_(every.subquery("f")))
    return Tally(*(int(count or 0) for count in rows[0]))  # a conditional count of no rows at all is null


def records_told(
    kind: str,
    forms: Collection[str],
    first: dt.date | None,
    last: dt.date | None,
    *,
    page: int = 1,
    per_page: int = 50,
) -> list[int]:
    """One page of the records that ``tally`` counts as without a place (``no_place``), as a ``repeat`` or as ``joint``
    work; those of one joint activity stand together."""
    every = _together(forms, first, last)
    if every is None:
        return []
    told, order = TOLD[kind]
    missing = exp.Is(this=column(told), expression=exp.Null())
    select = exp.select(column("record")).from_(every.subquery("f"))
    select = select.where(missing if kind == "no_place" else exp.Not(this=missing))
    select = select.order_by(*dict.fromkeys((order, "record"))).limit(per_page).offset((page - 1) * per_page)
    return [int(number_) for (number_,) in engine().run(select)]


def tally_by_agency(forms: Collection[str]) -> dict[int, int]:
    """How many facts of some forms each agency has, by its number."""
    every = _together(forms, None, None)
    if every is None:
        return {}
    agency = column("agency")
    select = exp.select(agency, exp.Count(this=exp.Star())).from_(every.subquery("f")).group_by(agency)
    return {int(number_): int(count) for number_, count in engine().run(select) if number_ is not None}


def _together(forms: Collection[str], first: dt.date | None, last: dt.date | None) -> exp.Query | None:
    """The facts of all the forms that have any; None where none has."""
    parts = [_facts(code, first, last) for code in forms if code in columns.state().forms]
    if not parts:
        return None
    every = parts[0]
    for part in parts[1:]:
        every = exp.union(every, part, distinct=False)
    return every


def _facts(code: str, first: dt.date | None, last: dt.date | None) -> exp.Query:
    state = columns.state()
    table = relation(code, state.forms[code].fields, state, state.position).table
    select = exp.select(*[column(name) for name in SEEN]).from_(table)
    select = select.where(exp.Is(this=column("until"), expression=exp.Null()))
    for day, order in ((first, exp.GTE), (last, exp.LTE)):
        if day is not None:
            select = select.where(order(this=column("day"), expression=date(day)))
    return select
