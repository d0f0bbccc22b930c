"""Millions of made-up facts through import, acceptance and ledger: what real ones would cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import yaml
from pyarrow import parquet

from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.samples.rules.columns import tables
from kheo.capture.samples.rules.sent import MAPPING, sent_table
from kheo.capture.submissions.queries import terms_for
from kheo.capture.submissions.rules.rows import Terms
from kheo.facts.columns import actions as columns
from kheo.flow.accept import accept_submission
from kheo.flow.take_in import take_in
from kheo.plan.forms.queries import latest

Progress = Callable[[int, int | None], None]


def post_samples(
    *,
    pack: Path,
    programme: str,
    folder: Path,
    size: str = "large",
    by: str,
    now: dt.datetime,
    seed: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Send as many made-up facts as ``size`` says through import, acceptance and ledger; returns how many.

    They are made a column at a time and sent as Parquet files, which stay in ``folder``. Nobody joins what two
    agencies tell of the same work.
    """
    spec = generator_of(pack)
    world = world_of(programme, spec.place_level)
    folder.mkdir(parents=True, exist_ok=True)
    mapping = folder / "mapping.yaml"
    mapping.write_text(yaml.safe_dump(MAPPING), encoding="utf-8")
    done, total = 0, int(spec.plan(size)["facts"])
    ground: Terms | None = None
    for at, (form, table) in enumerate(tables(spec, world, size, seed), 1):
        path = folder / f"{form}-{at:04}.parquet"
        parquet.write_table(sent_table(form, table, world), path)
        version = latest(form)
        ground = ground or terms_for(version, mapping=None, sheet="", now=now, language=spec.language)
        one = take_in(path, mapping, version, ground, say=str, by=by, now=now)
        accept_submission(submission=one, by=by, now=now, show=False)
        done += one.rows_recorded
        if progress:
            progress(done, total)
    columns.refresh()
    return done
