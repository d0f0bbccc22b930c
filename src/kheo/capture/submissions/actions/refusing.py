"""The file of refused lines: written beside the records, in place before they are."""

from __future__ import annotations

import csv
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kheo.capture.submissions.actions.store import sync_folder
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
from kheo.kit.refusals import Refused

Say = Callable[[Refused], str]


class RefusedLines:
    """Collects refused lines in a file that appears, whole, under ``target`` when there were any."""

    def __init__(self, opened: Opened, terms: Terms, *, sha256: str, target: Path, say: Say) -> None:
        self.count = 0
        self._opened = opened
        self._terms = terms
        self._source = source_of(sha256)
        self._target = target
        self._part = target.with_name(f".{secrets.token_hex(8)}.part")
        self._say = say
        self._file: Any = None
        self._writer: Any = None

    def add(self, line: int, cells: Sequence[Cell], reasons: Sequence[Reason]) -> None:
        if self._writer is None:
            self._begin()
        said = [reason_text(reason, self._say(reason.refused)) for reason in reasons]
        sent = self._opened.sent(list(cells[: self._opened.width]))
        self._writer.writerow(line_cells(line, sent, self._sent_width, said, self._source))
        self.count += 1

    def finish(self) -> Path | None:
        """The file, on disk for good; None when no line was refused."""
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._target)
        sync_folder(self._target.parent)
        return self._target

    def _begin(self) -> None:
        wanted = {name: column.wanted for name, column in self._terms.mapping.columns.items()}
        names = self._opened.sent_header(wanted)
        self._sent_width = len(names)
        self._target.parent.mkdir(parents=True, exist_ok=True)
        # With the mark at its beginning, spreadsheets read the file as UTF-8.
        self._file = self._part.open("x", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=delimiter_of(self._terms.mapping))
        self._writer.writerow(header_cells(names))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        self._part.unlink(missing_ok=True)


def refused_copy(submission: Submission, *, beside: Path) -> Path | None:
    """Put the file of a submission's refused lines beside the file that was sent; returns where it is.

    Where nobody may write, it stays in the data folder.
    """
    path = refused_file(submission)
    if path is None:
        return None
    target = beside.with_name(refused_name(beside.name))
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError:
        return path
    return target
