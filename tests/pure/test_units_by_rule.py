"""One rule instead of ten thousand rows of organisations."""

import pytest

from kheo.ground.organisations.rules.expansion import expand
from kheo.kit.refusals import Refused

PLACES = [
    {"place_id": "vn", "level": "country", "kind": "", "name_vi": "Việt Nam", "parent_id": ""},
    {"place_id": "p1", "level": "province", "kind": "tinh", "name_vi": "Tỉnh Cao Bằng", "parent_id": "vn"},
    {"place_id": "d1", "level": "district", "kind": "huyen", "name_vi": "Huyện Bảo Lạc", "parent_id": "p1"},
    {
        "place_id": "c1",
        "level": "commune",
        "kind": "xa",
        "name_vi": "Xã Cô Ba",
        "parent_id": "d1",
        "valid_to": "2025-07-01",
    },
    {"place_id": "p2", "level": "province", "kind": "", "name_vi": "Huế", "parent_id": "vn"},
    {"place_id": "c2", "level": "commune", "kind": "xa", "name_vi": "Xã Phú Lộc", "parent_id": "p2"},
]
KINDS = {"tinh": {"vi": "tỉnh", "en": "province"}, "xa": {"vi": "xã", "en": "commune"}}
TITLE = {"vi": "Ủy ban nhân dân {place}", "en": "People's Committee of {place}"}


def units(**changes: object) -> dict[str, object]:
    return {
        "kinds": KINDS,
        "units": [{"agency": "A", "levels": ["province", "commune"], "title": TITLE, **changes}],
    }


def test_it_puts_a_unit_in_every_place_of_the_levels_parents_first() -> None:
    rows = expand(units(), PLACES)
    assert [row["ref"] for row in rows] == ["A:p1", "A:p2", "A:c2", "A:c1"]
    assert {row["ref"]: row["parent"] for row in rows} == {
        "A:p1": "A",
        "A:p2": "A",
        "A:c1": "A:p1",
        "A:c2": "A:p2",
    }


def test_it_names_a_unit_after_its_place_in_both_languages() -> None:
    row = next(row for row in expand(units(), PLACES) if row["place"] == "c1")
    assert row["title_vi"] == "Ủy ban nhân dân xã Cô Ba"
    assert row["title_en"] == "People's Committee of Cô Ba commune"
    assert (row["valid_from"], row["valid_to"]) == ("", "2025-07-01")
    assert (
        next(row for row in expand(units(), PLACES) if row["place"] == "p2")["title_vi"]
        == "Ủy ban nhân dân Huế"
    )


def test_it_keeps_to_the_places_named_and_forgets_them_everywhere() -> None:
    assert [row["place"] for row in expand(units(within=["d1"]), PLACES)] == ["c1"]
    assert len(expand(units(within=["d1"]), PLACES, everywhere=True)) == 4


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (units(title={}), "organisations.unit_rule_lacks"),
        (units(within=["p9"]), "organisations.no_such_place"),
    ],
)
def test_it_refuses_a_rule_that_lacks_a_part_or_names_no_place(rule: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        expand(rule, PLACES)
    assert refused.value.code == code
