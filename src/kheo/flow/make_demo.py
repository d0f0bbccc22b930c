"""A pack with all that it brings: definitions, tables, made-up reports, joint work. A second time changes nothing."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Protocol

from kheo.capture.submissions.actions import Say
from kheo.flow.import_file import import_file
from kheo.flow.load_joint import load_joint
from kheo.flow.load_pack import load_pack
from kheo.flow.make_samples import GENERATOR, make_samples
from kheo.kit.stopwatch import Stopwatch
from kheo.plan.programmes.queries.imports import imports_of, programme_code

JOINT = "joint.csv"


class Telling(Protocol):
    """Told how far a part is, and at its end how many things, lines or activities it holds. ``watch``: its stages."""

    watch: Stopwatch

    def __call__(self, done: int, total: int | None, /) -> None: ...
    def holds(self, count: int) -> None: ...


class Tell(Protocol):
    """Opens the telling of one part: ``kind`` is definitions, table, reports or joint."""

    def __call__(self, kind: str, name: str, /) -> AbstractContextManager[Telling]: ...


def define(pack: Path, *, everywhere: bool, by: str, now: dt.datetime, tell: Tell) -> None:
    """Load what ``pack`` defines. ``everywhere``: its units in every place, not only in the pilot's."""
    with tell("definitions", pack.name) as telling:
        done = load_pack(path=pack, everywhere=everywhere, by=by, now=now).done.values()
        telling.holds(sum(tally.changed + tally.unchanged for tally in done))


def fill(pack: Path, *, size: str, folder: Path, by: str, now: dt.datetime, say: Say, tell: Tell) -> None:
    """Import, make up and join what stands in ``pack``; what an interrupted run left undone is done.

    ``size``: how many reports are made up; ``folder``: where they are written. ``say`` puts the reasons of refused lines into words.
    """
    for one in imports_of(pack):
        with tell("table", one.file.name) as telling:
            read = partial(import_file, path=one.file, form=one.form, mapping=one.mapping, accept=one.accept)
            telling.holds(read(by=by, now=now, say=say, progress=telling).read)
    if (pack / GENERATOR).is_file():
        with tell("reports", pack.name) as telling:
            make = partial(make_samples, pack=pack, programme=programme_code(pack), folder=folder / pack.name)
            made = make(size=size, by=by, now=now, say=say, progress=telling, watch=telling.watch)
            telling.holds(made)
    if (pack / JOINT).is_file():
        with tell("joint", JOINT) as telling:
            telling.holds(load_joint(path=pack / JOINT, by=by, now=now).activities)
