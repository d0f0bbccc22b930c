"""A kept file becomes a submission and its records: all of it, or nothing.

Its lines are read and checked into a notebook first, while everybody else goes on writing; only then a transaction
settles and records them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.actions.notebook import CHUNK, Notebook
from kheo.capture.submissions.actions.refusing import RefusedLines, Say
from kheo.capture.submissions.actions.settling import Settled, Settling
from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.opening import Opened, open_file
from kheo.capture.submissions.rules.rows import Reason, Row, Terms
from kheo.capture.submissions.rules.tables import Line
from kheo.capture.submissions.states import Channel
from kheo.ground.audit.actions import record as record_act
from kheo.ground.files import Kept
from kheo.ground.organisations.actions import create_agencies
from kheo.kit.collector import seldom_collected
from kheo.kit.refusals import Refused
from kheo.kit.text import plain
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.queries import fields_of

COLUMNS = (
    *("id", "submission", "form", "line", "key", "identity", "unit", "agency", "place", "start", "day"),
    *("values", "qualifiers", "repeats", "corrects"),
)
Progress = Callable[[int, int | None], None]
MOST_SHOWN = 5


class Nowhere(NamedTuple):
    """A line whose place nobody knows, and what it calls that place."""

    line: int
    column: str
    value: str


@dataclass(frozen=True)
class Recorded:
    """``new``: False when the same bytes had been read in the same way before. ``unplaced``: lines whose place nobody
    knows, kept without one; ``nowhere``: the first of them. ``unused``: columns that nothing reads. ``agencies``: names
    that were written down."""

    submission: Submission
    new: bool = True
    unplaced: int = 0
    unused: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    nowhere: tuple[Nowhere, ...] = ()


@dataclass
class _Counts:
    recorded: int = 0
    known: int = 0
    repeated: int = 0
    unplaced: int = 0
    agencies: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    nowhere: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class _Import:
    version: FormVersion
    submission: int
    kept: Kept
    terms: Terms
    by: str
    now: dt.datetime


@seldom_collected()
def record_file(
    *,
    kept: Kept,
    version: FormVersion,
    terms: Terms,
    say: Say,
    by: str,
    now: dt.datetime,
    progress: Progress | None = None,
) -> Recorded:
    """Read the kept bytes and write one submission and a record for each good line that is not here yet.

    Refused lines go to a file (``queries.refused_file``), in the words of ``say``. Raises Refused("capture.…")
    for a file that cannot be read at all. To ``progress`` a line that was read is half done.
    """
    if known := queries.same_submission(version.pk, kept.sha256, terms.mapping.sha256):
        return Recorded(known, new=False)
    opened = open_file(kept.path, kept.filename, terms)
    with Notebook() as notebook:
        refused = RefusedLines(opened, terms, notebook, sha256=kept.sha256, say=say)
        origins = _read(opened, notebook, refused, progress)
        if not notebook.good + notebook.refused:
            raise Refused("capture.header_only", file=kept.filename, line=opened.header.last)
        with transaction.atomic():
            # Two imports into one form at a time would each take the other's rows for new ones.
            Form.objects.select_for_update().get(pk=version.form_id)
            if known := queries.same_submission(version.pk, kept.sha256, terms.mapping.sha256):
                return Recorded(known, new=False)
            one = _Import(version, Submission.objects.reserve(1)[0], kept, terms, by, now)
            counts = _record(one, notebook, refused, origins, progress)
            refused.write(Path(settings.DATA) / "refused" / f"{one.submission}.csv")
            submission = _submit(one, counts, notebook.refused)
    nowhere = _nowhere(counts.nowhere, opened, terms)
    return Recorded(submission, True, counts.unplaced, opened.unused, tuple(counts.names), nowhere)


def _nowhere(rows: Sequence[Row], opened: Opened, terms: Terms) -> tuple[Nowhere, ...]:
    places = [one.name for one in terms.fields if one.role == "place"]
    return tuple(
        Nowhere(row.line, opened.reader.column_of(places[0]), str(json.loads(row.values).get(places[0], "")))
        for row in rows
    )


def _read(opened: Opened, notebook: Notebook, refused: RefusedLines, progress: Progress | None) -> list[str]:
    """Note every line; returns the files that mended lines came from, in their order."""
    lines = opened.lines()
    origins: dict[str, None] = {}
    while chunk := list(islice(lines, CHUNK)):
        good: list[Row] = []
        if opened.own:
            origins |= dict.fromkeys(origin for _, cells in chunk if (origin := opened.origin(cells)))
        for (line, cells), outcome in zip(chunk, opened.read(chunk), strict=True):
            if isinstance(outcome, Row):
                good.append(outcome)
            elif outcome is not None:
                refused.add(line, cells, outcome)
        notebook.write(good)
        if progress:
            progress(min(chunk[-1][0], opened.total) // 2, opened.total)
    return list(origins)


def _record(
    one: _Import, notebook: Notebook, refused: RefusedLines, origins: Sequence[str], progress: Progress | None
) -> _Counts:
    """Settle the good lines and write their records, chunk by chunk."""
    Record.objects.make_room()
    counts = _Counts()
    seeded: set[str] = set()
    for origin in origins:
        _seed(notebook, seeded, origin, one)
    settling = Settling(
        form=one.version.form_id,
        submission=one.submission,
        sha256=one.kept.sha256,
        keep_repeats=one.terms.mapping.keep_repeats,
        notebook=notebook,
    )
    total, done = notebook.good + notebook.refused, notebook.refused
    for chunk in notebook.chunks():
        settled = settling.settle(chunk, Record.objects.reserve(len(chunk) * settling.ids_a_row))
        _write(one, settled, notebook, counts)
        done += len(chunk)
        if progress:
            progress((total + done) // 2, total)
    _refuse_contradicting(one, notebook, refused)
    return counts


def _refuse_contradicting(one: _Import, notebook: Notebook, refused: RefusedLines) -> None:
    """Refuse the good lines that an earlier line contradicts, as they were sent: for that the file is read again."""
    lines: Iterator[Line] | None = None
    for wanted, first in notebook.contradicting():
        lines = lines or open_file(one.kept.path, one.kept.filename, one.terms).lines()
        cells = next(cells for line, cells in lines if line == wanted)
        reason = Reason(", ".join(one.terms.mapping.key), "", Refused("capture.key_twice", line=first))
        refused.add(wanted, cells, [reason])


def _submit(one: _Import, counts: _Counts, refused: int) -> Submission:
    kept, terms = one.kept, one.terms
    read = counts.recorded + counts.known + refused
    submission = Submission.objects.create(
        pk=one.submission,
        form_version=one.version,
        channel=Channel.IMPORT,
        sender=one.by,
        received_at=one.now,
        filename=kept.filename[:300],
        size=kept.size,
        sha256=kept.sha256,
        mapping=terms.mapping.as_given,
        mapping_sha256=terms.mapping.sha256,
        rows_read=read,
        rows_recorded=counts.recorded,
        rows_known=counts.known,
        rows_repeated=counts.repeated,
        rows_refused=refused,
    )
    detail = {"form": terms.form, "read": read, "recorded": counts.recorded, "refused": refused}
    record_act(
        "submission.received",
        f"submission:{one.submission}",
        by=one.by,
        now=one.now,
        label=kept.filename,
        detail=detail,
    )
    return submission


def _write(one: _Import, settled: Sequence[Settled], notebook: Notebook, counts: _Counts) -> None:
    """Add the records of a chunk."""
    new = []
    for each in settled:
        if each.contradicts:
            notebook.contradict(each.row.line, each.contradicts)
        elif not each.new:
            counts.known += 1
        else:
            if not each.beside:
                counts.recorded += 1
                counts.repeated += each.repeats is not None
                counts.unplaced += each.row.unplaced
                if each.row.unplaced and len(counts.nowhere) < MOST_SHOWN:
                    counts.nowhere.append(each.row)
            new.append(each)
    _create_agencies(one, [each.row for each in new], counts)
    form = one.version.form_id
    Record.objects.append(
        COLUMNS,
        [
            (
                each.record, one.submission, form, row.line, each.key, row.identity, row.unit,
                counts.agencies[plain(row.agency)] if row.agency.__class__ is str else row.agency,
                row.place, row.start, row.day, row.values, row.qualifiers, each.repeats, each.corrects,
            )
            for each in new
            for row in (each.row,)
        ],
    )  # fmt: skip


def _create_agencies(one: _Import, rows: Sequence[Row], counts: _Counts) -> None:
    names: dict[str, str] = {}
    for row in rows:
        if isinstance(row.agency, str):
            names.setdefault(plain(row.agency), row.agency)
    missing = [name for spelling, name in names.items() if spelling not in counts.agencies]
    if missing:
        made = create_agencies(missing, language=one.terms.mapping.language, by=one.by, now=one.now)
        counts.agencies |= {plain(name): number for name, number in made.items()}
        counts.names += missing


def _seed(notebook: Notebook, seeded: set[str], origin: str, one: _Import) -> None:
    """Count the good lines of the file that mended lines came from (and those of the file it came from)."""
    if origin in seeded:
        return
    seeded.add(origin)
    found = Submission.objects.filter(sha256__startswith=origin, form_version__form=one.version.form_id)
    # The reading that refused the lines: the newest in the same way, or the newest.
    alike = found.filter(mapping_sha256=one.terms.mapping.sha256)
    source = alike.order_by("pk").last() or found.order_by("pk").last()
    if source is not None:
        notebook.seed(_good_lines(source, one, notebook, seeded))


def _good_lines(source: Submission, one: _Import, notebook: Notebook, seeded: set[str]) -> Iterator[Row]:
    terms = replace(
        one.terms,
        fields=fields_of(source.form_version),
        mapping=read_mapping(source.mapping, fields_of(source.form_version), language=one.terms.language),
        today=source.received_at.date(),
    )
    opened = open_file(queries.bytes_of(source), source.filename, terms)
    lines = opened.lines()
    while chunk := list(islice(lines, CHUNK)):
        for _, cells in chunk:
            if origin := opened.origin(cells):
                _seed(notebook, seeded, origin, one)
        yield from (outcome for outcome in opened.read(chunk) if isinstance(outcome, Row))
