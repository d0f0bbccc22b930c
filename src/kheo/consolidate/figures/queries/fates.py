"""How many facts of a figure met which fate; kept, since a passport's page and each page of its lines ask for it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlglot import exp

from kheo.consolidate.figures.queries.engine import engine

KEPT = 1_000
_kept: OrderedDict[tuple[str, str], list[tuple[Any, ...]]] = OrderedDict()
_lock = Lock()


def fates(passport: str, ground: str, trace: exp.Select) -> list[tuple[Any, ...]]:
    """Rows of fate, step, facts, and among them those with a place, a value and a verification.

    ``trace``: what ``tracer.traced`` gives for the passport's cell on this ground; it is used up.
    """
    key = (passport, ground)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _asked(trace)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    with _lock:
        _kept.clear()


def _asked(trace: exp.Select) -> list[tuple[Any, ...]]:
    there = [exp.Count(this=exp.column(name)) for name in ("place", "value")]
    verified = exp.CountIf(this=exp.column("grade") >= 1)
    groups = [exp.column("_fate"), exp.column("_failed")]
    tree = (
        exp.select(*groups, exp.Count(this=exp.Star()), *there, verified)
        .from_(trace.subquery("t", copy=False), copy=False)
        .group_by(*groups, copy=False)
    )
    return engine().run(tree)
