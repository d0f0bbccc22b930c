"""Where compiled questions run: DuckDB in this process over the columnar copy's Parquet files."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from django.conf import settings
from sqlglot import exp

from kheo.consolidate.figures.rules import arrow
from kheo.consolidate.figures.rules.compiler import Tables
from kheo.consolidate.figures.rules.rows import Relation
from kheo.consolidate.figures.rules.setting import Setting
from kheo.facts.columns import queries as columns
from kheo.facts.columns.rules import State, effective, latest_amendments, scan, schema

_uncertain: dict[str, bool] = {}  # by the name of a placement, which always means the same shares
HELD = 100  # far more than the questions that can be under way at once
AHEAD = 2  # questions of one answer that the engine works on at once
AMENDED_TRAITS = frozenset({"until", "joint", "grade"})


class Engine(Protocol):
    """What a database must do to answer questions."""

    def view(self, name: str, files: tuple[str, ...]) -> exp.Table:
        """Make Parquet files readable under a name; the same name always means the same files."""
        ...

    def keep(self, name: str, rows: Callable[[], pa.Table], *, passing: bool = False) -> exp.Table:
        """Make a small table readable under a name; the same name always means the same rows. ``passing``: it may be
        forgotten once others came."""
        ...

    def hold(self, name: str, select: exp.Select) -> exp.Table:
        """Keep the rows of a select under a name; the same name always means the same rows."""
        ...

    def run(self, tree: exp.Expr) -> list[tuple[Any, ...]]: ...

    def run_all(self, trees: Iterable[exp.Expr]) -> list[list[tuple[Any, ...]]]:
        """The rows of each question, in their order."""
        ...


class Duck:
    """One in-memory database for the process; each thread has its own cursor on it."""

    def __init__(self) -> None:
        spill = _spill()
        self._database = duckdb.connect(
            config={
                "threads": os.cpu_count() or 2,
                "memory_limit": os.environ.get("KHEO_ENGINE_MEMORY", "1500MB"),
                "temp_directory": str(spill),
                "preserve_insertion_order": False,
                "autoload_known_extensions": False,
                "autoinstall_known_extensions": False,
            }
        )
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(max_workers=AHEAD, thread_name_prefix="engine")
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._held: OrderedDict[str, exp.Table] = OrderedDict()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._database.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor

    def view(self, name: str, files: tuple[str, ...]) -> exp.Table:
        table = _quoted(name)
        with self._lock:
            if name not in self._known:
                select = exp.select(exp.Star()).from_(scan(files))
                self._cursor().execute(exp.Create(this=table, kind="VIEW", expression=select).sql("duckdb"))
                self._known.add(name)
        return table

    def keep(self, name: str, rows: Callable[[], pa.Table], *, passing: bool = False) -> exp.Table:
        table = _quoted(name)
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
            elif name not in self._known:
                cursor = self._cursor()
                cursor.register("incoming", rows())
                select = exp.select(exp.Star()).from_("incoming")
                cursor.execute(exp.Create(this=table, kind="TABLE", expression=select).sql("duckdb"))
                cursor.unregister("incoming")
                if passing:
                    self._held[name] = table.copy()
                    self._forget_oldest()
                else:
                    self._known.add(name)
        return table

    def _forget_oldest(self) -> None:
        if len(self._held) > HELD:
            _, oldest = self._held.popitem(last=False)
            self._cursor().execute(exp.Drop(tables=[oldest], kind="TABLE").sql("duckdb"))

    def hold(self, name: str, select: exp.Select) -> exp.Table:
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
                return self._held[name].copy()
            table = self._held[name] = _quoted(name)
            self._cursor().execute(exp.Create(this=table, kind="TABLE", expression=select).sql("duckdb"))
            self._forget_oldest()
            return table.copy()

    def run(self, tree: exp.Expr) -> list[tuple[Any, ...]]:
        return self._cursor().execute(tree.sql("duckdb", copy=False)).fetchall()

    def run_all(self, trees: Iterable[exp.Expr]) -> list[list[tuple[Any, ...]]]:
        # The engine plans and counts outside Python's lock: meanwhile the caller compiles the next question.
        return list(self._pool.map(self.run, trees))


def _spill() -> Path:
    """Where this process's engine puts what does not fit in memory: two processes would write the same names."""
    folder = settings.DATA / "tmp"
    for left in folder.glob("engine-*"):
        if not Path(f"/proc/{left.name.partition('-')[2]}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)  # its process was killed
    own: Path = folder / f"engine-{os.getpid()}"
    own.mkdir(parents=True, exist_ok=True)
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def _quoted(name: str) -> exp.Table:
    return exp.to_table(exp.to_identifier(name, quoted=True).sql("duckdb"))


@functools.cache
def engine() -> Engine:
    """The engine that KHEO_ENGINE names."""
    if settings.ENGINE == "spark":
        from kheo.consolidate.figures.queries.spark import Spark

        spark: Engine = Spark()
        return spark
    return Duck()


def relation(code: str, fields: dict[str, str], state: State, position: int) -> Relation:
    """A form's facts as they stood at a position."""
    form = state.forms.get(code)
    if form is None:
        return Relation(
            engine().keep(f"{code}@none:{_digest(fields)}", schema(fields).empty_table), frozenset()
        )
    table: exp.Expr = engine().view(_name(code, form.version), columns.form_files(code, form.version))
    traits = set(form.traits)
    if position < state.position:
        traits.add("later")
    if state.amendments is not None and position != state.baked:
        told = {"baked": state.baked, "position": position}
        name = _name(columns.AMENDMENTS, state.amendments)
        amendments = engine().view(name, columns.amendment_files(state.amendments))
        # Worked out once for all forms and questions at a position.
        latest = engine().hold(f"{name}:{state.baked}:{position}", latest_amendments(amendments, **told))
        table, traits = effective(table, latest, **told), traits | AMENDED_TRAITS
    return Relation(table, frozenset(traits), frozenset(form.approximate))


def tables_of(setting: Setting, state: State, ground: str) -> Tables:
    """Everything a setting reads, as tables of the engine. ``ground``: the atlas's digest."""
    forms = {
        code: relation(code, dict(fields), state, setting.position) for code, fields in setting.fields.items()
    }
    places, uncertain, windows = None, False, {}
    if setting.places is not None:
        question = setting.question
        name = f"places:{_digest((ground, setting.levels, str(question.boundaries), question.within))}"
        if name not in _uncertain:
            _uncertain[name] = arrow.uncertain(setting)
        uncertain = _uncertain[name]
        places = engine().keep(name, functools.partial(arrow.places_table, setting.places, setting.levels))
    for carry, rows in (setting.windows or {}).items():
        windows[carry] = engine().keep(
            f"windows:{_digest(rows)}", functools.partial(arrow.windows_table, rows)
        )
    return Tables(forms, places, uncertain, windows)


def _name(code: str, version: int) -> str:
    # A folder is made anew by a rebuild and its versions start again, so which folder it is belongs to the name: its
    # number alone may be given again once the old one is gone.
    log = (columns.folder() / code / "_delta_log").stat()
    return f"{code}@{version}:{log.st_ino}:{log.st_mtime_ns}"


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
