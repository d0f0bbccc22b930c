"""Run as a program of its own: writes the lines of a workbook's sheets to stdout, one JSON list a line.

    python -I sheet_reader.py WORKBOOK [SHEET]

A workbook with two cells at far corners makes its reader ask for half a terabyte, and the process ends there. Here that
is a process with little memory and time, whose end is a sentence in the one that started it. Imports nothing of Kheo.

Before the lines of each sheet stands {"sheet": name, "height": lines, "indent": empty columns before the data}, and
after them {"end": name}; what goes wrong is {"wrong": code, …}, and nothing follows it.

The library says nothing where a cell holds an error (#REF!), as where it is empty. So the parts of xlsx, xlsb and ods are
looked through for errors, and where there are any, read once more to see in which cells. Cells are (row, column) from 0.
"""

import datetime as dt
import json
import posixpath
import re
import resource
import struct
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 4 << 30
SECONDS = 600
BLOCK = 1 << 20
Errors = dict[int, dict[int, str]]
UNNAMED = "#ERROR!"
BINARY = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
IN_XLSX = re.compile(rb"""\st\s*=\s*["']e["']""")
SAID = re.compile(r"#(?:[A-Z/0_]+[!?]|N/A)|Err:\d{3}")
IN_ODS = re.compile(rb">\s*(?:#(?:[A-Z/0_]+[!?]|N/A)|Err:\d{3})\s*</")
# What a row of an Open Document repeats is at most written down so often: its reader refuses more before that.
MOST_REPEATS = 20_000


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
            write_sheet(book, name, errors_of(path, name))
    except PasswordError:
        tell({"wrong": "password"})
    except (CalamineError, OSError, ValueError, ParseError, DefusedXmlException, zipfile.BadZipFile):
        tell({"wrong": "damaged"})


def visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def write_sheet(book: CalamineWorkbook, name: str, errors: Errors) -> None:
    sheet = book.get_sheet_by_name(name)
    # The reader keeps the empty lines above the data and drops the empty columns before it.
    indent = sheet.start[1] if sheet.start else 0
    tell({"sheet": name, "height": sheet.height, "indent": indent})
    if sheet.start:
        for number, row in enumerate(sheet.iter_rows()):
            for column, error in errors.get(number, {}).items():
                if 0 <= column - indent < len(row):
                    row[column - indent] = error
            tell(row)
    tell({"end": name})


def errors_of(path: str, sheet: str) -> Errors:
    """row → column → the error that stands in the cell."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as packed:
        parts = {name.lower(): name for name in packed.namelist()}
        if "content.xml" in parts:
            content = parts["content.xml"]
            return errors_in_ods(packed, content, sheet) if holds(packed, content, IN_ODS) else {}
        part = parts.get(part_of(packed, parts, sheet).lower(), "")
        if part.endswith(".bin"):
            with packed.open(part) as opened:
                return errors_in_xlsb(opened)
        if part and holds(packed, part, IN_XLSX):
            with packed.open(part) as opened:
                return errors_in_xlsx(opened)
    return {}


def holds(packed: zipfile.ZipFile, part: str, pattern: re.Pattern[bytes]) -> bool:
    """Whether the pattern, of less than 64 bytes, occurs in the part."""
    before = b""
    with packed.open(part) as opened:
        while block := opened.read(BLOCK):
            if pattern.search(before + block):
                return True
            before = block[-64:]
    return False


def part_of(packed: zipfile.ZipFile, parts: dict[str, str], sheet: str) -> str:
    """The part of an Office workbook that holds a sheet; "" where it cannot be told."""
    if book := parts.get("xl/workbook.xml"):
        with packed.open(book) as opened:
            ends = (one for _, one in iterparse(opened, forbid_dtd=True) if local(one.tag) == "sheet")
            sheets = {one.get("name"): next(iter(ids(one)), "") for one in ends}
    elif book := parts.get("xl/workbook.bin"):
        with packed.open(book) as opened:
            sheets = dict(binary_sheets(opened))
    else:
        return ""
    relations = parts.get(f"xl/_rels/{posixpath.basename(book)}.rels".lower())
    if relations is None:
        return ""
    with packed.open(relations) as opened:
        targets = {one.get("Id"): one.get("Target", "") for _, one in iterparse(opened, forbid_dtd=True)}
    target = targets.get(sheets.get(sheet, ""), "")
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/") if target else ""


def ids(sheet: Any) -> list[str]:
    return [value for name, value in sheet.attrib.items() if local(name) == "id"]


def binary_sheets(opened: IO[bytes]) -> Iterator[tuple[str, str]]:
    """(name, relation) of the sheets of a binary workbook."""
    for kind, content in records(opened):
        if kind == 156:
            relation, after = wide(content, 8)
            yield wide(content, after)[0], relation


def wide(content: bytes, at: int) -> tuple[str, int]:
    """The text that begins at a byte, and where it ends."""
    (length,) = struct.unpack_from("<I", content, at)
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def records(opened: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a binary part: the kind of each, and its content."""
    while first := opened.read(1):
        kind = first[0]
        if kind & 0x80:
            kind = kind & 0x7F | (opened.read(1) or b"\0")[0] << 7
        size = shift = 0
        while shift < 28:
            byte = (opened.read(1) or b"\0")[0]
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, opened.read(size)


