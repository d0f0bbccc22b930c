"""What was sent: submissions, their bytes, their records and their refused lines."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localtime

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.mapping_file import read_mapping_file
from kheo.capture.submissions.rules.mended import COLUMNS
from kheo.capture.submissions.rules.rows import Terms, identities_of
from kheo.capture.submissions.rules.tables.texts import DELIMITERS
from kheo.ground.files import stored
from kheo.ground.organisations.queries import organisation_book
from kheo.ground.places.queries import place_book
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of, latest

MANY = 500

PAGE = 50


def bytes_of(submission: Submission) -> Path:
    return stored(submission.sha256)


def refused_file(submission: Submission) -> Path | None:
    """The file of the lines of a submission that were refused, ready to be mended; None when there were none."""
    path = Path(settings.DATA) / "refused" / f"{submission.pk}.csv"
    return path if submission.rows_refused and path.exists() else None


def same_submission(form_version: int, sha256: str, mapping_sha256: str) -> Submission | None:
    """The submission with these bytes, read in this way."""
    return Submission.objects.filter(
        form_version_id=form_version, sha256=sha256, mapping_sha256=mapping_sha256
    ).first()


def submissions() -> QuerySet[Submission]:
    """All submissions, newest first, each with its form."""
    return Submission.objects.select_related("form_version__form").order_by("-pk")


def records_of(submission: Submission) -> QuerySet[Record]:
    """The records that a submission brought, in the order of its lines."""
    return Record.objects.filter(submission=submission).order_by("line", "pk")


def record_at(submission: int, line: int) -> Record | None:
    """The record of a line, as it was read last."""
    return Record.objects.filter(submission_id=submission, line=line).order_by("-pk").first()


@dataclass(frozen=True)
class RefusedLine:
    """A line as the sender wrote it (``cells`` by column) and why it was refused."""

    line: int
    reasons: str
    cells: dict[str, str]


def refused_lines(submission: Submission, *, page: int = 1, per_page: int = PAGE) -> list[RefusedLine]:
    """One page of the refused lines."""
    first = (page - 1) * per_page
    found = []
    for at, line in enumerate(_refused_lines(submission)):
        if at >= first + per_page:
            break
        if at >= first:
            found.append(line)
    return found


def _refused_lines(submission: Submission) -> Iterator[RefusedLine]:
    path = refused_file(submission)
    if path is None:
        return
    with path.open(encoding="utf-8-sig", newline="") as opened:
        delimiter = DELIMITERS.get(str(submission.mapping.get("delimiter", "")).lower(), ",")
        rows: Iterator[Sequence[str]] = csv.reader(opened, delimiter=delimiter)
        header = next(rows)
        for row in rows:
            own = dict(zip(header[-len(COLUMNS) :], row[-len(COLUMNS) :], strict=False))
            cells = dict(zip(header[: -len(COLUMNS)], row[: -len(COLUMNS)], strict=False))
            yield RefusedLine(int(own[COLUMNS[0]]), own[COLUMNS[1]], cells)


def submissions_named(filename: str, form: str = "") -> QuerySet[Submission]:
    """The submissions that were sent under a name, newest first."""
    found = submissions().filter(filename=filename)
    return found.filter(form_version__form__code=form) if form else found


def records_with_keys(form: str, keys: Sequence[Mapping[str, str]]) -> list[int | None]:
    """For each of ``keys`` the newest record of a form whose key fields have these values, as a sender writes them.

    Refuses a field that the form does not have.
    """
    version = latest(form)
    fields = fields_of(version)
    identities = identities_of(form, fields, keys)
    newest: dict[str, int] = {}
    for at in range(0, len(identities), MANY):
        # The empty identity is ruled out in words, so that SQLite sees that its index holds all the others.
        found = Record.objects.filter(
            form_id=version.form_id, identity__in=identities[at : at + MANY], repeats=None
        )
        newest |= dict(found.exclude(identity="").order_by("pk").values_list("identity", "pk"))
    return [newest.get(identity) for identity in identities]


def terms_for(
    version: FormVersion, *, mapping: Path | None, sheet: str, now: dt.datetime, language: str
) -> Terms:
    """What reading a file against a form needs to know: fields, mapping, all places and organisations."""
    fields = fields_of(version)
    given = read_mapping_file(read_text(mapping), mapping.name) if mapping else {}
    return Terms(
        form=version.form.code,
        fields=fields,
        mapping=read_mapping(given, fields, sheet=sheet, language=language),
        places=place_book(),
        organisations=organisation_book(),
        today=localtime(now).date(),
        language=language,
    )


def read_text(path: Path) -> str:
    """The text of a small file that a person wrote. Refuses one that is not there or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused("capture.no_such_file", file=str(path), reason=error.strerror) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Refused("capture.encoding", file=path.name, line=line) from error
