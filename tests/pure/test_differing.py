"""Two filled-in forms side by side."""

from __future__ import annotations

from kheo.capture.submissions.rules.differing import Difference, differences
from kheo.capture.submissions.rules.xml import read_xml
from tests.filled import filled


def found(one: str, other: str) -> list[Difference]:
    return differences(read_xml(filled("uuid:1", one)), read_xml(filled("uuid:2", other, replaces="uuid:1")))


def test_it_names_only_the_answers_that_differ() -> None:
    assert found("<a>1</a><b>x</b>", "<a>1</a><b>y</b>") == [Difference("b", 0, "x", "y")]
    assert found("<a> 1 </a>", "<a>1</a>") == []


def test_an_answer_that_one_does_not_have_is_empty_there() -> None:
    assert found("<a>1</a>", "<b>2</b>") == [Difference("a", 0, "1", ""), Difference("b", 0, "", "2")]


def test_it_counts_repetitions() -> None:
    one = "<item><given>4</given></item><item><given>5</given></item>"
    other = "<item><given>3</given></item><item><given>6</given></item>"
    assert found(one, other) == [Difference("given", 1, "4", "3"), Difference("given", 2, "5", "6")]


def test_a_group_that_comes_once_is_no_repetition() -> None:
    assert found("<g><a>1</a></g>", "<g><a>2</a></g>") == [Difference("a", 0, "1", "2")]
