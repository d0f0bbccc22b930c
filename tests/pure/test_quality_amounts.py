"""What the checks of numbers say, and what they leave alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.verify.quality.rules import amounts

FAR: dict[str, Any] = {"z": 3.5, "least": 5, "least_history": 6, "periods": 24}
JUMP: dict[str, Any] = {"times": 3, "least": 5, "least_history": 3, "periods": 12}
DIGITS: dict[str, Any] = {"ends": 5, "from": 10, "least_history": 8, "chance": 0.001, "last": 24}
RATIO: dict[str, Any] = {"low": 1, "high": 10, "from": 0}
FITS: dict[str, Any] = {"least_history": 3, "chance": 0.01, "expected": 0.1, "from": 5, "last": 12}


def far(value: float, others: list[float], **more: Any) -> amounts.Answer:
    rule = {**FAR, **more}
    return amounts.outlier(value, amounts.profile(others, rule), rule)


def test_fourteen_houses_after_three_to_six_stand_out() -> None:
    told = far(14, [4, 3, 5, 4, 6, 4, 5, 4, 3, 5, 4])
    assert told is not None
    assert told[0] > 0.5
    assert told[1] == {"value": 14, "low": 3, "high": 5, "times": 3.5, "count": 11}


@pytest.mark.parametrize("value", [0, 3, 6, 7, 9])
def test_what_is_near_or_little_does_not(value: float) -> None:
    assert far(value, [4, 3, 5, 4, 6, 4, 5, 4, 3, 5, 4]) is None


def test_a_past_that_never_changed_is_no_reason_for_alarm() -> None:
    assert far(11, [10] * 12, least=0) is None
    assert far(40, [10] * 12, least=0) is not None


def test_far_too_little_is_told_too() -> None:
    told = far(1, [100, 110, 90, 105, 95, 100, 98])
    assert told is not None
    assert told[1]["times"] < 1


def test_zeros_say_nothing_about_size() -> None:
    assert far(14, [0] * 30 + [4, 3, 5]) is None


def test_four_times_the_usual_is_a_jump() -> None:
    told = amounts.jump(40, [10, 9, 11, 10], None, JUMP)
    assert told is not None
    assert (told[1]["times"], told[1]["usual"], told[1]["compared"]) == (4, 10, "own")


def test_a_season_excuses_a_jump() -> None:
    assert amounts.jump(40, [10, 9, 11, 10], 35, JUMP) is None
    told = amounts.jump(120, [10, 9, 11, 10], 35, JUMP)
    assert told is not None
    assert told[1]["compared"] == "last_year"


@pytest.mark.parametrize(
    ("total", "before"), [(40, [10, 9]), (0, [10, 9, 11]), (4, [1, 1, 1]), (29, [10, 10, 10])]
)
def test_little_known_or_little_is_no_jump(total: float, before: list[float]) -> None:
    assert amounts.jump(total, before, None, JUMP) is None


def test_a_dozen_rounded_numbers_are_too_many() -> None:
    told = amounts.digits([17, *[20, 35, 50, 45, 60, 15, 30, 80, 25, 40]], 0.2, DIGITS)
    assert told is not None
    assert told[1] == {"rounded": 10, "count": 11, "run": 10, "ends": 5}


def test_where_everybody_rounds_it_is_no_sign() -> None:
    values = [20.0, 35, 50, 45, 60, 15, 31, 80, 26, 42]
    assert amounts.digits(values, 0.2, DIGITS) is not None
    assert amounts.digits(values, 0.5, DIGITS) is None


def test_small_and_broken_numbers_have_no_last_digit() -> None:
    assert amounts.digits([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 0.2, DIGITS) is None
    assert amounts.digits([12.5, 20.5] * 20, 0.2, DIGITS) is None


@given(st.lists(st.integers(10, 10_000), max_size=7))
def test_a_few_rounded_numbers_are_nothing(values: list[int]) -> None:
    assert amounts.digits([float(each) for each in values], 0.2, DIGITS) is None


@pytest.mark.parametrize(("of", "to"), [(4, 1), (40, 10), (10, 1), (0, 0)])
def test_a_household_of_one_to_ten_is_a_household(of: float, to: float) -> None:
    assert amounts.ratio(of, to, RATIO) is None


@pytest.mark.parametrize(("of", "to", "ratio"), [(110, 10, 11), (5, 10, 0.5), (4, 0, None), (0, 10, 0)])
def test_answers_that_cannot_stand_together(of: float, to: float, ratio: float | None) -> None:
    told = amounts.ratio(of, to, RATIO)
    assert told is not None
    assert told[1]["ratio"] == ratio


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6), st.floats(0.01, 100))
def test_a_ratio_has_no_unit_of_measure(of: float, to: float, scale: float) -> None:
    rule = {"low": 0, "high": 1e15, "from": 0}
    assert amounts.ratio(of, to, rule) is None
    assert amounts.ratio(of * scale, to * scale, rule) is None


def test_more_households_than_there_are() -> None:
    assert amounts.denominator(300, 300, {"times": 1}) is None
    assert amounts.denominator(300, 0, {"times": 1}) is None
    told = amounts.denominator(450, 300, {"times": 1})
    assert told is not None
    assert told[1] == {"value": 450, "known": 300, "times": 1.5}


def test_exactly_the_target_again_and_again() -> None:
    told = amounts.fits_too_well([(12, 12), (15, 15), (9, 9), (20, 20)], 0.05, FITS)
    assert told is not None
    assert told[1] == {"exact": 4, "count": 4, "value": 20}


@pytest.mark.parametrize(
    "pairs",
    [
        [(12, 12), (15, 15)],
        [(3, 3), (2, 2), (1, 1), (4, 4)],
        [(12, 12), (15, 16), (9, 9), (20, 25), (11, 11), (8, 10), (30, 33), (12, 15), (14, 15), (13, 15)],
    ],
)
def test_to_meet_it_now_and_then_is_planning(pairs: list[tuple[float, float]]) -> None:
    assert amounts.fits_too_well(pairs, 0.1, FITS) is None
