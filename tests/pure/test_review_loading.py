"""A review as a pack writes it."""

from typing import Any

import pytest

from kheo.kit.refusals import Refused
from kheo.review.reviews.rules.loading import merged, read_review

GOOD: dict[str, Any] = {
    "name": "vn-2025",
    "title": {"vi": "Tổng kết", "en": "Review"},
    "period": 2025,
    "compared_with": "2024",
    "boundaries": "2025-07-01",
    "layout": "party",
    "sections": {"vi": {"result": ["Một.", " Hai  ba. "], "cause": "Bốn.", "lesson": None}},
}


def test_it_reads_a_review() -> None:
    text = read_review(GOOD)
    assert (text.name, text.period, text.compared_with, text.layout) == ("vn-2025", "2025", "2024", "party")
    assert str(text.boundaries) == "2025-07-01"
    assert text.sections == {"vi": {"result": ["Một.", "Hai ba."], "cause": ["Bốn."], "lesson": []}}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "review.no_name"),
        ({"name": "a b"}, "review.no_name"),
        ({"period": None}, "review.no_period"),
        ({"titel": {}}, "review.unknown_key"),
        ({"title": "Tổng kết"}, "review.not_texts"),
        ({"title": {"fr": "Bilan"}}, "review.not_texts"),
        ({"boundaries": "1/7/2025"}, "review.bad_day"),
        ({"layout": "army"}, "review.bad_layout"),
        ({"letterhead": "BCĐ"}, "review.not_a_mapping"),
        ({"letterhead": {"sealed": True}}, "review.unknown_key"),
        ({"letterhead": {"date": "mai"}}, "review.bad_day"),
        ({"sections": {"vi": {"opinion": ["x"]}}}, "review.unknown_finding"),
        ({"sections": {"vi": ["x"]}}, "review.not_a_mapping"),
        ({"sections": {"fr": {}}}, "review.not_texts"),
        ({"sections": {"vi": {"result": [{"a": 1}]}}}, "review.not_paragraphs"),
    ],
)
def test_it_refuses_what_it_does_not_understand(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_review(GOOD | change)
    assert caught.value.code == code


def test_a_pack_replaces_only_the_sections_that_it_changed() -> None:
    loaded = {"vi": {"result": ["cũ"], "cause": ["cũ"]}, "en": {"result": ["old"]}}
    edited = {"vi": {"result": ["biên tập"], "cause": ["cũ"], "lesson": ["thêm"]}, "en": {"result": ["old"]}}
    same_pack = merged(edited, loaded, loaded)
    assert same_pack == edited
    new_pack = {"vi": {"result": ["cũ"], "cause": ["mới"]}, "en": {"result": ["new"]}}
    assert merged(edited, loaded, new_pack) == {
        "vi": {"result": ["biên tập"], "cause": ["mới"], "lesson": ["thêm"]},
        "en": {"result": ["new"]},
    }
