"""Places and their changes, organisations, indicators, and the search through them."""

from __future__ import annotations

import re

from django.test import Client

from kheo.capture.submissions.models import Submission
from kheo.facts.columns import actions as columns
from kheo.ground.organisations.models import Organisation, OrganisationLink
from kheo.ground.places.models import Level, Place
from kheo.plan.programmes.models import Programme, Target
from tests.ledger_build import Ground, break_series, post
from tests.web.conftest import text_of
from tests.web.test_overview import plain


def test_it_shows_what_a_place_came_from_and_what_is_not_known(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get("/p/test/places/c?lang=en")))
    assert "from 1 July 2025 to this day" in page
    assert "Came from 1 July 2025 · Resolution 1" in page
    assert "a a part; how much is not known" in page
    assert "b as a whole" in page


def test_it_shows_what_a_place_became(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get("/p/test/places/a?lang=en")))
    assert "until 30 June 2025" in page
    assert "Became" in page


def test_it_lists_the_days_on_which_the_map_changed(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get("/p/test/places?lang=en")))
    assert "1 July 2025 1 2" in page


def test_it_finds_old_and_new_names_without_diacritics(
    client: Client, programme: Programme, ground: Ground
) -> None:
    old, new = ground.places["b"], ground.places["c"]
    Place.objects.filter(pk=old.pk).update(name="Xã Đông Hòa", search_text="|xa dong hoa|")
    Place.objects.filter(pk=new.pk).update(name="Phường Tân Lập", search_text="|phuong tan lap|")
    page = plain(text_of(client.get("/p/test/search?lang=en&map=2025-07-01&q=dong+hoa")))
    assert "Phường Tân Lập" in page
    assert "by the name Xã Đông Hòa" in page
    assert "until 30 June 2025" in page


def test_it_finds_indicators_and_organisations(client: Client, programme: Programme) -> None:
    Organisation.objects.filter(ref="front").update(search_text="|mat tran|front|")
    assert "People helped" in text_of(client.get("/p/test/search?lang=en&q=people"))
    assert "FRONT" in text_of(client.get("/p/test/search?lang=en&q=mat+tr"))


def test_it_finds_files_by_the_words_of_their_names(client: Client, programme: Programme) -> None:
    sent = Submission.objects.get()
    page = text_of(client.get("/p/test/search?lang=en&q=WORKS"))
    assert "works.csv" in page
    assert f"/p/test/reports/{sent.pk}?" in page
    assert "works.csv" not in text_of(client.get("/p/test/search?lang=en&q=houses"))


def test_it_tells_units_of_one_name_apart(client: Client, programme: Programme, ground: Ground) -> None:
    Organisation.objects.filter(ref="front").update(
        search_text="|front|", place=ground.places["a"], valid_to="2025-07-01"
    )
    page = plain(text_of(client.get("/p/test/search?lang=en&q=front")))
    assert "agency, a" in page
    assert "until 30 June 2025" in page


def test_it_says_when_there_may_be_more(client: Client, programme: Programme, ground: Ground) -> None:
    level = ground.places["c"].level
    Place.objects.bulk_create(
        Place(ref=f"x{n}", level=level, parent=ground.places["p"], name=f"Xa {n}", search_text=f"|many {n}|")
        for n in range(60)
    )
    assert "the first 40; type more" in plain(text_of(client.get("/p/test/search?lang=en&q=many")))


def test_it_teaches_when_nothing_is_found(client: Client, programme: Programme) -> None:
    page = text_of(client.get("/p/test/search?lang=en&q=qwertz"))
    assert "Nothing has this name" in page
    assert "without diacritics" in page


def test_it_suggests_while_a_person_types(client: Client, programme: Programme) -> None:
    piece = text_of(client.get("/p/test/suggest?lang=en&q=peop"))
    assert "<html" not in piece
    assert "People helped" in piece


def test_it_shows_a_definition_in_words_with_its_figure(client: Client, programme: Programme) -> None:
    page = plain(text_of(client.get("/p/test/indicators/PEOPLE?lang=en")))
    assert "1,391 people" in page
    assert "code: PEOPLE" in page
    assert "People helped" in plain(text_of(client.get("/p/test/indicators?lang=en")))
    assert client.get("/p/test/indicators/NONE").status_code == 404


def test_it_names_where_a_series_breaks(client: Client, programme: Programme) -> None:
    break_series("PEOPLE", "2025-07-01")
    page = text_of(client.get("/p/test/indicators/PEOPLE?lang=en"))
    assert "From 1 July 2025 on this is another series" in page
    assert "Other units report." in page


def test_it_shows_an_agency_and_what_it_became(client: Client, programme: Programme, ground: Ground) -> None:
    OrganisationLink.objects.create(
        origin=ground.agencies["army"], target=ground.agencies["front"], kind="merged", effective="2025-03-01"
    )
    page = plain(text_of(client.get("/p/test/organisations/army?lang=en")))
    assert "Became FRONT merged, 1 March 2025" in page
    assert "The programme as this agency sees it" in page
    assert "ARMY" in plain(text_of(client.get("/p/test/organisations?lang=en")))


def test_its_button_leads_to_one_row_for_a_place_of_the_finest_level(
    client: Client, programme: Programme
) -> None:
    Level.objects.create(code="other", rank=3)  # a level that holds nothing of this place
    page = text_of(client.get("/p/test/places/d?lang=en&map=2025-07-01&period=2025"))
    url = re.search(r'class="btn main" href="([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "by=commune" in url
    table = plain(text_of(client.get(url)))
    assert "d 7–107" in table


def test_its_button_leads_to_a_map_that_has_the_place(client: Client, programme: Programme) -> None:
    page = text_of(client.get("/p/test/places/a?lang=en&map=2025-07-01&period=2025"))
    assert "on the map of 30 June 2025" in page
    url = re.search(r'class="btn main" href="([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "map=2025-06-30" in url
    assert "1 row" in plain(text_of(client.get(url)))


def test_an_indicator_says_target_and_earlier_years_and_where_another_series_begins(
    client: Client, programme: Programme, ground: Ground
) -> None:
    post(ground, [{"place": "a", "people": 1000, "day": "2024-05-01"}])
    columns.refresh()
    Target.objects.create(programme=programme, indicator_code="PEOPLE", period="2025", value=2782)
    break_series("PEOPLE", "2025-01-01")
    page = plain(text_of(client.get("/p/test/indicators/PEOPLE?lang=en&period=2025"))).replace("\u00a0", " ")
    assert "2025 1,391 2,782 people 50 % another series from 1 January 2025 on 2024 1,000 – –" in page
