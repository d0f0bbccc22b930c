"""An XLSForm's sheets as cells that know where they stand, for saying where something is wrong."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath
from typing import Any

from kheo.kit.refusals import Refused

SUFFIXES = (".xlsx", ".xls", ".csv", ".md")
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
UNPACKED = 20_000_000  # bytes: an honest form of a thousand questions unpacks to two million
MOST_PARTS = 1_000
# Beyond these pyxform takes minutes and gigabytes. A workbook's cell holds no more characters than this.
LINES, QUESTIONS, ROWS, CELL, DEEPEST = 60_000, 5_000, 50_000, 32_767, 20
# No program that writes workbooks writes one; whoever does wants a reader to fetch or to unfold something.
_DTD = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_TABLE_LINE = re.compile(r"\s*\|(.*)\|")
_RULE_LINE = re.compile(r"[|-]+")


@dataclass(frozen=True)
class Spot:
    """``sheet`` as the file calls it, or a file's name; ``row`` from 1, 0 for the whole sheet; ``column``: its heading."""

    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Sheet:
    """``rows``: each row's number in the file, and its cells by heading."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]

    def heading(self, *names: str) -> str:
        """The sheet's own spelling of a heading, in any language; the first name where it has none of them."""
        spelt = {plain_heading(heading): heading for heading in self.headings}
        exact = next((spelt[name] for name in names if name in spelt), "")
        return exact or next((heading for heading in self.headings if _is_one_of(heading, names)), names[0])


@dataclass(frozen=True)
class Book:
    """``made``: what pyxform reads, by its own names."""

    made: dict[str, Any]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def row(self, sheet: str, number: int) -> int:
        """The row in the file of what pyxform counts as row ``number`` (blank lines of a text do not count for it)."""
        rows = self.sheets[sheet].rows if sheet in self.sheets else ()
        return rows[number - 2][0] if 0 <= number - 2 < len(rows) else number

    def settings(self) -> dict[str, str]:
        """The settings by their headings in small letters."""
        rows = self.sheets["settings"].rows if "settings" in self.sheets else ()
        return {plain_heading(heading): text for heading, text in rows[0][1].items()} if rows else {}

    def of_field(self, name: str, *columns: str) -> Spot:
        """The row of a question, group or repeat, in the first of ``columns`` that the sheet has."""
        for spot, cells in self.all_of_field(name):
            sheet = self.sheets["survey"]
            heading = next((c for c in sheet.headings if _is_one_of(c, columns) and cells.get(c)), "")
            return Spot(spot.sheet, spot.row, heading or sheet.heading(*columns or ("name",)))
        return Spot("survey")

    def all_of_field(self, name: str) -> Iterator[tuple[Spot, Mapping[str, str]]]:
        """Every row of the survey that bears a name, whatever its case."""
        sheet = self.sheets.get("survey")
        if sheet is not None:
            column = sheet.heading("name", "value")
            for number, cells in sheet.rows:
                if cells.get(column, "").strip().lower() == name.lower():
                    yield Spot(sheet.name, number, column), cells

    def list_of(self, name: str) -> str:
        """The list from which a question takes its answers, as its type names it; "" for none."""
        for _spot, cells in self.all_of_field(name):
            words = cells.get(self.sheets["survey"].heading("type"), "").removesuffix("or_other").split()
            if len(words) > 1:
                return words[-1]
        return ""

    def of_choice(self, listed: str, name: str, column: str = "name") -> Spot:
        """The last row of a list that bears a name: of two, the one that came later."""
        sheet = self.sheets.get("choices")
        if sheet is None:
            return Spot("choices")
        lists, names = sheet.heading("list_name", "list name"), sheet.heading("name", "value")
        for number, cells in reversed(sheet.rows):
            if cells.get(lists) == listed and cells.get(names) == name:
                heading = next((c for c in sheet.headings if _is_one_of(c, (column,))), names)
                return Spot(sheet.name, number, heading)
        return Spot(sheet.name)

    def of_text(self, text: str, name: str = "") -> Spot:
        """Where a text stands: in the row of ``name`` if it is there, else anywhere."""
        wanted = text.strip()
        if name:
            for spot, cells in self.all_of_field(name):
                for heading, cell in cells.items():
                    if wanted and wanted in cell:
                        return Spot(spot.sheet, spot.row, heading)
        for whole in (True, False):
            for sheet in self.sheets.values():
                for heading in sheet.headings:
                    if wanted and wanted == heading:
                        return Spot(sheet.name, 1, heading)
                for number, cells in sheet.rows:
                    for heading, cell in cells.items():
                        if wanted and (wanted == cell.strip() if whole else wanted in cell):
                            return Spot(sheet.name, number, heading)
        return self.of_field(name) if name else Spot()


def plain_heading(heading: str) -> str:
    """A heading as pyxform compares it: small letters, one kind of blank."""
    return re.sub(r"\s+", " ", heading.strip().lower())


