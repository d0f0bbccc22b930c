"""Where the header is, and which column answers which field.

Real tables have a title above the header, headers of two lines with merged cells, a line of column numbers below it
and columns that nobody asked for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kheo.capture.submissions.rules.tables import Cell, Line
from kheo.kit.refusals import Refused
from kheo.kit.text import normal, plain

DEEPEST = 60
_COLUMN_NUMBER = re.compile(r"\(?\d{1,3}\)?")
_TAG = re.compile(r"#[a-z]+[a-z0-9_+# ]*", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """``file``: what the file is called. ``first`` and ``last``: its line numbers (0 where the format names the columns itself). ``names``: each
    column's name as one text. ``keys``: for each column the plain names by which it may be called."""

    first: int
    last: int
    names: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    file: str = ""


@dataclass(frozen=True)
class Wanted:
    """What a field's column may be called, best first; or its number, from 1, where the mapping says that."""

    names: tuple[str, ...] = ()
    position: int = 0
    keys: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(dict.fromkeys(heading(name) for name in self.names)))


@lru_cache(maxsize=10_000)
def heading(name: str) -> str:
    """A column's name for comparing: plain, without punctuation. "No. of HH" and "no_of_hh" are the same."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(name)).split())


def letter(column: int) -> str:
    """A column's letter as spreadsheets show it: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_header(
    lines: Sequence[Line], wanted: Mapping[str, Wanted], rows: Sequence[int] = (), *, file: str = ""
) -> Header:
    """The header among the first lines: the one or two lines that name most of the wanted fields, the earliest of
    equals; or the lines with the numbers ``rows``.

    Raises Refused("capture.no_header") when no line names any field, "capture.header_row" for a wrong ``rows``.
    """
    if rows:
        chosen = [line for line in lines if line[0] in rows]
        if not chosen:
            raise Refused("capture.header_row", file=file, rows=", ".join(map(str, rows)))
        return replace(_header(chosen), file=file)
    best, most = None, 0
    near = lines[:DEEPEST]
    pairs = [near[at : at + 2] for at in range(len(near) - 1)]
    everything = sum(1 for one in wanted.values() if one.names)
    for header in map(_header, [*([line] for line in near), *pairs]):
        named = sum(1 for one in wanted.values() if one.names and _find(header, one))
        if named > most:
            best, most = header, named
        if most == everything:
            break  # nothing below can name more
    if best is None:
        several = (line for line in lines if sum(map(bool, line[1])) > 1)
        seen = _header([next(several, lines[0])]).names
        raise Refused(
            "capture.no_header",
            file=file,
            wanted=_listed([one.names[0] for one in wanted.values() if one.names]),
            seen=_listed([name for name in seen if name]),
        )
    return replace(best, file=file)


def bind(header: Header, wanted: Mapping[str, Wanted]) -> dict[str, int]:
    """The column (from 0) of each field that has one. Refuses a name that two columns bear."""
    bound: dict[str, int] = {}
    for name, one in wanted.items():
        found = _find(header, one)
        if len(found) > 1:
            raise Refused(
                "capture.two_columns",
                file=header.file,
                column=header.names[found[0]],
                first=letter(found[0]),
                second=letter(found[1]),
                line=header.last,
            )
        if found:
            bound[name] = found[0]
    return bound


def nearest(header: Header, name: str) -> str:
    """The column whose name is most like ``name``, or ""."""
    by_key = {heading(one): one for one in header.names if one}
    close = difflib.get_close_matches(heading(name), by_key, n=1, cutoff=0.6)
    return by_key[close[0]] if close else ""


def is_below_header(line: Line) -> bool:
    """Whether the line directly below a header belongs to it: column numbers "(1) (2) (3)" or HXL tags."""
    filled = [text for cell in line[1] if (text := shown(cell))]
    if len(filled) < 2:
        return False
    if all(_TAG.fullmatch(text) for text in filled):
        return True
    if not all(_COLUMN_NUMBER.fullmatch(text) for text in filled):
        return False
    numbers = [int(text.strip("()")) for text in filled]
    return len(numbers) > 2 and numbers == list(range(1, len(numbers) + 1))


def shown(cell: Cell) -> str:
    """A cell's text as a person sees it, in one spelling."""
    if isinstance(cell, str):
        return normal(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # As spreadsheets show it: 15 digits, no ".0".
        return f"{cell:.15g}" if abs(cell) < 1e15 else str(cell)
    return normal(str(cell))


def _header(lines: Sequence[Line]) -> Header:
    """One header of one or several lines; a cell merged over several columns names all of them."""
    width = max(len(cells) for _, cells in lines)
    rows = [[shown(cells[at]) if at < len(cells) else "" for at in range(width)] for _, cells in lines]
    names, keys = [], []
    for at in range(width):
        parts = [part for part in _parts(rows, at) if part]
        names.append(" ".join(dict.fromkeys(parts)))
        keys.append(tuple(dict.fromkeys(heading(one) for one in [names[-1], *parts[-1:]] if one)))
    return Header(lines[0][0], lines[-1][0], tuple(names), tuple(keys))


def _parts(rows: list[list[str]], at: int) -> list[str]:
    """The header cells above a column, top to bottom, with merged cells spread over what is below them."""
    parts = []
    for depth, row in enumerate(rows):
        text = row[at]
        below = any(later[at] for later in rows[depth + 1 :])
        if not text and below:
            text = next((row[left] for left in range(at, -1, -1) if row[left]), "")
        parts.append(text)
    return parts


def _find(header: Header, wanted: Wanted) -> list[int]:
    """The columns that bear the best of the wanted names."""
    if wanted.position:
        return [wanted.position - 1] if wanted.position <= len(header.names) else []
    for key in wanted.keys:
        for rank in (0, 1):
            found = [at for at, keys in enumerate(header.keys) if keys[rank : rank + 1] == (key,)]
            if found and key:
                return found
    return []


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:12]) + (" …" if len(names) > 12 else "")
