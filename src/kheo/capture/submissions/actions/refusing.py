"""The file of refused lines: in place before the records are."""

from __future__ import annotations

import csv
import filecmp
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from kheo.capture.submissions.actions.notebook import Notebook
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import refused_file
from kheo.capture.submissions.rules.mended import (
    delimiter_of,
    header_cells,
    line_cells,
    reason_text,
    refused_name,
    source_of,
)
from kheo.capture.submissions.rules.opening import Opened
from kheo.capture.submissions.rules.rows import Reason, Terms
from kheo.capture.submissions.rules.tables import Cell
from kheo.ground.files import sync_folder
from kheo.kit.refusals import Refused

Say = Callable[[Refused], str]


class RefusedLines:
    """Notes refused lines as they will stand in a file of their own."""

    def __init__(self, opened: Opened, terms: Terms, notebook: Notebook, *, sha256: str, say: Say) -> None:
        self._opened = opened
        self._notebook = notebook
        self._source = source_of(sha256)
        self._say = say
        self._names = opened.sent_header({name: one.wanted for name, one in terms.mapping.columns.items()})
        self._delimiter = delimiter_of(terms.mapping)

    def add(self, line: int, cells: Sequence[Cell], reasons: Sequence[Reason]) -> None:
        said = [reason_text(reason, self._say(reason.refused)) for reason in reasons]
        sent = self._opened.sent(list(cells[: self._opened.width]))
        self._notebook.refuse(line, line_cells(line, sent, len(self._names), said, self._source))

    def write(self, target: Path) -> None:
        """Put the file, when any line was refused, under ``target``: whole, and on disk for good."""
        if not self._notebook.refused:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            # With the mark at its beginning, spreadsheets read the file as UTF-8.
            with part.open("x", encoding="utf-8-sig", newline="") as out:
                writer = csv.writer(out, delimiter=self._delimiter)
                writer.writerow(header_cells(self._names))
                writer.writerows(self._notebook.refused_lines())
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)


def refused_copy(submission: Submission, *, beside: Path) -> Path | None:
    """Put the file of a submission's refused lines beside the file that was sent; returns where it is.

    A file with other content, which somebody may be mending, is never overwritten: then it gets the next number. Where
    nobody may write, it stays in the data folder.
    """
    path = refused_file(submission)
    if path is None:
        return None
    target = beside.with_name(refused_name(beside.name))
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        while target.exists():
            if target.is_file() and filecmp.cmp(path, target, shallow=False):
                return target
            target = target.with_name(refused_name(target.name))
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        return path
    return target
