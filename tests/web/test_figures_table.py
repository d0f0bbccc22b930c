"""The table of figures: breakdowns, maps, totals that are not sums, files."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client

from kheo.facts.columns import actions as columns
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Level, Place
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.programmes.models import Programme, Schedule
from kheo.web.coordinator.downloads import harmless
from kheo.web.shared.kept import forget
from tests.ledger_build import NOW, REFORM, Ground, define, post
from tests.web.conftest import text_of
from tests.web.test_overview import plain

PAGE = "/p/test/figures?lang=en&period=2025"


def rows(page: str) -> list[list[str]]:
    body = re.search(r"<tbody>.*</tbody>.*</table>", page, re.DOTALL)
    assert body
    found = re.findall(r"<tr>.*?</tr>", body[0], re.DOTALL)
    return [[plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in found]


def test_it_says_where_shared_work_stands(client: Client, programme: Programme) -> None:
    said = "stands once, with the agency that leads it"
    by_agency = "/p/test/figures?period=2025&map=reported&i=PEOPLE&by=agency&lang=en&view="
    assert said in text_of(client.get(by_agency + "programme"))
    assert said not in text_of(client.get(by_agency + "army"))
    assert said not in text_of(client.get((by_agency + "programme").replace("by=agency", "by=commune")))


def test_it_breaks_down_by_places_as_they_were_reported(client: Client, programme: Programme) -> None:
    assert rows(text_of(client.get(PAGE))) == [
        ["a", "100"],
        ["b", "1,234"],
        ["d", "7"],
        ["no place", "50"],
        ["All", "1,391"],
    ]


def test_it_shows_a_range_where_a_split_is_not_known(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&map=2025-07-01"))
    assert rows(page)[:2] == [["c", "1,234–1,334"], ["d", "7–107"]]
    assert rows(page)[-1] == ["All", "1,391"]
    assert 'class="maybe"' in page
    assert "not guessed" in page


def test_it_says_why_a_total_is_not_the_sum(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get(PAGE + "&i=MOST")))
    assert "the rows add up to 1,341, the total is 1,234" in page
    assert "what stands in several rows is counted once" in page
    assert "Why a total is not the sum" not in text_of(client.get(PAGE))


def test_it_puts_a_breakdown_in_columns(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&by=agency&across=kind"))
    found = rows(page)
    assert found[0] == ["ARMY", "157", "107", "not reported", "50"]
    assert found[1] == ["FRONT", "1,234", "not reported", "1,234", "not reported"]
    assert "house" in page


def test_it_never_shows_missing_as_zero(client: Client, programme: Programme, ground: Ground) -> None:
    post(ground, [{"place": "d", "people": 0, "kind": "road", "day": "2025-09-01"}])
    columns.refresh()
    found = rows(text_of(client.get(PAGE + "&by=commune&across=kind")))
    assert ["d", "7", "7", "0", "not reported"] in found


def test_it_lists_places_without_reports_when_asked(client: Client, programme: Programme) -> None:
    address = PAGE + "&map=2025-06-30&period=2025-Q3&by=commune&empty=1"
    assert rows(text_of(client.get(address)))[:-1] == [["a", "7"], ["b", "not reported"]]


def test_it_sorts_by_a_column_largest_first(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&sort=1"))
    assert [row[0] for row in rows(page)[:-1]] == ["b", "a", "no place", "d"]
    assert 'aria-sort="descending"' in page


def test_it_pages_long_tables(client: Client, programme: Programme, monkeypatch: Any) -> None:
    monkeypatch.setattr("kheo.web.coordinator.figures.ROWS_PER_PAGE", 3)
    page = text_of(client.get(PAGE + "&page=2"))
    assert rows(page)[0] == ["no place", "50"]
    assert "page 2 of 2" in page
    assert 'rel="prev"' in page


def test_it_leads_every_number_to_its_passport(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE))
    link = re.search(r'href="(/p/test/passports/[^"]+)"[^>]*>1,234<', page)
    assert link
    assert "1,234" in text_of(client.get(link[1].replace("&amp;", "&")))


def test_it_filters_by_grade_condition_and_place(client: Client, programme: Programme) -> None:
    assert rows(text_of(client.get(PAGE + "&where=kind='road'")))[:-1] == [["b", "1,234"]]
    assert rows(text_of(client.get(PAGE + "&within=a")))[:-1] == [["a", "100"]]
    assert "No report fits these switches" in text_of(client.get(PAGE + "&grade=audited"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("i=NONE", "no indicator “NONE”"),
        ("by=religion", "cannot be broken down by “religion”"),
        ("grade=sure", "is not a grade"),
        ("within=nowhere", "No place has the reference"),
        ("where=people >", "is not understood"),
    ],
)
def test_it_refuses_with_a_sentence(client: Client, programme: Programme, query: str, said: str) -> None:
    answer = client.get(f"{PAGE}&{query}")
    assert answer.status_code == 400
    assert said in text_of(answer)


def test_it_gives_the_same_cells_as_a_file(client: Client, programme: Programme) -> None:
    address = PAGE.replace("figures?", "figures.csv?") + "&map=2025-07-01"
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="test-2025-people.csv"'
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["commune"], row["status"], row["value"], row["low"], row["high"]) for row in table] == [
        ("c", "range", "", "1234", "1334"),
        ("d", "range", "", "7", "107"),
        ("no place", "value", "50", "50", "50"),
    ]
    listed = json.loads(client.get(address.replace(".csv", ".json")).content)
    assert listed["map"] == "2025-07-01"
    assert [cell["passport"] for cell in listed["cells"]] == [row["passport"] for row in table]


def test_it_has_no_other_kind_of_file(client: Client, programme: Programme) -> None:
    assert client.get(PAGE.replace("figures?", "figures.exe?")).status_code == 404


def test_it_gives_spreadsheets_nothing_to_run(client: Client, programme: Programme) -> None:
    Organisation.objects.filter(ref="front").update(title={"en": "=cmd()"})
    answer = client.get(PAGE.replace("figures?", "figures.csv?") + "&by=agency")
    assert "'=cmd()" in answer.content.decode()
    assert harmless("-12.5") == "-12.5"


def test_it_names_an_only_indicator_once_over_its_columns(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&across=kind"))
    head = page[page.index("<table") : page.index("</thead>")]
    assert head.count("People helped") == 1
    assert '<caption class="what">People helped, people</caption>' in head


def test_it_offers_conditions_in_words(client: Client, programme: Programme) -> None:
    kind = {
        "name": "kind",
        "type": "select_one",
        "label": {"en": "Kind"},
        "choices": [{"name": "house", "label": {"en": "House"}}],
    }
    FormVersion.objects.update(fields=[{"name": "people", "type": "integer"}, kind])
    forget()
    page = text_of(client.get(PAGE))
    assert '<option value="kind = &#x27;house&#x27;" label="Kind: House">' in page


def test_it_leaves_out_rows_without_a_number_unless_asked(client: Client, programme: Programme) -> None:
    assert ">c<" not in text_of(client.get(PAGE + "&map=2025-07-01&within=d"))
    assert ">c<" in text_of(client.get(PAGE + "&map=2025-07-01&empty=1"))


def test_it_tells_places_of_one_name_apart(client: Client, programme: Programme, ground: Ground) -> None:
    Place.objects.filter(ref__in=["b", "d"]).update(name="Xã Tân Lập")
    page = text_of(client.get(PAGE))
    assert "Xã Tân Lập, until 30 June 2025" in page
    assert ">Xã Tân Lập<" in page


def test_a_breakdown_in_columns_keeps_one_of_the_pages_own_indicators(
    client: Client, programme: Programme
) -> None:
    programme.settings["figures"] = {"indicators": ["PEOPLE", "MOST"], "by": ["commune"]}
    programme.save()
    assert "2 chosen" in text_of(client.get(PAGE))
    page = text_of(client.get(PAGE + "&across=kind&i=PEOPLE&i=MOST"))
    assert "1 chosen" in page
    assert "1 chosen" in text_of(client.get(PAGE + "&across=kind"))
    assert "1 chosen" in text_of(client.get(PAGE + "&across=kind&i=MOST"))


def test_a_printed_table_says_what_it_is_of(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&map=2025-07-01&view=front"))
    said = re.search(r'<p class="printed">(.*?)</p>', page)
    assert said
    assert said[1] == "Test · 2025 · 1 July 2025 · FRONT"
    page = text_of(client.get(PAGE + "&grade=verified&where=people>5"))
    assert "Programme · people&gt;5 · At least: Verified</p>" in page


def test_fields_of_one_title_are_told_apart_by_their_form(client: Client, programme: Programme) -> None:
    version = FormVersion.objects.get()
    kind = next(field for field in version.fields if field["name"] == "kind")
    kind["label"] = {"en": "Kind"}
    version.fields = [*version.fields, {**kind, "name": "other_kind"}]
    version.save()
    forget()
    page = text_of(client.get(PAGE))
    title = version.form.title.get("en") or version.form.code
    options = re.findall(r'<option value="(?:kind|other_kind)"[^>]*>([^<]*)</option>', page)
    assert options
    assert set(options) == {f"Kind ({title})"}


def test_it_keeps_the_switches_where_a_condition_is_not_understood(
    client: Client, programme: Programme
) -> None:
    answer = client.get(PAGE + "&by=commune&where=people+%3E")
    page = text_of(answer)
    assert answer.status_code == 400
    assert 'aria-describedby="where-wrong"' in page
    assert "is not understood" in page
    assert 'name="where" value="people &gt;"' in page
    assert '<option value="commune" selected>' in page


def test_it_offers_no_level_that_the_map_does_not_have(
    client: Client, programme: Programme, ground: Ground
) -> None:
    levels = {level.code: level for level in Level.objects.all()}
    district = Level.objects.create(code="district", rank=3, title={"en": "District"})
    for ref, parent, until in (("q", ground.places["p"], REFORM), ("abroad", None, None)):
        Place.objects.create(
            ref=ref, code=ref, level=district if parent else levels["country"], name=ref, name_plain=ref,
            sort_key=ref, parent=parent, valid_to=until,
        )  # fmt: skip
    far = Place.objects.get(ref="abroad")
    Place.objects.create(
        ref="far", code="far", level=district, name="far", name_plain="far", sort_key="far", parent=far
    )
    army = ground.agencies["army"]
    army.place = ground.places["p"]
    army.save()
    programme.partners.add(army)
    forget()
    then, now = PAGE + "&map=2025-06-30", PAGE + "&map=2025-07-01"
    assert '<option value="district"' in text_of(client.get(then))
    assert '<option value="district"' not in text_of(client.get(now))
    answer = client.get(now + "&by=district")
    assert answer.status_code == 400
    assert "On 1 July 2025 there were no places of the level District" in text_of(answer)


def test_it_gives_each_row_a_total_where_something_stands_across(
    client: Client, programme: Programme
) -> None:
    page = text_of(client.get(PAGE + "&by=commune&across=kind&i=MOST"))
    assert rows(page)[0][:2] == ["a", "100"]
    assert rows(page)[1] == ["b", "1,234", "not reported", "1,234"]
    assert rows(page)[-1][:2] == ["All", "1,234"]
    files = text_of(client.get(PAGE.replace("figures?", "figures.csv?") + "&by=commune&across=kind&i=MOST"))
    assert "All" not in files


def test_it_names_the_map_where_the_place_does_not_stand_on_it(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&map=2025-07-01&within=a&by=commune"))
    assert "a does not exist on the map of 1 July 2025" in page
    assert "map=2025-06-30" in page


def test_it_says_not_applicable_where_an_agency_is_not_asked(
    client: Client, programme: Programme, ground: Ground
) -> None:
    other = Form.objects.create(code="cases")
    FormVersion.objects.create(
        form=other, number=1, filename="c", source=b"", sha256="1", xform="", published_at=NOW,
        fields=[{"name": "people", "type": "integer"}],
    )  # fmt: skip
    cases = define(ground, "CASES", [{"sum": "value"}])
    cases.definition["sources"] = [{"form": "cases", "value": "people"}]
    cases.save()
    Schedule.objects.create(
        programme=programme, form=other, agency=ground.agencies["army"], every="year", days_after_close=5,
        first_day=REFORM,
    )  # fmt: skip
    found = rows(text_of(client.get(PAGE + "&by=agency&i=PEOPLE&i=CASES")))
    assert found[0] == ["ARMY", "157", "not reported"]
    assert found[1] == ["FRONT", "1,234", "– not applicable: this agency is not asked for it"]
    own = rows(text_of(client.get(PAGE + "&by=commune&i=PEOPLE&i=CASES&view=front")))
    assert own[0] == ["b", "1,234", "– not applicable: this agency is not asked for it"]


def test_a_rule_that_asks_for_the_place_has_nothing_to_say_without_one(
    client: Client, programme: Programme
) -> None:
    found = rows(text_of(client.get(PAGE + "&i=PEOPLE&i=MOST")))
    assert found[3][:2] == ["no place", "50"]
    assert found[3][2].startswith("× not attributable")
