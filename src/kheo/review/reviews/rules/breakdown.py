"""Figures row by row: by place or by agency, each still knowing which answer it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.kit.text import sort_key
from kheo.review.reviews.rules.asked import Asked, Key

Told = tuple[Asked | None, Cell | None]


@dataclass(frozen=True)
class Breakdown:
    """``rows``: (key, name) as they are listed. ``cells``: (indicator, key) → the answer and its cell."""

    rows: tuple[tuple[Key, str], ...]
    cells: Mapping[tuple[str, Key], tuple[Asked, Cell]]

    def at(self, code: str, key: Key) -> Told:
        return self.cells.get((code, key), (None, None))

    def of(self, code: str) -> list[Cell]:
        """All cells of one indicator, listed or not."""
        return [cell for (indicator, _), (_, cell) in self.cells.items() if indicator == code]

    def tells(self, code: str) -> bool:
        """Whether anybody reported on the indicator at all."""
        return any(cell.status is not Status.MISSING for cell in self.of(code))


def of_answer(asked: Asked, known: Mapping[Key, str]) -> Breakdown:
    """A question with one breakdown. ``known``: rows that are listed even where nothing was reported."""
    dimension = asked.answer.question.by[0]
    rows = dict(known)
    for cell in asked.answer.cells:
        (key,) = cell.keys
        if key is not None and key not in rows:
            rows[key] = asked.names.get((dimension, key), str(key))
    cells = {(cell.indicator, cell.keys[0]): (asked, cell) for cell in asked.answer.cells}
    return Breakdown(in_order(rows.items()), cells)


def of_views(views: Sequence[tuple[Key, str, Asked]]) -> Breakdown:
    """One question for each agency, in its own view: what each did, joint work credited to every one of them."""
    cells = {(cell.indicator, key): (asked, cell) for key, _, asked in views for cell in asked.answer.cells}
    return Breakdown(tuple((key, name) for key, name, _ in views), cells)


def in_order(rows: Iterable[tuple[Key, str]]) -> tuple[tuple[Key, str], ...]:
    return tuple(sorted(rows, key=lambda row: sort_key(row[1])))
