"""The file of refused lines: the sender's own columns, then three of Kheo's. Mended, it can be sent again as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from kheo.capture.submissions.rules.headers import heading, shown
from kheo.capture.submissions.rules.mapping import Mapping
from kheo.capture.submissions.rules.rows import Reason
from kheo.capture.submissions.rules.tables import Cell
from kheo.capture.submissions.rules.tables.texts import DELIMITERS

LINE, REASONS, SOURCE = "kheo:line", "kheo:reasons", "kheo:source"
COLUMNS = (LINE, REASONS, SOURCE)
SOURCE_DIGITS = 16
# Before the digits of a digest, which a spreadsheet may take for a number.
MARK = "file-"
_SUFFIX = ".refused"
_NUMBERED = re.compile(r"\.refused(?:-\d+)?$")
# What a spreadsheet would run as a formula, in any width of sign; and the mark that we put before it.
_RUNS = re.compile(r"\s*['=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d., ]*\d|-+")


class Own(NamedTuple):
    """Where Kheo's columns stand (from 0) in a file of refused lines; ``source`` is -1 where the sender cut it out."""

    columns: tuple[int, ...]
    source: int


def own_columns(cells: Sequence[Cell]) -> Own | None:
    """Kheo's columns, when this header is one of a file of refused lines."""
    names = [heading(shown(cell)) for cell in cells]
    wanted = {heading(name) for name in COLUMNS}
    if heading(LINE) not in names or heading(REASONS) not in names:
        return None
    source = names.index(heading(SOURCE)) if heading(SOURCE) in names else -1
    return Own(tuple(at for at, name in enumerate(names) if name in wanted), source)


def delimiter_of(mapping: Mapping) -> str:
    """The sign between the cells of the file of refused lines: the sender's, else a comma."""
    return DELIMITERS.get(mapping.reading.delimiter.lower(), ",")


def header_cells(names: Sequence[str]) -> list[str]:
    """The header of a file of refused lines: the sender's columns, then Kheo's."""
    return [*map(guarded, names), *COLUMNS]


def line_cells(
    line: int, cells: Sequence[Cell], width: int, reasons: Iterable[str], source: str
) -> list[str]:
    """A refused line, ready to be written; cells beyond the header are dropped, the reason names them."""
    texts = [guarded(_spelt(cell)) for cell in cells[:width]]
    padded = texts + [""] * (width - len(texts))
    return [*padded, str(line), guarded(" | ".join(reasons)), source]


def source_of(sha256: str) -> str:
    """What says, on a refused line, which file it comes from."""
    return f"{MARK}{sha256[:SOURCE_DIGITS]}"


def digits_of(source: str) -> str:
    """The first digits of the digest of the file that a mended line comes from; "" when it does not say."""
    digits = source.removeprefix(MARK)
    return digits if re.fullmatch(rf"[0-9a-f]{{{SOURCE_DIGITS}}}", digits) else ""


def reason_text(reason: Reason, sentence: str) -> str:
    return (
        f"{reason.column} = “{reason.value}”: {sentence}" if reason.value else f"{reason.column}: {sentence}"
    )


def guarded(text: str) -> str:
    """``text`` so that no spreadsheet runs it as a formula: an apostrophe before it, plain numbers left alone."""
    if _RUNS.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(cell: Cell) -> Cell:
    """The cell as it was before ``guarded``."""
    if isinstance(cell, str) and cell.startswith("'") and _RUNS.match(cell[1:]):
        return cell[1:]
    return cell


def refused_name(filename: str) -> str:
    """The name of the file of refused lines of ``filename``; a mended file never overwrites the one it came from."""
    stem = PurePath(filename).stem or "lines"
    bare = _NUMBERED.sub("", stem)
    if bare == stem:
        return f"{stem}{_SUFFIX}.csv"
    number = stem.removeprefix(bare + _SUFFIX).removeprefix("-") or "1"
    return f"{bare}{_SUFFIX}-{int(number) + 1}.csv"


def _spelt(cell: Cell) -> str:
    """A cell as text that is read back as the same value: 1.234 from a workbook must not become a thousand."""
    text = shown(cell) if not isinstance(cell, str) else cell
    if not isinstance(cell, (str, bool)) and re.fullmatch(r"-?\d{1,3}\.\d{3}", text):
        return f"{text}0"
    return text
