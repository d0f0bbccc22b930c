"""Tables for people and JSON lines for programs, on stdout."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line. Dates and decimals are written as text."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=str))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Iterable[int] = ()) -> None:
    """Columns as wide as their widest entry; the columns numbered in ``right`` are aligned right."""
    shown = [["" if entry is None else str(entry) for entry in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(headers), *shown]) for i in range(len(headers))]
    to_the_right = set(right)
    for row in [list(headers), ["─" * width for width in widths], *shown]:
        entries = (
            entry.rjust(width) if i in to_the_right else entry.ljust(width)
            for i, (entry, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(entries).rstrip())
