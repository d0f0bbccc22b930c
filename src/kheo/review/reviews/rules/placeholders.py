"""Live numbers in typed text: {HOU-01} or {HOU-01|province=Hà Nội|period=2024}. A doubled brace is a brace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kheo.kit.refusals import Refused
from kheo.kit.text import normal

_PIECE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(@\d+)?")

SETTINGS = ("period", "boundaries", "view", "grade", "within", "where")
"""Names that change the question as a whole; any other name is a breakdown, and its value picks the cell."""


@dataclass(frozen=True)
class Placeholder:
    """One number asked for in a text: the indicator's code and (name, value) pairs, as typed."""

    code: str
    scope: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return "{" + "|".join([self.code, *(f"{name}={value}" for name, value in self.scope)]) + "}"

    @property
    def settings(self) -> dict[str, str]:
        return {name: value for name, value in self.scope if name in SETTINGS}

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, value) for name, value in self.scope if name not in SETTINGS)


def pieces(text: str) -> list[str | Placeholder]:
    """Plain strings and placeholders, in order. Raises Refused("review.placeholder") for what is neither."""
    found: list[str | Placeholder] = []
    for piece in _PIECE.findall(clean(text)):
        if piece in ("{{", "}}"):
            found.append(piece[0])
        elif piece in ("{", "}"):
            raise Refused("review.brace", text=_around(text, piece))
        elif piece.startswith("{"):
            found.append(_placeholder(piece))
        else:
            found.append(piece)
    return found


def clean(text: str) -> str:
    """One paragraph in one spelling, without characters that a document cannot hold."""
    return normal("".join(sign for sign in text if sign.isprintable() or sign.isspace()))


def _placeholder(piece: str) -> Placeholder:
    code, *pairs = (part.strip() for part in piece[1:-1].split("|"))
    if not _CODE.fullmatch(code):
        raise Refused("review.placeholder", placeholder=piece)
    scope = []
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise Refused("review.placeholder", placeholder=piece)
        scope.append((name, value))
    return Placeholder(code, tuple(scope))


def _around(text: str, brace: str) -> str:
    at = text.find(brace)
    return text[max(0, at - 20) : at + 20]


def placeholders_in(texts: Iterable[str]) -> list[Placeholder]:
    """Every placeholder of the texts once, in order of appearance."""
    found = [piece for text in texts for piece in pieces(text) if isinstance(piece, Placeholder)]
    return list(dict.fromkeys(found))


def check_sections(
    sections: Mapping[str, Mapping[str, list[str]]],
    codes: Iterable[str],
    names: Iterable[str],
    *,
    review: str,
) -> None:
    """Refuse text that asks for an unknown indicator or breakdown; the refusal names language, section and paragraph.

    ``codes``: the indicators that exist. ``names``: what may stand before "=" (levels, grains, coded fields …).
    """
    known, allowed = set(codes), {*names, *SETTINGS}
    for language, findings in sections.items():
        for finding, paragraphs in findings.items():
            for at, text in enumerate(paragraphs, start=1):
                where = {"review": review, "language": language, "section": finding, "paragraph": at}
                try:
                    wanted = placeholders_in([text])
                except Refused as refused:
                    raise Refused("review.placeholder_in", reason=refused, **where) from None
                for one in wanted:
                    if one.code.partition("@")[0] not in known:
                        raise Refused("review.unknown_indicator", indicator=one.code, **where)
                    for name, _ in one.scope:
                        if name not in allowed:
                            raise Refused(
                                "review.unknown_breakdown", name=name, placeholder=str(one), **where
                            )
