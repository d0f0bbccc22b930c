"""Small tables of the overview: a few indicators by one field, and the totals, which need not be the sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kheo.kit.text import pick, sort_key
from kheo.web.coordinator.basis import Basis
from kheo.web.shared.absent import show_known
from kheo.web.shared.asking import by_keys, names_of, question_for
from kheo.web.shared.dimensions import dimension_name, none_name
from kheo.web.shared.pieces import Piece
from kheo.web.shared.shown import NOTHING, Shown

MOST_ROWS = 12


@dataclass(frozen=True)
class KindTable:
    title: str
    by: str
    heads: tuple[tuple[str, str], ...]  # the indicator, and its unit where the title does not say it
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]
    total: tuple[Shown, ...]
    note: tuple[Piece, ...]
    url: str
    more: int
    also: str
    also_url: str


def kind_tables(basis: Basis) -> tuple[KindTable, ...]:
    found = (_table(basis, entry) for entry in basis.settings.get("tables", []))
    return tuple(table for table in found if table)


def _table(basis: Basis, entry: Mapping[str, Any]) -> KindTable | None:
    codes = tuple(code for code in entry.get("indicators", []) if code in basis.known)
    if not codes:
        return None
    frame, by, also = basis.frame, entry["by"], entry.get("also") or {}
    question = question_for(frame.choices, frame.calendar, codes, by=(by,))
    table, names = by_keys(question), names_of(question, frame.language)
    keys = list(dict.fromkeys(key[0] for cells in table.values() for key in cells))
    named = [(names.get((by, key), str(key)) if key is not None else none_name(by), key) for key in keys]
    named.sort(key=lambda pair: (pair[1] is None, sort_key(pair[0])))
    if len(named) > MOST_ROWS:  # what is left for the full table should be what is least
        first = table[codes[0]]
        named.sort(key=lambda pair: -(first[(pair[1],)].high or 0) if (pair[1],) in first else 1)
    rows = [
        (
            name,
            tuple(
                show_known(table[code].get((key,)), basis.known[code], frame.choices, (by,), (key,))
                for code in codes
            ),
        )
        for name, key in named
    ]
    return KindTable(
        title=basis.text(entry.get("title")),
        by=dimension_name(by, frame.language),
        heads=tuple(_head(basis, code) for code in codes),
        rows=tuple(rows[:MOST_ROWS]),
        total=tuple(basis.shown.get(code, NOTHING) for code in codes),
        note=basis.pieces(entry.get("note")),
        url=frame.choices.to("figures", i=list(codes), by=by),
        more=max(len(rows) - MOST_ROWS, 0),
        also=basis.text(also.get("title")),
        also_url=frame.choices.to(
            "figures",
            i=[code for code in also.get("indicators", []) if code in basis.known] or list(codes[:1]),
            by=also.get("by", ""),
            across=also.get("across", ""),
        ),
    )


def _head(basis: Basis, code: str) -> tuple[str, str]:
    known, language = basis.known[code], basis.frame.language
    title, unit = pick(known.title, language), known.unit.named(None, language)
    return title, "" if unit.casefold() in title.casefold() else unit
