"""A sent file, opened for a form: the sheet and the header are found, every further line becomes a row or reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from kheo.capture.submissions.rules.headers import (
    DEEPEST,
    Header,
    Wanted,
    bind,
    find_header,
    heading,
    is_below_header,
    letter,
    shown,
)
from kheo.capture.submissions.rules.mended import Own, digits_of, own_columns, unguarded
from kheo.capture.submissions.rules.rows import Outcome, RowReader, Terms
from kheo.capture.submissions.rules.tables import Cell, Line, Sheet, sheets_of
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import check_columns


class Opened:
    """``total``: how many lines there are, about. ``own``: Kheo's columns, in a file of refused lines that came back.
    ``unused``: the names of the columns that nothing reads."""

    def __init__(
        self, sheet: Sheet, header: Header, own: Own | None, rest: Iterator[Line], terms: Terms
    ) -> None:
        self.header = header
        self.own = own
        self.total = sheet.total
        self.reader = RowReader(terms, header, own=own.columns if own else ())
        self.unused = self.reader.unused
        self.width = len(header.names)
        self._rest = rest

    def lines(self) -> Iterator[Line]:
        """The lines below the header, as they were before a spreadsheet was kept from running them."""
        if self.own is None:
            return self._rest
        return ((number, [unguarded(cell) for cell in cells]) for number, cells in self._rest)

    def read(self, lines: Sequence[Line]) -> list[Outcome]:
        """What each line says: a row, the reasons against it, or nothing."""
        return self.reader.read(lines)

    def origin(self, cells: list[Cell]) -> str:
        """Where a mended line came from: the digits of its first file's digest, or "" for a line of its own."""
        if self.own is None or self.own.source < 0 or self.own.source >= len(cells):
            return ""
        return digits_of(shown(cells[self.own.source]))

    def sent(self, cells: list[Cell]) -> list[Cell]:
        """The sender's own cells of a line."""
        if self.own is None:
            return cells
        return [cell for at, cell in enumerate(cells) if at not in self.own.columns]

    def sent_header(self, wanted: dict[str, Wanted]) -> list[str]:
        """The header as one line, with each column that is read under a name by which it will be found again."""
        names = list(self.header.names)
        for field, at in bind(self.header, wanted).items():
            if heading(names[at]) not in wanted[field].keys:
                said = (name for name in wanted[field].names if heading(name) in self.header.keys[at])
                names[at] = next(said, names[at])
        return [str(name) for name in self.sent(list(names))]


def open_file(path: Path, filename: str, terms: Terms) -> Opened:
    """Open the bytes at ``path``, sent as ``filename``. Raises Refused("capture.…") when there is no such table."""
    refused: Refused | None = None
    for sheet in sheets_of(path, filename, terms.mapping.reading):
        first = list(islice(sheet.lines, DEEPEST))
        if not first:
            continue
        try:
            return _opened(sheet, first, terms, filename)
        except Refused as reason:
            # The first sheet may be a cover; its reason is told when no sheet holds the table.
            refused = refused or reason
            if reason.code != "capture.no_header":
                raise
    raise refused or Refused("capture.file_empty", file=filename)


def _opened(sheet: Sheet, first: list[Line], terms: Terms, filename: str) -> Opened:
    wanted = {name: column.wanted for name, column in terms.mapping.columns.items()}
    returned = next(((number, own) for number, cells in first if (own := own_columns(cells))), None)
    if returned:
        header, own = find_header(first, wanted, (returned[0],), file=filename), returned[1]
    else:
        rows = (0,) if sheet.headed else terms.mapping.header_rows
        header, own = find_header(first, wanted, rows, file=filename), None
    check_columns((letter(at), name) for at, name in enumerate(header.names))
    below = [line for line in first if line[0] > header.last]
    if below and not returned and is_below_header(below[0]):
        below = below[1:]
    return Opened(sheet, header, own, chain(below, sheet.lines), terms)
