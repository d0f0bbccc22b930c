"""What a table of figures is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kheo.consolidate.figures.rules.question import Cell
from kheo.web.shared.bars import Bar
from kheo.web.shared.shown import Shown

Keys = tuple[Any, ...]
Cells = Mapping[str, Mapping[Keys, Cell]]


@dataclass(frozen=True)
class Column:
    """An indicator, under a key of the columns' breakdown if there is one. ``number`` from 1 is its sort key.

    ``whole``: over all keys of that breakdown at once, a row's total.
    """

    code: str
    key: Any
    head: str
    group: str
    unit: str
    number: int
    sorted: bool
    whole: bool = False


@dataclass(frozen=True)
class Entry:
    shown: Shown
    bar: Bar | None
    cell: Cell | None


@dataclass(frozen=True)
class Row:
    """``names`` of the row's keys; a name repeated from the row above is empty. ``full`` has all of them."""

    keys: Keys
    names: tuple[str, ...]
    full: tuple[str, ...]
    urls: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def heads(self) -> list[tuple[str, str]]:
        return list(zip(self.names, self.urls, strict=True))


@dataclass(frozen=True)
class Table:
    row_heads: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Entry, ...]
    whys: tuple[str, ...]
    total_rows: int
    page: int
    pages: int
    hidden_columns: int
    led: bool  # by agency, in which shared work stands with its lead
    ranges: bool

    @property
    def one(self) -> Column | None:
        """The only indicator of a table that has something else in its columns: named once, over the table."""
        return self.columns[0] if self.groups and len({column.code for column in self.columns}) == 1 else None
