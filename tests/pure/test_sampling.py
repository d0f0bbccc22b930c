"""Lots: how often a plan errs, the draw from a seed, the verdict, and the rows that a programme's author writes."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kheo.kit.nodes import nodes_of, read_yaml
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.sampling import Plan, plan_from_json, plan_on, read_sampling
from kheo.verify.sampling import rules
from kheo.verify.sampling.rules import Finding
from kheo.verify.sampling.states import Verdict

PLAN = Plan(19, Decimal("0.95"), Decimal("0.70"), 17, Decimal("0.10"), 12, dt.date(2021, 1, 1))
KEYS = some.lists(some.text("0123456789abcdef", min_size=4, max_size=8), unique=True, max_size=60)


def rounded(share: Fraction) -> str:
    return f"{float(share):.3f}"


def test_the_plan_for_reports_errs_as_often_as_it_is_said_to() -> None:
    errors = rules.errors(PLAN)
    assert (rounded(errors.alpha), rounded(errors.beta)) == ("0.067", "0.046")


def test_another_known_plan() -> None:
    errors = rules.errors(Plan(19, Decimal("0.80"), Decimal("0.50"), 13, Decimal(0), 12, PLAN.since))
    assert (rounded(errors.alpha), rounded(errors.beta)) == ("0.068", "0.084")


def test_a_small_lot_errs_less_and_a_large_one_as_one_without_end() -> None:
    assert rules.errors(PLAN, 19) == rules.Errors(Fraction(0), Fraction(0))  # all of it is visited
    small, large, endless = rules.errors(PLAN, 40), rules.errors(PLAN, 100_000), rules.errors(PLAN)
    assert small.alpha < endless.alpha
    assert small.beta < endless.beta
    assert abs(large.alpha - endless.alpha) < Fraction(1, 1000)
    assert abs(large.beta - endless.beta) < Fraction(1, 1000)


def test_the_rates_are_those_of_drawing_many_times() -> None:
    """Against drawing itself: 4,000 bad lots of 40, of which 28 are right."""
    dice, passed = random.Random(7), 0
    for _ in range(4_000):
        passed += sum(dice.sample([1] * 28 + [0] * 12, 19)) >= 17
    assert abs(passed / 4_000 - float(rules.errors(PLAN, 40).beta)) < 0.01


@given(some.text(min_size=1), KEYS, some.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(
    seed: str, keys: list[str], dice: random.Random
) -> None:
    shuffled = list(keys)
    dice.shuffle(shuffled)
    assert rules.draw(seed, shuffled) == rules.draw(seed, keys)
    assert sorted(rules.draw(seed, keys)) == sorted(keys)


@given(KEYS, some.text("0123456789abcdef", min_size=4, max_size=8))
def test_what_comes_in_changes_nothing_about_the_order_of_the_rest(keys: list[str], one: str) -> None:
    rest = [key for key in keys if key != one]
    assert [key for key in rules.draw("seed", [*rest, one]) if key != one] == rules.draw("seed", rest)


def test_anybody_can_draw_it_again() -> None:
    """As the page explains it, without Kheo."""
    keys = [f"{number:064x}" for number in range(50)]
    by_hand = sorted(keys, key=lambda key: hashlib.sha256(f"kheo-2026-11-22:{key}".encode()).hexdigest())
    assert rules.draw("kheo-2026-11-22", keys) == by_hand
    assert rules.draw("kheo-2026-11-23", keys) != by_hand


def findings(right: int, wrong: int = 0, lost: int = 0) -> list[Finding]:
    """Of 19; what is left was not visited."""
    seen = [Finding(Decimal(10), True, Decimal(10))] * right + [
        Finding(Decimal(10), True, Decimal(5))
    ] * wrong
    seen += [Finding(Decimal(10), True, None)] * lost
    return seen + [Finding(Decimal(10))] * (19 - len(seen))


@pytest.mark.parametrize(
    ("right", "wrong", "lost", "verdict"),
    [
        (17, 2, 0, Verdict.PASSED),
        (16, 3, 0, Verdict.LOOK_AGAIN),
        (17, 0, 0, Verdict.PASSED),  # the last two cannot change it
        (16, 2, 0, None),
        (0, 1, 2, Verdict.LOOK_AGAIN),
        (0, 0, 0, None),
    ],
)
def test_the_verdict_is_given_as_soon_as_nothing_can_change_it(
    right: int, wrong: int, lost: int, verdict: Verdict | None
) -> None:
    tally = rules.tally_of(findings(right, wrong, lost), PLAN.tolerance)
    assert rules.verdict_of(PLAN, tally) is verdict


def test_the_verification_factor_counts_what_was_not_found_as_nothing_and_leaves_out_what_was_not_visited() -> (
    None
):
    tally = rules.tally_of(findings(10, 4, 2), PLAN.tolerance)
    assert (tally.right, tally.wrong, tally.not_found, tally.unvisited) == (10, 6, 2, 3)
    assert tally.factor == Decimal(120) / Decimal(160)
    assert rules.tally_of(findings(0), PLAN.tolerance).factor is None


@pytest.mark.parametrize(
    ("found", "right"), [("90", True), ("110", True), ("89.99", False), ("110.01", False), ("0", False)]
)
def test_too_much_is_as_wrong_as_too_little(found: str, right: bool) -> None:
    assert rules.is_right(Finding(Decimal(100), True, Decimal(found)), Decimal("0.10")) is right


def test_only_what_tells_of_something_can_be_visited() -> None:
    assert rules.reported_in(3) == 3
    assert rules.reported_in("2.50") == Decimal("2.5")
    assert [rules.reported_in(value) for value in (0, "0", -1, None, True, "many", "NaN", 1.5, [1])] == [
        None
    ] * 9


@pytest.mark.parametrize("typed", ["", "x", "-1", "nan", "inf", "1 2"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"sampling\.not_a_number"):
        rules.found_in(typed)
    assert rules.found_in(" 2,5 ") == Decimal("2.5")


def test_months_later() -> None:
    assert rules.months_after(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert rules.months_after(dt.date(2025, 12, 14), 12) == dt.date(2026, 12, 14)
    assert rules.months_after(dt.date(2025, 10, 31), 1) == dt.date(2025, 11, 30)


ROW = "{from: 2021-01-01, issuer: Ban, n: 19, good: 0.95, bad: 0.70, pass: 17, tolerance: 0.10, revisit_months: 12}"


def read(text: str) -> tuple[list[dict[str, object]], list[str]]:
    problems = Problems()
    rows = read_sampling(nodes_of(read_yaml(text.encode(), "p.yaml", problems), "p.yaml", problems))
    return rows, [problem.refused.code for problem in problems.found]


def test_a_programmes_rows_are_read_and_the_newest_that_began_holds() -> None:
    later = ROW.replace("2021-01-01", "2025-07-01").replace("n: 19", "n: 30")
    rows, wrong = read(f"- {later}\n- {ROW}\n")
    assert wrong == []
    assert plan_from_json(rows[0]) == PLAN
    assert plan_on(rows, dt.date(2020, 12, 31)) is None
    assert [
        plan.n for day in ("2025-06-30", "2025-07-01") if (plan := plan_on(rows, dt.date.fromisoformat(day)))
    ] == [19, 30]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("bad: 0.70", "bad: 0.95", "plan.sampling_shares"),
        ("good: 0.95", "good: 95", "plan.not_a_share"),
        ("good: 0.95", "good: most", "plan.not_a_share"),
        ("pass: 17", "pass: 20", "source.not_whole"),
        ("n: 19, ", "", "source.key_missing"),
        ("issuer: Ban, ", "", "source.key_missing"),
        ("from: 2021-01-01", "from: soon", "source.not_a_day"),
        ("n: 19", "n: 19, size: 3", "source.unknown_key"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(old: str, new: str, code: str) -> None:
    assert code in read(f"- {ROW.replace(old, new)}\n")[1]


def test_two_rows_do_not_begin_on_one_day() -> None:
    assert read(f"- {ROW}\n- {ROW}\n")[1] == ["plan.sampling_twice"]


@pytest.mark.parametrize(
    ("typed", "thousands", "found"),
    [
        ("1,000", ",", "1000"), ("1.000", ".", "1000"), ("1,000,000", ",", "1000000"), ("1.000.000", ".", "1000000"),
        ("1 000", ",", "1000"), ("3,5", ",", "3.5"), ("3.5", ".", "3.5"), ("1,000.5", ",", "1000.5"),
        ("1.000,5", ".", "1000.5"), ("1.000,5", ",", "1000.5"), ("0,25", ".", "0.25"), ("1000", ".", "1000"),
        ("12.3456", ",", "12.3456"), ("1.000.000", ",", "1000000"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_writer_reads_it(typed: str, thousands: str, found: str) -> None:
    assert rules.found_in(typed, thousands=thousands) == Decimal(found)


@pytest.mark.parametrize(("typed", "thousands"), [("1,000", "."), ("1.000", ","), ("12,500", ".")])
def test_what_may_be_read_in_two_ways_is_asked_again(typed: str, thousands: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.found_in(typed, thousands=thousands)
    assert caught.value.code == "sampling.two_ways"


def test_too_large_and_not_whole_and_both_say_so() -> None:
    for code, act in (
        ("sampling.too_large", lambda: rules.found_in("99999999999999")),
        ("sampling.not_whole", lambda: rules.check_whole(Decimal("3.5"), whole=True)),
        ("sampling.both", lambda: rules.check_one_answer("12", True)),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == code
    rules.check_whole(Decimal("3.0000"), whole=True)
    rules.check_whole(None, whole=True)
    rules.check_one_answer(" ", True)
