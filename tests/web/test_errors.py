"""What is not there or cannot be read is answered with a sentence, in the programme's frame, never with a trace."""

from __future__ import annotations

import pytest
from django.test import Client

from kheo.plan.programmes.models import Programme
from tests.web.conftest import text_of


@pytest.mark.parametrize(
    "path", ["places/nowhere", "indicators/NONE", "reports/99999999999999999999", "nothing"]
)
def test_it_shows_what_is_not_there_inside_the_programme(
    client: Client, programme: Programme, path: str
) -> None:
    answer = client.get(f"/p/test/{path}?lang=en")
    assert answer.status_code == 404
    page = text_of(answer)
    assert "There is no such page" in page
    assert 'name="q"' in page
    assert '<a class="btn main" href="/p/test/?' in page


def test_it_refuses_inside_the_programme_without_keeping_what_was_wrong(
    client: Client, programme: Programme
) -> None:
    answer = client.get("/p/test/figures?map=yesterday&lang=en")
    assert answer.status_code == 400
    page = text_of(answer)
    assert 'name="q"' in page
    assert 'href="/p/test/?period=2025"' in page
    assert "map=yesterday&amp;period" not in page


def test_it_tells_a_stranger_nothing_about_a_programme(programme: Programme) -> None:
    page = text_of(Client().get("/p/test/places/nowhere?lang=en", follow=True))
    assert 'name="q"' not in page


@pytest.mark.parametrize("number", ["²", "٣", "-1", "1.5", "9" * 40, "x"])
@pytest.mark.parametrize("address", ["figures?page=", "reports?page=", "places?page="])
def test_it_takes_what_is_no_number_for_the_first_page(
    client: Client, programme: Programme, address: str, number: str
) -> None:
    assert client.get(f"/p/test/{address}{number}").status_code == 200


def test_it_refuses_a_passport_that_no_alphabet_of_ours_writes(client: Client, programme: Programme) -> None:
    assert client.get("/p/test/passports/abc-²?lang=en").status_code == 400


@pytest.mark.parametrize("address", ["?view=a%00b", "places/a%00b", "search?q=%00"])
def test_it_knows_no_address_with_a_null_in_it(client: Client, programme: Programme, address: str) -> None:
    assert client.get(f"/p/test/{address}").status_code == 404


def test_it_takes_no_text_that_no_database_keeps(client: Client, programme: Programme) -> None:
    assert client.post("/p/test/lots/draw", {"seed": "a\0b"}).status_code == 400


def test_it_sends_long_pages_packed(client: Client, programme: Programme) -> None:
    answer = client.get("/p/test/?lang=en", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000
