"""A finished review as plain values, in one language: what the renderers print, whatever the file format.

A number is a run or a cell whose ``ref`` is the line of its passport in the annex; 0 where there is none
(targets, and shares and changes that are computed from the numbers of the same row).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from kheo.review.reviews.states import Layout


@dataclass(frozen=True)
class Run:
    text: str
    ref: int = 0
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Heading:
    """Level 1 is a chapter (I.), 2 a section (1.), 3 a part (a)). ``listed``: stands in the contents."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str
    listed: bool = True


@dataclass(frozen=True)
class Paragraph:
    """``style``: body, item (a short point), note (small, under tables) or source."""

    kind: ClassVar[str] = "paragraph"
    runs: tuple[Run, ...]
    style: str = "body"


@dataclass(frozen=True)
class Column:
    """``width`` is a share of the table's width; ``align`` is left, right or center."""

    head: str
    width: float
    align: str = "right"


@dataclass(frozen=True)
class Entry:
    """What stands in one box of a table. ``missing`` boxes are hatched, so that nobody reads them as zero."""

    text: str = ""
    ref: int = 0
    missing: bool = False


@dataclass(frozen=True)
class Row:
    """``total`` rows are bold. ``anchor`` is the number by which the rest of the document refers to this row."""

    entries: tuple[Entry, ...]
    total: bool = False
    anchor: int = 0


@dataclass(frozen=True)
class Table:
    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A vector drawing. ``alt`` says in words what it shows; ``width`` is a share of the text's width."""

    kind: ClassVar[str] = "picture"
    svg: str
    caption: str
    alt: str
    notes: tuple[str, ...] = ()
    width: float = 1.0


Block: TypeAlias = Heading | Paragraph | Table | Picture


@dataclass(frozen=True)
class Letterhead:
    """The words at the top of page 1, on the cover and at the signature. Empty where nobody gave them.

    ``authority``: the lines above the name, "TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN".
    """

    superior: str = ""
    body: str = ""
    number: str = ""
    dated: str = ""
    city: str = ""
    authority: tuple[str, ...] = ()
    signer: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Annex:
    """``number`` is Roman (I, II …)."""

    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ReviewDocument:
    """The whole document. ``look`` is the row of the layout rules in force; ``words`` the template's words."""

    name: str
    language: str
    layout: Layout
    look: dict[str, Any]
    words: dict[str, str]
    letterhead: Letterhead
    title: str
    programme: str
    period: str
    notice: str
    about: tuple[str, ...]
    body: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    enclosed: str = ""
    made_at: str = ""
    passports: tuple[str, ...] = field(default=())

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.body if isinstance(block, Heading))


def refs_text(refs: list[int]) -> str:
    """References in the fewest signs: 3, 40–45."""
    spans: list[list[int]] = []
    for ref in sorted({ref for ref in refs if ref}):
        if spans and ref == spans[-1][-1] + 1:
            spans[-1][-1:] = [ref] if len(spans[-1]) > 1 else [spans[-1][0], ref]
        else:
            spans.append([ref])
    return ", ".join(f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
