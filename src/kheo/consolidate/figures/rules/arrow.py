"""Placements and windows as Arrow tables: the shape in which a database reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from kheo.consolidate.figures.rules.setting import Setting, Window
from kheo.ground.places.rules import Cell, Share

SHARE = pa.decimal128(9, 8)


def places_table(places: Mapping[int, Mapping[Cell, Share]], levels: Sequence[str]) -> pa.Table:
    """Columns place, c0 …, low, high: one row for each place and cell."""
    columns: dict[str, list[Any]] = {
        "place": [],
        **{f"c{n}": [] for n in range(len(levels))},
        "_low": [],
        "_high": [],
    }
    for place, cells in places.items():
        for cell, share in cells.items():
            columns["place"].append(place)
            for number, key in enumerate(cell):
                columns[f"c{number}"].append(key)
            columns["_low"].append(share.low)
            columns["_high"].append(share.high)
    kinds = {"_low": SHARE, "_high": SHARE}
    return pa.table({name: pa.array(values, kinds.get(name, pa.int32())) for name, values in columns.items()})


def windows_table(windows: Iterable[Window]) -> pa.Table:
    """Columns index, first, last."""
    rows = list(windows)
    days = pa.date32()
    return pa.table(
        {
            "index": pa.array([row.index for row in rows], pa.int32()),
            "first": pa.array([row.first for row in rows], days),
            "last": pa.array([row.last for row in rows], days),
        }
    )


def uncertain(setting: Setting) -> bool:
    """Whether any place lies in a cell only in part."""
    return any(not share.whole for cells in (setting.places or {}).values() for share in cells.values())
