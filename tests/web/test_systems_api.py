"""Other systems send the same forms through a door of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Record, Rival, Submission
from kheo.ground.accounts.actions import revoke_device
from kheo.ground.accounts.models import Device
from kheo.plan.forms.actions import publish_form
from tests.phones import FORM, phone
from tests.pure.test_pictures import jpeg
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

KEY = "hospital-2025-07-01"
PICTURE = jpeg()
REPORT = {
    "form": "relief",
    "answers": {"done": "2025-07-01", "houses": 2, "item": [{"given": 3}, {"given": 4}]},
}


@pytest.fixture
def system() -> Ask:
    return Ask(phone("hospital")[1])


class Ask:
    def __init__(self, key: str) -> None:
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1/{path}", headers=self.headers)

    def send(self, told: object = REPORT, key: str = KEY) -> Any:
        headers = {**self.headers, "Idempotency-Key": key}
        return Client().post(
            "/api/v1/reports", json.dumps(told), content_type="application/json", headers=headers
        )

    def file(self, name: str, content: bytes = PICTURE, key: str = KEY) -> Any:
        path = f"/api/v1/reports/{key}/files/{name}"
        return Client().put(path, content, content_type="image/jpeg", headers=self.headers)


def test_it_tells_the_forms_and_their_questions(system: Ask) -> None:
    assert [one["code"] for one in system.get("forms").json()] == ["relief"]
    told = {one["name"]: one for one in system.get("forms/relief").json()["questions"]}
    assert told["given"]["path"] == ["item", "given"]
    assert told["done"]["required"] and told["done"]["type"] == "date"
    assert system.get("forms/nothing").status_code == 404


def test_a_report_becomes_a_submission_and_records(system: Ask) -> None:
    answer = system.send()
    assert (answer.status_code, answer.json()["state"]) == (201, "received")
    assert Submission.objects.get().channel == "api"
    assert [one.values.get("houses") or one.values["given"] for one in Record.objects.order_by("line")] == [
        2,
        3,
        4,
    ]


def test_sent_again_it_is_the_same_report_even_after_a_new_version_of_the_form(system: Ask) -> None:
    number = system.send().json()["number"]
    newer = FORM.replace("| relief | 3 |", "| relief | 4 |").replace("| Houses |", "| Dwellings |")
    publish_form(code="relief", filename="relief.md", content=newer.encode(), by="test", now=NOW)
    again = system.send()
    assert (again.status_code, again.json()["number"]) == (200, number)
    assert Submission.objects.count() == 1


def test_other_answers_under_the_key_are_kept_beside_and_change_nothing(system: Ask) -> None:
    system.send()
    answer = system.send({**REPORT, "answers": {"done": "2025-07-02"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "capture.rival")
    assert Rival.objects.count() == Submission.objects.count() == 1


def test_a_report_that_breaks_the_rules_is_kept_and_says_at_which_question(system: Ask) -> None:
    told = system.send({**REPORT, "answers": {"done": "2025-07-01", "houses": -1}}).json()
    assert told["state"] == "refused"
    assert [one["field"] for one in told["refusals"]] == ["houses"]
    mended = system.send({**REPORT, "replaces": KEY}, key=f"{KEY}-mended")
    assert mended.json()["state"] == "received"
    assert system.get(f"reports/{KEY}").json()["state"] == "replaced"


def test_files_follow_their_report(system: Ask) -> None:
    told = system.send({**REPORT, "answers": {"done": "2025-07-01", "photo": "a.jpg"}}).json()
    assert (told["state"], told["missing"]) == ("incomplete", ["a.jpg"])
    assert system.file("b.jpg").status_code == 404
    assert (system.file("a.jpg").status_code, system.file("a.jpg").status_code) == (201, 200)
    assert system.file("a.jpg", jpeg(size=(5, 5))).status_code == 409
    assert system.get(f"reports/{KEY}").json()["state"] == "received"


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"form": "relief", "answers": {"nobody": 1}}, 422, "capture.no_such_question"),
        ({"form": "relief"}, 422, "web.api_missing"),
        ({**REPORT, "extra": 1}, 422, "web.api_extra"),
        ({**REPORT, "form": "x" * 201}, 422, "web.api_long"),
        ({**REPORT, "form": 7}, 422, "web.api_text"),
        ({**REPORT, "answers": []}, 422, "web.api_shape"),
        ([], 422, "web.api_object"),
        ({**REPORT, "form": "nothing"}, 404, "plan.no_such_form"),
        ({**REPORT, "version": "99"}, 404, "capture.no_such_version"),
        ({**REPORT, "form": "a\0b"}, 422, "web.api_text"),
        ({**REPORT, "form": "\ud800"}, 422, "web.api_text"),
        ({**REPORT, "replaces": "a\0b"}, 422, "web.api_text"),
        ({"form": "relief", "answers": {"a\0b": 1}}, 422, "capture.no_such_question"),
        ({"form": "relief", "answers": {"\ud800": 1}}, 422, "capture.no_such_question"),
        ({"form": "relief", "answers": {"where": "a\0b"}}, 422, "capture.answer_character"),
        ({"form": "relief", "answers": {"where": "\ud800"}}, 422, "capture.answer_character"),
        ({**REPORT, "answers": {"where": "x" * 3_000_000}}, 413, "capture.xml_long"),
    ],
)
def test_what_is_no_report_is_refused_with_a_reason_and_not_kept(
    system: Ask, told: object, status: int, code: str
) -> None:
    answer = system.send(told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("key", ["short", "with blank in it", "x" * 101, "../../etc/passwd"])
def test_a_key_is_a_plain_name(system: Ask, key: str) -> None:
    assert system.send(key=key).status_code == 422


def test_the_door_opens_to_a_key_that_stands(system: Ask) -> None:
    revoke_device(device=Device.objects.get(), by="lan", now=NOW)
    answer = system.send()
    assert (answer.status_code, answer.json()["code"]) == (401, "web.no_device")
    assert "Bearer" in answer["WWW-Authenticate"]


def test_somebody_elses_report_is_not_there(system: Ask) -> None:
    from kheo.ground.accounts.actions import add_device, add_user
    from kheo.ground.accounts.states import Role

    system.send()
    add_user(username="ha", password="a-long-password-1", role=Role.REPORTER, by="test", now=NOW)
    from kheo.ground.accounts.models import User

    other = Ask(add_device(user=User.objects.get(username="ha"), label="x", by="ha", now=NOW)[1])
    assert other.get(f"reports/{KEY}").status_code == 404
    assert other.send().status_code == 201


def test_what_is_no_json_and_a_day_in_another_order_are_told_in_the_same_shape(system: Ask) -> None:
    headers = {**system.headers, "Idempotency-Key": KEY}
    answer = Client().post("/api/v1/reports", "{", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "web.api_json")
    told = system.send({**REPORT, "answers": {"done": "06/11/2025"}}).json()
    assert [one["field"] for one in told["refusals"]] == ["done"]
    assert "written as 2025-07-01" in told["refusals"][0]["message"]["en"]


def test_a_place_that_nobody_knows_goes_back(system: Ask) -> None:
    told = system.send({**REPORT, "answers": {"done": "2025-07-01", "where": "xyzzy"}}).json()
    assert (told["state"], told["refusals"][0]["field"]) == ("refused", "where")


def test_the_contract_can_be_read(system: Ask) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert set(told["paths"]) == {
        "/api/v1/forms",
        "/api/v1/forms/{code}",
        "/api/v1/forms/{code}/files/{name}",
        "/api/v1/reports",
        "/api/v1/reports/{key}",
        "/api/v1/reports/{key}/files/{name}",
    }


def test_a_report_without_a_name_of_its_own_is_told_so_in_a_sentence(system: Ask) -> None:
    for headers in (system.headers, {**system.headers, "Idempotency-Key": "a b"}):
        answer = Client().post(
            "/api/v1/reports", json.dumps(REPORT), content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "web.api_key")
        assert answer.json()["message"].startswith("Send the header Idempotency-Key")
    assert not Submission.objects.exists()


def test_a_refusal_names_the_repetition_that_it_is_about(system: Ask) -> None:
    told = {"form": "relief", "answers": {"done": "2025-07-01", "item": [{"given": 3}, {"gave": 4}]}}
    answer = system.send(told)
    assert (answer.status_code, answer.json()["code"]) == (422, "capture.no_such_question")
    assert "item[2]/gave" in answer.json()["message"]
    told["answers"] = {
        "done": "2025-07-01",
        "houses": -1,
        "item": [{"given": 3}, {"given": 0}, {"given": -5}],
    }
    answer = system.send(told)
    assert answer.json()["state"] == "refused"
    assert [(one["field"], one["repetition"], one["value"]) for one in answer.json()["refusals"]] == [
        ("houses", 0, "-1"),
        ("given", 2, "0"),
        ("given", 3, "-5"),
    ]


def test_a_report_that_mends_one_that_is_not_there_is_refused(system: Ask) -> None:
    system.send()
    slip = system.send({**REPORT, "replaces": KEY + "x"}, key="hospital-2025-07-02")
    assert (slip.status_code, slip.json()["code"]) == (404, "web.no_such_report")
    assert KEY + "x" in slip.json()["message"]
    assert Submission.objects.count() == 1
    assert system.send({**REPORT, "replaces": KEY}, key="hospital-2025-07-02").status_code == 201


def test_a_file_that_is_no_picture_does_not_stand_in_the_way_of_the_right_one(system: Ask) -> None:
    system.send({**REPORT, "answers": {**REPORT["answers"], "photo": "a.jpg"}})  # type: ignore[dict-item]
    wrong = system.file("a.jpg", b"%PDF-1.7 no picture")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "capture.no_picture")
    assert system.get(f"reports/{KEY}").json()["missing"] == ["a.jpg"]
    assert system.file("a.jpg").status_code == 201
    assert system.file("a.jpg").status_code == 200
    assert not Rival.objects.exists()
