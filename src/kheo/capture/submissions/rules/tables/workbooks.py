"""Workbooks: xlsx, xlsm, xls, xlsb and ods, by calamine. Macros, links and formulas are never run: values only."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from kheo.capture.submissions.rules.tables.lines import Line, Reading, Sheet
from kheo.kit.refusals import Refused

# A workbook of a million lines unpacks to some 300 MB. What unpacks to more is a mistake or a bomb.
LARGEST_UNPACKED = 2 << 30
LARGEST_RATIO = 400
MOST_ENTRIES = 10_000
_BLOCK = 1 << 20


def sheets(path: Path, filename: str, reading: Reading) -> Iterator[Sheet]:
    """The visible sheets in order, or the one that was asked for."""
    if zipfile.is_zipfile(path):
        _check_unpacked(path, filename)
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise Refused("capture.password", file=filename) from None
    except (CalamineError, OSError, ValueError) as error:
        raise Refused("capture.file_damaged", file=filename) from error
    names = _names(book, filename, reading.sheet)
    return (_sheet(book, name, filename) for name in names)


def _names(book: CalamineWorkbook, filename: str, wanted: str) -> list[str]:
    if wanted:
        if wanted not in book.sheet_names:
            raise Refused(
                "capture.no_such_sheet", file=filename, sheet=wanted, known=", ".join(book.sheet_names)
            )
        return [wanted]
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _sheet(book: CalamineWorkbook, name: str, filename: str) -> Sheet:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, WorksheetNotFound, ValueError) as error:
        raise Refused("capture.file_damaged", file=filename) from error
    return Sheet(name, _lines(sheet), sheet.height)


def _lines(sheet: CalamineSheet) -> Iterator[Line]:
    """The filled lines, with numbers and columns as the program that shows the sheet counts them."""
    if sheet.start is None:
        return
    # The reader keeps the empty lines above the data and drops the empty columns before it.
    indent: list[None] = [None] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in row):
            yield number, [*indent, *row]


def _check_unpacked(path: Path, filename: str) -> None:
    """Refuse a workbook that unpacks to too much, also where its table of contents lies about it."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            smallest = max(path.stat().st_size, 100_000)
            if (
                len(entries) > MOST_ENTRIES
                or unpacked > LARGEST_UNPACKED
                or unpacked > LARGEST_RATIO * smallest
            ):
                raise Refused("capture.unpacks_to_too_much", file=filename)
            for entry in entries:
                # Reading stops at the size in the table of contents; the checksum then tells a lie.
                with packed.open(entry) as opened:
                    while opened.read(_BLOCK):
                        continue
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
    ) as error:
        raise Refused("capture.file_damaged", file=filename) from error
