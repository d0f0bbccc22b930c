"""Made-up facts straight into the columnar copy: for benchmarks, on a data folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.samples.rules.columns import parts, tables, together
from kheo.facts.columns import actions as columns
from kheo.plan.forms.queries import field_types

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
        for table in together(table for _, table in some):
            yield table
            done += table.num_rows
            if progress:
                progress(done, total)

    for form, some in groupby(tables(spec, world, size, seed), key=lambda pair: pair[0]):
        columns.write_directly(
            form, {name: types[form][name] for name in world.answers(form)}, told(some), position=last
        )
    return done
