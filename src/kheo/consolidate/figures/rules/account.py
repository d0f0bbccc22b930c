"""Which reports were expected and which of them came, cell by cell.

An expectation is one report of one form that a unit owes for one period; it has come when any fact of that unit and
form ends in the period. It falls in the cells of the unit's place and of the period's last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from kheo.consolidate.figures.rules.compiler import SHARES, Stage, Tables, grouped, on_the_map
from kheo.consolidate.figures.rules.question import Cell
from kheo.consolidate.figures.rules.rows import Reader, union_all
from kheo.consolidate.figures.rules.setting import Setting
from kheo.consolidate.figures.rules.sql import aliased, column, index_sql, number
from kheo.kit.periods import GRAINS
from kheo.plan.programmes.rules.definition import Make, Rule, Source

FORM = "_form"
OWN = ("unit", "agency", "place")


def accountable(setting: Setting) -> bool:
    """Whether expectations can be told apart as the question asks: they know no answers to a form's questions."""
    known = {*OWN, *GRAINS, *setting.levels}
    return setting.first is not None and setting.where is None and set(setting.question.by) <= known


def accounted(setting: Setting, tables: Tables, forms: Sequence[str], expected: exp.Expr) -> exp.Query:
    """A row for each form and cell: form, by0 …, expected, received. ``expected`` has the columns form, unit, agency,
    place, first, last and number.

    All forms in one reading: planning a question takes the engine longer than counting a form's reports.
    """
    facts = union_all([_came_in(form, setting, tables) for form in forms])
    came = (
        exp.select(column("number", "e"))
        .distinct()
        .from_(exp.alias_(expected.copy(), "e", table=True), copy=False)
        .join(
            facts.subquery("f", copy=False),
            on=exp.and_(
                column("form", "e").eq(column("form", "f")),
                column("unit", "e").eq(column("unit", "f")),
                exp.Between(this=column("day", "f"), low=column("first", "e"), high=column("last", "e")),
            ),
            copy=False,
        )
    )
    stage = _expectations(setting, tables, forms, expected, came)
    by = [column(name) for name in (FORM, *stage.by)]
    counts = [
        aliased(exp.Count(this=exp.Star()), "expected"),
        aliased(exp.CountIf(this=column("came")), "received"),
    ]
    select = exp.select(*by, *counts).from_(stage.source(), copy=False)
    if stage.shares:
        select = select.where(exp.GTE(this=column(SHARES[0]), expression=number(1)), copy=False)
    return grouped(select, by)


def _came_in(form: str, setting: Setting, tables: Tables) -> exp.Select:
    """Who told something with a form, and on which days."""
    reader = Reader(Rule((Source(form),), (Make("sum", None),)), setting, tables.forms, frozenset())
    relation = tables.forms[form]
    ungraded = replace(relation, traits=relation.traits - {"grade"})
    told = exp.select(aliased(exp.Literal.string(form), "form"), column("unit"), column("day")).distinct()
    return told.from_(relation.table.copy(), copy=False).where(*reader.available(ungraded), copy=False)


def _expectations(
    setting: Setting, tables: Tables, forms: Sequence[str], expected: exp.Expr, came: exp.Query
) -> Stage:
    by: list[str] = []
    columns: list[exp.Expr] = [aliased(column("form", "e"), FORM)]
    for turn, key in enumerate(setting.question.by):
        if key not in setting.levels:
            by.append(f"_by{turn}")
            value = index_sql(setting, column("last", "e"), key) if key in GRAINS else column(key, "e")
            columns.append(aliased(value, f"_by{turn}"))
    arrived = exp.Not(this=exp.Is(this=column("number", "c"), expression=exp.Null()))
    select = (
        exp.select(*columns, column("place", "e"), aliased(arrived, "came"))
        .from_(exp.alias_(expected.copy(), "e", table=True), copy=False)
        .join(
            came.subquery("c", copy=False),
            on=column("number", "e").eq(column("number", "c")),
            join_type="left",
            copy=False,
        )
        .where(column("form", "e").isin(*forms, copy=False), copy=False)
    )
    if setting.agency is not None:
        select = select.where(column("agency", "e").eq(number(setting.agency)), copy=False)
    return on_the_map(Stage(select, tuple(by), (), True, False, False), setting, tables)


def with_reports(
    cells: Iterable[Cell], found: dict[tuple[str | int | None, ...], tuple[int, int]]
) -> tuple[Cell, ...]:
    """The cells, each with the reports expected and received in it; none were expected where nothing was found."""
    marked = tuple(cells)
    for cell in marked:
        expected, received = found.get(cell.keys, (0, 0))
        # As with passports: nobody has seen these cells yet.
        object.__setattr__(cell, "expected", expected)
        object.__setattr__(cell, "received", received)
    return marked
