"""The invariants of every reporting calendar, and the days that people argue about."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.kit.periods import GRAINS, Calendar, Period
from kheo.kit.refusals import Refused

DAY = dt.timedelta(days=1)
STATE = Calendar.from_json("state", [{"from": None, "to": None, "month_starts_on": 15, "month_offset": -1}])
CIVIL = Calendar.from_json("civil", [{"from": None, "to": None, "month_starts_on": 1, "month_offset": 0}])
FISCAL = Calendar.from_json(
    "fiscal", [{"month_starts_on": 1, "month_offset": -3}]
)  # year Y begins in October Y-1


def changing(day: str, before: int, after: int) -> Calendar:
    return Calendar.from_json(
        "changing",
        [
            {"from": None, "to": day, "month_starts_on": before},
            {"from": day, "to": None, "month_starts_on": after},
        ],
    )


calendars = st.one_of(
    st.sampled_from([STATE, CIVIL, FISCAL]),
    st.builds(
        changing,
        st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)).map(dt.date.isoformat),
        st.integers(1, 28),
        st.integers(1, 28),
    ),
)
years = st.integers(2010, 2030)
days = st.dates(dt.date(2005, 1, 1), dt.date(2035, 12, 31))
grains = st.sampled_from(list(GRAINS))


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("2025", "2024-12-15", "2025-12-14"),
        ("2025-H1", "2024-12-15", "2025-06-14"),
        ("2025-H2", "2025-06-15", "2025-12-14"),
        ("2025-Q1", "2024-12-15", "2025-03-14"),
        ("2025-Q3", "2025-06-15", "2025-09-14"),
        ("2025-01", "2024-12-15", "2025-01-14"),
        ("2025-07", "2025-06-15", "2025-07-14"),
        ("2024-03", "2024-02-15", "2024-03-14"),
    ],
)
def test_it_knows_the_state_reporting_calendar(label: str, first: str, last: str) -> None:
    """Article 12 of Decree 09/2019: from the 15th of the month before to the 14th."""
    period = STATE.period(label)
    assert (period.first, period.last) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_it_puts_14_december_in_the_year_and_15_december_in_the_next() -> None:
    assert STATE.label(dt.date(2025, 12, 14), "year") == "2025"
    assert STATE.label(dt.date(2025, 12, 15), "year") == "2026"
    assert STATE.label(dt.date(2025, 12, 15), "month") == "2026-01"
    assert CIVIL.label(dt.date(2025, 12, 15), "month") == "2025-12"


def test_it_knows_leap_years() -> None:
    assert CIVIL.period("2024-02").last == dt.date(2024, 2, 29)
    assert CIVIL.period("2023-02").last == dt.date(2023, 2, 28)
    assert STATE.period("2024").days == CIVIL.period("2024").days == 366
    assert STATE.period("2024-03").days == 29
    assert STATE.period("2023-03").days == 28


def test_it_names_a_fiscal_year_by_the_year_it_ends_in() -> None:
    assert FISCAL.period("2025").first == dt.date(2024, 10, 1)
    assert FISCAL.label(dt.date(2024, 10, 1), "quarter") == "2025-Q1"


def test_a_change_to_earlier_closing_makes_one_short_year() -> None:
    """The calendar year held through 2018; the state calendar since 2019: 2019 lost its last days, nothing twice."""
    calendar = changing("2019-01-01", before=1, after=15)
    assert calendar.period("2018").last == dt.date(2018, 12, 31)
    assert calendar.period("2019").first == dt.date(2019, 1, 1)
    assert calendar.period("2019").last == dt.date(2019, 12, 14)
    assert calendar.period("2020").first == dt.date(2019, 12, 15)


def test_a_change_to_later_closing_makes_one_long_month() -> None:
    calendar = changing("2018-12-15", before=15, after=1)
    assert calendar.period("2018").last == dt.date(2018, 12, 14)
    assert calendar.period("2019-01") == Period(
        "2019-01", "month", dt.date(2018, 12, 15), dt.date(2019, 1, 31)
    )


def test_a_change_in_the_middle_of_a_month_is_felt_when_that_month_closes() -> None:
    calendar = changing("2019-03-12", before=1, after=15)  # the day the decree came into force
    assert calendar.period("2019-02").last == dt.date(2019, 2, 28)
    assert calendar.period("2019-03") == Period("2019-03", "month", dt.date(2019, 3, 1), dt.date(2019, 3, 14))


def test_a_calendar_that_begins_says_so_before_it_begins() -> None:
    calendar = Calendar.from_json("new", [{"from": "2018-12-15", "to": None, "month_starts_on": 15}])
    assert calendar.period("2019").first == dt.date(2018, 12, 15)
    with pytest.raises(Refused) as refused:
        calendar.period("2018")
    assert refused.value.code == "periods.out_of_calendar"
    with pytest.raises(Refused):
        calendar.label(dt.date(2018, 12, 14), "year")


def test_it_reads_spans() -> None:
    span = STATE.span("2023..2025")
    assert (span.grain, span.first, span.last) == ("span", dt.date(2022, 12, 15), dt.date(2025, 12, 14))
    assert STATE.span("2025-Q3") == STATE.period("2025-Q3")
    assert STATE.span("2025-Q1..2025-07").last == dt.date(2025, 7, 14)


def test_it_lists_the_periods_that_share_a_day() -> None:
    labels = [p.label for p in STATE.periods("quarter", dt.date(2024, 12, 14), dt.date(2025, 3, 15))]
    assert labels == ["2024-Q4", "2025-Q1", "2025-Q2"]
    assert STATE.periods("year", dt.date(2025, 2, 1), dt.date(2025, 1, 1)) == []


@pytest.mark.parametrize(
    "label", ["", "25", "2025-13", "2025-00", "2025-Q5", "2025-H3", "2025-7", "0000", "9999", "2025-07-01"]
)
def test_it_refuses_a_label_that_names_no_period(label: str) -> None:
    with pytest.raises(Refused) as refused:
        STATE.period(label)
    assert refused.value.code == "periods.bad_label"


@pytest.mark.parametrize(
    ("code", "regimes"),
    [
        ("periods.no_regimes", []),
        ("periods.bad_month_start", [{"month_starts_on": 29}]),
        ("periods.bad_month_start", [{"month_starts_on": "15"}]),
        ("periods.bad_month_offset", [{"month_starts_on": 1, "month_offset": 1.5}]),
        ("periods.bad_date", [{"from": "15/12/2018", "month_starts_on": 15}]),
        ("periods.regimes_do_not_join", [{"to": "2019-01-01"}, {"from": "2019-01-02"}]),
        ("periods.regimes_do_not_join", [{"to": None}, {"from": "2019-01-02"}]),
        ("periods.regimes_do_not_join", [{"from": "2019-01-02", "to": "2019-01-02"}]),
        # A year that ends in September cannot follow one that has already run into December.
        ("periods.empty_month", [{"to": "2025-01-01"}, {"from": "2025-01-01", "month_offset": -3}]),
    ],
)
def test_it_refuses_regimes_that_make_no_calendar(code: str, regimes: list[dict[str, Any]]) -> None:
    with pytest.raises(Refused) as refused:
        Calendar.from_json("broken", regimes)
    assert refused.value.code == code


def test_it_refuses_spans_that_run_backwards_and_grains_it_does_not_know() -> None:
    with pytest.raises(Refused):
        STATE.span("2025..2023")
    with pytest.raises(Refused):
        STATE.label(dt.date(2025, 1, 1), "week")


@given(calendars, years)
def test_twelve_months_are_four_quarters_are_two_halves_are_the_year(calendar: Calendar, year: int) -> None:
    whole = calendar.period(str(year))
    for labels in (
        [f"{year}-{month:02d}" for month in range(1, 13)],
        [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        [f"{year}-H1", f"{year}-H2"],
    ):
        parts = [calendar.period(label) for label in labels]
        assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
        assert all(part.first <= part.last for part in parts)
        assert all(before.last + DAY == after.first for before, after in pairwise(parts))
        assert sum(part.days for part in parts) == whole.days


@given(calendars, years)
def test_years_follow_each_other_without_gap_or_overlap(calendar: Calendar, year: int) -> None:
    assert calendar.period(str(year)).last + DAY == calendar.period(str(year + 1)).first


@given(calendars, days, grains)
def test_every_day_falls_in_the_period_that_it_is_labelled_with(
    calendar: Calendar, day: dt.date, grain: str
) -> None:
    period = calendar.period(calendar.label(day, grain))
    assert period.grain == grain
    assert day in period
    assert calendar.periods(grain, day, day) == [period]


@given(calendars, days, days, grains)
def test_listed_periods_cover_what_was_asked(
    calendar: Calendar, one: dt.date, other: dt.date, grain: str
) -> None:
    first, last = min(one, other), max(one, other)
    listed = calendar.periods(grain, first, last)
    assert first in listed[0]
    assert last in listed[-1]
    assert all(before.last + DAY == after.first for before, after in pairwise(listed))
