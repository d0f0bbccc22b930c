"""Places are found by code on a day, by old and new names, above and below."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from kheo.flow.load_pack import load_pack
from kheo.ground.places import queries
from kheo.ground.places.models import Place, PlaceEdge
from kheo.ground.places.queries.atlas import atlas
from kheo.ground.places.rules import ALL, CHANGE_GROUP, cells
from tests.packs import TINY, copy_of_tiny, edit

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture(autouse=True)
def country() -> None:
    load_pack(path=TINY, by="test", now=timezone.now())


def refs(found: list[queries.Found]) -> list[str]:
    return [one.place.ref for one in found]


def test_a_code_means_another_place_after_the_reform() -> None:
    old, new = queries.by_code("01", BEFORE), queries.by_code("01", AFTER)
    assert old is not None and new is not None
    assert (old.ref, new.ref) == ("t:a@old", "t:d@new")
    assert queries.by_code("01", AFTER, level="province") is None
    assert queries.by_code("99", AFTER) is None


def test_a_code_that_two_places_bear_means_neither() -> None:
    Place.objects.filter(ref="t:p").update(code="01")
    assert queries.by_code("01", AFTER) is None
    found = queries.by_code("01", AFTER, level="commune")
    assert found is not None and found.ref == "t:d@new"


@pytest.mark.parametrize("text", ["Xã Đức Hòa", "duc hoa", "ĐỨC HOÀ", "hoa xa", "đức"])
def test_it_finds_a_name_as_people_type_it(text: str) -> None:
    assert set(refs(queries.search(text))) == {"t:b@old", "t:c@new"}


def test_it_finds_other_names_and_codes() -> None:
    assert refs(queries.search("lang an")) == ["t:a@old"]
    assert refs(queries.search("East")) == ["t:p"]
    assert set(refs(queries.search("02"))) == {"t:b@old", "t:c@new"}
    assert refs(queries.search("an binh", level="province")) == []
    assert queries.search("  ") == []
    assert queries.search("nowhere") == []


def test_the_whole_name_comes_before_a_part() -> None:
    Place.objects.filter(ref="t:p").update(search_text="|duc hoa dong|")
    assert refs(queries.search("duc hoa"))[-1] == "t:p"


def test_on_a_map_an_old_name_leads_to_what_it_became() -> None:
    found = queries.search("an binh", on=AFTER)
    assert set(refs(found)) == {"t:c@new", "t:d@new"}
    assert {one.through.ref for one in found if one.through} == {"t:a@old"}


def test_on_an_old_map_a_new_name_leads_to_what_it_came_from() -> None:
    assert refs(queries.search("tan lap", on=BEFORE)) == ["t:a@old"]


def test_a_name_that_stands_on_the_map_needs_no_detour() -> None:
    first, second = queries.search("duc hoa", on=BEFORE)
    assert (first.place.ref, first.through) == ("t:b@old", None)
    assert (second.place.ref, second.through.ref if second.through else "") == ("t:a@old", "t:c@new")


def test_it_climbs_the_tree() -> None:
    commune = queries.by_ref("t:c@new")
    assert commune is not None
    assert {level: place.ref for level, place in queries.ancestors(commune).items()} == {
        "country": "t",
        "province": "t:p",
        "commune": "t:c@new",
    }
    province = queries.ancestor_at(commune, "province")
    assert province is not None and province.ref == "t:p"
    assert queries.ancestor_at(commune, "hamlet") is None


def test_it_lists_a_level_on_a_day_as_vietnamese_sorts() -> None:
    assert [place.ref for place in queries.level_on("commune", AFTER)] == ["t:d@new", "t:c@new"]
    assert queries.level_on("commune").count() == 4
    assert queries.change_days() == [AFTER]


def test_the_book_finds_what_a_table_says() -> None:
    book = queries.place_book()

    def found(text: str, **options: object) -> list[str]:
        return sorted(entry.ref for entry in book.find(text, **options))  # type: ignore[arg-type]

    assert found("t:a@old") == ["t:a@old"]
    assert found("01", on=AFTER) == ["t:d@new"]
    assert found("Đức  Hoà") == ["t:b@old", "t:c@new"]
    assert found("duc hoa", on=BEFORE) == ["t:b@old"]
    assert found("east province", level="province") == ["t:p"]
    assert found("duc hoa", within=book.by_ref["t"].number, on=AFTER) == ["t:c@new"]
    assert found("t:p", within=book.by_ref["t:c@new"].number) == []
    assert found("nowhere") == []
    assert book.ancestor(book.by_ref["t:c@new"].number, "province") == book.by_ref["t:p"].number
    assert book.ancestor(book.by_ref["t"].number, "province") is None


def test_the_book_is_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.place_book()


def test_the_atlas_sees_a_share_that_was_learnt(tmp_path: Path) -> None:
    from kheo.ground.places.queries.atlas import atlas

    before, _ = atlas()
    pack = copy_of_tiny(tmp_path)
    edit(
        pack,
        "changes.csv",
        "t:a@old,t:d@new,split_part,,unknown",
        "t:a@old,t:d@new,split_part,0.4,legal_text",
    )
    load_pack(path=pack, by="test", now=timezone.now())
    assert str(PlaceEdge.objects.get(target__ref="t:d@new").weight) == "0.40000000"
    after, _ = atlas()
    assert before != after


def test_places_that_changed_into_each_other_are_one_group() -> None:
    """Whatever went where between them, what they hold together is the same on every map."""
    _, book = atlas()
    number = dict(Place.objects.values_list("ref", "pk"))
    edges = PlaceEdge.objects.exclude(target=None).values_list("origin_id", "target_id")
    assert edges and all(book.group(origin) == book.group(target) for origin, target in edges)
    assert book.members(book.group(number["t:p"])) == [number["t:p"]]
    placed = cells(book, levels=(CHANGE_GROUP,), day=AFTER)
    assert all(list(some.values()) == [ALL] for some in placed.values())
