"""Columns wide enough for their numbers: a number is never broken and never runs into its neighbour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kheo.review.reviews.rules.document import Annex, Block, Column, Row, Table
from kheo.review.reviews.rules.faces import breadth

PAPER = 210  # mm
PADDING = 2.6  # mm: both sides of a box, and a hair
LEAST = 18  # mm: what a column of words keeps
LONGEST = 6  # how many of the longest texts are measured


def across(look: dict[str, Any]) -> float:
    """The width of the text, in mm."""
    return float(PAPER - look["margins"]["left"] - look["margins"]["right"])


def fit_blocks(blocks: Iterable[Block], look: dict[str, Any]) -> tuple[Block, ...]:
    return tuple(fit(block, look) if isinstance(block, Table) else block for block in blocks)


def fit_annexes(annexes: Iterable[Annex], look: dict[str, Any]) -> tuple[Annex, ...]:
    return tuple(replace(annex, blocks=fit_blocks(annex.blocks, look)) for annex in annexes)


def fit(table: Table, look: dict[str, Any]) -> Table:
    """The table with widths in mm. Columns of numbers take what they need from columns of words."""
    room, size = across(look), float(look["table_size"])
    whole = sum(column.width for column in table.columns)
    widths = [column.width / whole * room for column in table.columns]
    needs = [_need(at, column, table.rows, size) for at, column in enumerate(table.columns)]
    lacking = sum(max(need - width, 0) for need, width in zip(needs, widths, strict=True))
    given = [
        max(width - need, 0) if column.align == "left" else 0
        for column, width, need in zip(table.columns, widths, needs, strict=True)
    ]
    share = min(1.0, lacking / sum(given)) if sum(given) else 0
    fitted = [
        width - gift * share if column.align == "left" else max(width, need)
        for column, width, need, gift in zip(table.columns, widths, needs, given, strict=True)
    ]
    columns = (
        replace(column, width=round(width, 2)) for column, width in zip(table.columns, fitted, strict=True)
    )
    return replace(table, columns=tuple(columns))


def _need(at: int, column: Column, rows: tuple[Row, ...], size: float) -> float:
    """The least width in mm of a column: its longest number, or the longest word of its head."""
    head = max(breadth(word, size) for word in column.head.split())
    if column.align == "left":
        return max(head + PADDING, LEAST)
    texts = sorted({row.entries[at].text for row in rows}, key=len)[-LONGEST:]
    if column.align == "center":
        texts = [word for text in texts for word in text.split()]
    return max([head, *(breadth(text, size) for text in texts)]) + PADDING
