"""What an edition holds, its digest, and how two editions differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kheo.consolidate.figures.rules.question import Cell
from kheo.kit.digests import digest_of

Frozen = Mapping[str, Any]
"""One figure of an edition, as JSON: see ``frozen``."""


def frozen(cell: Cell, place: tuple[str, str] | None) -> dict[str, Any]:
    """A cell as an edition keeps it. ``place``: (ref, name), ("", "") where the facts name none; None: the country."""
    return {
        "indicator": cell.indicator,
        "version": cell.version,
        "place": None if place is None else place[0],
        "name": "" if place is None else place[1],
        "status": cell.status.value,
        "value": _text(cell.value),
        "low": _text(cell.low),
        "high": _text(cell.high),
        "qualifier": cell.qualifier.value,
        "facts": cell.facts,
        "approximate": cell.approximate,
        "expected": cell.expected,
        "received": cell.received,
        "passport": cell.passport,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize(), "f")


def edition_digest(period: str, position: int, figures: Sequence[Frozen]) -> str:
    """SHA-256 of everything that an edition says."""
    return digest_of([period, position, [dict(figure) for figure in figures]])


@dataclass(frozen=True)
class Difference:
    """One figure that two editions tell differently; a side is None where that edition does not have it."""

    indicator: str
    place: str | None
    name: str
    before: Frozen | None
    after: Frozen | None


_COMPARED = ("version", "status", "value", "low", "high", "qualifier")


def differences(before: Iterable[Frozen], after: Iterable[Frozen]) -> list[Difference]:
    """Figures whose value, range, kind, qualifier or definition differ, in the order of the editions.

    Completeness and passports may differ without a figure being another one: they are not compared.
    """
    old, new = _by_key(before), _by_key(after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key), new.get(key)
        if one is None or other is None or any(one[name] != other[name] for name in _COMPARED):
            told = other or one or {}
            found.append(Difference(key[0], key[1], str(told["name"]), one, other))
    return found


def _by_key(figures: Iterable[Frozen]) -> dict[tuple[str, str | None], Frozen]:
    return {(figure["indicator"], figure["place"]): figure for figure in figures}


def said(figure: Frozen | None) -> str:
    """A figure in a few signs, the same in every language: 12480, 1240–1310, ~5310, missing …"""
    if figure is None:
        return "∅"
    if figure["status"] == "value":
        return ("" if figure["qualifier"] == "exact" else "~") + str(figure["value"])
    if figure["status"] == "range":
        return f"{figure['low'] or ''}–{figure['high'] or ''}"
    return str(figure["status"])
