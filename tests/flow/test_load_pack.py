"""A pack's folder becomes a country, its agencies, a programme: all of it or nothing."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from kheo.flow.load_pack import Loaded, load_pack
from kheo.ground.audit.models import AuditRow
from kheo.ground.organisations.models import Organisation, OrganisationLink
from kheo.ground.places.models import Level, Place, PlaceChange, PlaceEdge
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.programmes import queries
from kheo.plan.programmes.models import Indicator, Pack, Programme, Schedule, Target
from kheo.review.reviews.models import Review
from kheo.web.refusals import sentence
from tests.packs import TINY, copy_of_tiny, edit

pytestmark = pytest.mark.django_db


def load(path: Path = TINY) -> Loaded:
    return load_pack(path=path, by="test", now=timezone.now())


def changed(loaded: Loaded) -> dict[str, tuple[int, int, int]]:
    """kind → created, updated, retired; only kinds that changed."""
    done = loaded.done.items()
    return {kind: (tally.created, tally.updated, tally.retired) for kind, tally in done if tally.changed}


def refusals(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(Refused) as refused:
        load(path)
    assert refused.value.code == "load.refused"
    assert sentence(refused.value)
    problems = refused.value.particulars["problems"]
    for problem in problems:
        # An open beginning is shown as "…" behind "from"; anywhere else it would be a particular that was forgotten.
        said = sentence(problem.refused).replace("(from …", "").replace("(từ …", "")
        assert "…" not in said, problem
    return [(problem.file, problem.line, problem.refused.code) for problem in problems]


def test_it_loads_everything() -> None:
    assert changed(load()) == {
        "levels": (3, 0, 0),
        "places": (6, 0, 0),
        "changes": (5, 0, 0),
        "organisations": (7, 0, 0),
        "links": (1, 0, 0),
        "units": (2, 0, 0),
        "calendars": (1, 0, 0),
        "forms": (1, 0, 0),
        "programme": (1, 0, 0),
        "indicators": (2, 0, 0),
        "targets": (3, 0, 0),
        "schedules": (2, 0, 0),
        "reviews": (1, 0, 0),
    }
    place = Place.objects.get(ref="t:b@old")
    assert (place.parent.ref if place.parent else "") == "t:p"
    assert place.attributes == {"households": 700}
    assert place.name_plain == "xa duc hoa"
    unknown = PlaceEdge.objects.get(origin__ref="t:a@old", target__ref="t:c@new")
    assert (unknown.weight, unknown.change.decision) == (None, "12/NQ")
    assert PlaceEdge.objects.get(origin__ref="t:b@old").weight == 1
    unit = Organisation.objects.get(ref="LOCAL:t:d@new")
    assert unit.title == {"vi": "Ủy ban nhân dân phường Tân Lập", "en": "People's Committee of Tân Lập ward"}
    assert unit.valid_from == dt.date(2025, 7, 1)
    assert OrganisationLink.objects.get().origin.ref == "LOCAL:t:b@old"
    assert Target.objects.get(place__ref="t:p").value == Decimal("400.5")
    assert Schedule.objects.get(every="quarter").level is None
    assert Review.objects.get().programme.code == "tiny"
    pack = Pack.objects.get()
    assert (pack.code, pack.terms) == ("tiny", ["Made up for tests."])
    assert Programme.objects.get().partners.count() == 2


def test_a_second_time_nothing_changes() -> None:
    load()
    rows = AuditRow.objects.count()
    before = Pack.objects.get().loaded_at
    assert changed(load()) == {}
    assert AuditRow.objects.count() == rows
    assert Pack.objects.get().loaded_at == before


def test_it_leaves_a_trace_of_what_changed() -> None:
    load()
    row = AuditRow.objects.get(act="pack.loaded")
    assert (row.actor, row.subject, row.detail["places"]) == ("test", "pack:tiny", 6)


def test_it_changes_what_the_file_changed(tmp_path: Path) -> None:
    load()
    pack = copy_of_tiny(
        tmp_path,
        places__csv=("Tỉnh Đông,East Province", "Tỉnh Đông Hải,East Province"),
        changes__csv=(
            "t:a@old,t:d@new,split_part,,unknown,12/NQ,2025-07-01,Nhập một phần",
            "t:b@old,,abolish,,,12/NQ,2025-07-01,",
        ),
        organisations__csv=("QĐ|Bộ đội", "QĐ"),
        targets__csv=("T-HOUSES,2025,,,1000\n", ""),
        programme__yaml=("partners: [ARMY, LOCAL]", "partners: [ARMY]"),
        schedules__yaml=("days_after_close: 5", "days_after_close: 6"),
    )
    assert changed(load(pack)) == {
        "places": (0, 1, 0),
        "changes": (1, 0, 1),
        "organisations": (0, 1, 0),
        "programme": (0, 1, 0),
        "targets": (0, 0, 1),
        "schedules": (0, 1, 0),
    }
    assert Place.objects.get(ref="t:p").search_text.startswith("|tinh dong hai|dong hai|")
    assert changed(load(pack)) == {}


def test_another_rule_makes_another_version(tmp_path: Path) -> None:
    load()
    pack = copy_of_tiny(tmp_path)
    edit(pack, "indicators/T-HOUSES.yaml", "value: built}", "value: built, where: \"funding = 'budget'\"}")
    assert changed(load(pack)) == {"indicators": (0, 1, 0)}
    first, second = Indicator.objects.filter(code="T-HOUSES").order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert "funding" not in first.source_text
    assert queries.indicator("T-HOUSES").version == 2
    assert queries.indicator("T-HOUSES@1") == first
    assert changed(load()) == {"indicators": (0, 1, 0)}  # the first rule again is a third version
    assert queries.indicator("T-HOUSES").version == 3
    assert queries.indicator("T-HOUSES").digest == first.digest


def test_other_words_make_no_version(tmp_path: Path) -> None:
    load()
    pack = copy_of_tiny(tmp_path)
    edit(pack, "indicators/T-HOUSES.yaml", "Houses built", "New houses")
    assert changed(load(pack)) == {"indicators": (0, 1, 0)}
    indicator = Indicator.objects.get(code="T-HOUSES")
    assert (indicator.version, indicator.title["en"]) == (1, "New houses")


def test_an_indicator_that_is_dropped_is_retired_and_may_come_back(tmp_path: Path) -> None:
    load()
    pack = copy_of_tiny(tmp_path)
    (pack / "indicators" / "T-SHARE.yaml").unlink()
    edit(pack, "programme.yaml", ", colour: T-SHARE", "")
    assert changed(load(pack)) == {"indicators": (0, 0, 1), "programme": (0, 1, 0)}
    owner = queries.programme("tiny")
    assert [indicator.code for indicator in queries.indicators(owner)] == ["T-HOUSES"]
    load()
    assert [indicator.code for indicator in queries.indicators(owner)] == ["T-HOUSES", "T-SHARE"]


def test_a_changed_form_is_the_next_version(tmp_path: Path) -> None:
    load()
    pack = copy_of_tiny(tmp_path)
    edit(pack, "forms/houses.md", "| Houses planned |", "| Houses in the plan |")
    assert changed(load(pack)) == {"forms": (0, 1, 0)}
    assert [version.number for version in FormVersion.objects.order_by("number")] == [1, 2]
    assert changed(load()) == {"forms": (0, 1, 0)}  # back again: a version of its own
    assert Form.objects.get().versions.count() == 3


def test_every_problem_is_named_with_file_and_line(tmp_path: Path) -> None:
    pack = copy_of_tiny(
        tmp_path,
        levels__yaml=("rank: 4", "rank: four"),
        places__csv=("t,,,21,105,", "t,,,210,105,"),
        changes__csv=("t:b@old,t:c@new", "t:b@older,t:c@new"),
        organisations__csv=("LOCAL,Ủy ban nhân dân,", "LOCAL,Quân đội,"),
        calendars__yaml=("month_starts_on: 1", "month_starts_on: 31"),
        units__yaml=("phan_tram", "phan tram"),
        targets__csv=("T-HOUSES,2025-Q3", "T-NOTHING,2025-Q3"),
        schedules__yaml=("every: month", "every: week"),
        programme__yaml=("key_figures: [{indicator: T-HOUSES}]", "key_figures: [{indicator: T-NONE}]"),
    )
    edit(pack, "indicators/T-HOUSES.yaml", "value: built", "value: builds")
    edit(pack, "forms/houses.md", "planned | Số nhà theo kế hoạch", "planned | Số hộ dân tộc thiểu số")
    assert refusals(pack) == [
        ("levels.yaml", 3, "source.not_whole"),
        ("places.csv", 4, "ground.not_on_earth"),
        ("changes.csv", 3, "source.unknown_ref"),
        ("organisations.csv", 3, "ground.name_shared"),
        ("units.yaml", 2, "plan.not_a_code"),
        ("calendars.yaml", 3, "periods.bad_month_start"),
        ("forms/houses.md", 8, "plan.asks_ethnicity"),
        ("indicators/T-HOUSES.yaml", 7, "plan.definition"),
        ("indicators/T-SHARE.yaml", 3, "source.not_one_of"),
        ("programme.yaml", 12, "source.unknown_ref"),
        ("targets.csv", 4, "source.unknown_ref"),
        ("schedules.yaml", 1, "source.not_one_of"),
    ]


def test_nothing_is_half_written(tmp_path: Path) -> None:
    pack = copy_of_tiny(tmp_path)
    edit(pack, "reviews/tiny-2025.yaml", 'period: "2025"', "period: someday")
    assert [(file, code) for file, _, code in refusals(pack)] == [
        ("reviews/tiny-2025.yaml", "periods.bad_label")
    ]
    for model in (Level, Place, PlaceChange, Organisation, Form, Programme, Pack, AuditRow):
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        ("pack.yaml", "code: tiny", "code: ti ny", 1, "plan.not_a_code"),
        ("pack.yaml", "code: tiny\n", "", 1, "source.key_missing"),
        ("pack.yaml", "terms:", "term:", 3, "source.unknown_key"),
        ("levels.yaml", "code: commune", "code: province", 3, "ground.level_twice"),
        ("levels.yaml", "rank: 4", "rank: 1", 3, "ground.rank_twice"),
        ("places.csv", "t:b@old,02", "t:a@old,02", 6, "source.twice"),
        ("places.csv", "t:b@old,02", "t:b@old,01", 6, "ground.code_used_twice"),
        ("places.csv", "Xã Đức Hòa,,,t:p,,2025-07-01", "Xã Đức Hòa,,,t:b@old,,2025-07-01", 6, "ground.parents_in_a_circle"),
        ("places.csv", "t:p,2025-07-01,,20.9", "t:a@old,2025-07-01,,20.9", 7, "ground.outlives_parent"),
        ("places.csv", "t:p,2025-07-01,,20.9", "t:p,2025-07-01,2025-06-30,20.9", 7, "source.dates_backwards"),
        ("places.csv", "t:c@new,02,commune", "t:c@new,02,hamlet", 7, "source.not_one_of"),
        ("changes.csv", "t:b@old,t:c@new", "t:b@old,t:b@old", 3, "ground.becomes_itself"),
        ("changes.csv", "merge,1.0", "merge,1.5", 3, "ground.not_a_share"),
        ("changes.csv", "t2025:d,t:a@old,t:d@new,split_part,,unknown,12/NQ", "t2025:c,t:a@old,t:d@new,split_part,,unknown,13/NQ", 4, "ground.change_says_two_things"),
        ("organisations.csv", "ARMY,ARMY,t:p", "ARMY,NAVY,t:p", 4, "source.unknown_ref"),
        ("organisation_links.csv", "merged", "eaten", 2, "source.not_one_of"),
        ("organisations.yaml", "levels: [commune], ", "", 1, "organisations.unit_rule_lacks"),
        ("programme.yaml", "calendar: civil", "calendar: lunar", 3, "source.not_one_of"),
        ("programme.yaml", "valid_from: 2024-01-01", "valid_from: 1/1/2024", 4, "source.not_a_day"),
        ("programme.yaml", "partners: [ARMY, LOCAL]", "partners: [ARMY, NAVY]", 5, "source.unknown_ref"),
        ("programme.yaml", "level: commune", "level: hamlet", 13, "source.not_one_of"),
        ("programme.yaml", "{T-HOUSES} houses", "{T-HUTS} houses", 11, "source.unknown_ref"),
        ("indicators/T-SHARE.yaml", "objective: housing", "objective: health", 4, "source.not_one_of"),
        ("indicators/T-SHARE.yaml", "note:", "notes:", 13, "source.unknown_key"),
        ("indicators/T-SHARE.yaml", "code: T-SHARE", "code: T-HOUSES", 1, "plan.code_twice"),
        ("indicators/T-HOUSES.yaml", "  - {sum: value}", "  - {some: value}", 9, "plan.definition"),
        ("indicators/T-HOUSES.yaml", "owner: Test", "breaks: [{day: soon}]", 10, "source.not_a_day"),
        ("targets.csv", "T-HOUSES,2025,t:p,,400.5", "T-HOUSES,2025-13,t:p,,400.5", 3, "periods.bad_label"),
        ("targets.csv", "T-HOUSES,2025,t:p,,400.5", "T-HOUSES,2025,,,400.5", 3, "source.twice"),
        ("targets.csv", "400.5", "many", 3, "source.not_a_number"),
        ("schedules.yaml", "agency: LOCAL", "agency: ARMY:t:p", 1, "source.not_one_of"),
        ("schedules.yaml", "last_day: 2025-09-30", "last_day: 2024-09-30", 2, "source.dates_backwards"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong(tmp_path: Path, file: str, old: str, new: str, line: int, code: str) -> None:
    pack = copy_of_tiny(tmp_path)
    edit(pack, file, old, new)
    assert (file, line, code) in refusals(pack)


def test_a_field_may_not_be_called_like_a_level(tmp_path: Path) -> None:
    pack = copy_of_tiny(tmp_path)
    edit(pack, "forms/houses.md", "| reporting_unit |", "| commune |")
    assert refusals(pack) == [("forms/houses.md", 3, "plan.field_is_level")]


def test_the_field_that_says_where_may_be_called_like_its_level(tmp_path: Path) -> None:
    pack = copy_of_tiny(tmp_path)
    edit(pack, "forms/houses.md", "| locality |", "| commune |")
    assert load(pack)


def test_a_field_may_not_be_a_word_of_conditions(tmp_path: Path) -> None:
    pack = copy_of_tiny(tmp_path)
    edit(pack, "forms/houses.md", "| funding | Nguồn", "| having | Nguồn")
    assert ("forms/houses.md", 6, "plan.field_is_built_in") in refusals(pack)


def test_a_pack_without_a_programme_may_bring_a_country_alone(tmp_path: Path) -> None:
    pack = copy_of_tiny(tmp_path)
    for file in ("programme.yaml", "targets.csv", "schedules.yaml", "reviews/tiny-2025.yaml"):
        (pack / file).unlink()
    assert refusals(pack) == [("programme.yaml", 0, "load.no_file")]
    for file in (pack / "indicators").iterdir():
        file.unlink()
    assert "programme" not in load(pack).done
    assert Place.objects.count() == 6


def test_a_schedule_needs_a_programme(tmp_path: Path) -> None:
    pack = copy_of_tiny(tmp_path)
    for file in (pack / "programme.yaml", *(pack / "indicators").iterdir(), pack / "targets.csv"):
        file.unlink()
    assert refusals(pack) == [("programme.yaml", 0, "load.no_file")]


def test_two_packs_may_stand_on_each_other(tmp_path: Path) -> None:
    load()
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("code: other\ntitle: Another\n", "utf-8")
    (other / "places.csv").write_text(
        "place_id,level,name,parent_id,valid_from\nt:e,commune,Xã Ê,t:p,2026-01-01\n", "utf-8"
    )
    assert changed(load(other)) == {"places": (1, 0, 0)}
    (other / "programme.yaml").write_text(
        "code: other\ntitle: Another\ncalendar: civil\nvalid_from: 2024-01-01\n", "utf-8"
    )
    (other / "indicators").mkdir()
    (other / "indicators" / "x.yaml").write_text(
        (TINY / "indicators" / "T-HOUSES.yaml").read_text("utf-8"), "utf-8"
    )
    assert [code for *_, code in refusals(other)] == ["source.not_one_of", "plan.indicator_of_another"]