def _is_one_of(heading: str, columns: tuple[str, ...]) -> bool:
    """``label`` is also ``label::English (en)``."""
    said = plain_heading(heading).replace(": :", "::")
    return any(said == column or said.startswith((f"{column}::", f"{column}:")) for column in columns)


def read_book(content: bytes, filename: str) -> Book:
    """Read the sheets of an XLSForm. Refuses what is none, and a workbook that unpacks to more than anybody writes."""
    suffix = PurePath(filename).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused("plan.form_suffix", filename=filename, known=SUFFIXES)
    if suffix == ".xlsx":
        _check_archive(content)
    if suffix in (".csv", ".md") and content.count(b"\n") + content.count(b"\r") > LINES:
        raise too_much()
    if suffix in (".csv", ".md") and content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]  # pyxform takes the mark for a part of the first sheet's name
    read = _read_by_pyxform(content, suffix)
    _check_size(read)
    lines = _lines(content, suffix)
    sheets = {}
    for name in SHEETS:
        rows = read.get(name)
        if rows is not None:
            headings = tuple(heading for heading in (read.get(f"{name}_header") or [{}])[0] if heading)
            numbers = lines.get(name) or range(2, len(rows) + 2)
            numbered = tuple(
                (at, {str(k): str(v) for k, v in cells.items() if k and v is not None})
                for at, cells in zip(numbers, rows, strict=False)
            )
            sheets[name] = Sheet(_called(name, read.get("sheet_names") or ()), headings, numbered)
    return Book(read, sheets)


def _called(name: str, names: Iterable[object]) -> str:
    """A sheet's name as the file spells it; a file's only sheet is the survey, whatever its name."""
    spelt = [str(each) for each in names]
    return next((each for each in spelt if each.lower() == name), spelt[0] if len(spelt) == 1 else name)


def _read_by_pyxform(content: bytes, suffix: str) -> dict[str, Any]:
    # Imported here: it takes half a second, and most of Kheo only reads fields that were read before.
    from pyxform.xls2json_backends import get_xlsform

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of decorations that it does not draw
            read = get_xlsform(io.BytesIO(content), file_type=suffix)
    except Exception as error:
        # Its readers meet a damaged file with whatever their code ran into; to the form's author all are one thing.
        if "unexpected keyword" in str(error):
            raise Refused("plan.form_without_survey") from error
        raise Refused("plan.form_not_read", reason=first_line(error)) from error
    return {one.name: getattr(read, one.name) for one in fields(read)}


def too_much() -> Refused:
    return Refused("plan.form_too_much", questions=QUESTIONS, rows=ROWS, length=CELL, depth=DEEPEST)


def _check_size(read: Mapping[str, Any]) -> None:
    for name in SHEETS:
        rows = read.get(name) or ()
        if len(rows) > (QUESTIONS if name == "survey" else ROWS):
            raise too_much()
        if any(len(str(cell)) > CELL for row in rows for cell in row.values() if cell):
            raise too_much()
    depth = 0
    for row in read.get("survey") or ():
        kind = next(
            (str(cell).strip().lower() for name, cell in row.items() if plain_heading(str(name)) == "type"),
            "",
        )
        depth += kind.startswith(("begin ", "begin_")) - kind.startswith(("end ", "end_"))
        if depth > DEEPEST:
            raise too_much()


def _check_archive(content: bytes) -> None:
    """Refuse a workbook with macros or a DTD, and one that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused("plan.form_not_read", reason=first_line(error)) from error
    if any(PurePath(part.filename).name.lower() == "vbaproject.bin" for part in parts):
        raise Refused("plan.form_with_macros")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > UNPACKED:
        raise Refused("plan.form_too_large", size=unpacked)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            has_dtd = any(mark in archive.read(part) for part in parts for mark in _DTD)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused("plan.form_not_read", reason=first_line(error)) from error
    if has_dtd:
        raise Refused("plan.form_not_read", reason="DTD")


def _lines(content: bytes, suffix: str) -> dict[str, list[int]]:
    """Sheet → the line of each row after its headings, in files that are text; the rows that pyxform leaves out, left out."""
    if suffix not in (".csv", ".md"):
        return {}
    found: dict[str, list[int]] = {}
    sheet = ""
    for line, cells in _csv_lines(content) if suffix == ".csv" else _md_lines(content):
        if cells and cells[0].strip():
            sheet = cells[0].strip().lower()
        if sheet and any(cell.strip() for cell in cells[1:]):
            found.setdefault(sheet, []).append(line)
    if len(found) == 1 and not set(found) & set(SHEETS):
        found = {"survey": next(iter(found.values()))}
    return {name: numbers[1:] for name, numbers in found.items()}


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        return


def _md_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    for line, text in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        table = _TABLE_LINE.match(text)
        if table and not _RULE_LINE.fullmatch(table[1]):
            yield line, re.split(r"(?<!\\)\|", table[1])


def first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
