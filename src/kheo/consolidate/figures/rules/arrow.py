"""Facts, placements and windows as Arrow tables: the shape in which a database reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from kheo.consolidate.figures.rules.setting import Setting, Window
from kheo.ground.places.rules import Cell, Share

SHARE = pa.decimal128(9, 8)
MEASURE = pa.decimal128(18, 4)
TYPES = {"integer": pa.int64(), "decimal": MEASURE, "date": pa.date32()}
OWN = [
    ("posted", pa.int64()),
    ("until", pa.int64()),
    ("record", pa.int64()),
    ("repeat", pa.int64()),
    ("joint", pa.int64()),
    ("joint_rank", pa.int16()),
    ("joint_rule", pa.int8()),
    ("grade", pa.int8()),
    ("unit", pa.int32()),
    ("agency", pa.int32()),
    ("place", pa.int32()),
    ("start", pa.date32()),
    ("day", pa.date32()),
]


def schema(fields: Mapping[str, str]) -> pa.Schema:
    """The columns of a form's facts. ``fields``: field → type; each number has a companion ``<field>__q``."""
    columns = list(OWN)
    for name, kind in fields.items():
        columns.append((name, TYPES.get(kind, pa.string())))
        if kind in ("integer", "decimal"):
            columns.append((f"{name}__q", pa.int8()))
    return pa.schema(columns)


def facts_table(rows: Iterable[Mapping[str, Any]], fields: Mapping[str, str]) -> pa.Table:
    """Rows (dicts by column) as a table of ``schema(fields)``; what a row lacks is missing."""
    shape = schema(fields)
    rows = list(rows)
    return pa.table(
        {
            column.name: pa.array([_fitting(row.get(column.name), column.type) for row in rows], column.type)
            for column in shape
        },
        schema=shape,
    )


def _fitting(value: Any, kind: pa.DataType) -> Any:
    if kind == MEASURE and value is not None:
        return Decimal(value).quantize(Decimal("0.0001"))
    return value


def places_table(places: Mapping[int, Mapping[Cell, Share]], levels: Sequence[str]) -> pa.Table:
    """Columns place, c0 …, low, high: one row for each place and cell."""
    columns: dict[str, list[Any]] = {
        "place": [],
        **{f"c{n}": [] for n in range(len(levels))},
        "low": [],
        "high": [],
    }
    for place, cells in places.items():
        for cell, share in cells.items():
            columns["place"].append(place)
            for number, key in enumerate(cell):
                columns[f"c{number}"].append(key)
            columns["low"].append(share.low)
            columns["high"].append(share.high)
    kinds = {"low": SHARE, "high": SHARE}
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


def plain(value: Any) -> str | int | Decimal | None:
    """A key as answers write it: days as ISO text, numbers as they are."""
    return value.isoformat() if isinstance(value, dt.date) else value
