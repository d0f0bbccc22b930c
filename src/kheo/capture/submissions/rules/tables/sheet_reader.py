"""Run as a program of its own: writes the lines of a workbook's sheets to stdout, one JSON list a line.

    python -I sheet_reader.py WORKBOOK [SHEET]

A workbook with two cells at far corners makes its reader ask for half a terabyte, and the process ends there. Here that
is a process with little memory and time, whose end is a sentence in the one that started it. Imports nothing of Kheo.

Before the lines of each sheet stands {"sheet": name, "height": lines, "indent": empty columns before the data}, and
after them {"end": name}; what goes wrong is {"wrong": code, …}, and nothing follows it.
"""

import datetime as dt
import json
import resource
import sys
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 4 << 30
SECONDS = 600


def main(path: str, wanted: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        book = CalamineWorkbook.from_path(path)
        if wanted and wanted not in book.sheet_names:
            tell({"wrong": "sheet", "known": book.sheet_names})
            return
        for name in [wanted] if wanted else visible(book):
            write_sheet(book, name)
    except PasswordError:
        tell({"wrong": "password"})
    except (CalamineError, OSError, ValueError):
        tell({"wrong": "damaged"})


def visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def write_sheet(book: CalamineWorkbook, name: str) -> None:
    sheet = book.get_sheet_by_name(name)
    # The reader keeps the empty lines above the data and drops the empty columns before it.
    indent = sheet.start[1] if sheet.start else 0
    tell({"sheet": name, "height": sheet.height, "indent": indent})
    if sheet.start:
        for row in sheet.iter_rows():
            tell(row)
    tell({"end": name})


def tell(said: Any) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False, default=marked, separators=(",", ":")) + "\n")


def marked(cell: object) -> dict[str, Any]:
    """A cell that JSON has no kind for, as what it is."""
    if isinstance(cell, dt.datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": cell.isoformat()}
    if isinstance(cell, dt.time):
        return {"hour": cell.isoformat()}
    if isinstance(cell, dt.timedelta):
        return {"seconds": cell.total_seconds()}
    raise TypeError(f"a cell of the kind {type(cell)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
