"""Who has reported, unit by unit: the overview's numbers, within the reader's scope, and what is overdue."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kheo.facts.columns import actions as columns
from kheo.facts.ledger.models import Head, Posting
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Schedule
from tests.ledger_build import Ground, post
from tests.people import PASSWORD, browser_of, somebody
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

PAGE = "/p/test/who-reported"


@pytest.fixture
def owed(programme: Programme, ground: Ground) -> None:
    """Both agencies owe a report each month of 2025; the army sent two, the front one."""
    for ref in ("army", "front"):
        Schedule.objects.create(
            programme=programme, form=Form.objects.get(code="works"), agency=Organisation.objects.get(ref=ref),
            every="month", first_day=dt.date(2025, 1, 1), last_day=dt.date(2025, 12, 31),
        )  # fmt: skip
    for agency, day in (("army", "2025-02-03"), ("army", "2025-03-04"), ("front", "2025-02-05")):
        post(ground, [{"place": "a", "people": 1, "day": day, "agency": agency}])
    Head.objects.update_or_create(pk=1, defaults={"position": Posting.objects.count()})
    columns.refresh()


def page_of(client: Client, **more: str) -> str:
    return text_of(client.get(PAGE, {"lang": "en", "period": "2025", **more}))


def rows(page: str) -> dict[str, tuple[int, int]]:
    """Unit → (received, expected)."""
    found = re.findall(
        r'<tr><th scope="row"><a [^>]*>([^<]+)</a>.*?Received">(\d+)<.*?Expected">(\d+)<', page, re.DOTALL
    )
    return {name: (int(received), int(expected)) for name, received, expected in found}


def test_units_stand_with_what_they_owe_the_least_complete_first(owed: None, client: Client) -> None:
    page = page_of(client)
    told = rows(page)
    assert set(told) == {"ARMY", "FRONT"} and {expected for _, expected in told.values()} == {12}
    assert list(told) == sorted(told, key=lambda one: told[one][0])
    received, expected = (sum(pair[at] for pair in told.values()) for at in (0, 1))
    said = f"{received} of {expected} expected reports"
    assert said in plain(page) and said in plain(text_of(client.get("/p/test/?lang=en&period=2025")))
    assert "January 2025" in plain(page) and "more" in plain(page)


def test_it_is_narrowed_and_handed_out_as_a_table(owed: None, client: Client) -> None:
    assert set(rows(page_of(client, q="fro"))) == {"FRONT"} == set(rows(page_of(client, agency="front")))
    assert "No unit that owes a report is called so" in page_of(client, q="nobody")
    assert "no unit that you see owes a report" in page_of(client, period="2024")
    answer = client.get(f"{PAGE}.csv", {"period": "2025", "q": "army"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (
        lines[0].startswith("unit_code,unit,agency") and len(lines) == 2 and lines[1].startswith("army,ARMY,")
    )


def test_of_another_agency_nothing_is_told(owed: None) -> None:
    person = add_user(
        username="of-army", password=PASSWORD, role=Role.VERIFIER, organisation=Organisation.objects.get(ref="army").pk,
        by="test", now=NOW,
    )  # fmt: skip
    own = browser_of(person)
    assert (
        set(rows(page_of(own))) == {"ARMY"}
        and "FRONT" not in page_of(own, q="front").split("<main", 1)[1].split("placeholder", 1)[1]
    )
    told = b"".join(own.get(f"{PAGE}.csv?period=2025").streaming_content).decode()
    assert "army" in told and "front" not in told
    assert somebody(Role.CASE_HANDLER).get(PAGE).status_code == 403


def test_it_asks_little(owed: None, client: Client) -> None:
    page_of(client)
    with CaptureQueriesContext(connection) as asked:
        page_of(client)
    assert len(asked) <= 40
