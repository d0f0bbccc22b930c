"""Tables as text: comma, semicolon or tab between the cells, in the encodings that spreadsheets save."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath

from kheo.capture.submissions.rules.tables.lines import Line, Reading, Sheet
from kheo.kit.refusals import Refused

DELIMITERS = {",": ",", ";": ";", "\t": "\t", "|": "|", "tab": "\t", "comma": ",", "semicolon": ";"}
LONGEST_CELL = 131_072
_BLOCK = 1 << 20
_TEXTS = ("", ".csv", ".tsv", ".txt")
_SAMPLE_LINES = 60
_SAMPLE_BYTES = 1 << 16
# Control signs, private and unassigned ones: a text has hardly any of them.
_NO_LETTERS, _BLANKS, _MOST_STRANGE = ("Cc", "Cn", "Co", "Cs"), "\t\r\n\v\f\x1a", 0.05
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def sheet(path: Path, filename: str, reading: Reading) -> Sheet:
    """The text at ``path`` as its only sheet; a mapping that names one was made for the workbook it came from."""
    encoding = _encoding(path, filename, reading.encoding)
    delimiter, said_by_file = _delimiter(path, encoding, reading.delimiter)
    if not reading.encoding and encoding not in dict(_BOMS).values():
        # Nobody said that it is text: neither the mapping nor a mark at its beginning.
        _check_text(path, filename, encoding)
    lines = _lines(path, filename, encoding, delimiter, skip_first=said_by_file)
    return Sheet(name="", lines=lines, total=_count_lines(path))


def _encoding(path: Path, filename: str, wanted: str) -> str:
    """The encoding: as told, else by the mark at the beginning, else UTF-8 if all of it is, else CP1258."""
    if wanted:
        try:
            return codecs.lookup(wanted).name
        except LookupError:
            raise Refused("capture.no_such_encoding", encoding=wanted) from None
    with path.open("rb") as opened:
        start = opened.read(4096)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    wrong = _undecodable(path, "utf-8")
    if not wrong:
        return "utf-8"
    if not _undecodable(path, "cp1258"):
        return "cp1258"
    if PurePath(filename).suffix.lower() in _TEXTS:
        raise Refused("capture.encoding", file=filename, line=wrong)
    raise Refused("capture.file_damaged", file=filename)


def _check_text(path: Path, filename: str, encoding: str) -> None:
    """Refuse bytes that only look like text because some encoding has a letter for nearly each of them."""
    with path.open("rb") as opened:
        start = codecs.getincrementaldecoder(encoding)(errors="replace").decode(opened.read(_SAMPLE_BYTES))
    strange = sum(letter not in _BLANKS and unicodedata.category(letter) in _NO_LETTERS for letter in start)
    if strange > len(start) * _MOST_STRANGE:
        raise Refused("capture.not_text", file=filename)


def _undecodable(path: Path, encoding: str) -> int:
    """The first line that is not written in an encoding; 0 when all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as opened:
        while True:
            block = opened.read(_BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not block:
                return 0
            line += block.count(b"\n")


def _count_lines(path: Path) -> int:
    with path.open("rb") as opened:
        return 1 + sum(block.count(b"\n") for block in iter(lambda: opened.read(_BLOCK), b""))


def _delimiter(path: Path, encoding: str, wanted: str) -> tuple[str, bool]:
    """The delimiter, and whether the first line says it ("sep=;", as Excel writes)."""
    with path.open(encoding=encoding, errors="replace", newline="") as opened:
        sample = [line for _, line in zip(range(_SAMPLE_LINES), opened, strict=False)]
    first = sample[0].strip().lower() if sample else ""
    said = first[4:5] or "\t" if first.startswith("sep=") else ""
    if wanted:
        if wanted.lower() not in DELIMITERS:
            raise Refused("capture.no_such_delimiter", delimiter=wanted, known=", ; tab |")
        return DELIMITERS[wanted.lower()], bool(said)
    return said or max(",;\t|", key=lambda sign: _tidiness(sample, sign)), bool(said)


def _tidiness(sample: list[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter fits: the share of lines with the commonest number of cells (if above 1), that number."""
    try:
        widths = [
            len(row)
            for row in csv.reader(io.StringIO("".join(sample), newline=""), delimiter=delimiter)
            if row
        ]
    except csv.Error:
        return 0.0, 0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 0
    width, times = several.most_common(1)[0]
    return round(times / len(widths), 1), width


def _lines(path: Path, filename: str, encoding: str, delimiter: str, *, skip_first: bool) -> Iterator[Line]:
    """The filled lines, each with the number of the physical line on which it begins."""
    csv.field_size_limit(LONGEST_CELL)
    physical: list[str] = []
    last: list[str] = []
    before = number = 0
    with path.open(encoding=encoding, newline="") as opened:
        rows = csv.reader(_noting(opened, physical), delimiter=delimiter)
        try:
            for row in rows:
                number, before = before + 1, rows.line_num
                last = physical.copy()
                physical.clear()
                if any(row) and not (skip_first and number == 1):
                    yield number, row  # type: ignore[misc]  # a list of texts is a list of cells
        except csv.Error:
            if '"' not in "".join(physical):
                longest = {"file": filename, "line": before + 1, "longest": LONGEST_CELL}
                raise Refused("capture.cell_too_long", **longest) from None
            raise Refused("capture.quotes", file=filename, line=before + 1) from None
        except UnicodeError:
            raise Refused(
                "capture.encoding_line", file=filename, line=before + 1, encoding=encoding
            ) from None
    if _is_open(last, delimiter):
        raise Refused("capture.quotes", file=filename, line=number)


def _noting(opened: io.TextIOWrapper, physical: list[str]) -> Iterator[str]:
    for line in opened:
        physical.append(line)
        yield line


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Whether a quotation mark is never closed: it swallows the rest of a file into one cell, without an error."""
    if '"' not in "".join(lines):
        return False
    closing = [*lines[:-1], lines[-1].rstrip("\r\n") + "\n", "next\n"]
    return len(list(csv.reader(closing, delimiter=delimiter))) == 1
