"""Answers told by name become the form that a phone would send."""

from __future__ import annotations

from typing import Any

import pytest

from kheo.capture.submissions.rules.filling import filled_in
from kheo.capture.submissions.rules.xform import XForm, read_xform
from kheo.kit.refusals import Refused

FORM = """
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:x="http://www.w3.org/2002/xforms"><head><x:model>
<x:instance><data id="relief" version="3">
  <day/><who><name/><kinds/></who><item><given/></item><total/><meta><instanceID/></meta></data></x:instance>
<x:bind nodeset="/data/total" calculate="1 + 1"/>
</x:model></head><body><x:repeat nodeset="/data/item"/></body></html>
"""


@pytest.fixture(scope="module")
def form() -> XForm:
    return read_xform(FORM)


def test_the_form_decides_the_order_and_the_same_answers_are_the_same_bytes(form: XForm) -> None:
    told = {
        "item": [{"given": 2}, {"given": 2.5}],
        "who": {"kinds": ["a", "b"], "name": "Lò & <b>"},
        "day": "2025-07-01",
    }
    once = filled_in(form, told, instance="api:1:x", replaces="api:1:w")
    assert once == filled_in(form, dict(reversed(told.items())), instance="api:1:x", replaces="api:1:w")
    assert once.decode() == (
        '<data id="relief" version="3"><day>2025-07-01</day><who><name>Lò &amp; &lt;b&gt;</name><kinds>a b</kinds></who>'
        "<item><given>2</given></item><item><given>2.5</given></item>"
        "<meta><instanceID>api:1:x</instanceID><deprecatedID>api:1:w</deprecatedID></meta></data>"
    )


def test_what_is_null_or_absent_is_not_answered(form: XForm) -> None:
    assert b"<day>" not in filled_in(form, {"day": None}, instance="1")


@pytest.mark.parametrize(
    ("told", "code", "question"),
    [
        ({"days": 1}, "no_such_question", "days"),
        ({"who": {"nobody": 1}}, "no_such_question", "who/nobody"),
        ({"meta": {"instanceID": "mine"}}, "no_such_question", "meta"),
        ({"total": 5}, "answer_not_told", "total"),
        ({"who": "Lò"}, "answer_shape", "who"),
        ({"item": {"given": 1}}, "answer_shape", "item"),
        ({"item": ["1"]}, "answer_shape", "item[1]"),
        ({"day": {"a": 1}}, "answer_shape", "day"),
        ({"who": {"kinds": ["two words"]}}, "answer_shape", "who/kinds"),
        ({"day": "bell \x07"}, "answer_character", "day"),
    ],
)
def test_what_the_form_does_not_know_is_refused_by_its_path(
    form: XForm, told: dict[str, Any], code: str, question: str
) -> None:
    with pytest.raises(Refused) as refused:
        filled_in(form, told, instance="1")
    assert (refused.value.code, refused.value.particulars["question"]) == (f"capture.{code}", question)
