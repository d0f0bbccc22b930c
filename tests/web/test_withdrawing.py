"""A report is withdrawn through the app's door or on its page, and both sides see it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Submission, Withdrawn
from kheo.ground.accounts.actions import add_device, renew_key
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from tests.filled import filled
from tests.people import browser_of, reporter, somebody
from tests.phones import arrives, phone
from tests.sent import NOW
from tests.web.conftest import text_of


@pytest.fixture
def device(programme: Any) -> Device:
    return reporter()


def withdraw(device: Device, name: str, **body: Any) -> Any:
    key = renew_key(device=device, by="test", now=NOW)
    return Client().post(
        f"/r/api/instances/{name}/withdraw",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Accept": "application/json", "Accept-Language": "en"},
    )


def state(device: Device) -> Any:
    key = renew_key(device=device, by="test", now=NOW)
    return Client().get("/r/api/state", headers={"Authorization": f"Bearer {key}"}).json()


def test_the_app_withdraws_a_report_and_sees_it(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    device = phone()[0]
    one = arrives(device, filled()).submission
    answer = withdraw(device, "uuid:1", reason="Told twice")
    assert answer.status_code == 200
    assert answer.json()["number"] == one.pk
    [told] = state(device)["reports"]
    assert told["state"] == "withdrawn"
    assert (told["withdrawn"]["by"], told["withdrawn"]["reason"]) == ("lan", "Told twice")
    assert withdraw(device, "uuid:1", reason="again").status_code == 200


def test_the_app_may_ask_again_until_it_hears_the_answer(device: Device) -> None:
    arrives(device, filled())
    assert withdraw(device, "uuid:1", reason="Told twice").status_code == 200
    arrives(device, filled("uuid:2", replaces="uuid:1"))  # a new claim, which stays whatever is asked again
    again = withdraw(device, "uuid:1", reason="Told twice")
    assert (again.status_code, again.json()["withdrawn"]["reason"]) == (200, "Told twice")
    assert Withdrawn.objects.count() == 1
    assert withdraw(reporter("minh"), "uuid:1", reason="Told twice").status_code == 404


def test_a_report_that_nobody_knows_is_refused_in_words(device: Device) -> None:
    answer = withdraw(device, "uuid:9", reason="x")
    assert (answer.status_code, answer.json()["code"]) == (404, "capture.no_such_report")
    assert "no report of this name" in answer.json()["message"]


def test_the_app_is_told_why_not(device: Device) -> None:
    arrives(device, filled())
    for nothing in ({}, {"reason": "a\0b"}, {"reason": "\ud800"}):
        assert withdraw(device, "uuid:1", **nothing).json()["code"] == "capture.withdraw_reason"
    assert withdraw(device, "uuid:9", reason="x").status_code == 404
    assert withdraw(reporter("minh"), "uuid:1", reason="x").status_code == 404
    arrives(device, filled("uuid:2", replaces="uuid:1"))
    answer = withdraw(device, "uuid:1", reason="x")
    assert (answer.status_code, answer.json()["code"]) == (409, "capture.withdraw_newest")
    assert Client().post("/r/api/instances/uuid:2/withdraw").status_code == 401
    assert not Withdrawn.objects.exists()


def test_its_sender_withdraws_it_on_its_page(device: Device) -> None:
    one = arrives(device, filled()).submission
    own = browser_of(device.user)
    address = f"/p/test/reports/{one.pk}"
    assert "/withdraw" in text_of(own.get(address))
    answer = own.post(f"{address}/withdraw", {"reason": "Wrong village"}, follow=True)
    assert "It does not count any more" in text_of(answer)
    shown = text_of(somebody(Role.VERIFIER).get(address))
    assert "Withdrawn by hoa" in shown
    assert "Wrong village" in shown
    assert "Waits for a decision" not in shown
    assert "/decide" not in shown
    assert "/withdraw" not in text_of(own.get(address))


def test_nobody_else_withdraws_it(device: Device, client: Client) -> None:
    one = arrives(device, filled()).submission
    address = f"/p/test/reports/{one.pk}"
    assert "/withdraw" not in text_of(client.get(address))
    answer = client.post(f"{address}/withdraw", {"reason": "x"}, follow=True)
    assert "Only whoever sent a report" in text_of(answer)
    assert client.get(f"{address}/withdraw").status_code == 405
    assert not Withdrawn.objects.exists()


def test_an_imported_file_is_not_withdrawn(client: Client, programme: Any, ground: Any) -> None:
    number = Submission.objects.get().pk
    assert client.post(f"/p/test/reports/{number}/withdraw", {"reason": "x"}).status_code == 404


def test_a_second_device_of_the_same_person_may_too(device: Device) -> None:
    arrives(device, filled())
    other = add_device(user=device.user, label="tablet", by="hoa", now=NOW)[0]
    assert withdraw(other, "uuid:1", reason="x").status_code == 200
