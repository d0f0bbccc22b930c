"""Patterns that the server's engine reads in one go and a phone's may try for hours."""

from __future__ import annotations

import pytest

from kheo.plan.forms.rules.expressions import repeats_a_repetition


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "(a*)*",
        "([a-z]+)*",
        "(a+){2,}",
        "((a+))+",
        "(?:x|a+)+$",
        r"(\w+\s?)*",
        "(a|b+c*)+",
        "((ab)*)+",
    ],
)
def test_a_repetition_of_a_repetition_is_told(pattern: str) -> None:
    assert repeats_a_repetition(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "a+b+",
        "(a+)b+",
        "(a+)?",
        "(a+){3}",
        "(abc)+",
        "[(a+)+]*",
        r"\(a+\)+",
        "([0-9]{3}-)*[0-9]+",
        "(a+)",
        ")+(",
        "(a{2,3})+",
    ],
)
def test_others_are_left_alone(pattern: str) -> None:
    assert not repeats_a_repetition(pattern)
