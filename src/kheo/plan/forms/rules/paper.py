"""A form on paper: what is asked, in its order and numbered, and the shape of the space that each answer needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kheo.kit.text import pick
from kheo.plan.forms.rules.fields import Field

MANY = 40  # answers that are still printed one by one
BLANK_ROWS, BLANK_BLOCKS = 8, 3
WHOLE, FRACTION, MOST_CELLS = 7, 2, 12
WIDEST = 150  # mm that a table's columns may need: beyond that each entry has a block of its own

# What nobody writes by hand: computed, or noted by a phone of itself.
_UNASKED = frozenset(
    ("calculate", "hidden", "start", "end", "today", "audit", "audit-with-location", "deviceid", "subscriberid",
     "simserial", "phonenumber", "username", "email", "csv-external", "xml-external")
)  # fmt: skip
_SHAPES = {
    "integer": "cells", "decimal": "cells", "date": "date", "dateTime": "moment", "time": "time",
    "select_one": "one", "select_multiple": "many", "rank": "order", "acknowledge": "tick",
    "select_one_from_file": "named", "select_multiple_from_file": "named", "geopoint": "point",
    "geotrace": "sketch", "geoshape": "sketch", "image": "picture", "audio": "file", "video": "file",
    "file": "file", "barcode": "line", "range": "cells", "osm": "sketch",
}  # fmt: skip
# mm that a column of a table needs for an answer; choices are written as their number.
_WIDTHS = {
    "cells": 20,
    "date": 25,
    "time": 18,
    "moment": 34,
    "one": 17,
    "many": 22,
    "tick": 14,
    "picture": 18,
}
_WORDY = 38
_AT_MOST = re.compile(r"\.\s*(<=?)\s*(\d+)(?![\d.])")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\*\*|__|^#+\s*|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", re.MULTILINE)
_UNBROKEN = re.compile(r"(\S{36})(?=\S)")  # an address, a code: it may break here, or it leaves the sheet
_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
_BY_NAME = ("place", "unit", "agency", "partner")
# (longest label of a list, how many of its answers stand beside each other)
_BESIDE = ((14, 4), (23, 3), (60, 2))


@dataclass(frozen=True)
class Item:
    """One thing on the paper. ``kind``: question, heading, note or table. ``when``: in which case it is asked, in
    words. ``rule``: what the answer has to keep. ``cells``: of a number, before and after the comma. ``columns``: how
    many choices stand beside each other. A table has its questions in ``items`` and ``rows`` for entries; where they
    are too many to stand beside each other, ``shape`` is "blocks" and each entry has a block of its own."""

    kind: str
    number: str = ""
    label: str = ""
    hint: str = ""
    when: str = ""
    rule: str = ""
    required: bool = False
    shape: str = ""
    choices: tuple[str, ...] = ()
    columns: int = 1
    cells: tuple[int, int] = (0, 0)
    width: int = 0
    depth: int = 0
    inner: bool = False
    items: tuple[Item, ...] = ()
    rows: int = 0


def numbers_of(outline: Sequence[Field]) -> dict[str, str]:
    """The number under which each printed question stands: question → "1", "2", … through the whole form."""
    asked = [one.name for one in outline if is_asked(one)]
    return {name: str(at) for at, name in enumerate(asked, 1)}


def is_asked(one: Field) -> bool:
    """Whether a person answers it on paper."""
    return one.type not in (*_UNASKED, "note", "group", "repeat") and not one.calculation


def items_of(
    outline: Sequence[Field], conditions: Mapping[str, str], language: str, *, rows: int = BLANK_ROWS
) -> tuple[Item, ...]:
    """The paper's items. ``conditions``: question or group → in which case it is asked, in words."""
    paper = _Paper(outline, conditions, language, rows)
    return tuple(paper.within(""))


