"""Agencies and units are found by ref, title and alias; what they became is kept."""

import datetime as dt

import pytest
from django.utils import timezone

from kheo.flow.load_pack import load_pack
from kheo.ground.organisations import queries
from tests.packs import TINY

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture(autouse=True)
def agencies() -> None:
    load_pack(path=TINY, by="test", now=timezone.now())


def test_agencies_are_not_units() -> None:
    assert [agency.ref for agency in queries.agencies(AFTER)] == ["ARMY", "LOCAL"]
    local = queries.by_ref("LOCAL")
    assert local is not None
    assert {unit.ref for unit in queries.units_of(local, day=AFTER)} == {"LOCAL:t:c@new", "LOCAL:t:d@new"}
    assert queries.units_of(local, level="province").count() == 0


def test_it_finds_titles_and_aliases_as_people_type_them() -> None:
    assert [one.ref for one in queries.search("bo doi")] == ["ARMY"]
    assert [one.ref for one in queries.search("qđ")] == ["ARMY"]
    assert queries.search("uy ban nhan dan")[0].ref == "LOCAL"
    assert {one.ref for one in queries.search("uy ban duc hoa", on=AFTER)} == {"LOCAL:t:c@new"}
    assert queries.search("") == []


def test_what_an_organisation_became_is_kept() -> None:
    old = queries.by_ref("LOCAL:t:b@old")
    assert old is not None
    (link,) = queries.successors(old)
    assert (link.target.ref, link.kind) == ("LOCAL:t:c@new", "merged")
    assert [back.origin for back in queries.predecessors(link.target)] == [old]


def test_the_book_finds_what_a_table_says() -> None:
    book = queries.organisation_book()
    assert [entry.ref for entry in book.find("Bộ đội")] == ["ARMY"]
    assert [entry.ref for entry in book.find("ARMY:t:p")] == ["ARMY:t:p"]
    assert [entry.ref for entry in book.find("ủy ban nhân dân xã đức hòa", on=BEFORE)] == ["LOCAL:t:b@old"]
    assert book.find("ủy ban nhân dân xã đức hòa", agencies_only=True) == []
    assert book.find("nobody") == []
    unit = book.by_ref["LOCAL:t:b@old"]
    assert unit.agency == book.by_ref["LOCAL"].number
