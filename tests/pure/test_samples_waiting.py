"""Reports that wait in the demonstration: the unit's last one told again, some of them odd; the same seed, the same ones."""

from __future__ import annotations

from typing import Any

from kheo.capture.samples.rules.waiting import Last, waiting

HOW: dict[str, Any] = {
    "days": 31, "number": "reference", "jump": 9, "times": 4, "rounded": 7, "copied": 8, "text": "activity", "story": "Long.",
}  # fmt: skip


def lasts(count: int = 20) -> list[Last]:
    said = {
        "activity": "Built",
        "built": 100,
        "first_day": "2025-12-01",
        "last_day": "2025-12-14",
        "part": "lead",
    }
    return [
        Last("housing", unit, {**said, "reference": f"old-{unit}", "activity": f"Built by {unit}"}, ["built", "repaired"], ["first_day", "last_day"])
        for unit in range(1, count + 1)
    ]  # fmt: skip


def test_each_unit_tells_of_the_days_after_its_last_report_under_a_number_of_its_own() -> None:
    told = list(waiting(lasts(), HOW, 7))
    assert [one.unit for one in told] == list(range(1, 21))
    assert {one.answers["last_day"] for one in told} == {"2026-01-14"}
    assert len({one.answers["reference"] for one in told}) == 20
    assert all("repaired" not in one.answers and one.answers["part"] == "lead" for one in told)
    assert all(one.came.date().isoformat() > "2026-01-14" for one in told)


def test_some_are_odd_and_the_others_are_near_what_the_unit_told_before() -> None:
    told = list(waiting(lasts(), HOW, 7))
    large = [at for at, one in enumerate(told, 1) if one.answers["built"] > 150]
    assert large == [9, 18]
    assert [told[at].answers["built"] % 10 for at in (6, 13)] == [0, 0]
    assert told[7].answers["activity"] == told[0].answers["activity"] == "Built by 1. Long."
    assert len({one.answers["activity"] for one in told}) == 18


def test_the_same_seed_tells_the_same() -> None:
    assert list(waiting(lasts(), HOW, 7)) == list(waiting(lasts(), HOW, 7))
    assert list(waiting(lasts(), HOW, 7)) != list(waiting(lasts(), HOW, 8))
