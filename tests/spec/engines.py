"""The same question put to the interpreter, to DuckDB and to Spark."""

from __future__ import annotations

import functools
import hashlib
import sys
import warnings
from collections.abc import Sequence
from typing import Any, Protocol

import pyarrow as pa
from sqlglot import exp

from kheo.consolidate.figures.rules import arrow, compiler, interpreter
from kheo.consolidate.figures.rules.interpreter import Fact
from kheo.consolidate.figures.rules.rows import Relation
from kheo.consolidate.figures.rules.setting import Reduced, Setting
from kheo.consolidate.figures.rules.tracer import traced
from kheo.facts.columns import rules as columns
from kheo.facts.columns.rules import JOINT_RULES
from kheo.plan.programmes.rules.definition import Definition, Rule
from tests.spec.account import Told, account

Keys = tuple[str | int | None, ...]
# Made for tables of ten rows, where planning and compiling a query costs a hundred times as much as running it.
SPARK_FOR_SMALL_TABLES = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


class Engine(Protocol):
    name: str

    def outcomes(
        self, definition: Definition, setting: Setting, facts: Sequence[Fact]
    ) -> list[list[Reduced]]:
        """The outcome of each of the definition's rules."""
        ...

    def told(self, definition: Definition, setting: Setting, facts: Sequence[Fact], cell: Keys) -> list[Told]:
        """What became of each fact of a cell, by the definition's (first) rule."""
        ...


class Plain:
    """The interpreter: what a question means."""

    name = "plain"

    def outcomes(
        self, definition: Definition, setting: Setting, facts: Sequence[Fact]
    ) -> list[list[Reduced]]:
        return [interpreter.reduced(rule, setting, facts, definition.carry) for rule in definition.rules]

    def told(self, definition: Definition, setting: Setting, facts: Sequence[Fact], cell: Keys) -> list[Told]:
        return account(definition.rule, setting, facts, definition.carry, cell)


class Database:
    """A database that runs compiled questions, as the product runs them."""

    def __init__(self, name: str, engine: Any) -> None:
        self.name = name
        self._engine = engine

    def outcomes(
        self, definition: Definition, setting: Setting, facts: Sequence[Fact]
    ) -> list[list[Reduced]]:
        return [self._outcome(rule, definition, setting, facts) for rule in definition.rules]

    def _outcome(
        self, rule: Rule, definition: Definition, setting: Setting, facts: Sequence[Fact]
    ) -> list[Reduced]:
        from kheo.consolidate.figures.queries.answers import reduced
        from kheo.consolidate.figures.rules.bundle import Bundle, may_join, unbundled

        tables = self.tables(setting, facts)
        found = reduced(self._engine.run(compiler.outcome(rule, setting, tables, definition.carry)))
        if may_join(rule) and definition.carry is None:
            bundle = Bundle([rule.sources[0]], setting, tables).outcome()
            together = reduced(unbundled(self._engine.run(bundle), 0, len(setting.question.by)))
            assert sorted(map(repr, together)) == sorted(map(repr, found)), "read together, read alone"
        return found

    def told(self, definition: Definition, setting: Setting, facts: Sequence[Fact], cell: Keys) -> list[Told]:
        tree = traced(definition.rule, setting, self.tables(setting, facts), definition.carry, cell)
        shown = [
            exp.column(name, quoted=True) for name in ("record", "_fate", "_failed", "_because", "_perhaps")
        ]
        rows = self._engine.run(exp.select(*shown).from_(tree.subquery("t")))
        return sorted(
            (
                Told(record, fate, max(failed, 0), because, perhaps)
                for record, fate, failed, because, perhaps in rows
            ),
            key=Told.order,
        )

    def tables(self, setting: Setting, facts: Sequence[Fact]) -> compiler.Tables:
        forms = {}
        for form, fields in setting.fields.items():
            rows = columns.table(
                [row_of(fact) for fact in facts if fact.form == form], columns.schema(fields)
            )
            near = frozenset(name for fact in facts for name, bits in fact.bits.items() if bits) & set(fields)
            forms[form] = Relation(self.keep(form, rows), approximate=near)
        places = None
        if setting.places is not None:
            places = self.keep("places", arrow.places_table(setting.places, setting.levels))
        windows = {
            carry: self.keep("windows", arrow.windows_table(rows))
            for carry, rows in (setting.windows or {}).items()
        }
        return compiler.Tables(forms, places, arrow.uncertain(setting), windows)

    def keep(self, name: str, rows: pa.Table) -> exp.Expr:
        """The same rows are kept once, however many questions are asked about them."""
        digest = hashlib.sha256(repr((rows.schema, rows.to_pylist())).encode()).hexdigest()[:20]
        kept: exp.Expr = self._engine.keep(f"{name}:{digest}", lambda: rows)
        return kept

    def run(self, tree: exp.Expr) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._engine.run(tree)
        return rows


def row_of(fact: Fact) -> dict[str, Any]:
    """A fact as a row of its form's table."""
    names = ("record", "posted", "until", "repeat", "joint", "grade", "unit", "agency", "place", "day")
    own = {name: getattr(fact, name) for name in names}
    told = {"joint_rank": fact.rank, "joint_rule": JOINT_RULES[fact.rule]} if fact.joint is not None else {}
    return {**own, **told, **fact.fields, **{f"{name}__q": bits for name, bits in fact.bits.items()}}


@functools.cache
def engine(name: str) -> Engine:
    """One of each for the whole test run."""
    if name == "plain":
        return Plain()
    if name == "duckdb":
        from kheo.consolidate.figures.queries.engine import Duck

        return Database(name, Duck())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Spark's own modules warn of is not ours to mend
        from pyspark.sql import SparkSession

        from kheo.consolidate.figures.queries.spark import Spark

        session = SparkSession.builder.master("local[2]")
        for key, value in SPARK_FOR_SMALL_TABLES.items():
            session = session.config(key, value)
        session.getOrCreate()  # the product's own engine takes up the session that there is
        return Database(name, Spark())


def close() -> None:
    """Let the databases go that were opened."""
    if "pyspark" in sys.modules:
        from pyspark.sql import SparkSession

        if session := SparkSession.getActiveSession():
            session.stop()
    engine.cache_clear()
