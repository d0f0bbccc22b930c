"""A sent file as sheets of numbered lines, whatever its format. Files are read in a stream, never as a whole.

Workbooks are the exception: their reader holds one sheet in memory, which their format limits to 1,048,576 lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from kheo.capture.submissions.rules.tables import parquets, texts, workbooks
from kheo.capture.submissions.rules.tables.lines import Cell, Line, Reading, Sheet
from kheo.kit.refusals import Refused

__all__ = ["SUFFIXES", "Cell", "Line", "Reading", "Sheet", "sheets_of"]

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet")


@dataclass(frozen=True)
class _Signature:
    start: bytes
    format: str


_SIGNATURES = (
    _Signature(b"PK\x03\x04", "workbook"),
    _Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
    _Signature(b"PAR1", "parquet"),
    _Signature(b"%PDF", "pdf"),
    _Signature(b"\xff\xd8\xff", "image"),
    _Signature(b"\x89PNG", "image"),
    _Signature(b"\x1f\x8b", "archive"),
    _Signature(b"Rar!", "archive"),
    _Signature(b"7z\xbc\xaf", "archive"),
)
_REFUSED = {
    "pdf": "capture.file_is_pdf",
    "image": "capture.file_is_image",
    "archive": "capture.file_is_archive",
}


def sheets_of(path: Path, filename: str, reading: Reading) -> Iterator[Sheet]:
    """The sheets of the file at ``path`` that may hold the table, in order; only the one that was asked for, if any.

    The format follows from the bytes; ``filename`` is for messages. Raises Refused("capture.…") for files that
    cannot be read.
    """
    name = PurePath(filename).name
    if path.stat().st_size == 0:
        raise Refused("capture.file_empty", file=name)
    with path.open("rb") as opened:
        start = opened.read(16)
    kind = next((one.format for one in _SIGNATURES if start.startswith(one.start)), "text")
    if kind == "workbook":
        return workbooks.sheets(path, name, reading)
    if kind == "parquet":
        return iter([parquets.sheet(path, name)])
    if kind == "text":
        return iter([texts.sheet(path, name, reading)])
    raise Refused(_REFUSED[kind], file=name, known=", ".join(SUFFIXES))
