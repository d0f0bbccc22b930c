"""A kept file becomes a submission and its records: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.actions.refusing import RefusedLines, Say
from kheo.capture.submissions.actions.settling import Settled, Settling
from kheo.capture.submissions.actions.store import Kept
from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.opening import Opened, open_file
from kheo.capture.submissions.rules.rows import Reason, Row, Terms
from kheo.capture.submissions.rules.tables import Cell
from kheo.capture.submissions.states import Channel
from kheo.ground.audit.actions import record as record_act
from kheo.ground.organisations.actions import create_agencies
from kheo.kit.collector import seldom_collected
from kheo.kit.text import plain
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.queries import fields_of

CHUNK = 5_000
COLUMNS = (
    *("id", "submission", "form", "line", "key", "identity", "unit", "agency", "place", "start", "day"),
    *("values", "qualifiers", "repeats", "corrects"),
)
Progress = Callable[[int, int | None], None]
Good = tuple[Row, list[Cell]]


@dataclass(frozen=True)
class Recorded:
    """``new``: False when the same bytes had been read in the same way before. ``unplaced``: lines whose place nobody
    knows, kept without one. ``unused``: columns that nothing reads. ``agencies``: names that were written down."""

    submission: Submission
    new: bool = True
    unplaced: int = 0
    unused: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass
class _Counts:
    read: int = 0
    recorded: int = 0
    known: int = 0
    repeated: int = 0
    unplaced: int = 0
    agencies: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


@seldom_collected()
@transaction.atomic
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
    for a file that cannot be read at all.
    """
    # Two imports into one form at a time would each take the other's rows for new ones.
    Form.objects.select_for_update().get(pk=version.form_id)
    if known := queries.same_submission(version.pk, kept.sha256, terms.mapping.sha256):
        return Recorded(known, new=False)
    opened = open_file(kept.path, kept.filename, terms)
    number = Submission.objects.reserve(1)[0]
    Record.objects.make_room()
    target = Path(settings.DATA) / "refused" / f"{number}.csv"
    counts = _Counts()
    with RefusedLines(opened, terms, sha256=kept.sha256, target=target, say=say) as refused:
        _read(_Import(version, number, kept, terms, by, now), opened, refused, counts, progress)
        refused.finish()
    submission = Submission.objects.create(
        pk=number,
        form_version=version,
        channel=Channel.IMPORT,
        sender=by,
        received_at=now,
        filename=kept.filename[:300],
        size=kept.size,
        sha256=kept.sha256,
        mapping=terms.mapping.as_given,
        mapping_sha256=terms.mapping.sha256,
        rows_read=counts.read,
        rows_recorded=counts.recorded,
        rows_known=counts.known,
        rows_repeated=counts.repeated,
        rows_refused=refused.count,
    )
    detail = {"form": terms.form, "read": counts.read, "recorded": counts.recorded, "refused": refused.count}
    record_act(
        "submission.received", f"submission:{number}", by=by, now=now, label=kept.filename, detail=detail
    )
    return Recorded(submission, True, counts.unplaced, opened.unused, tuple(counts.names))


@dataclass(frozen=True)
class _Import:
    version: FormVersion
    submission: int
    kept: Kept
    terms: Terms
    by: str
    now: dt.datetime


def _read(
    one: _Import, opened: Opened, refused: RefusedLines, counts: _Counts, progress: Progress | None
) -> None:
    settling = Settling(
        form=one.version.form_id,
        submission=one.submission,
        sha256=one.kept.sha256,
        keep_repeats=one.terms.mapping.keep_repeats,
    )
    seeded: set[str] = set()
    lines = opened.lines()
    done = 0
    while chunk := list(islice(lines, CHUNK)):
        good: list[Good] = []
        if opened.own:
            for _, cells in chunk:
                _seed(settling, seeded, opened.origin(cells), one)
        for line, outcome in zip(chunk, opened.read(chunk), strict=True):
            if isinstance(outcome, Row):
                good.append((outcome, line[1]))
            elif outcome is not None:
                refused.add(*line, outcome)
        _write(one, settling.settle([row for row, _ in good], _numbers(len(good))), good, refused, counts)
        done = chunk[-1][0]
        if progress:
            progress(min(done, opened.total), opened.total)
    counts.read += refused.count


def _numbers(count: int) -> list[int]:
    return Record.objects.reserve(count) if count else []


def _write(
    one: _Import, settled: Sequence[Settled], good: Sequence[Good], refused: RefusedLines, counts: _Counts
) -> None:
    """Add the records of a chunk; a line that an earlier line contradicts is refused like any other."""
    new = []
    for each, (row, cells) in zip(settled, good, strict=True):
        if each.refused:
            refused.add(row.line, cells, [Reason(", ".join(one.terms.mapping.key), "", each.refused)])
            continue
        counts.read += 1
        if not each.new:
            counts.known += 1
            continue
        counts.recorded += 1
        counts.repeated += each.repeats is not None
        counts.unplaced += row.unplaced
        new.append(each)
    _create_agencies(one, [each.row for each in new], counts)
    form = one.version.form_id
    Record.objects.append(
        COLUMNS,
        [
            (
                each.record, one.submission, form, row.line, each.key, row.identity, row.unit,
                counts.agencies[plain(row.agency)] if row.agency.__class__ is str else row.agency,
                row.place, row.start and row.start.isoformat(), row.day and row.day.isoformat(), row.values, row.qualifiers, each.repeats, each.corrects,
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


def _seed(settling: Settling, seeded: set[str], origin: str, one: _Import) -> None:
    """Before the first mended line from a file, count that file's good lines (and those of the file it came from)."""
    if not origin or origin in seeded:
        return
    seeded.add(origin)
    found = Submission.objects.filter(sha256__startswith=origin, form_version__form=one.version.form_id)
    source = found.order_by("pk").first()
    if source is None:
        return
    settling.seed(_good_lines(source, one, settling, seeded))


def _good_lines(source: Submission, one: _Import, settling: Settling, seeded: set[str]) -> Iterator[Row]:
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
            _seed(settling, seeded, opened.origin(cells), one)
        yield from (outcome for outcome in opened.read(chunk) if isinstance(outcome, Row))
