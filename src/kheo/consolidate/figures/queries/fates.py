"""How many facts of a figure met which fate; kept, since a passport's page and each page of its lines ask for it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from kheo.consolidate.figures.queries.engine import engine
from kheo.consolidate.figures.rules.tracer import traced

if TYPE_CHECKING:
    from kheo.consolidate.figures.queries.passports import Opened

KEPT = 1_000
_kept: OrderedDict[tuple[str, str], list[tuple[Any, ...]]] = OrderedDict()
_lock = Lock()


def fates(it: Opened) -> list[tuple[Any, ...]]:
    """Rows of fate, step, facts, and among them those with a place, a value and a verification."""
    key = (it.cell.passport, it.ground)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _asked(it)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    with _lock:
        _kept.clear()


def _asked(it: Opened) -> list[tuple[Any, ...]]:
    trace = traced(it.definition.rule, it.setting, it.tables, it.definition.carry, it.keys)
    there = [exp.Count(this=exp.column(name)) for name in ("place", "value")]
    verified = exp.CountIf(this=exp.column("grade") >= 1)
    groups = [exp.column("_fate"), exp.column("_failed")]
    tree = (
        exp.select(*groups, exp.Count(this=exp.Star()), *there, verified)
        .from_(trace.subquery("t", copy=False), copy=False)
        .group_by(*groups, copy=False)
    )
    return engine().run(tree)
