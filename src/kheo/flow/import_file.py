"""A file becomes a submission, its lines become records, and, if wished, the records become facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kheo.capture.submissions.actions import Recorded, Say, keep_file, record_file, refused_copy
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import terms_for
from kheo.flow.accept import Accepted, accept_submission
from kheo.plan.forms.queries import latest

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class ImportResult:
    """``new``: False when the same bytes were read in the same way before. Of the ``read`` lines some are ``recorded``
    (``repeated`` of these repeat another line), some ``known`` from before, some ``refused``: see ``refusals_path``."""

    submission: Submission
    new: bool
    read: int
    recorded: int
    known: int
    repeated: int
    refused: int
    refusals_path: Path | None
    details: Recorded
    accepted: Accepted | None = None


def import_file(
    *,
    path: Path,
    form: str,
    mapping: Path | None = None,
    sheet: str | None = None,
    accept: bool = False,
    by: str,
    now: dt.datetime,
    progress: Progress | None = None,
    language: str = "vi",
    say: Say = str,
) -> ImportResult:
    """Import ``path`` against a form; ``say`` puts reasons into words. Refuses a file that cannot be read."""
    version = latest(form)
    terms = terms_for(version, mapping=mapping, sheet=sheet or "", now=now, language=language)
    kept = keep_file(path)
    done = record_file(kept=kept, version=version, terms=terms, say=say, by=by, now=now, progress=progress)
    one = done.submission
    accepted = accept_submission(submission=one, by=by, now=now, say=progress) if accept else None
    counts = (one.rows_read, one.rows_recorded, one.rows_known, one.rows_repeated, one.rows_refused)
    return ImportResult(one, done.new, *counts, refused_copy(one, beside=path), done, accepted)
