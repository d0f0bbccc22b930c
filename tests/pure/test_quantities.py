"""Numbers and dates as they stand in real reports."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.kit.quantities import LARGEST, MISSING, Quantity, read_date, read_number
from kheo.kit.refusals import Refused

# Figures as the reports of ministries really state them: text, number, qualifier.
STATED = [
    ("over 600,000 sessions", 600_000, "over"),
    ("20 million participants", 20_000_000, "about"),
    ("more than 20,000 students", 20_000, "over"),
    ("320 charity classes", 320, "exact"),
    ("1,543 households", 1_543, "exact"),
    ("15,462 people", 15_462, "exact"),
    ("nearly 1 million cadres, soldiers, militia", 1_000_000, "under"),
    ("more than 10,000 vehicles", 10_000, "over"),
    ("85 units", 85, "exact"),
    ("gần 12.000", 12_000, "under"),
    ("hơn 12.000 hộ", 12_000, "over"),
    ("trên 1,5 triệu lượt người", 1_500_000, "over"),
    ("khoảng 3 nghìn", 3_000, "about"),
    ("khoang 3 nghin", 3_000, "about"),
    ("ước đạt 250 tỷ đồng", 250_000_000_000, "about"),
    ("2 triệu đồng", 2_000_000, "exact"),
    ("1.200 tỷ đồng", 1_200_000_000_000, "exact"),
    ("2 nghìn tỷ đồng", 2_000_000_000_000, "exact"),
    ("2 triệu 500 nghìn đồng", 2_500_000, "exact"),
    ("2 triệu rưỡi", 2_500_000, "exact"),
    ("5 vạn", 50_000, "exact"),
    ("gần một triệu người", 1_000_000, "under"),
    ("half a million people", 500_000, "about"),
    ("khoảng hơn 100 hộ", 100, "over"),
    ("không dưới 40", 40, "over"),
    ("chưa đầy 40", 40, "under"),
    ("not more than 40", 40, "under"),
    ("12.000 hộ trở lên", 12_000, "over"),
    ("600,000+", 600_000, "over"),
    (">= 30", 30, "over"),
    ("~30", 30, "about"),
    ("approx. 1,200", 1_200, "about"),
    ("VND 5 billion", 5_000_000_000, "exact"),
    ("$1,200.50", "1200.50", "exact"),
    ("45 tr đồng", 45_000_000, "exact"),
    ("12 ván gỗ", 12, "exact"),  # planks, not tens of thousands
    ("12 m²", 12, "exact"),
]

SHAPES = [
    ("1234", 1234),
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1 234", 1234),
    ("1\u00a0234\u00a0567", 1_234_567),
    ("1\u202f234,5", "1234.5"),
    ("1'234'567.5", "1234567.5"),
    ("1.234.567", 1_234_567),
    ("12,34,567", 1_234_567),
    ("1,234", 1234),
    ("1.234", 1234),
    ("0.234", "0.234"),
    ("1.5", "1.5"),
    ("1,5", "1.5"),
    ("12345.678", "12345.678"),
    ("1,2345", "1.2345"),
    ("-5", -5),
    ("−5", -5),
    ("0", 0),
    ("007", 7),
    ("1.2e+05", 120_000),
    ("१२३", 123),
    ("  12 ", 12),
]


@pytest.mark.parametrize(("text", "number", "qualifier"), STATED)
def test_it_reads_numbers_as_reports_state_them(text: str, number: int | str, qualifier: str) -> None:
    for spelling in (text, unicodedata.normalize("NFD", text), f" {text.upper()} "):
        read = read_number(spelling)
        assert (read.number, read.qualifier, read.unquantified) == (Decimal(number), qualifier, False)


@pytest.mark.parametrize(("text", "number"), SHAPES)
def test_it_reads_every_way_of_separating_digits(text: str, number: int | str) -> None:
    assert read_number(text) == Quantity(Decimal(number))


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234.567", ".", "1234567"),  # not ambiguous: the sender's sign does not matter
        ("1,234.5", ",", "1234.5"),
        ("1.5", ",", "1.5"),
        ("1,234 tỷ", ",", "1234000000"),
    ],
)
def test_only_what_is_ambiguous_follows_the_decimal_sign(text: str, decimal: str, number: str) -> None:
    assert read_number(text, decimal).number == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", " ", "-", "–", "N/A", "n.a.", "NA", "...", "không rõ", "Chưa có số liệu", "\u00a0"]
)
def test_missing_is_not_zero(text: str) -> None:
    assert read_number(text) == MISSING


@pytest.mark.parametrize(
    "text",
    [
        "hundreds of billions of dong",
        "tens of thousands of communes and organisations",
        "hundreds of units",
        "thousands of officers and soldiers",
        "hàng trăm tỷ đồng",
        "Hàng nghìn hộ",
        "hơn hàng trăm hộ",
        "nhiều hộ",
        "một số xã",
        "several villages",
    ],
)
def test_what_names_no_number_stays_unquantified(text: str) -> None:
    read = read_number(text)
    assert read.number is None
    assert read.unquantified
    assert read.qualifier == "about"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "quantity.not_a_number"),
        ("12?", "quantity.not_a_number"),
        ("nearly", "quantity.not_a_number"),
        ("ba hộ", "quantity.not_a_number"),
        ("12/5", "quantity.two_numbers"),
        ("12 of 20", "quantity.two_numbers"),
        ("12 34", "quantity.two_numbers"),
        ("1 triệu 2", "quantity.two_numbers"),
        ("2 nghìn 3 triệu", "quantity.two_numbers"),
        ("10-15", "quantity.range"),
        ("10 đến 15 hộ", "quantity.range"),
        ("từ 10 đến 15", "quantity.range"),
        ("1.23.4", "quantity.bad_separators"),
        ("1.234,5,6", "quantity.bad_separators"),
        ("12,34.5", "quantity.bad_separators"),
        ("không", "quantity.zero_or_missing"),
        ("None", "quantity.zero_or_missing"),
        ("1" * 20, "quantity.too_large"),
        ("9e99", "quantity.too_large"),
    ],
)
def test_it_refuses_what_is_not_one_number(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_number(text)
    assert refused.value.code == code
    assert "value" in refused.value.particulars


def test_it_takes_numbers_as_they_are() -> None:
    assert read_number(12) == read_number(12.0) == read_number(Decimal("12.00")) == Quantity(Decimal(12))
    assert read_number(1.234).number == Decimal("1.234")
    for nonsense in (True, float("nan"), float("inf"), 10**15):
        with pytest.raises(Refused):
            read_number(nonsense)


def test_it_keeps_the_words_after_the_number() -> None:
    assert read_number("over 600,000 sessions").rest == "sessions"
    assert read_number("12,5%").rest == "%"
    assert read_number("12").rest == ""


@given(
    st.integers(0, int(LARGEST) - 1),
    st.sampled_from(["{:,}", "{:_}", "{}"]),
    st.sampled_from([".", ",", " ", "'"]),
)
def test_it_reads_what_any_locale_prints(number: int, pattern: str, sign: str) -> None:
    printed = pattern.format(number).replace("_", ",").replace(",", sign)
    assert read_number(printed).number == number


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_it_reads_both_ways_of_printing_decimals(number: Decimal) -> None:
    english = f"{number:,.2f}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    assert read_number(english).number == read_number(vietnamese).number == number


@given(st.text(max_size=30) | st.text("0123456789.,-+ e/triệunghìnover~", max_size=20))
def test_it_reads_or_refuses_whatever_is_typed(text: str) -> None:
    try:
        read = read_number(text)
    except Refused as refused:
        assert refused.code.startswith("quantity.")
    else:
        assert read.number is None or read.number.is_finite()


@pytest.mark.parametrize(
    "text",
    [
        "2025-07-01",
        "2025-07-01T08:30:00Z",
        "2025-07-01 00:00:00",
        "2025/7/1",
        "01/07/2025",
        "1-7-2025",
        "1.7.2025",
        "1 / 7 / 2025",
        "1/7/25",
        "20250701",
        "1 July 2025",
        "1st Jul 2025",
        "1-Jul-25",
        "July 1, 2025",
        "ngày 1 tháng 7 năm 2025",
        "Ngày 01 tháng 07 năm 2025",
        unicodedata.normalize("NFD", "1 tháng 7, 2025"),
        "01/07/2025\u00a0",
    ],
)
def test_it_reads_dates_in_every_shape(text: str) -> None:
    assert read_date(text) == dt.date(2025, 7, 1)


def test_it_reads_the_order_it_is_told() -> None:
    assert read_date("7/1/2025", order="mdy") == dt.date(2025, 7, 1)
    assert read_date("2025-07-01", order="mdy") == dt.date(2025, 7, 1)
    assert read_date("1/1/70") == dt.date(1970, 1, 1)
    assert read_date("1/1/69") == dt.date(2069, 1, 1)
    assert read_date("9 Sept 2024") == dt.date(2024, 9, 9)


def test_it_takes_dates_as_they_are() -> None:
    assert read_date(dt.date(2025, 7, 1)) == dt.date(2025, 7, 1)
    assert read_date(dt.datetime(2025, 7, 1, 23, 59, tzinfo=dt.UTC)) == dt.date(2025, 7, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5/25/2015", "quantity.no_such_day"),  # the order is dmy, and there is no month 25
        ("29/2/2025", "quantity.no_such_day"),
        ("2025-02-30", "quantity.no_such_day"),
        ("1/7/0025", "quantity.no_such_day"),
        ("7/2025", "quantity.bad_date"),
        ("1/7-2025", "quantity.bad_date"),
        ("July 2025", "quantity.bad_date"),
        ("1 Ju 2025", "quantity.bad_date"),
        ("1 Jux 2025", "quantity.bad_date"),
        ("yesterday", "quantity.bad_date"),
        ("45839", "quantity.bad_date"),
        ("", "quantity.bad_date"),
    ],
)
def test_it_refuses_what_is_no_day(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_date(text)
    assert refused.value.code == code


@given(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)), st.sampled_from(["dmy", "mdy"]))
def test_it_reads_any_day_it_prints(day: dt.date, order: str) -> None:
    short = f"{day.day}/{day.month}" if order == "dmy" else f"{day.month}/{day.day}"
    for text in (
        day.isoformat(),
        f"{short}/{day.year}",
        f"{short}/{day:%y}",
        f"{day:%-d %B %Y}",
        f"{day:%Y%m%d}",
    ):
        assert read_date(text, order) == day


@given(st.text(max_size=30) | st.text("0123456789-/. thángnăm", max_size=15))
def test_it_reads_or_refuses_any_day(text: str) -> None:
    try:
        assert 1900 <= read_date(text).year <= 2100
    except Refused as refused:
        assert refused.code in ("quantity.bad_date", "quantity.no_such_day")
