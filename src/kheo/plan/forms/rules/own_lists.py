"""Lists that Kheo itself feeds, from its places and its organisations, so that no form ages with them."""

from __future__ import annotations

import re

PLACES, UNITS = "kheo-places", "kheo-units"
_NAME = re.compile(rf"(?:(?P<places>{PLACES})(?:-(?P<level>[A-Za-z0-9_-]+))?|(?P<units>{UNITS}))\.csv")
# The roles whose answers are read from one of these lists as well as from what somebody typed.
BY_ROLE = {"place": PLACES, "unit": UNITS}


def is_kheo_list(filename: str) -> bool:
    return _NAME.fullmatch(filename) is not None


def level_of(filename: str) -> str | None:
    """The level of places that such a list names: "" for all levels; None where it is no list of places."""
    found = _NAME.fullmatch(filename)
    return (found["level"] or "") if found and found["places"] else None
