"""The doors of sending, as ODK Collect and the web app knock at them."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kheo.capture.submissions.models import Submission
from kheo.ground.accounts.actions import revoke_device
from kheo.ground.accounts.models import Device, User
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Calendar, Pack, Programme
from kheo.verify.decisions.actions import decide
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.phones import FORM, SEND, phone, post
from tests.sent import NOW, agency

pytestmark = pytest.mark.usefixtures("own_folder")

JSON = {"Accept": "application/json"}


@pytest.fixture
def key() -> str:
    return phone()[1]


def api(key: str, path: str, **headers: str) -> Any:
    return Client().get(f"/r/api/{path}", headers={"Authorization": f"Bearer {key}", **headers})


def test_a_phone_asks_first_whether_somebody_is_there(key: str) -> None:
    answer = Client().head(SEND.format(key=key))
    assert answer.status_code == 204
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert answer["X-OpenRosa-Accept-Content-Length"] == "100000000"


def test_it_says_received_only_in_the_contracts_words(key: str) -> None:
    answer = post(key, filled())
    number = Submission.objects.get().pk
    assert answer.status_code == 201
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert b'<OpenRosaResponse xmlns="http://openrosa.org/http/response">' in answer.content
    assert f"{number}" in answer.content.decode()
    assert post(key, filled()).status_code == 202


def test_it_answers_a_program_in_json(key: str) -> None:
    xml = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo><second>b.jpg</second>")
    told = post(key, xml, {"a.jpg": b"picture"}, **JSON, **{"Accept-Language": "en"}).json()
    assert (told["instance"], told["have"], told["expected"]) == ("uuid:1", 1, 2)
    assert told["message"].endswith("Incomplete: 1 of 2 files are here.")


def test_two_that_differ_under_one_name_are_a_conflict_in_the_readers_language(key: str) -> None:
    post(key, filled())
    answer = post(key, filled(inside="<done>2025-07-02</done>"), **{"Accept-Language": "vi"})
    assert answer.status_code == 409
    assert "Cả hai" in answer.content.decode()


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (filled(form="nothing"), 404),
        (filled(version="7"), 404),
        (b"<data", 400),
        (b"<data id='relief' version='3'>" + b"x" * 5_000_001 + b"</data>", 413),
    ],
)
def test_it_refuses_with_the_contracts_codes(key: str, xml: bytes, status: int) -> None:
    answer = post(key, xml)
    assert answer.status_code == status
    assert b'nature="error"' in answer.content
    assert not Submission.objects.exists()


def test_a_post_without_the_form_is_refused(key: str) -> None:
    assert Client().post(SEND.format(key=key), {"a": "b"}).status_code == 400


def test_more_than_the_limit_is_refused_before_it_is_read(key: str) -> None:
    answer = Client().generic(
        "POST",
        SEND.format(key=key),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="100000001",
    )
    assert answer.status_code == 413


def test_a_disk_that_does_not_take_it_is_no_success(
    key: str, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    from kheo.ground import files

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    answer = post(key, filled())
    assert (answer.status_code, answer["Retry-After"]) == (507, "300")
    assert not Submission.objects.exists()


# --- keys ---


def test_a_wrong_key_a_revoked_one_and_a_disabled_person_may_not_send(key: str) -> None:
    assert post("wrong", filled()).status_code == 401
    device = Device.objects.get()
    revoke_device(device=device, by="test", now=timezone.now())
    answer = post(key, filled())
    assert answer.status_code == 401
    assert "Basic" in answer["WWW-Authenticate"]
    other = phone()[1]
    device.user.is_active = False
    device.user.save()
    assert post(other, filled()).status_code == 401
    assert not Submission.objects.exists()


def test_the_key_is_kept_as_a_digest_only(key: str) -> None:
    assert key not in str(Device.objects.values().get())


def test_a_cookie_opens_no_door_of_sending(key: str) -> None:
    client = Client()
    client.force_login(Device.objects.get().user)
    assert client.head("/or/submission").status_code == 401
    assert client.get("/r/api/state").status_code == 401


def test_basic_works_on_a_closed_line_only(key: str) -> None:
    told = "Basic " + base64.b64encode(f"lan:{key}".encode()).decode()
    headers = {"Authorization": told}
    assert Client().get("/or/formList", headers=headers).status_code == 401
    assert Client().get("/or/formList", headers=headers, secure=True).status_code == 200


# --- forms ---


def test_a_phone_lists_and_fetches_forms(key: str) -> None:
    listed = Client().get(f"/or/{key}/formList?verbose=true", headers={"Accept-Language": "en"})
    assert "text/xml" in listed["Content-Type"]
    text = listed.content.decode()
    assert '<xforms xmlns="http://openrosa.org/xforms/xformsList">' in text
    assert "<formID>relief</formID>" in text
    assert "<version>3</version>" in text
    url = re.search(r"<downloadUrl>(.*?)</downloadUrl>", text)
    assert url
    form = Client().get(url[1])
    assert form.status_code == 200
    import hashlib

    digest = hashlib.md5(form.content, usedforsecurity=False).hexdigest()
    assert f"<hash>md5:{digest}</hash>" in text


def test_every_door_offers_what_the_person_may_report(key: str) -> None:
    """An app that speaks OpenRosa lists the very forms that the web app shows, and not those of other agencies."""
    army = Organisation.objects.get(ref="army")
    navy = agency("navy", "Navy")
    for code in ("ships", "nobodys"):
        content = FORM.replace("relief", code).strip().encode()
        publish_form(code=code, filename=f"{code}.md", content=content, by="test", now=NOW)
    pack = Pack.objects.create(code="test", digest="0", loaded_at=NOW)
    calendar = Calendar.objects.create(
        code="civil", regimes=[{"from": None, "to": None, "month_starts_on": 1}]
    )
    owner = Programme.objects.create(code="test", pack=pack, calendar=calendar, valid_from=NOW.date())
    owner.partners.add(army, navy)
    for code, asked in (("relief", army), ("ships", navy)):
        form = Form.objects.get(code=code)
        owner.schedules.create(form=form, agency=asked, every="month", first_day=NOW.date())

    def listed(query: str = "") -> set[str]:
        return set(
            re.findall("<formID>(.*?)</formID>", Client().get(f"/or/{key}/formList{query}").content.decode())
        )

    shown = {one["code"] for one in api(key, "state").json()["forms"]}
    assert shown == {"relief"}
    assert listed() == listed("?listAllVersions=true") == shown
    assert listed("?formID=relief") == shown
    assert listed("?formID=ships") == set()
    User.objects.filter(username="lan").update(organisation=None)
    everything = {"relief", "ships", "nobodys"}
    assert listed() == {one["code"] for one in api(key, "state").json()["forms"]} == everything


# --- the app ---


def test_a_browser_gets_a_key_once_its_person_signed_in(key: str) -> None:
    client = Client()
    assert client.post("/r/device").status_code == 302
    client.force_login(Device.objects.get().user)
    answer = client.post("/r/device", '{"label": "Chrome"}', content_type="application/json")
    assert answer.status_code == 201
    assert api(answer.json()["key"], "state").status_code == 200


def test_it_tells_forms_and_what_became_of_each_report(key: str) -> None:
    post(key, filled(), **{"X-Kheo-Envelope": "1/3"})
    post(key, filled("uuid:2", "<done>2025-07-01</done><houses>-1</houses>"), **{"X-Kheo-Envelope": "3/3"})
    told = api(key, "state").json()
    [form] = told["forms"]
    assert (form["code"], form["version"], form["prefill"]) == ("relief", "3", {"done": "today"})
    assert told["device"]["acknowledged"] == [1, 3]
    bad, good = told["reports"]
    assert (good["state"], bad["state"]) == ("received", "refused")
    assert bad["refusals"][0]["field"] == "houses"
    assert set(bad["refusals"][0]["message"]) == {"vi", "en"}


def test_a_report_comes_back_with_the_reason_at_its_question_and_is_mended(key: str) -> None:
    post(key, filled())
    record = Submission.objects.get().records.get()
    decide(
        record=record,
        outcome=Outcome.RETURNED,
        reason="Bao nhiêu hộ?",
        field="households",
        by="minh",
        now=NOW,
    )
    [back] = api(key, "state").json()["reports"]
    assert back["state"] == "returned"
    assert back["returned"] == {
        "by": "minh", "at": NOW.isoformat(), "reason": "Bao nhiêu hộ?", "field": "households",
    }  # fmt: skip
    old = b"".join(api(key, "instances/uuid:1.xml").streaming_content)
    assert old == filled()
    assert post(key, filled("uuid:2", replaces="uuid:1")).status_code == 201
    new, replaced = api(key, "state").json()["reports"]
    assert (new["state"], new["replaces"], replaced["state"]) == ("received", "uuid:1", "replaced")


def test_what_did_not_change_is_not_sent_again(key: str) -> None:
    tag = api(key, "state")["ETag"]
    assert api(key, "state", **{"If-None-Match": tag}).status_code == 304
    post(key, filled())
    assert api(key, "state", **{"If-None-Match": tag}).status_code == 200


def test_pictures_are_handed_to_whoever_sent_them_and_to_nobody_else(key: str) -> None:
    from kheo.ground.accounts.actions import add_device, add_user
    from kheo.ground.accounts.states import Role

    post(key, filled(inside="<done>2025-07-01</done><photo>a.jpg</photo>"), {"a.jpg": b"picture"})
    assert b"".join(api(key, "instances/uuid:1/a.jpg").streaming_content) == b"picture"
    user = add_user(username="minh", password="a-long-password-1", role=Role.REPORTER, by="test", now=NOW)
    other = add_device(user=user, label="x", by="test", now=NOW)[1]
    assert api(other, "instances/uuid:1.xml").status_code == 404
    assert api(other, "instances/uuid:1/a.jpg").status_code == 404


# --- a new key, and a stick ---


def test_a_browser_that_lost_its_key_gets_another_for_the_same_device(key: str) -> None:
    device = Device.objects.get()
    client = Client()
    client.force_login(device.user)
    told = client.post("/r/device", {"device": device.pk}, content_type="application/json").json()
    assert told["device"] == device.pk
    assert api(told["key"], "state").status_code == 200
    assert api(key, "state").status_code == 401
    revoke_device(device=device, by="test", now=timezone.now())
    again = client.post("/r/device", {"device": device.pk}, content_type="application/json").json()
    assert again["device"] != device.pk


def packed(*reports: tuple[str, bytes, dict[str, bytes]], listed: bool = True, device: int = 7) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        told = []
        for at, (name, xml, files) in enumerate(reports, 1):
            folder.writestr(f"{at}/submission.xml", xml)
            for file, content in files.items():
                folder.writestr(f"{at}/{file}", content)
            told.append(
                {
                    "number": at,
                    "instance": name,
                    "xml": f"{at}/submission.xml",
                    "files": [f"{at}/{file}" for file in files],
                    "made_at": "",
                }
            )
        if listed:
            folder.writestr("envelopes.json", json.dumps({"device": device, "envelopes": told}))
    return out.getvalue()


def hand_in(key: str, content: bytes) -> Any:
    file = SimpleUploadedFile("kheo.zip", content, "application/zip")
    return Client().post("/r/api/stick", {"file": file}, headers={"Authorization": f"Bearer {key}", **JSON})


def test_what_waited_is_handed_in_on_a_stick(key: str) -> None:
    picture = filled("uuid:2", "<done>2025-07-01</done><photo>a.jpg</photo>")
    post(key, filled())
    stick = packed(
        ("uuid:1", filled(), {}), ("uuid:2", picture, {"a.jpg": b"picture"}), ("uuid:3", b"<nothing", {})
    )
    told = hand_in(key, stick).json()
    assert (told["received"], told["known"]) == (1, 1)
    assert [one["instance"] for one in told["refused"]] == ["uuid:3"]
    assert hand_in(key, stick).json()["known"] == 2
    assert Submission.objects.get(instance="uuid:2").attachments.get().name == "a.jpg"


@pytest.mark.parametrize("content", [b"no zip", packed(listed=False), packed()[:-10]])
def test_what_is_no_such_file_is_refused(key: str, content: bytes) -> None:
    assert hand_in(key, content).status_code == 400


def test_a_stick_that_would_fill_the_disk_is_refused_before_it_is_unpacked(key: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("envelopes.json", "[]")
        folder.writestr("bomb", b"0" * 120_000_000)
    answer = hand_in(key, out.getvalue())
    assert (answer.status_code, answer.json()["code"]) == (400, "capture.stick_too_much")
