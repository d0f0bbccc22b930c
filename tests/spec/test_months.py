"""Months as arithmetic that SQL can repeat give every day the month that the calendar gives it, whatever its changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kheo.consolidate.figures.rules.setting import Months, period_label
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused

Regimes = list[dict[str, Any]]
FIRST, LAST = dt.date(2023, 1, 1), dt.date(2027, 12, 31)


def disagreements(regimes: Regimes) -> list[dt.date]:
    """The days from FIRST to LAST, where the calendar knows them, that the arithmetic puts into another month."""
    calendar = Calendar.from_json("c", regimes)
    months = Months.of(calendar)
    found = []
    for number in range((LAST - FIRST).days):
        day = FIRST + dt.timedelta(days=number)
        try:
            label = calendar.label(day, "month")
        except Refused:
            continue
        if period_label(months.index(day), "month") != label:
            found.append(day)
    return found


@pytest.mark.parametrize(
    "regimes",
    [
        # The month of the change is long, and only its middle would go astray: May is 1 May to 14 June.
        [
            {"to": "2025-05-10", "month_starts_on": 1},
            {"from": "2025-05-10", "month_starts_on": 15, "month_offset": 0},
        ],
        # A calendar that began, and one that ended, within a year of a change.
        [
            {"from": "2024-06-01", "to": "2025-05-01", "month_starts_on": 1},
            {"from": "2025-05-01", "month_starts_on": 15},
        ],
        [
            {"to": "2025-05-01", "month_starts_on": 1},
            {"from": "2025-05-01", "to": "2025-12-15", "month_starts_on": 15},
        ],
    ],
)
def test_every_day_is_in_its_month_around_a_change(regimes: Regimes) -> None:
    assert disagreements(regimes) == []


starts = st.sampled_from([1, 5, 10, 15, 20, 28])
offsets = st.sampled_from([None, -1, 0, 1])
changes = st.lists(
    st.dates(dt.date(2024, 6, 1), dt.date(2026, 6, 1)), min_size=1, max_size=2, unique=True
).map(sorted)


@settings(max_examples=150)
@given(changes, st.lists(st.tuples(starts, offsets), min_size=3, max_size=3))
def test_every_day_is_in_its_month_in_any_calendar(
    days: list[dt.date], kinds: list[tuple[int, int | None]]
) -> None:
    ends = [*[day.isoformat() for day in days], None]
    begins = [None, *ends[:-1]]
    regimes = [
        {"from": begin, "to": end, "month_starts_on": kind[0], "month_offset": kind[1]}
        for begin, end, kind in zip(begins, ends, kinds, strict=False)
    ]
    try:
        Calendar.from_json("c", regimes)
    except Refused:
        assume(False)
    assert disagreements(regimes) == []
