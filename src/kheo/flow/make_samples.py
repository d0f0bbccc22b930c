"""A pack's generator makes up reports; they take the way that real ones take, or, for benchmarks, a short one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import yaml
from django.db import transaction
from django.utils import timezone
from pyarrow import parquet

from kheo.capture.samples.actions import REPORT, SampleFile, write_samples
from kheo.capture.samples.queries import world_of
from kheo.capture.samples.rules.columns import parts, tables
from kheo.capture.samples.rules.sent import MAPPING, sent_table
from kheo.capture.samples.rules.spec import Spec, read_spec
from kheo.capture.samples.rules.world import World
from kheo.capture.submissions.actions import Say, keep_file, record_file, refused_copy
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import terms_for
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.rows import Terms
from kheo.facts.columns import actions as columns
from kheo.flow.accept import accept_submission
from kheo.flow.load_joint import load_joint
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import field_types, fields_of, latest

GENERATOR = "generator.yaml"
ROWS_AT_ONCE = 1_000_000
OFFICE_CLOSES = dt.time(17)
SMALL, LARGE = "small", "large"
Progress = Callable[[int, int | None], None]


def read_generator(pack: Path) -> Spec:
    """The pack's ``generator.yaml``. Refuses a pack that has none, and one that is not understood."""
    file = pack / GENERATOR
    if not file.is_file():
        raise Refused("samples.no_generator", pack=pack.name)
    return read_spec(yaml.safe_load(file.read_bytes()) or {})


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
) -> int:
    """Make up what ``size`` says and return how many lines or facts that were: ``small`` files through import,
    ``large`` tables through import and ledger, any other size of the generator straight into the columnar copy."""
    if size == SMALL:
        done = import_samples(
            pack=pack, programme=programme, folder=folder, by=by, seed=seed, say=say, progress=progress
        )
        return done.lines
    if size == LARGE:
        return post_samples(
            pack=pack, programme=programme, folder=folder, by=by, now=now, seed=seed, progress=progress
        )
    return write_columns(pack=pack, programme=programme, size=size, seed=seed, progress=progress)


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
    spec = read_generator(pack)
    _check_size(spec, size)
    world = world_of(programme, spec.place_level)
    types = field_types()
    last = parts(spec, world, size)[-1].position
    done, total = 0, int(spec.sizes[size]["facts"])

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


@dataclass(frozen=True)
class Imported:
    """``refused``: lines that no form takes (some are wrong on purpose); ``activities``: joint ones."""

    files: int
    lines: int
    recorded: int
    refused: int
    activities: int


def import_samples(
    *,
    pack: Path,
    programme: str,
    folder: Path,
    by: str,
    seed: int | None = None,
    say: Say = str,
    progress: Progress | None = None,
) -> Imported:
    """Write the small set of files into ``folder`` and import each as if it came in on its day; then the joint work.

    All files or none. The same seed writes the same bytes, and bytes that are here already change nothing. ``say``
    puts the reasons of refused lines into words.
    """
    spec = read_generator(pack)
    samples = write_samples(spec=spec, world=world_of(programme, spec.place_level), folder=folder, seed=seed)
    ground: Terms | None = None
    done = recorded = refused = 0
    with transaction.atomic():
        for file in samples.files:
            now = _evening(file.received)
            version = latest(file.form)
            ground = ground or terms_for(version, mapping=None, sheet="", now=now, language=spec.language)
            one = _record(file, version, ground, say=say, by=by, now=now)
            accept_submission(submission=one, by=by, now=now, show=False)
            recorded, refused = recorded + one.rows_recorded, refused + one.rows_refused
            done += file.lines
            if progress:
                progress(done, samples.lines)
    load_joint(path=samples.joint, by=by, now=_evening(max(file.received for file in samples.files)))
    return Imported(len(samples.files), samples.lines, recorded, refused, samples.activities)


def post_samples(
    *,
    pack: Path,
    programme: str,
    folder: Path,
    size: str = LARGE,
    by: str,
    now: dt.datetime,
    seed: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Send as many made-up facts as ``size`` says through import, acceptance and ledger; returns how many.

    They are made a column at a time and sent as Parquet files, which stay in ``folder``. Nobody joins what two
    agencies tell of the same work.
    """
    spec = read_generator(pack)
    _check_size(spec, size)
    world = world_of(programme, spec.place_level)
    folder.mkdir(parents=True, exist_ok=True)
    mapping = folder / "mapping.yaml"
    mapping.write_text(yaml.safe_dump(MAPPING), encoding="utf-8")
    done, total = 0, int(spec.sizes[size]["facts"])
    ground: Terms | None = None
    for at, (form, table) in enumerate(tables(spec, world, size, seed), 1):
        path = folder / f"{form}-{at:04}.parquet"
        parquet.write_table(sent_table(form, table, world), path)
        version = latest(form)
        ground = ground or terms_for(version, mapping=None, sheet="", now=now, language=spec.language)
        file = SampleFile(path, mapping, form, "", REPORT, now.date(), table.num_rows)
        one = _record(file, version, ground, say=str, by=by, now=now)
        accept_submission(submission=one, by=by, now=now, show=False)
        done += one.rows_recorded
        if progress:
            progress(done, total)
    columns.refresh()
    return done


def _record(
    file: SampleFile, version: FormVersion, ground: Terms, *, say: Say, by: str, now: dt.datetime
) -> Submission:
    """What ``import_file`` does, but with places and organisations read once for all files."""
    fields = fields_of(version)
    mapping = read_mapping(yaml.safe_load(file.mapping.read_bytes()), fields, language=ground.language)
    terms = replace(ground, form=file.form, fields=fields, mapping=mapping, today=timezone.localdate(now))
    done = record_file(kept=keep_file(file.path), version=version, terms=terms, say=say, by=by, now=now)
    refused_copy(done.submission, beside=file.path)
    return done.submission


def _evening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, OFFICE_CLOSES))


def _check_size(spec: Spec, size: str) -> None:
    if size not in spec.sizes:
        raise Refused("samples.no_size", size=size, known=[SMALL, *spec.sizes])


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
