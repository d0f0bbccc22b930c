"""Days on which an indicator's series becomes another one: numbers before and after are never compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kheo.kit.nodes import Node
from kheo.kit.periods import Period

Texts = dict[str, str]


@dataclass(frozen=True)
class Break:
    """``day``: the first of the new series. ``why`` in each language, empty where its author did not say."""

    day: dt.date
    why: Texts


def check_breaks(node: Node) -> None:
    """``breaks`` of an indicator: a list of {day, why}. What is wrong goes into the node's problems."""
    for entry in node.nodes("breaks"):
        entry.only(("day", "why"))
        entry.day("day", required=True)
        entry.texts("why")


def breaks_of(definition: Mapping[str, Any]) -> tuple[Break, ...]:
    """The breaks of a definition as it is kept, oldest first."""
    found = [
        Break(dt.date.fromisoformat(str(one["day"])), one.get("why") or {})
        for one in definition.get("breaks") or ()
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def break_between(definition: Mapping[str, Any], one: Period, other: Period) -> Break | None:
    """The first break that lies between the two periods or within one of them."""
    first, last = min(one.first, other.first), max(one.last, other.last)
    return next((found for found in breaks_of(definition) if first < found.day <= last), None)
