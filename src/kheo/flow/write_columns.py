"""Made-up facts straight into the columnar copy: for benchmarks, on a data folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.samples.rules.columns import parts, tables
from kheo.capture.samples.rules.world import World
from kheo.facts.columns import actions as columns
from kheo.plan.forms.queries import field_types

ROWS_AT_ONCE = 1_000_000
Progress = Callable[[int, int | None], None]


def write_columns(
    *,
    pack: Path,
    programme: str,
    size: str = "national",
    seed: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Write made-up facts straight into the columnar copy, with no ledger behind them; returns how many.

    For benchmarks on a data folder of their own: load the pack with ``everywhere`` before, so that every commune has
    its units. The next ``rebuild`` makes the copy anew from the ledger, and these facts are gone.
    """
    spec = generator_of(pack)
    world = world_of(programme, spec.place_level)
    types = field_types()
    last = parts(spec, world, size)[-1].position
    done, total = 0, int(spec.plan(size)["facts"])

    def told(some: Iterator[tuple[str, pa.Table]]) -> Iterator[pa.Table]:
        nonlocal done
        for table in _together(table for _, table in some):
            yield table
            done += table.num_rows
            if progress:
                progress(done, total)

    for form, some in groupby(tables(spec, world, size, seed), key=lambda pair: pair[0]):
        columns.write_directly(form, _fields(types[form], world, form), told(some), position=last)
    return done


def _fields(types: dict[str, str], world: World, form: str) -> dict[str, str]:
    """The fields that the columns hold: unit, place and days stand in columns of their own."""
    own = {one.name for one in world.forms[form] if one.role in ("unit", "agency", "place", "start", "end")}
    return {name: type_ for name, type_ in types.items() if name not in own}


def _together(some: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Tables of about ROWS_AT_ONCE rows: few large parts are read faster than many small ones."""
    waiting: list[pa.Table] = []
    for table in some:
        waiting.append(table)
        if sum(one.num_rows for one in waiting) >= ROWS_AT_ONCE:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
