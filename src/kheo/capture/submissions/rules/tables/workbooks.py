"""Workbooks: xlsx, xlsm, xls, xlsb and ods. Macros, links and formulas are never run: values only.

They are read in a process of their own, with limits (``sheet_reader``).
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kheo.capture.submissions.rules.tables.lines import Cell, Line, Reading, Sheet
from kheo.kit.refusals import Refused

# A workbook of a million lines unpacks to some 300 MB. What unpacks to more is a mistake or a bomb.
LARGEST_UNPACKED = 2 << 30
LARGEST_RATIO = 400
MOST_ENTRIES = 10_000
PROGRAM = Path(__file__).with_name("sheet_reader.py")
_BLOCK = 1 << 20


class _Reader:
    """The process that reads a workbook; it ends with the last of those who hold it."""

    def __init__(self, path: Path, wanted: str) -> None:
        # -I: the environment and the working folder of whoever runs Kheo have no say in that process.
        command = [sys.executable, "-I", str(PROGRAM), str(path), *([wanted] if wanted else [])]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        self.told = self.process.stdout

    def __del__(self) -> None:
        self.process.kill()
        self.process.wait()
        self.told.close()


def sheets(path: Path, filename: str, reading: Reading) -> Iterator[Sheet]:
    """The visible sheets in order, or the one that was asked for. A sheet's lines are read before the next sheet."""
    if zipfile.is_zipfile(path):
        _check_unpacked(path, filename)
    reader = _Reader(path, reading.sheet)
    for text in reader.told:
        head = json.loads(text)
        if "wrong" in head:
            raise _refused(head, filename, reading.sheet)
        lines = _lines(reader, head["indent"], filename)
        yield Sheet(head["sheet"], lines, head["height"])
        for _ in lines:
            continue
    if reader.process.wait():
        raise Refused("capture.sheet_too_large", file=filename)


def _lines(reader: _Reader, indent: int, filename: str) -> Iterator[Line]:
    """The filled lines of a sheet, numbered as the program that shows the sheet numbers them."""
    before: list[Cell] = [None] * indent
    for number, text in enumerate(reader.told, start=1):
        said = json.loads(text, object_hook=_unmarked)
        if isinstance(said, dict):
            return
        if any(cell != "" for cell in said):
            yield number, [*before, *said]
    # The reader died before it said that the sheet ends here.
    raise Refused("capture.sheet_too_large", file=filename)


def _refused(head: dict[str, Any], filename: str, wanted: str) -> Refused:
    if head["wrong"] == "sheet":
        return Refused("capture.no_such_sheet", file=filename, sheet=wanted, known=", ".join(head["known"]))
    return Refused(
        "capture.password" if head["wrong"] == "password" else "capture.file_damaged", file=filename
    )


def _unmarked(said: dict[str, Any]) -> object:
    """A cell that JSON has no kind for; what stands before a sheet stays a dict, and so does its end."""
    if "day" in said:
        return dt.date.fromisoformat(said["day"])
    if "moment" in said:
        return dt.datetime.fromisoformat(said["moment"])
    if "hour" in said:
        return dt.time.fromisoformat(said["hour"])
    return dt.timedelta(seconds=said["seconds"]) if "seconds" in said else said


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
