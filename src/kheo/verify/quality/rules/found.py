"""What a check found about a record, and how findings add up to a risk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kheo.verify.quality.states import Against


@dataclass(frozen=True)
class Found:
    """``against``: what the record was held against; ``sureness``: between 0 and 1; ``detail``: plain values that the
    sentence is made of. ``detail["other"]`` is the number of another submission: whoever shows it asks first whether the
    reader may see that one."""

    record: int
    against: Against
    sureness: float
    detail: Mapping[str, Any] = field(default_factory=dict)


def sure(value: float) -> float:
    """Between 0 and 1, in thousandths: the same on every machine."""
    return round(min(1.0, max(0.0, value)), 3)


def plain_number(value: float) -> int | float:
    """As a person writes it: no point where nothing is behind it, and not more than four significant digits behind it."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(f"{value:.6g}")


def risk(strengths: Iterable[tuple[str, float]]) -> float:
    """From (check, weight × sureness) of a record's findings to one number between 0 and 1.

    Of one check the strongest counts, so that a line with ten amounts is not ten times as suspect; different checks are
    taken as independent witnesses: each leaves a part of what the others left.
    """
    strongest: dict[str, float] = {}
    for check, strength in strengths:
        strongest[check] = max(strength, strongest.get(check, 0.0))
    left = 1.0
    for _check, strength in sorted(strongest.items()):
        left *= 1.0 - min(max(strength, 0.0), 1.0)
    return round(1.0 - left, 6)


def digest_of(rows: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 over findings as plain tuples, in their order."""
    told = hashlib.sha256()
    for row in rows:
        told.update(json.dumps(row, sort_keys=True, ensure_ascii=False).encode())
        told.update(b"\n")
    return told.hexdigest()
