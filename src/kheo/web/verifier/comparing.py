"""Reports question by question: where they agree, where they differ, and which words of a text differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kheo.capture.submissions.models import Record
from kheo.web.coordinator.report import Value, values_of
from kheo.web.shared.fields import Fields, fields_of

WORDS = 1_500  # of a text: longer ones are compared as a whole
TOLD_ABOVE = ("unit", "agency", "place", "start", "end")  # roles whose answers stand in rows of their own


@dataclass(frozen=True)
class Piece:
    """Some words; ``differs``: the first report does not have them."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Cell:
    """What one report says. Without ``pieces`` it says nothing: ``skipped`` where nobody was asked, ``absent`` where its
    form has no such question."""

    pieces: Sequence[Piece] = ()
    skipped: bool = False
    absent: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """A question, a cell for each report; ``agrees``: all say the same."""

    label: str
    cells: Sequence[Cell]
    agrees: bool


def row(label: str, texts: Sequence[str]) -> Row:
    """Of plain answers; empty ones are not told."""
    return _row(label, [Cell((Piece(text),)) if text else Cell() for text in texts])


def questions(records: Sequence[Record], language: str) -> list[Row]:
    """The questions of the records' forms in their order; those of two forms that ask alike stand in one row."""
    told = [_answers(record, language) for record in records]
    asked = [_asked(record, language) for record in records]
    labels = list(dict.fromkeys(label for one in told for label in one))
    return [
        _question(label, [one.get(label) for one in told], [label in one for one in asked])
        for label in labels
    ]


def _asked(record: Record, language: str) -> set[str]:
    fields = fields_of([record.form.code])
    return {fields.label(name, language) for name in fields.labels}


def _answers(record: Record, language: str) -> Mapping[str, tuple[Value, bool]]:
    """Label → the answer, and whether it is somebody's own words."""
    fields = fields_of([record.form.code])
    names = {fields.label(name, language): name for name in fields.labels}
    found = {}
    for value in values_of(record, fields, language):
        name = names[value.label]
        if fields.roles.get(name) not in TOLD_ABOVE:
            found[value.label] = value, _is_words(fields, name)
    return found


def _is_words(fields: Fields, name: str) -> bool:
    coded = name in fields.coded or name in fields.numbers or name in fields.days
    return not coded and not fields.roles.get(name)


def _question(label: str, told: Sequence[tuple[Value, bool] | None], asked: Sequence[bool]) -> Row:
    texts = [one[0].text if one else "" for one in told]
    words = all(one is None or one[1] for one in told)
    cells = []
    for at, (one, text) in enumerate(zip(told, texts, strict=True)):
        beside = texts[0] if at else next((other for other in texts[1:] if other and other != text), text)
        if one is None or not text:
            cells.append(Cell(skipped=bool(one and one[0].skipped), absent=not asked[at]))
        elif words and beside:
            cells.append(Cell(pieces_of(text, beside)))
        else:
            cells.append(Cell((Piece(text),)))
    return _row(label, cells)


def _row(label: str, cells: Sequence[Cell]) -> Row:
    return Row(label, cells, len({cell.text for cell in cells}) == 1)


def pieces_of(text: str, beside: str) -> list[Piece]:
    """A text in pieces, those marked that ``beside`` does not have; words are compared, and what stands between them
    goes with the word before."""
    own, other = _words(text), _words(beside)
    if max(len(own), len(other)) > WORDS:
        return [Piece(text, text != beside)]
    match = SequenceMatcher(
        None, [_bare(word) for word in own], [_bare(word) for word in other], autojunk=False
    )
    pieces = []
    for kind, begin, end, _begin, _end in match.get_opcodes():
        if end > begin:
            pieces.append(Piece("".join(own[begin:end]), kind != "equal"))
    # Where nothing is shared there is nothing to point at.
    return pieces if any(not piece.differs for piece in pieces) else [Piece(text)]


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def _bare(word: str) -> str:
    return word.strip().casefold()
