"""Numbers, ranges, days and periods as readers of each language write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Status
from kheo.web.coordinator.cards import _under
from kheo.web.shared.choices import Choices
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.numbers import Unit, number, span
from kheo.web.shared.shown import Shown, show

CHOICES = Choices("p", "2025", None, "programme", "en")
PEOPLE = Unit("person", {"en": "person", "vi": "người"}, {"en": "people", "vi": "người"})
SHARE = Unit("share", {"en": "%", "vi": "%"}, {})


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        ("1234", "1.234", "1,234"),
        ("1234567.8", "1.234.568", "1,234,568"),
        ("999.94", "999,9", "999.9"),
        ("2.8147", "2,81", "2.81"),
        ("-12.5", "\u221212,5", "\u221212.5"),
        ("0", "0", "0"),
        ("0.0004", "0,0004", "0.0004"),
        ("100.0", "100", "100"),
        ("44.90", "44,9", "44.9"),
        ("1000000", "1.000.000", "1,000,000"),
    ],
)
def test_it_writes_numbers_for_the_language(value: str, vietnamese: str, english: str) -> None:
    assert number(Decimal(value), "vi") == vietnamese
    assert number(Decimal(value), "en") == english


def test_it_writes_a_range_with_a_dash() -> None:
    assert span(Decimal(1240), Decimal(1310), "vi") == "1.240–1.310"


def test_it_names_one_and_many() -> None:
    assert PEOPLE.counted(1, "en") == "1\u00a0person"
    assert PEOPLE.counted(Decimal(2500), "en") == "2,500\u00a0people"
    assert SHARE.counted(Decimal("42.26"), "vi") == "42,3\u00a0%"


@pytest.mark.parametrize(
    ("label", "vietnamese", "english"),
    [
        ("2025", "2025", "2025"),
        ("2025-07", "tháng 7/2025", "July 2025"),
        ("2025-Q3", "quý III/2025", "Q3 2025"),
        ("2025-H1", "6 tháng đầu năm 2025", "H1 2025"),
        ("2023..2025", "2023–2025", "2023–2025"),
    ],
)
def test_it_names_periods_for_the_language(label: str, vietnamese: str, english: str) -> None:
    with translation.override("vi"):
        assert period_name(label) == vietnamese
    with translation.override("en"):
        assert period_name(label) == english


def test_it_names_days_for_the_language() -> None:
    with translation.override("vi"):
        assert day_name(dt.date(2025, 6, 30)) == "30/6/2025"
    with translation.override("en"):
        assert day_name(dt.date(2025, 6, 30)) == "30 June 2025"


def cell(status: Status, **more: object) -> Cell:
    return Cell("PEOPLE", 1, (), status, **more)  # type: ignore[arg-type]


def test_it_never_mixes_up_the_ways_of_having_no_number() -> None:
    with translation.override("en"):
        shown = [show(cell(status), PEOPLE, CHOICES) for status in Status if status not in ("value", "range")]
        shown.append(
            show(cell(Status.VALUE, value=Decimal(0), low=Decimal(0), high=Decimal(0)), PEOPLE, CHOICES)
        )
    looks = [(one.kind, one.text) for one in shown]
    assert len(set(looks)) == 5
    assert ("value", "0") in looks
    assert len({one.said for one in shown}) == 5


def test_it_says_that_a_number_is_approximate() -> None:
    with translation.override("vi"):
        about = cell(Status.VALUE, value=Decimal(12000), high=Decimal(12000), qualifier=Qualifier.UNDER)
        assert show(about, PEOPLE, CHOICES.but(language="vi")).said == "dưới 12.000 người"


def test_it_reads_a_range_without_a_lower_end_as_at_most() -> None:
    with translation.override("en"):
        assert show(cell(Status.RANGE, high=Decimal(9)), PEOPLE, CHOICES).text == "at most 9"


@pytest.mark.parametrize(
    ("value", "said"), [("5.4", "limit kept"), ("5.5", "limit kept"), ("5.59", "limit exceeded")]
)
def test_a_target_that_is_an_upper_limit_is_kept_or_not(value: str, said: str) -> None:
    unit = Unit("percent", {"en": "%"}, {"en": "%"})
    shown = Shown("value", value, "", value=Decimal(value), low=Decimal(value), high=Decimal(value))
    with translation.override("en"):
        _bar, left, right = _under(shown, Decimal("5.5"), unit, "en")
    assert left == said and right.startswith("at most 5.5")
