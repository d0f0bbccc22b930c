"""The main pages put few questions to the database, however many rows they show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kheo.plan.programmes.models import Programme
from tests.ledger_build import Ground
from tests.web.test_passport import passport_of

MOST = {
    "": 40,
    "figures": 40,
    "figures.csv": 30,
    "indicators": 25,
    "indicators/PEOPLE": 30,
    "reports": 24,
    "places": 20,
    "places/c": 25,
    "organisations": 20,
    "search?q=a": 25,
}


@pytest.mark.parametrize(("page", "most"), MOST.items())
def test_it_asks_little_once_figures_are_kept(
    client: Client, programme: Programme, ground: Ground, page: str, most: int
) -> None:
    address = f"/p/test/{page}"
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= most


def test_it_shows_fifty_lines_with_the_questions_of_one(
    client: Client, programme: Programme, ground: Ground
) -> None:
    for address, most in (
        (f"/p/test/reports/{ground.submission.pk}", 29),
        (f"/p/test/passports/{passport_of()}", 40),
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= most
