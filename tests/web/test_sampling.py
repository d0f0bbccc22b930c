"""The pages about samples: drawing, visiting on a phone, the verdict and its error rates, drawing it again, scope."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kheo.facts.ledger.models import Head, Posting
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation
from kheo.plan.programmes.models import Programme
from kheo.verify.sampling.models import Lot, Visit
from tests.ledger_build import Ground, post
from tests.lots import ROW, visit_all
from tests.people import PASSWORD, browser_of, somebody
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

LOTS = "/p/test/lots"
GIVEN = {"measure": "works/people", "organisation": "army", "place": "", "span": "2025", "seed": "tet-2026"}


@pytest.fixture
def many(programme: Programme, ground: Ground, device: Device) -> Programme:
    """Thirty more reports of the army's."""
    post(ground, [{"place": "d", "people": 100 + at, "day": "2025-08-02"} for at in range(30)])
    programme.sampling = [ROW]
    programme.save()
    Head.objects.update_or_create(pk=1, defaults={"position": Posting.objects.count()})
    return programme


def draw(client: Client, **more: str) -> Any:
    return client.post(f"{LOTS}/draw", {**GIVEN, **more}, follow=True)


@pytest.fixture
def lot(many: Programme, client: Client) -> Lot:
    draw(client)
    return Lot.objects.get()


def test_the_form_says_the_rule_its_errors_and_a_seed_of_today(many: Programme, client: Client) -> None:
    page = plain(text_of(client.get(LOTS)))
    assert "19 records are visited; all of them pass when 17 or more are right" in page
    assert (
        "Of 100 good lots (95 % right) about 7 are sent back by chance; of 100 bad ones (70 % right) about 5 pass"
        in page
    )
    assert f"kheo-{timezone.localdate():%Y-%m-%d}-test-1" in text_of(client.get(LOTS))
    assert "No sample was drawn yet" in page


def test_it_is_drawn_and_the_records_stand_in_their_order(many: Programme, client: Client) -> None:
    page = text_of(draw(client))
    lot = Lot.objects.get()
    assert (lot.size, page.count('id="r')) == (33, 19)
    assert "Being visited" in page
    assert "19 still to be visited" in plain(text_of(client.get(LOTS)))
    assert "Samples" in text_of(client.get("/p/test/verify"))


def test_a_visit_is_noted_and_the_newest_stands(lot: Lot, client: Client) -> None:
    today = timezone.localdate().isoformat()
    address = f"{LOTS}/{lot.pk}/visits/1"
    page = plain(text_of(client.post(address, {"nothing": "1", "day": today}, follow=True)))
    assert "1 of them not found at all" in page
    page = plain(
        text_of(client.post(address, {"found": "3", "day": today, "note": "<b>dry</b>"}, follow=True))
    )
    assert "Found: 3" in page and "Noted before: nothing" in page
    assert "<b>dry</b>" not in text_of(client.get(f"{LOTS}/{lot.pk}"))
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"found": "many"}, "is no number from 0 on"),
        ({"found": ""}, "is no number from 0 on"),
        ({"found": "3", "day": "soon"}, "Give the day"),
        ({"found": "3", "day": "2020-01-01"}, "between the day of the draw and today"),
        ({"found": "1.000"}, "may be read in two ways. For a whole number write 1000"),
        ({"found": "3,5"}, "3.5 is no whole number"),
        ({"found": "99999999999999"}, "is too large"),
        ({"found": "12", "nothing": "1"}, "You wrote 12, and that nothing could be found"),
    ],
)
def test_what_cannot_be_noted_says_why(lot: Lot, client: Client, given: dict[str, str], said: str) -> None:
    sent = {"day": timezone.localdate().isoformat(), **given}
    told = text_of(
        client.post(f"{LOTS}/{lot.pk}/visits/2", {"lang": "en", "note": "wet", **sent}, follow=True)
    )
    assert said in plain(told) and told.count("<details open>") == 1
    typed = told[told.index("<details open>") :]
    assert f'value="{given["found"]}"' in typed and ">wet</textarea>" in typed
    assert not Visit.objects.exists()
    assert "<details open>" not in text_of(client.get(f"{LOTS}/{lot.pk}"))


@pytest.mark.parametrize("rank", [0, 20, 999_999])
def test_what_was_not_drawn_is_nowhere(lot: Lot, client: Client, rank: int) -> None:
    assert client.post(f"{LOTS}/{lot.pk}/visits/{rank}", {"nothing": "1"}).status_code == 404


def test_passed_it_counts_where_audited_figures_are_asked_for(lot: Lot, client: Client) -> None:
    figures = "/p/test/figures?period=2025&map=reported&grade=audited"
    assert "No report fits these switches" in text_of(client.get(figures))
    visit_all(lot, right=18, by="lan", now=timezone.now())
    assert "It will pass" in text_of(client.get(f"{LOTS}/{lot.pk}"))
    page = plain(text_of(client.post(f"{LOTS}/{lot.pk}/close", follow=True)))
    assert "Passed: all records of this lot count as audited" in page
    assert "No report fits these switches" not in text_of(client.get(figures))
    assert "Passed: audited" in text_of(client.get(LOTS))


