"""On which days somebody is reminded, and the rows that a programme's author writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kheo.ground.notices.rules import GIVES_UP, LONGEST_PAUSE, TOPIC, by_mail, next_try
from kheo.ground.notices.states import Kind, Topic
from kheo.kit.nodes import node_of, read_yaml
from kheo.kit.problems import Problems
from kheo.plan.programmes.rules.reminders import (
    DEFAULT,
    MISSED,
    Reminders,
    read_reminders,
    reminders_from_json,
)

CLOSES = dt.date(2025, 3, 5)
NOW = dt.datetime(2025, 9, 1, 3, tzinfo=dt.UTC)


def read(text: str) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    problems = Problems()
    node = node_of(
        read_yaml(f"code: a\n{text}".encode(), "programme.yaml", problems), "programme.yaml", problems
    )
    assert node
    kept = read_reminders(node)
    return kept, [(one.line, one.refused.code) for one in problems.found]


@pytest.mark.parametrize(
    ("gone", "point"),
    [
        (-8, None),
        (-7, -7),
        (-6, -7),
        (-2, -7),
        (-1, -1),
        (0, -1),
        (1, 1),
        (6, 1),
        (7, 7),
        (14, 7),
        (15, None),
    ],
)
def test_the_last_reminder_whose_day_has_come_is_told_for_a_week(gone: int, point: int | None) -> None:
    assert DEFAULT.point(CLOSES, CLOSES + dt.timedelta(days=gone)) == point


def test_on_the_closing_day_itself_and_never() -> None:
    assert Reminders((0,), ()).point(CLOSES, CLOSES) == 0
    assert [Reminders((), ()).point(CLOSES, CLOSES + dt.timedelta(days=day)) for day in (-7, 0, 7)] == [
        None
    ] * 3


@given(some.sets(some.integers(0, 60)), some.sets(some.integers(1, 60)), some.integers(-90, 90))
def test_a_day_tells_of_one_reminder_that_is_not_to_come_and_not_long_gone(
    before: set[int], after: set[int], gone: int
) -> None:
    rule = Reminders(tuple(before), tuple(after))
    point = rule.point(CLOSES, CLOSES + dt.timedelta(days=gone))
    assert point is None or (point in rule.points and 0 <= gone - point <= MISSED)
    if gone in rule.points:
        assert point == gone


def test_what_a_programme_says_is_kept_and_what_it_leaves_out_is_the_default() -> None:
    assert read("reminders: {before: [10, 3, 0], after: [2]}") == ({"before": [10, 3, 0], "after": [2]}, [])
    assert read("reminders: {after: []}") == ({"before": [7, 1], "after": []}, [])
    assert read("title: a") == ({}, [])
    assert reminders_from_json({}) == DEFAULT
    assert reminders_from_json({"before": [3], "after": []}) == Reminders((3,), ())


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("reminders: 7", 2, "source.not_a_mapping"),
        ("reminders:\n  before: 7", 3, "source.not_a_list"),
        ("reminders:\n  after: [1]\n  before: [7, x]", 4, "source.not_whole"),
        ("reminders:\n  after: [0]", 3, "source.not_whole"),
        ("reminders:\n  before: [61]", 3, "source.not_whole"),
        ("reminders:\n  before: [true]", 3, "source.not_whole"),
        ("reminders:\n  before: [7, 1, 7]", 3, "plan.reminder_twice"),
        ("reminders:\n  befor: [7]", 3, "source.unknown_key"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, code: str) -> None:
    assert read(text)[1] == [(line, code)]


def test_every_kind_has_a_topic_and_safety_is_never_switched_off() -> None:
    assert set(TOPIC) == set(Kind)
    assert by_mail(Topic.SECURITY, {"security": False})
    assert [topic for topic in Topic if by_mail(topic, {})] == [Topic.RETURNED, Topic.OVERDUE, Topic.SECURITY]
    assert by_mail(Topic.DUE, {"due": True})
    assert not by_mail(Topic.RETURNED, {"returned": False})


def test_pauses_grow_and_end() -> None:
    pauses = [((next_try(attempts, NOW, NOW) or NOW) - NOW) for attempts in range(1, 14)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (
        dt.timedelta(minutes=1),
        dt.timedelta(minutes=2),
        LONGEST_PAUSE,
    )
    assert next_try(3, NOW - GIVES_UP, NOW) is None