@dataclass(frozen=True)
class _Paper:
    outline: Sequence[Field]
    conditions: Mapping[str, str]
    language: str
    rows: int

    def within(self, repeat: str, *, inner: bool = False) -> Iterator[Item]:
        """What stands in a repeat and in none further in, then those further in; "" for what stands in none."""
        numbers = numbers_of(self.outline)
        roman = 0
        for one in self.outline:
            if one.type == "repeat" and one.repeat == repeat:
                yield from self._table(one, inner=inner)
            elif one.repeat != repeat or one.type == "repeat":
                continue
            elif one.type == "group":
                if heading := self._heading(one, numbers):
                    top = heading.depth == 0 and not repeat and heading.label != ""
                    roman += top
                    yield _numbered(heading, roman) if top else heading
            elif one.type == "note":
                yield Item("note", label=self._said(one, numbers), when=self._when(one))
            elif is_asked(one):
                yield self._question(one, numbers)

    def _heading(self, group: Field, numbers: Mapping[str, str]) -> Item | None:
        """A group with a name or a condition, unless nothing in it is printed."""
        held = [numbers[one.name] for one in self.outline if group.name in one.groups and one.name in numbers]
        label, when = self._said(group, numbers), self._when(group)
        if not held or not (label or when):
            return None
        depth = sum(1 for name in group.groups if self._is_named(name))
        span = "" if label else held[0] if len(held) == 1 else f"{held[0]}–{held[-1]}"
        return Item("heading", span, label, self._hint(group, numbers), when, depth=depth)

    def _is_named(self, name: str) -> bool:
        return any(one.name == name and one.type == "group" and one.label for one in self.outline)

    def _table(self, repeat: Field, *, inner: bool) -> Iterator[Item]:
        numbers = numbers_of(self.outline)
        held = list(self.within(repeat.name, inner=True))
        own = tuple(one for one in held if one.kind == "question")
        if own:
            wide = sum(one.width for one in own) > WIDEST
            yield Item(
                "table",
                label=self._said(repeat, numbers) or self._outer(repeat),
                hint=self._hint(repeat, numbers),
                when=self._when(repeat),
                shape="blocks" if wide else "rows",
                inner=inner,
                items=own,
                rows=BLANK_BLOCKS if wide else self.rows,
            )
        yield from (one for one in held if one.kind == "table")

    def _outer(self, repeat: Field) -> str:
        """The name of the group around a repeat that has none of its own."""
        for name in reversed(repeat.groups):
            for one in self.outline:
                if one.name == name and one.label:
                    return bare(pick(one.label, self.language))
        return ""

    def _question(self, one: Field, numbers: Mapping[str, str]) -> Item:
        labels = tuple(bare(pick(choice.label, self.language)) or choice.name for choice in one.choices)
        shape = _shape(one, len(labels))
        shown = labels if shape in ("one", "many", "order") else ()
        return Item(
            "question",
            numbers[one.name],
            self._said(one, numbers) or one.name,
            self._hint(one, numbers),
            self._when(one),
            bare(pick(one.constraint_message, self.language), numbers),
            one.required,
            shape,
            shown,
            _beside(shown),
            _cells(one),
            _WIDTHS.get(shape, _WORDY),
        )

    def _said(self, one: Field, numbers: Mapping[str, str]) -> str:
        return bare(pick(one.label, self.language), numbers)

    def _hint(self, one: Field, numbers: Mapping[str, str]) -> str:
        return bare(pick(one.hint, self.language), numbers)

    def _when(self, one: Field) -> str:
        return self.conditions.get(one.name, "")


def _numbered(heading: Item, at: int) -> Item:
    return replace(heading, number=_roman(at))


def _roman(number: int) -> str:
    out = ""
    for size, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, size)
        out += letters * count
    return out


def bare(text: str, numbers: Mapping[str, str] | None = None) -> str:
    """A text as paper can show it: without markup, other answers named by their questions' numbers."""
    known = numbers or {}
    said = _REFERENCE.sub(lambda found: f"({known[found[1]]})" if found[1] in known else "……", text)
    return _UNBROKEN.sub("\\1\u200b", " ".join(_MARKUP.sub("", said).split()))


def _shape(one: Field, choices: int) -> str:
    if one.file or choices > MANY or (one.type == "text" and one.role in _BY_NAME):
        return "named"
    return _SHAPES.get(one.type, "lines")


def _beside(labels: Sequence[str]) -> int:
    longest = max(map(len, labels), default=0)
    return next((columns for most, columns in _BESIDE if longest <= most), 1)


def _cells(one: Field) -> tuple[int, int]:
    """How many digits a number has room for: as many as the greatest that its rule allows, where it names one."""
    if one.type not in ("integer", "decimal", "range"):
        return (0, 0)
    most = _AT_MOST.search(one.constraint)
    whole = min(len(most[2]), MOST_CELLS) if most else 4 if one.type == "range" else WHOLE
    return (whole, FRACTION if one.type == "decimal" else 0)