def test_works_of_last_year_are_due_again(lot: Lot, client: Client) -> None:
    visit_all(lot, right=19, by="lan", now=timezone.now())
    client.post(f"{LOTS}/{lot.pk}/close")
    page = text_of(client.get(LOTS))
    assert "Due for a second visit" in page
    draw(client, seed="second", again=str(lot.pk))
    assert Lot.objects.latest("pk").follows == lot
    assert "Due for a second visit" not in text_of(client.get(LOTS))


def test_it_is_not_closed_before_the_verdict_is_clear(lot: Lot, client: Client) -> None:
    assert "The verdict is still open: 19" in plain(
        text_of(client.post(f"{LOTS}/{lot.pk}/close", follow=True))
    )


def test_the_table_is_enough_to_draw_it_again(lot: Lot, client: Client) -> None:
    text = b"".join(client.get(f"{LOTS}/{lot.pk}/draw.csv").streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    marks = {hashlib.sha256(f"tet-2026:{row['record_key']}".encode()).hexdigest(): row for row in rows}
    assert [marks[one]["rank"] for one in sorted(marks)] == [str(rank) for rank in range(1, 34)]
    assert [row["drawn"] for row in rows] == ["yes"] * 19 + ["no"] * 14
    assert {row["reported"] for row in rows[19:]} == {""}


def test_a_refused_draw_keeps_what_was_chosen_and_says_why(many: Programme, client: Client) -> None:
    answer = draw(client, organisation="front")
    assert answer.status_code == 409
    assert "a sample needs 19" in plain(text_of(answer))
    assert 'value="front" selected' in text_of(answer)
    draw(client)
    assert "drew a sample before" in plain(text_of(draw(client)))
    assert client.post(f"{LOTS}/draw", {**GIVEN, "span": "soon", "seed": "x"}).status_code < 500


@pytest.mark.parametrize(
    "wrong", [{"measure": "works/kind"}, {"measure": ""}, {"organisation": "nobody"}, {"place": "nowhere"}]
)
def test_choices_that_there_are_not_are_nowhere(
    many: Programme, client: Client, wrong: dict[str, str]
) -> None:
    assert draw(client, **wrong).status_code == 404


def test_a_place_is_found_by_its_name_and_drawn_of(many: Programme, client: Client) -> None:
    page = text_of(draw(client, spot="d", find="spot"))
    assert 'value="d" selected' in page
    assert not Lot.objects.exists()
    draw(client, spot="d", place="d")
    lot = Lot.objects.get()
    assert (lot.place and lot.place.ref, lot.size) == ("d", 32)


def test_a_unit_is_found_by_its_name_and_drawn_of(many: Programme, ground: Ground, client: Client) -> None:
    for at in range(2):
        Organisation.objects.create(
            ref=f"post-{at}", title={"en": f"Border post {at}"}, name_plain=f"border post {at}",
            search_text=f"|border post {at}|", sort_key=str(at), agency=ground.agencies["army"],
        )  # fmt: skip
    page = text_of(draw(client, organisation="", unit="Border"))
    assert "2 fit “Border”" in plain(page)
    assert 'value="post-0"' in page and 'value="post-1"' in page
    assert not Lot.objects.exists(), "nothing is drawn of everybody's where a unit was named"
    assert "a sample needs 19" in plain(text_of(draw(client, organisation="post-1", unit="Border")))
    assert "Nothing is called “nobody”" in plain(text_of(draw(client, organisation="", unit="nobody")))


def test_a_second_visit_that_did_not_pass_says_what_it_took(lot: Lot, client: Client) -> None:
    visit_all(lot, right=19, by="lan", now=timezone.now())
    client.post(f"{LOTS}/{lot.pk}/close")
    draw(client, seed="second", again=str(lot.pk))
    second = Lot.objects.latest("pk")
    visit_all(second, right=0, by="lan", now=timezone.now())
    page = plain(text_of(client.post(f"{LOTS}/{second.pk}/close", follow=True)))
    assert "33 records that the first one had made audited are so no more" in page
    figures = "/p/test/figures?period=2025&map=reported&grade=audited"
    assert "No report fits these switches" in text_of(client.get(figures))


def test_whoever_reported_it_draws_nothing(many: Programme) -> None:
    own = somebody(Role.VERIFIER, "test")  # who sent the files of this country
    assert "You had a hand in reporting some of this" in plain(text_of(draw(own)))


def test_others_see_no_lot_beyond_their_scope(lot: Lot, many: Programme, ground: Ground) -> None:
    user = add_user(
        username="of-front",
        password=PASSWORD,
        role=Role.VERIFIER,
        organisation=ground.agencies["front"].pk,
        by="test",
        now=NOW,
    )
    front = browser_of(user)
    assert "No sample was drawn yet" in text_of(front.get(LOTS))
    assert front.get(f"{LOTS}/{lot.pk}").status_code == 404
    assert front.get(f"{LOTS}/{lot.pk}/draw.csv").status_code == 404
    today = timezone.localdate().isoformat()
    assert front.post(f"{LOTS}/{lot.pk}/visits/1", {"nothing": "1", "day": today}).status_code == 404
    assert front.post(f"{LOTS}/{lot.pk}/close").status_code == 404
    assert "a sample needs 19" in plain(text_of(draw(front, seed="mine")))
    assert somebody(Role.REPORTER).get(LOTS).status_code == 403


def test_without_a_rule_the_page_says_so(many: Programme, client: Client) -> None:
    many.sampling = []
    many.save()
    assert "does not say how samples are drawn" in text_of(client.get(LOTS))
    assert "does not say how samples are drawn" in text_of(draw(client))
