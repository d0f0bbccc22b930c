"""A pack's generator makes up reports; they take the way that real ones take, or, for benchmarks, a short one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kheo.capture.samples.actions import Imported
from kheo.capture.samples.queries import GENERATOR
from kheo.capture.submissions.actions import Say
from kheo.flow.import_samples import import_samples
from kheo.flow.post_samples import post_samples
from kheo.flow.write_columns import write_columns
from kheo.kit.stopwatch import Stopwatch

SMALL, LARGE = "small", "large"
Progress = Callable[[int, int | None], None]

__all__ = [
    "GENERATOR",
    "SMALL",
    "Imported",
    "import_samples",
    "make_samples",
    "post_samples",
    "write_columns",
]


def make_samples(
    *,
    pack: Path,
    programme: str,
    size: str,
    folder: Path,
    by: str,
    now: dt.datetime,
    seed: int | None = None,
    say: Say = str,
    progress: Progress | None = None,
    watch: Stopwatch | None = None,
) -> int:
    """Make up what ``size`` says and return how many lines or facts that were: ``small`` files through import,
    ``large`` tables through import and ledger, any other size of the generator straight into the columnar copy."""
    if size == SMALL:
        done = import_samples(
            pack=pack, programme=programme, folder=folder, by=by, seed=seed, say=say, progress=progress
        )
        return done.lines
    if size == LARGE:
        post = partial(post_samples, pack=pack, programme=programme, folder=folder, by=by, now=now)
        return post(seed=seed, progress=progress, watch=watch)
    return write_columns(pack=pack, programme=programme, size=size, seed=seed, progress=progress)