def errors_in_xlsb(opened: IO[bytes]) -> Errors:
    found: Errors = {}
    row = 0
    for kind, content in records(opened):
        if kind == 0 and len(content) >= 4:
            (row,) = struct.unpack_from("<I", content)
        elif kind in (3, 11) and len(content) >= 9:
            (column,) = struct.unpack_from("<I", content)
            found.setdefault(row, {})[column] = BINARY.get(content[8], UNNAMED)
    return found


def errors_in_xlsx(opened: IO[bytes]) -> Errors:
    """A row or cell that does not say where it stands stands after the one before it."""
    found: Errors = {}
    row = column = -1
    for event, one in iterparse(opened, ("start", "end"), forbid_dtd=True):
        name = local(one.tag)
        if event == "start" and name == "row":
            row, column = int(one.get("r", row + 2)) - 1, -1
        elif event == "start" and name == "c":
            column = column_of(one.get("r", ""), column + 1)
        elif event == "end" and name == "c":
            if one.get("t") == "e":
                said = next((each.text for each in one if local(each.tag) == "v"), None)
                found.setdefault(row, {})[column] = (said or UNNAMED).strip()
            one.clear()
        elif event == "end" and name == "row":
            one.clear()
    return found


def column_of(reference: str, otherwise: int) -> int:
    """The column of "AB12"."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column - 1 if column else otherwise


def errors_in_ods(packed: zipfile.ZipFile, part: str, sheet: str) -> Errors:
    found: Errors = {}
    inside, row, column = False, 0, 0
    here: dict[int, str] = {}
    with packed.open(part) as opened:
        for event, one in iterparse(opened, ("start", "end"), forbid_dtd=True):
            name = local(one.tag)
            if event == "start" and name == "table":
                inside, row = attribute(one, "name") == sheet, 0
            elif event == "start" and name == "table-row":
                column, here = 0, {}
            elif event == "end" and name in ("table-cell", "covered-table-cell") and inside:
                repeats = int(attribute(one, "number-columns-repeated") or 1)
                texts = [(each.text or "").strip() for each in one if local(each.tag) == "p"]
                if texts and SAID.fullmatch(texts[0]):
                    here |= dict.fromkeys(range(column, column + min(repeats, MOST_REPEATS)), texts[0])
                column += repeats
            elif event == "end" and name == "table-row":
                repeats = int(attribute(one, "number-rows-repeated") or 1)
                if here and inside:
                    found |= dict.fromkeys(range(row, row + min(repeats, MOST_REPEATS)), here)
                row += repeats
                one.clear()
    return found


def attribute(one: Any, wanted: str) -> str:
    return next((value for name, value in one.attrib.items() if local(name) == wanted), "")


def local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


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
