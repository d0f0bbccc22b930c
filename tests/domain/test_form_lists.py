"""Lists that Kheo feeds, and the register of all fields."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.utils import timezone

from kheo.flow.load_pack import load_pack
from kheo.ground.audit.actions import record
from kheo.ground.places.models import Level, Place
from kheo.kit.refusals import Refused
from kheo.kit.text import plain, sort_key
from kheo.plan.forms.queries import built_in_list, register
from tests.packs import TINY

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture
def tiny() -> None:
    load_pack(path=TINY, by="test", now=timezone.now())


def rows(name: str, day: dt.date = AFTER) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(built_in_list(name, day).decode())))


def test_places_of_a_day_stand_with_what_lies_around_them(tiny: None) -> None:
    before, after = rows("kheo-places-commune.csv", BEFORE), rows("kheo-places-commune.csv")
    assert {row["name"] for row in before} != {row["name"] for row in after}
    found = next(row for row in after if row["name"] == "t:c@new")
    assert found["label"].startswith("Xã Đức Hòa, ")
    assert found["parent"] == "t:p"
    assert found["level"] == "commune"
    assert found["search"] == plain(found["search"])
    assert "duc hoa" in found["search"]


def test_a_list_of_no_level_is_empty_and_other_names_are_refused(tiny: None) -> None:
    assert rows("kheo-places-street.csv") == []
    with pytest.raises(Refused) as refused:
        built_in_list("wells.csv", AFTER)
    assert refused.value.code == "plan.no_such_list"


def test_all_levels_stand_in_one_list(tiny: None) -> None:
    assert {row["level"] for row in rows("kheo-places.csv")} >= {"province", "commune"}


def test_units_stand_with_their_agency(tiny: None) -> None:
    found = rows("kheo-units.csv")
    units = [row for row in found if row["agency"]]
    assert units
    assert all(row["agency"] in {other["name"] for other in found} for row in units)
    assert all(row["search"] == plain(row["search"]) for row in found)


def place(ref: str, name: str, level: Level, parent: Place | None = None, **more: Any) -> Place:
    return Place.objects.create(
        ref=ref,
        name=name,
        name_plain=plain(name),
        sort_key=sort_key(name),
        level=level,
        parent=parent,
        **more,
    )


def test_names_sort_as_vietnamese_sorts_and_namesakes_by_what_lies_around() -> None:
    top = Level.objects.create(code="country", rank=0)
    province, commune = (Level.objects.create(code=c, rank=r) for c, r in (("province", 1), ("commune", 2)))
    country = place("vn", "Việt Nam", top)
    dak, da = place("p1", "Đắk Lắk", province, country), place("p2", "Đà Nẵng", province, country)
    for ref, name, parent in (
        ("c1", "Tân Lập", dak), ("c2", "Tân Lập", da), ("c3", "An Bình", dak), ("c4", "Ân Thi", da), ("c5", "Ấn", da),
    ):  # fmt: skip
        place(ref, name, commune, parent, search_text="|an binh|lang cu|" if ref == "c3" else "")
    found = rows("kheo-places-commune.csv")
    assert [row["label"] for row in found] == [
        "An Bình, Đắk Lắk", "Ấn, Đà Nẵng", "Ân Thi, Đà Nẵng", "Tân Lập, Đà Nẵng", "Tân Lập, Đắk Lắk",
    ]  # fmt: skip
    assert "lang cu" in found[0]["search"]


def test_a_list_is_kept_until_the_ground_moves(tiny: None) -> None:
    first = built_in_list("kheo-places-commune.csv", AFTER)
    assert built_in_list("kheo-places-commune.csv", AFTER) is first
    Place.objects.filter(ref="t:c@new").update(name="Xã Mới")
    record("places.loaded", "ground", by="test", now=timezone.now())
    assert "Xã Mới" in built_in_list("kheo-places-commune.csv", AFTER).decode()


def test_the_register_says_what_is_asked_and_since_when(tiny: None) -> None:
    entries = {entry.field.name: entry for entry in register("houses")}
    assert list(entries) == ["reporting_unit", "locality", "last_day", "funding", "built", "planned"]
    assert [name for name, entry in entries.items() if entry.coded] == ["funding"]
    assert entries["funding"].purpose == ""
    assert "houses" in {entry.form for entry in register()}
