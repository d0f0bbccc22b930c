"""The overview: one sentence, what needs a person, key figures, map and ranking."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kheo.facts.columns import actions as columns
from kheo.plan.programmes.models import Programme
from tests.ledger_build import Ground, break_series, post
from tests.web.conftest import text_of

PAGE = "/p/test/?period=2025&map=reported&view=programme&lang=en"


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_it_opens_with_the_finding_linked_to_its_passport(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE))
    lead = re.search(r"<h1.*?</h1>", page, re.DOTALL)
    assert lead
    assert plain(lead[0]) == "5 reports, 1,391 people helped"
    assert re.search(r'href="/p/test/passports/\w+-\d+\?', lead[0])


def test_it_writes_numbers_as_the_reader_does(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE.replace("lang=en", "lang=vi")))
    assert "1.391" in page
    assert "người được giúp" in page
    assert "1,391" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [([], "2024: 1,000 (+39 %)"), (["2025-07-01"], "2024: 1,000; another series from 1 July 2025 on")],
)
def test_it_compares_with_the_year_before_unless_the_series_breaks(
    client: Client, programme: Programme, ground: Ground, days: list[str], said: str
) -> None:
    break_series("PEOPLE", *days)
    post(ground, [{"place": "a", "people": 1000, "day": "2024-05-01"}])
    columns.refresh()
    assert said in plain(text_of(client.get(PAGE)).replace("\u00a0", " "))


def test_it_says_what_needs_a_person(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get(PAGE)))
    assert "1,234 The largest report Of 1,391 in all." in page
    assert "1 Report without a place" in page


def test_it_leads_from_what_needs_a_person_to_the_very_lines(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE))
    lines = re.findall(r'class="act"><a href="([^"]+)"', page)
    assert lines
    for link in lines:
        shown = text_of(client.get(link.replace("&amp;", "&").partition("#")[0]))
        assert "No line of this kind." not in shown
        assert re.search(r'<ul class="chips">.*aria-current="true"', shown, re.DOTALL)


def test_it_says_what_each_map_is(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get(PAGE)))
    assert "As reported each report at the place that it names" in page
    assert "30 June 2025 the old map, on its last day" in page
    assert "1 July 2025 the new map, from this day on" in page


def test_it_draws_each_place_once_and_names_it(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE + "&map=2025-07-01"))
    assert len(re.findall(r"<circle [^>]*data-n=", page)) == 2
    assert "Borders are drawn from points of places" in page
    assert '["d", "7\\u2013107 people"' in page


def test_it_stripes_what_is_a_range_on_the_chosen_map(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE.replace("map=reported", "map=2025-07-01")))
    assert '<g class="maybe">' in page


def test_it_answers_for_one_agency(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get(PAGE.replace("view=programme", "view=front"))))
    assert "1,234 people" in page


def test_it_keeps_the_choices_in_every_link(client: Client, programme: Programme) -> None:
    page = text_of(client.get("/p/test/?period=2025-Q1&map=2025-07-01&view=army&lang=en"))
    links = re.findall(r'href="(/p/test/[^"]*)"', page)
    own = [link for link in links if "passports/" not in link and "period=2025-Q1" in link]
    assert len(own) > 10
    assert all("map=2025-07-01" in link or "map=" in link for link in own)


def test_it_refuses_choices_that_do_not_exist(client: Client, programme: Programme) -> None:
    for wrong, said in (
        ("map=yesterday", "is not a map date"),
        ("view=nobody", "No agency has the reference"),
        ("period=20x5", "20x5"),
    ):
        answer = client.get(f"/p/test/?lang=en&{wrong}")
        assert answer.status_code == 400
        assert said in text_of(answer)


def test_it_says_when_nothing_has_come_in(client: Client, ground: Ground) -> None:
    columns.refresh()
    page = text_of(client.get(PAGE))
    assert "No report has come in yet" in page
    assert "kheo import" in page


def test_it_shows_the_notice_of_made_up_data_on_every_page(client: Client, programme: Programme) -> None:
    programme.notice = {"en": "Made up for a test."}
    programme.save()
    for page in ("", "figures", "indicators", "reports", "places", "organisations", "search"):
        assert "Made up for a test." in text_of(client.get(f"/p/test/{page}?lang=en"))


def test_it_follows_the_ledger_at_once(client: Client, programme: Programme, ground: Ground) -> None:
    assert "1,391 people" in plain(text_of(client.get(PAGE)))
    post(ground, [{"place": "b", "people": 9}])
    columns.refresh()
    assert "1,400 people" in plain(text_of(client.get(PAGE)))


def test_one_agencys_view_says_only_what_is_of_that_agency(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get(PAGE.replace("view=programme", "view=front"))))
    assert "own count. People helped: 1,234" in page
    assert "own count, from its own records only" in page
    assert "5 reports" not in page
    assert "without a place" not in page
    assert "Of 1,234 in all." in page
    programme.settings["overview"]["programme_only"] = ["MOST"]
    programme.save()
    page = plain(text_of(client.get(PAGE.replace("view=programme", "view=front"))))
    assert "The largest report" not in page
    assert "The largest report" in plain(text_of(client.get(PAGE)))


def test_a_period_without_reports_says_where_there_are_some(client: Client, programme: Programme) -> None:
    page = text_of(client.get(PAGE.replace("period=2025", "period=2023")))
    main = plain(page[page.index('id="content"') :])
    assert "No report for this period: 2023." in main
    assert "There are reports from" in main
    assert "Show 2025" in main
    assert "What needs you" not in main
    assert "0 reports" not in main
    assert "period=2025&amp;" in page


def test_an_agency_without_reports_in_the_period_says_so(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get("/p/test/?period=2025-Q3&view=front&lang=en")))
    assert "has no report for this period: Q3 2025." in page
    assert "Show Q1 2025" in page


def test_the_menu_of_periods_goes_backwards_and_marks_years_without_reports(
    client: Client, programme: Programme
) -> None:
    page = plain(text_of(client.get(PAGE)))
    assert re.search(r"Period 2025 (.*?)2025 2024 no reports ", page)
