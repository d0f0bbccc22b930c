"""What every reader of tables gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | float | bool | Decimal | dt.date | dt.time | dt.timedelta | None
Line = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Reading:
    """What the sender said about the file: "" is to be found out."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


@dataclass
class Sheet:
    """``lines``: each line's number, as a person counts them from 1, and its cells; empty lines are left out.

    ``total``: how many lines there are, about, for the progress bar. ``headed``: the first line names the columns
    for certain (Parquet), as line 0.
    """

    name: str
    lines: Iterator[Line]
    total: int
    headed: bool = False
