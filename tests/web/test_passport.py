"""A figure's passport: where it comes from, whether it still comes out the same, how to cite it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from kheo.consolidate.figures.queries import ask
from kheo.consolidate.figures.rules.question import Question
from kheo.facts.columns import actions as columns
from kheo.facts.ledger.models import Grading, Posting
from kheo.facts.ledger.states import Grade
from kheo.plan.programmes.models import Programme
from tests.ledger_build import NOW, REFORM, Ground, join, post
from tests.web.conftest import text_of
from tests.web.test_overview import plain


def passport_of(code: str = "PEOPLE", by: Sequence[str] = (), key: Any = None, **more: Any) -> str:
    """The passport of a cell; ``key`` chooses among several."""
    answer = ask(Question(indicators=(code,), by=tuple(by), period="2025", calendar="civil", **more))
    return next(cell.passport for cell in answer.cells if key is None or cell.keys == (key,))


@pytest.fixture
def address(programme: Programme) -> str:
    return f"/p/test/passports/{passport_of()}"


def test_it_says_number_unit_grade_and_sentence(client: Client, address: str) -> None:
    page = plain(text_of(client.get(address)))
    assert "1,391 people reported, not verified" in page
    assert "1 January 2025 to 31 December 2025" in page
    assert "map: As reported" in page


def test_it_tells_the_way_from_reports_to_the_figure(client: Client, address: str) -> None:
    page = plain(text_of(client.get(address)))
    assert "Reports selected 5" in page
    assert "left out: number not reported \u22121" in page
    assert "Counted 4" in page


def test_it_bridges_from_the_agencies_to_the_programme(
    client: Client, programme: Programme, ground: Ground
) -> None:
    facts = post(ground, [{"place": "a", "people": 20}, {"place": "a", "people": 30, "agency": "front"}])
    join(ground, facts, "highest")
    columns.refresh()
    page = plain(text_of(client.get(f"/p/test/passports/{passport_of()}")))
    assert "Sum over agencies 1,441 shared work, counted once \u221220 Programme total 1,421" in page
    assert "same work, told by several agencies: merged \u22121" in page


def test_it_says_why_a_figure_is_a_range(client: Client, programme: Programme, ground: Ground) -> None:
    name = passport_of(by=("commune",), key=ground.places["d"].pk, boundaries=REFORM)
    page = plain(text_of(client.get(f"/p/test/passports/{name}")))
    assert "7–107 people" in page
    assert "Why a range" in page
    assert "Resolution 1, 1 July 2025" in page
    assert "certain 7" in page


def test_it_leads_every_line_to_its_submission(client: Client, address: str, ground: Ground) -> None:
    page = text_of(client.get(address))
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/p/test/reports/[^"]+)"', page)]
    assert len(links) == 5
    assert all(link.partition("#")[2] in text_of(client.get(link)) for link in links)


def test_it_filters_lines_by_what_became_of_them(client: Client, address: str) -> None:
    page = text_of(client.get(address + "?fate=no_value"))
    assert plain(page).count("Left out: number not reported") == 1
    assert (
        len(re.findall(r'href="/p/test/reports/', page))
        == 1 + len(re.findall(r'href="/p/test/reports\?', page)) * 0
    )
    assert 'aria-current="true">No number 1' in page


def test_it_recomputes_to_the_same_digest(client: Client, address: str) -> None:
    assert client.get(address + "/recompute").status_code == 405
    answer = client.post(address + "/recompute", follow=True)
    assert "Same value, same digest" in text_of(answer)


def test_it_stays_as_it_was_when_the_ledger_goes_on(
    client: Client, programme: Programme, address: str, ground: Ground
) -> None:
    post(ground, [{"place": "b", "people": 9}])
    columns.refresh()
    assert "1,391 people" in plain(text_of(client.get(address)))


def test_it_asks_again_under_other_choices(client: Client, address: str, ground: Ground) -> None:
    other = client.get(address + "?map=2025-07-01&lang=en")
    assert other.status_code == 302
    assert "map=2025-07-01" in other["Location"]
    page = plain(text_of(client.get(other["Location"])))
    assert "1,391 people" in page
    assert "map: 1 July 2025" in page


def test_it_stays_where_other_choices_have_no_such_figure(
    client: Client, programme: Programme, ground: Ground
) -> None:
    name = passport_of(by=("commune",), key=ground.places["a"].pk)
    page = client.get(f"/p/test/passports/{name}?map=2025-07-01", follow=True)
    assert "There is no such figure under these choices" in text_of(page)


def test_it_can_be_cited(client: Client, address: str) -> None:
    page = text_of(client.get(address))
    name = address.rpartition("/")[2]
    assert f"http://testserver/passports/{name}" in page
    assert 'class="qrline"' in page or "<path" in page
    short = client.get(f"/passports/{name}")
    assert short["Location"] == address


def test_it_opens_beside_the_table(client: Client, address: str) -> None:
    piece = text_of(client.get(address + "?panel=1"))
    assert "<html" not in piece
    assert "1,391" in piece


def test_it_refuses_a_passport_that_nobody_made(client: Client, programme: Programme) -> None:
    answer = client.get("/p/test/passports/nothing-1?lang=vi")
    assert answer.status_code == 400
    assert "nothing-1" in text_of(answer)


def test_its_tag_says_the_grade_of_its_facts(client: Client, programme: Programme, ground: Ground) -> None:
    posting = Posting.objects.create(number=Posting.objects.count() + 1, kind="grading", at=NOW, by="test")
    for fact in ground.facts[:2]:
        Grading.objects.create(fact=fact, posting=posting, grade=Grade.VERIFIED)
    columns.refresh()
    page = plain(text_of(client.get(f"/p/test/passports/{passport_of()}?lang=en")))
    assert "1,391 people 2 of 5 verified" in page
    assert "1,391 people (2 of 5 verified), map: as reported" in page
    name = passport_of(where="kind = 'road'")
    assert "all verified" in plain(text_of(client.get(f"/p/test/passports/{name}?lang=en")))


def test_its_lines_are_told_by_agency_and_come_as_a_file(
    client: Client, programme: Programme, ground: Ground
) -> None:
    name = passport_of()
    page = text_of(client.get(f"/p/test/passports/{name}?lang=en&fate=counted"))
    assert "ARMY 3</a>" in page
    assert "FRONT 1</a>" in page
    front = ground.agencies["front"].pk
    assert "1 row" in plain(text_of(client.get(f"/p/test/passports/{name}?fate=counted&agency={front}")))
    answer = client.get(f"/p/test/passports/{name}/lines.csv?lang=en&fate=counted")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [(row["agency"], row["place"], row["value"], row["kind"]) for row in rows] == [
        ("ARMY", "a", "100", "house"),
        ("FRONT", "b", "1234", "road"),
        ("ARMY", "d", "7", "house"),
        ("ARMY", "", "50", ""),
    ]
    assert client.get(f"/p/test/passports/{name}/lines.csv?fate=hello").status_code == 400
    assert client.get(f"/p/test/passports/{name}?fate=hello").status_code == 400


def test_under_another_programme_it_leads_to_its_own(
    client: Client, programme: Programme, address: str
) -> None:
    other = Programme.objects.create(
        code="other",
        pack=programme.pack,
        calendar=programme.calendar,
        valid_from=programme.valid_from,
        title={"en": "Other"},
    )
    answer = client.get(address.replace("/p/test/", f"/p/{other.code}/"))
    assert (answer.status_code, answer["Location"]) == (302, address)
