"""Patterns that the server's engine reads in one go and a phone's may try for hours."""

from __future__ import annotations

import pytest

from kheo.plan.forms.rules.backtracking import hangs


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
        "(a|a)*",
        "(a|aa)+$",
        "(a|ab|b)*c",
        r"(\d|[0-9a-f])+",
        "([a-m]|[k-z])*",
        "(a{2,3})+",
        "(a{1,30}){1,30}",
        "(.|\\n)*x",
        "(a?b?a?)*",
        r"^(([a-zA-Z0-9._-]+)+@)+$",
    ],
)
def test_a_text_that_can_be_read_in_ever_more_ways_is_told(pattern: str) -> None:
    assert hangs(pattern)


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
        "(a|b)*",
        "(ab|ac)*d",
        "(a|ba)*",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$",
        "[A-Z]{2}[0-9]{1,20}(, [A-Z]{2}[0-9]{1,20})*",
        r"^(\d+,)*\d+$",
        r"(?=.*\d)(?=.*[a-z]).{8,}",
        "[]a]+[^]b]*",
        r"\p{L}+( \p{L}+)*",
        "(((((((((((",
        "a{,3}",
    ],
)
def test_others_are_left_alone(pattern: str) -> None:
    assert not hangs(pattern)
