"""Measures that a few wild values cannot move, and the laws that hold for any numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.verify.quality.rules import amounts, measures
from kheo.verify.quality.rules.found import digest_of, plain_number, risk, sure

AMOUNTS = st.lists(st.floats(0.5, 1e6), min_size=6, max_size=40)
RULE = {"z": 3.5, "least": 0, "least_history": 6, "periods": 24}


def z_of(value: float, others: list[float]) -> float:
    known = measures.log_profile(others)
    return measures.modified_z(math.log(value), *known)


@pytest.mark.parametrize(("values", "middle"), [([3], 3), ([1, 9], 5), ([9, 1, 4], 4), ([2, 2, 2, 100], 2)])
def test_the_middle_is_the_middle(values: list[float], middle: float) -> None:
    assert measures.median(values) == middle


@given(AMOUNTS, st.floats(0.5, 1e6), st.floats(0.001, 1000))
def test_the_unit_of_measure_does_not_matter(others: list[float], value: float, scale: float) -> None:
    scaled = z_of(value * scale, [other * scale for other in others])
    assert scaled == pytest.approx(z_of(value, others), rel=1e-6, abs=1e-6)


@given(AMOUNTS, st.floats(0.5, 1e6), st.randoms())
def test_the_order_of_the_past_does_not_matter(others: list[float], value: float, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(others)
    chance.shuffle(shuffled)
    rule = {**RULE, "z": 0.5}
    assert amounts.outlier(value, amounts.profile(others, rule), rule) == amounts.outlier(
        value, amounts.profile(shuffled, rule), rule
    )


@given(st.lists(st.floats(10, 20), min_size=20, max_size=40), st.floats(1e4, 1e9))
def test_one_wild_value_in_the_past_does_not_hide_the_next(others: list[float], wild: float) -> None:
    """With mean and deviation it would: the first forgery would make room for the second."""
    assert amounts.outlier(500.0, amounts.profile([*others, wild], RULE), RULE) is not None


@given(st.lists(st.floats(0.5, 1e6), max_size=5), st.floats(0.001, 1e12))
def test_too_short_a_past_says_nothing(others: list[float], value: float) -> None:
    assert amounts.outlier(value, amounts.profile(others, RULE), RULE) is None


@given(AMOUNTS, st.floats(1.01, 1000), st.floats(1.01, 100))
def test_further_away_is_never_less_sure(others: list[float], above: float, more: float) -> None:
    known = amounts.profile(others, RULE)
    value = max(others) * above
    near, far = amounts.outlier(value, known, RULE), amounts.outlier(value * more, known, RULE)
    assert near is None or (far is not None and far[0] >= near[0])


@given(st.floats(0.001, 1e9), st.floats(0.001, 1e9))
def test_sureness_lies_between_a_half_and_one(value: float, limit: float) -> None:
    assert 0.5 <= measures.beyond(value, limit) <= 1


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_a_chance_is_a_chance(successes: int, failures: int, chance: float) -> None:
    tries = successes + failures
    found = measures.at_least(successes, tries, chance)
    assert 0 <= found <= 1
    assert found >= measures.at_least(successes + 1, tries, chance) - 1e-12


def test_a_chance_is_counted() -> None:
    assert measures.at_least(2, 2, 0.5) == 0.25
    assert measures.at_least(0, 5, 0.2) == 1
    assert measures.at_least(1, 2, 0.5) == 0.75


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1)), max_size=12), st.randoms())
def test_a_risk_does_not_depend_on_the_order_of_findings(strengths, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(strengths)
    chance.shuffle(shuffled)
    assert risk(strengths) == risk(shuffled)
    assert 0 <= risk(strengths) <= 1


def test_of_one_check_the_strongest_counts() -> None:
    assert risk([("a", 0.5), ("a", 0.4), ("a", 0.3)]) == 0.5
    assert risk([("a", 0.5), ("b", 0.5)]) == 0.75
    assert risk([]) == 0


@given(st.lists(st.tuples(st.text(max_size=3), st.floats(0, 1)), min_size=1), st.floats(0, 1))
def test_another_witness_never_lowers_the_risk(strengths, more: float) -> None:  # type: ignore[no-untyped-def]
    assert risk([*strengths, ("another check", more)]) >= risk(strengths)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [plain_number(each) for each in (14.0, 2.5, 1 / 3, 1e14)] == [14, 2.5, 0.333333, 10**14]
    assert isinstance(plain_number(14.0), int)
    assert [sure(-1), sure(0.12345), sure(7)] == [0, 0.123, 1]


def test_a_digest_is_of_what_is_said() -> None:
    assert digest_of([(1, "Đất")]) == digest_of(iter([(1, "Đất")]))
    assert digest_of([(1, "Đất")]) != digest_of([(1, "Dat")])
