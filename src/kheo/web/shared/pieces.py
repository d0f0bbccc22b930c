"""Sentences with figures in them: ``{CODE}`` becomes that indicator's figure, linked to its passport."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kheo.web.shared.shown import Shown

_HOLE = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}")


@dataclass(frozen=True)
class Piece:
    """Either plain ``text`` or a figure."""

    text: str = ""
    shown: Shown | None = None
    main: bool = False


def codes_in(texts: Iterable[str]) -> set[str]:
    """The indicators that the texts name (codes are not written in small letters)."""
    return {name for text in texts for name in _HOLE.findall(text) if not name.islower()}


def has_holes(text: str) -> bool:
    return bool(_HOLE.search(text))


def pieces(
    text: str, figures: Mapping[str, Shown], words: Mapping[str, str], main: str = ""
) -> tuple[Piece, ...]:
    """The text cut at its holes. ``words`` fill the holes in small letters; ``main`` is the figure set off."""
    found = []
    for at, part in enumerate(_HOLE.split(text)):
        if at % 2 == 0:
            found.append(Piece(part))
        elif part in figures:
            found.append(Piece(shown=figures[part], main=part == main))
        else:
            found.append(Piece(words.get(part, "…")))
    return tuple(piece for piece in found if piece.text or piece.shown)
