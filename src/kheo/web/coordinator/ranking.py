"""Areas by share, the furthest first, and the small rest in one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.kit.text import pick
from kheo.web.coordinator.basis import Basis
from kheo.web.shared.absent import show_known
from kheo.web.shared.asking import by_keys, names_of, question_for
from kheo.web.shared.atlas import atlas
from kheo.web.shared.bars import Bar, part, percent
from kheo.web.shared.dimensions import dimension_name
from kheo.web.shared.shown import NOTHING, Shown

LONGEST = Decimal(200)  # percent at which a bar of shares ends: the bounds of a range may lie far beyond


@dataclass(frozen=True)
class Row:
    key: int
    name: str
    url: str
    shown: tuple[Shown, ...]
    share: Shown
    bar: Bar | None


@dataclass(frozen=True)
class Ranking:
    level: str
    heads: tuple[str, ...]
    share_head: str
    line: str
    rows: tuple[Row, ...]
    others: int
    others_url: str
    total: tuple[Shown, ...]
    total_share: Shown


def areas_asked(basis: Basis, ranked: Mapping[str, Any], level: str, size: str) -> Question:
    """What map and ranking need of the areas, in one question where both have the same level."""
    named = [size, *ranked.get("indicators", []), ranked.get("share", "")]
    codes = named if ranked.get("level") == level else [size]
    asked = tuple(code for code in dict.fromkeys(codes) if code in basis.known)
    return question_for(basis.frame.choices, basis.frame.calendar, asked, by=(level,))


def ranking(basis: Basis, ranked: Mapping[str, Any], main: tuple[int, ...], size: str) -> Ranking | None:
    """``main`` are the areas to show; the largest where there are none. ``size``: the map's indicator."""
    codes = tuple(code for code in ranked.get("indicators", []) if code in basis.known)
    if not codes:
        return None
    share = ranked.get("share", "") if ranked.get("share") in basis.known else ""
    asked = [*codes, *([share] if share else [])]
    question = areas_asked(basis, ranked, ranked["level"], size)
    table = by_keys(question)
    names = names_of(question, basis.frame.language)
    keys = [key for key in main if (key,) in table[codes[0]]] or _largest(table[codes[0]])
    apart = atlas().told_apart(keys)
    rows = [
        _row(basis, table, codes, share, key, apart.get(key) or names.get((ranked["level"], key), "?"))
        for key in keys
    ]
    leading = share or codes[0]
    rows.sort(key=lambda row: -_number(table[leading].get((row.key,))))
    whole = min(_scale_end(table[share]), LONGEST) if share else _scale_end(table[codes[0]])
    return Ranking(
        level=dimension_name(ranked["level"], basis.frame.language),
        heads=tuple(pick(basis.known[code].title, basis.frame.language) for code in codes),
        share_head=pick(basis.known[share].title, basis.frame.language) if share else "",
        line=f"{percent(100, whole)}%" if share and whole > 100 else "",
        rows=tuple(replace(row, bar=_bar(table, leading, row.key, whole, bool(share))) for row in rows),
        others=sum(1 for key in table[codes[0]] if key[0] is not None) - len(rows),
        others_url=basis.frame.choices.to("figures", i=asked, by=ranked["level"]),
        total=tuple(basis.shown.get(code, NOTHING) for code in codes),
        total_share=basis.shown.get(share, NOTHING),
    )


def _row(
    basis: Basis,
    table: Mapping[str, Mapping[tuple[Any, ...], Cell]],
    codes: tuple[str, ...],
    share: str,
    key: int,
    name: str,
) -> Row:
    choices, spot = basis.frame.choices, atlas().spots.get(key)
    shown = tuple(show_known(table[code].get((key,)), basis.known[code], choices) for code in codes)
    drawn = basis.settings.get("map") or {}
    url = choices.to("figures", i=list(codes), by=drawn.get("level", ""), within=spot.ref) if spot else ""
    share_shown = show_known(table[share].get((key,)), basis.known[share], choices) if share else NOTHING
    return Row(key, name, url, shown, share_shown, None)


def _bar(
    table: Mapping[str, Mapping[tuple[Any, ...], Cell]], code: str, key: int, whole: Decimal, shares: bool
) -> Bar | None:
    cell = table[code].get((key,))
    if cell is None or cell.high is None:
        return None
    low, high = cell.low or Decimal(0), cell.high
    parts = [part("is", 0, min(low, Decimal(100)) if shares else low, whole)]
    if high > low:
        parts.append(part("maybe", low, high, whole))
    elif shares and high > 100:
        parts.append(part("over", 100, high, whole))
    return Bar(tuple(parts))


def _number(cell: Cell | None) -> Decimal:
    return (cell.high if cell else None) or Decimal(0)


def _scale_end(cells: Mapping[tuple[Any, ...], Cell]) -> Decimal:
    return max((_number(cell) for key, cell in cells.items() if key[0] is not None), default=Decimal(0))


def _largest(cells: Mapping[tuple[Any, ...], Cell]) -> list[int]:
    keys = [key[0] for key in cells if isinstance(key[0], int)]
    return sorted(keys, key=lambda key: -_number(cells[(key,)]))[:20]
