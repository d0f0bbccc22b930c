"""An answer together with the words for what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kheo.consolidate.figures.rules.question import Answer, Cell

Key = str | int | None


@dataclass(frozen=True)
class Asked:
    """An answer, with the words for what its question and its keys mean.

    ``names``: (breakdown, key) → label. ``first``/``last``: the days of the period, both included. ``at``: the period
    that is meant, where the answer tells several.
    """

    answer: Answer
    names: Mapping[tuple[str, Key], str] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    calendar: str = ""
    view: str = ""
    within: str = ""
    by: tuple[str, ...] = ()
    at: tuple[str, ...] = ()

    def cell(self, code: str, *keys: Key) -> Cell | None:
        return self._cells.get((code, (*keys, *self.at)))

    @cached_property
    def _cells(self) -> dict[tuple[str, tuple[Key, ...]], Cell]:
        return {(cell.indicator, cell.keys): cell for cell in self.answer.cells}
