"""The same table as files: one line for each cell, with its passport."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kheo.web.coordinator.grid import Table
from kheo.web.coordinator.switches import Switches
from kheo.web.shared.frame import Frame

# A spreadsheet would run what begins with one of these.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cells_of(table: Table, switches: Switches) -> Iterator[dict[str, Any]]:
    """Each cell as plain values: names of its keys, indicator, status, value, low, high, qualifier, facts, passport."""
    for row in table.rows:
        for column, entry in zip(table.columns, row.entries, strict=True):
            if column.whole:  # a total among the cells would be added up once more
                continue
            cell = entry.cell
            yield {
                **dict(zip(switches.by, row.full, strict=True)),
                **({switches.across: column.group} if switches.across else {}),
                "indicator": column.code,
                "title": column.head,
                "unit": column.unit,
                "status": str(cell.status) if cell else entry.shown.kind,
                "value": _plain(cell.value if cell else None),
                "low": _plain(cell.low if cell else None),
                "high": _plain(cell.high if cell else None),
                "qualifier": str(cell.qualifier) if cell else "",
                "facts": cell.facts if cell else 0,
                "passport": cell.passport if cell else "",
            }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def as_json(frame: Frame, table: Table, switches: Switches) -> str:
    """Numbers as decimal strings, so that no digit is lost."""
    return json.dumps(
        {
            "programme": frame.programme.code,
            **frame.choices.pairs(),
            "by": list(switches.by),
            "across": switches.across or None,
            "grade": switches.grade,
            "within": switches.within.ref if switches.within else None,
            "notice": frame.notice or None,
            "source": frame.source_note or None,
            "cells": list(cells_of(table, switches)),
        },
        ensure_ascii=False,
        indent=1,
    )


def as_csv(table: Table, switches: Switches) -> str:
    """With a mark at the beginning that makes spreadsheets read Vietnamese letters."""
    out = io.StringIO()
    out.write("\ufeff")
    writer: Any = None
    for cell in cells_of(table, switches):
        if writer is None:
            writer = csv.DictWriter(out, list(cell), lineterminator="\r\n")
            writer.writeheader()
        writer.writerow({name: harmless(value) for name, value in cell.items()})
    return out.getvalue()


def harmless(value: Any) -> Any:
    text = str(value)
    numeric = text.replace(".", "", 1).removeprefix("-").isdigit()
    return f"'{text}" if text.startswith(DANGEROUS) and not numeric else value
