"""Made-up facts straight into the columnar copy: for benchmarks, on a data folder of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.samples.rules.columns import parts, tables, together
from kheo.facts.columns import actions as columns
from kheo.facts.columns.queries import state
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
    """Write made-up facts straight into the columnar copy, with no ledger behind them; returns how many there are.

    For benchmarks on a data folder of their own: load the pack with ``everywhere`` before, so that every commune has
    its units. A form is written whole or not at all, and one that is there already is not written again. The next
    ``rebuild`` makes the copy anew from the ledger, and these facts are gone.
    """
    spec = generator_of(pack)
    world = world_of(programme, spec.place_level)
    types = field_types()
    planned = parts(spec, world, size)
    wanted: Counter[str] = Counter()
    for part in planned:
        wanted[part.form.form] += part.count
    there = {code for code, form in state().forms.items() if 0 < wanted[code] <= form.rows}
    done, total = sum(wanted[code] for code in there), wanted.total()

    def told(some: Iterator[tuple[str, pa.Table]]) -> Iterator[pa.Table]:
        nonlocal done
        for table in together(table for _, table in some):
            yield table
            done += table.num_rows
            if progress:
                progress(done, total)

    made = tables(spec, world, size, seed, without=there)
    for form, some in groupby(made, key=lambda pair: pair[0]):
        fields = {name: types[form][name] for name in world.answers(form)}
        columns.write_directly(form, fields, told(some), position=planned[-1].position)
    return done
