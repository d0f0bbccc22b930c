"""The words of a letterhead in one language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kheo.kit.text import pick
from kheo.review.reviews.rules.document import Letterhead
from kheo.review.reviews.rules.template import Words, dated

BLANK = "\u00a0" * 6
COLLECTIVE = ("TM.", "T/M")


def letterhead_of(plain: dict[str, Any], look: dict[str, Any], language: str, today: dt.date) -> Letterhead:
    """``plain``: a review's letterhead as its pack wrote it; the clerk's blanks stay blank."""

    def said(key: str) -> str:
        value = plain.get(key) or ""
        return pick(value, language) if isinstance(value, dict) else str(value)

    day = dt.date.fromisoformat(str(plain["date"])) if plain.get("date") else None
    city = said("place")
    return Letterhead(
        superior=said("superior"),
        body=said("body"),
        number=_number(said("number"), said("symbol"), look, language),
        dated=dated(Words(language), city, day, today.year),
        city=f"{city}, {today.year}" if city and look["layout"] == "plain" else city,
        authority=_authority(said("on_behalf"), said("body"), said("position"), look["on_behalf"][language]),
        signer=said("signer"),
        recipients=_recipients(plain.get("recipients") or [], language),
    )


def _number(number: str, symbol: str, look: dict[str, Any], language: str) -> str:
    """Numbers under ten are padded; without a symbol there is no line."""
    if not symbol:
        return ""
    shown = number.zfill(2) if number.isdigit() else number or BLANK
    line: str = look["number"][language]
    return line.format(number=shown, symbol=symbol)


def _authority(on_behalf: str, body: str, position: str, mark: str) -> tuple[str, ...]:
    """The lines above the signature. Who signs for a collective names it: TM. BAN CHỈ ĐẠO, then TRƯỞNG BAN.

    ``mark`` follows the layout: TM. in state documents, T/M in those of the Party.
    """
    if not position:
        return ()
    if on_behalf in COLLECTIVE:
        on_behalf = f"{mark} {body}" if mark and body else ""
    return tuple(line.upper() for line in (on_behalf, *position.split("\n")) if line)


def _recipients(plain: list[Any], language: str) -> tuple[str, ...]:
    """A list as the state writes it: "- Như trên;", the last with a full stop."""
    texts = [pick(one, language) if isinstance(one, dict) else str(one) for one in plain]
    bare = [text.strip(" -;.") for text in texts]
    return tuple(f"- {text}{'.' if at == len(bare) else ';'}" for at, text in enumerate(bare, start=1))
