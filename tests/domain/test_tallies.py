"""How much the ledger holds of some forms in a period."""

from __future__ import annotations

import datetime as dt

from kheo.consolidate.figures.queries import Tally, tally
from kheo.facts.columns import actions as columns
from tests.ledger_build import Ground, ground, post

__all__ = ["ground"]

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 6, 30)


def test_it_counts_what_stands_and_not_what_was_replaced(ground: Ground) -> None:
    post(
        ground,
        [
            {"place": "a", "people": 1},
            {"place": None, "people": 2, "agency": "front"},
            {"place": "b", "people": 3, "day": "2025-08-01"},
        ],
    )
    post(ground, [{"place": "a", "people": 4}], replaces=[0])
    columns.refresh()
    assert tally(["works"], FIRST, LAST) == Tally(facts=2, agencies=2, without_place=1)
    assert tally(["works"], None, None).facts == 3


def test_it_is_nothing_before_the_first_report(ground: Ground) -> None:
    assert tally(["works", "unknown"], FIRST, LAST) == Tally()
