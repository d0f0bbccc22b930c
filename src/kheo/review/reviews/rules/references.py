"""Numbering of passports: each number of the text gets a line in the annex, in order of first appearance."""

from __future__ import annotations

from dataclasses import dataclass, field

from kheo.consolidate.figures.rules.question import Cell
from kheo.review.reviews.rules.asked import Asked
from kheo.review.reviews.rules.document import Entry, Run
from kheo.review.reviews.rules.numbers import cell_mark, cell_words
from kheo.review.reviews.rules.template import Words


@dataclass
class References:
    """Collects what the text mentions while the document is being composed."""

    words: Words
    lines: list[tuple[Asked, Cell]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def of(self, asked: Asked | None, cell: Cell | None) -> int:
        """The number of the cell's line; 0 where nothing was asked, so there is no passport."""
        if asked is None or cell is None or not cell.passport:
            return 0
        if cell.passport not in self._numbers:
            self.lines.append((asked, cell))
            self._numbers[cell.passport] = len(self.lines)
        return self._numbers[cell.passport]

    def entry(self, asked: Asked | None, cell: Cell | None) -> Entry:
        ref = self.of(asked, cell)
        text = cell_mark(cell, self.words.language)
        return Entry(text, ref, missing=text == "…")

    def run(self, asked: Asked, cell: Cell | None) -> Run:
        return Run(cell_words(cell, self.words), self.of(asked, cell))

    def questions(self) -> list[Asked]:
        """Every question behind the numbers, once, in order."""
        return list({asked.answer.id or id(asked): asked for asked, _ in self.lines}.values())
