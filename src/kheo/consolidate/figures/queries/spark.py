"""The same trees on Spark, for those who outgrow one machine: KHEO_ENGINE=spark and the ``spark`` extra."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.conf import settings
from pyspark.sql import SparkSession
from sqlglot import exp

from kheo.consolidate.figures.rules.dialects import for_spark


class Spark:
    """One local Spark session; see ``engine.Engine``."""

    def __init__(self) -> None:
        self._session = (
            SparkSession.builder.appName("kheo")
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", str(settings.DATA / "tmp" / "warehouse"))
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .getOrCreate()
        )
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}

    def _name(self, name: str) -> tuple[str, bool]:
        """A name that Spark allows, and whether it was known before."""
        known = name in self._known
        return self._known.setdefault(name, f"kheo_{len(self._known)}"), known

    def view(self, name: str, files: tuple[str, ...]) -> exp.Table:
        with self._lock:
            view, known = self._name(name)
            if not known:
                read = self._session.read.option("mergeSchema", "true").parquet(*files)
                read.createOrReplaceTempView(view)
        return exp.to_table(view)

    def keep(self, name: str, rows: Callable[[], pa.Table], *, passing: bool = False) -> exp.Table:
        with self._lock:
            view, known = self._name(name)
            if not known:
                self._session.createDataFrame(rows()).createOrReplaceTempView(view)
        return exp.to_table(view)

    def hold(self, name: str, select: exp.Select) -> exp.Table:
        with self._lock:
            view, known = self._name(name)
            if not known:
                rows = self._session.sql(for_spark(select).sql("spark"))
                rows.cache().createOrReplaceTempView(view)
        return exp.to_table(view)

    def run(self, tree: exp.Expr) -> list[tuple[Any, ...]]:
        found = self._session.sql(for_spark(tree).sql("spark")).collect()
        return [tuple(_plain(value) for value in row) for row in found]

    def run_all(self, trees: Iterable[exp.Expr]) -> list[list[tuple[Any, ...]]]:
        return [self.run(tree) for tree in trees]

    def stop(self) -> None:
        self._session.stop()


def _plain(value: Any) -> Any:
    return value.normalize() if isinstance(value, Decimal) else value
