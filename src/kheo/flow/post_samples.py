"""Millions of made-up facts through import, acceptance, ledger and joint work: what real ones would cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from kheo.capture.samples.actions import send_parts
from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.submissions.queries import terms_for
from kheo.capture.submissions.rules.rows import Terms
from kheo.facts.columns import actions as columns
from kheo.flow.accept import accept_submission
from kheo.flow.load_joint import load_joint
from kheo.flow.take_in import take_in
from kheo.kit.stopwatch import Stopwatch
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
    watch: Stopwatch | None = None,
) -> int:
    """Send as many made-up facts as ``size`` says through all stages up to the columnar copy; returns how many.

    They are sent as files, which stay in ``folder``. What an interrupted run left undone is done: a file is taken in
    whole or not at all. ``watch`` learns how long each stage takes.
    """
    watch, spec = watch or Stopwatch(), generator_of(pack)
    world = world_of(programme, spec.place_level)
    done, total = 0, int(spec.plan(size)["facts"])
    ground: Terms | None = None
    for part in watch.each("made", send_parts(spec=spec, world=world, size=size, folder=folder, seed=seed)):
        with watch.on("imported"):
            version = latest(part.form)
            ground = ground or terms_for(version, mapping=None, sheet="", now=now, language=spec.language)
            one = take_in(part.path, part.mapping, version, ground, say=str, by=by, now=now)
        with watch.on("posted"):
            accept_submission(submission=one, by=by, now=now, show=False)
        if part.joint:
            with watch.on("joined"):
                load_joint(path=part.joint, by=by, now=now, show=False)
        done += one.rows_recorded
        if progress:
            progress(done, total)
    with watch.on("shown"):
        columns.rebuild(progress=progress and (lambda rows: progress(min(rows, total), total)))
    return done
