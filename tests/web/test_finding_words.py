"""What a check found is said in both languages, with its numbers, and names nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation

from kheo.verify.quality.models import Check, Finding
from kheo.verify.quality.states import Kind
from kheo.web.verifier.findings import chip, kind_name, sentence

ASKED = {"vi": "Số nhà xây mới", "en": "Houses built"}
BESIDE = {"vi": "Số nhà theo kế hoạch", "en": "Houses planned"}
FAR = {"value": 14, "low": 3, "high": 6, "times": 3.5, "count": 11, "grain": "month", "asked": ASKED}
JUMP = {
    "value": 40,
    "times": 4,
    "usual": 10,
    "low": 9,
    "high": 11,
    "last_year": 8,
    "period": "2025-09",
    "asked": ASKED,
}
RATIO = {"value": 1500, "to": 10, "low": 5, "high": 120, "ratio": 150, "asked": ASKED, "asked_beside": BESIDE}
OTHER = {"other": 4711}
DETAILS: list[tuple[Kind, str, dict[str, Any]]] = [
    (Kind.OUTLIER, "own", FAR),
    (Kind.OUTLIER, "own", {**FAR, "times": 0.1}),
    (Kind.OUTLIER, "peers", FAR),
    (Kind.OUTLIER, "peers", {**FAR, "times": 0.1}),
    *((Kind.JUMP, "own", {**JUMP, "grain": grain}) for grain in ("month", "quarter", "half", "year", "")),
    (Kind.JUMP, "last_year", {**JUMP, "grain": "month"}),
    *((Kind.DIGITS, "own", {"rounded": 10, "count": 11, "run": run, "ends": ends}) for run, ends in ((4, 5), (0, 10), (2, 3))),
    (Kind.RATIO, "answer", RATIO),
    (Kind.RATIO, "answer", {**RATIO, "low": 0}),
    (Kind.RATIO, "answer", {**RATIO, "high": 1e15}),
    (Kind.RATIO, "answer", {**RATIO, "to": 0, "ratio": None}),
    (Kind.DENOMINATOR, "known", {"value": 450, "known": 300, "times": 1.5, "asked": ASKED, "of": "place"}),
    (Kind.DENOMINATOR, "target", {"value": 45, "known": 30, "times": 1.5, "asked": ASKED, "period": "2025-Q3"}),
    (Kind.SAME_TEXT, "report", {"likeness": 1.0, "length": 90, "units": 2, "asked": ASKED, **OTHER}),
    (Kind.SAME_TEXT, "report", {"likeness": 0.83, "length": 90, "units": 1, "asked": ASKED, **OTHER}),
    (Kind.SAME_PICTURE, "report", {"reports": 1, **OTHER}),
    (Kind.SAME_PICTURE, "report", {"reports": 3, **OTHER}),
    (Kind.BULK, "calendar", {"reports": 23, "units": 9, "hours": 6}),
    *(
        (Kind.OUTSIDE, "calendar", {"day": "2025-09-20", "came": "2025-09-01", "days": 19, "why": why})
        for why in ("future", "programme", "before_unit", "after_unit", "late")
    ),
    (Kind.FITS_TOO_WELL, "target", {"exact": 5, "count": 6, "value": 12, "asked": ASKED}),
    (Kind.FITS_TOO_WELL, "answer", {"exact": 5, "count": 6, "value": 12, "asked": ASKED, "asked_beside": BESIDE}),
    (Kind.POSSIBLE_DOUBLE, "report", {"days": 0, "agree": 2, "same_unit": False, **OTHER}),
    (Kind.POSSIBLE_DOUBLE, "report", {"days": 1, "agree": 2, "same_unit": True, **OTHER}),
    (Kind.POSSIBLE_DOUBLE, "report", {"days": 4, "agree": 2, "same_unit": False, **OTHER}),
    (Kind.POSSIBLE_DOUBLE, "report", {"field": "reference", "reference": True, "asked": ASKED, **OTHER}),
    (Kind.MISSING_EVIDENCE, "form", {"named": False}),
    (Kind.MISSING_EVIDENCE, "form", {"named": True}),
    (Kind.COMPLETENESS, "calendar", {"came": 1, "expected": 4}),
    (Kind.TIMELINESS, "calendar", {"days": 20, "due": "2025-03-10"}),
]  # fmt: skip


def finding(kind: Kind, against: str, detail: dict[str, Any]) -> Finding:
    return Finding(rule=Check(kind=kind.value), against=against, detail=detail)


def said(kind: Kind, against: str, detail: dict[str, Any], language: str) -> tuple[str, str]:
    with translation.override(language):
        one = finding(kind, against, detail)
        return sentence(one), chip(one)


@pytest.mark.parametrize(("kind", "against", "detail"), DETAILS)
def test_it_is_said_in_both_languages(kind: Kind, against: str, detail: dict[str, Any]) -> None:
    english, vietnamese = (said(kind, against, detail, language) for language in ("en", "vi"))
    for long, short in (english, vietnamese):
        assert long.endswith((".", "”."))
        assert not re.search(r"%\(|%s|\bNone\b|\{|…|\s\s", long + short)
        assert 3 < len(short) < 42
        assert "4711" not in long + short
    assert english[0] != vietnamese[0]
    assert english[1] != vietnamese[1]


def test_every_kind_has_words() -> None:
    assert {kind for kind, _, _ in DETAILS} == set(Kind)
    for language in ("en", "vi"):
        with translation.override(language):
            assert len({kind_name(kind.value) for kind in Kind}) == len(Kind)


def test_the_words_of_the_queue() -> None:
    assert said(Kind.JUMP, "last_year", {**JUMP, "grain": "month", "times": 3}, "en")[1] == "3 × last year"
    assert (
        said(Kind.JUMP, "last_year", {**JUMP, "grain": "month", "times": 3.5}, "vi")[1]
        == "gấp 3,5 lần năm trước"
    )
    assert (
        said(Kind.DIGITS, "own", {"rounded": 9, "count": 9, "run": 4, "ends": 5}, "vi")[1]
        == "4 số tròn liền nhau"
    )


def test_the_sentence_stands_on_its_numbers() -> None:
    jump = said(Kind.JUMP, "own", {**JUMP, "value": 14, "low": 3, "high": 6, "grain": "month"}, "en")[0]
    assert jump == "Houses built: 14 together in September 2025; the unit's months before were 3 to 6."
    assert said(Kind.OUTLIER, "own", {**FAR, "low": 4, "high": 4}, "en")[0].endswith("before were 4.")
    assert "1.500" in said(Kind.RATIO, "answer", RATIO, "vi")[0]


def test_a_question_without_words_is_called_by_its_name() -> None:
    told = said(Kind.OUTLIER, "own", {**FAR, "asked": {}, "field": "built"}, "en")[0]
    assert told.startswith("built: 14")
