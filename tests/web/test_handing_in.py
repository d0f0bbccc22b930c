"""A file of waiting reports, handed in on a page."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kheo.capture.submissions.models import Envelope, Submission
from kheo.capture.submissions.queries import missing_envelopes
from kheo.ground.accounts.actions import revoke_device
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.web.reporter.state import state_of
from tests.filled import filled
from tests.people import browser_of, reporter, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain
from tests.web.test_sending import packed


@pytest.fixture
def device(programme: Any) -> Device:
    return reporter()


def hand_in(client: Client, content: bytes) -> Any:
    return client.post("/hand-in", {"file": SimpleUploadedFile("kheo.zip", content, "application/zip")})


def from_device(device: Device, *reports: Any) -> bytes:
    return packed(*reports, device=device.pk)


PICTURE = filled("uuid:2", "<done>2025-07-01</done><photo>a.jpg</photo><second>b.jpg</second>")
BROKEN = filled("uuid:4", "<done>2025-07-01</done><houses>-1</houses>")


def test_it_says_what_was_received_known_and_refused(device: Device) -> None:
    arrives(device, filled())
    stick = from_device(
        device,
        ("uuid:1", filled(), {}),
        ("uuid:2", PICTURE, {"a.jpg": b"picture"}),
        ("uuid:3", b"<nothing", {}),
        ("uuid:4", BROKEN, {}),
    )
    answer = hand_in(browser_of(device.user), stick)
    assert answer.status_code == 200
    shown = plain(text_of(answer))
    assert "Received now 2 Known before 1 Not taken 1" in shown
    assert "Incomplete: 1 of 2 files are here." in shown
    assert "uuid:3" in shown
    assert "no readable form" in shown
    assert "went back" in shown
    assert Submission.objects.get(instance="uuid:2").sender == "hoa"


def test_the_envelopes_of_the_phone_that_made_it_are_ticked_off(device: Device) -> None:
    arrives(device, filled("uuid:9"), number=3, highest=3)
    assert missing_envelopes(device)[0] == [1, 2]
    stick = from_device(device, ("uuid:1", filled(), {}), ("uuid:2", PICTURE, {}))
    hand_in(browser_of(device.user), stick)
    assert missing_envelopes(device) == ([], 3)
    assert set(Submission.objects.exclude(device=None).values_list("device", flat=True)) == {device.pk}


def test_a_coordinator_hands_in_for_a_phone_whose_reports_they_stay(device: Device, client: Client) -> None:
    answer = hand_in(client, from_device(device, ("uuid:1", filled(), {})))
    assert "they stay that person" in text_of(answer)
    one = Submission.objects.get(instance="uuid:1")
    assert (one.device, one.sender) == (device, "lan")
    assert one.records.get().unit == device.user.organisation
    shown = text_of(client.get(f"/p/test/reports/{one.pk}"))
    assert f"Sent by {device.user}" in plain(shown)
    assert "handed in by" in shown
    assert "Somebody else has to decide" in shown


def test_another_reporter_hands_it_in_as_their_own(device: Device) -> None:
    other = reporter("minh")
    hand_in(browser_of(other.user), from_device(device, ("uuid:1", filled(), {})))
    one = Submission.objects.get(instance="uuid:1")
    assert one.device
    assert (one.device.user, one.device.label, one.sender) == (other.user, "ZIP", "minh")
    assert not Envelope.objects.exists()
    hand_in(browser_of(other.user), from_device(device, ("uuid:2", filled("uuid:2"), {})))
    assert Device.objects.filter(label="ZIP").count() == 1


def test_a_revoked_phone_speaks_for_nobody_any_more(device: Device, client: Client) -> None:
    revoke_device(device=device, by="hoa", now=NOW)
    hand_in(client, from_device(device, ("uuid:1", filled(), {})))
    one = Submission.objects.get(instance="uuid:1")
    assert one.device
    assert one.device.user.get_username() == "lan"


@pytest.mark.parametrize("content", [b"no zip", packed(listed=False)])
def test_what_is_no_such_file_is_refused_in_a_sentence(
    client: Client, device: Device, content: bytes
) -> None:
    answer = hand_in(client, content)
    assert answer.status_code == 400
    assert "no file of waiting reports" in text_of(answer)


def test_a_page_that_waits_for_a_file_and_is_for_people_who_are_signed_in(client: Client) -> None:
    assert 'type="file"' in text_of(client.get("/hand-in"))
    assert client.post("/hand-in", {}).status_code == 400
    assert Client().get("/hand-in").status_code == 302


def test_a_part_that_cannot_be_read_takes_nothing_from_the_others(device: Device) -> None:
    stick = from_device(device, ("uuid:1", filled(), {}))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(stick)) as old, zipfile.ZipFile(out, "w") as new:
        told = json.loads(old.read("envelopes.json"))
        told["envelopes"].insert(0, {"number": 9, "instance": "uuid:8", "xml": "9/gone.xml", "files": []})
        new.writestr("envelopes.json", json.dumps(told))
        new.writestr("1/submission.xml", old.read("1/submission.xml"))
    shown = plain(text_of(hand_in(browser_of(device.user), out.getvalue())))
    assert "Received now 1 Known before 0 Not taken 1" in shown


def test_who_does_not_decide_does_not_hand_in_for_others(device: Device) -> None:
    hand_in(somebody(Role.REPORTER), from_device(device, ("uuid:1", filled(), {})))
    one = Submission.objects.get(instance="uuid:1")
    assert one.sender == "a-reporter"
    assert one.device != device


def test_every_version_says_whose_it_is_and_who_handed_it_in(device: Device, client: Client) -> None:
    arrives(device, filled())
    mended = filled("uuid:2", "<done>2025-07-02</done><houses>3</houses>", replaces="uuid:1")
    hand_in(client, from_device(device, ("uuid:2", mended, {})))
    shown = plain(text_of(client.get(f"/p/test/reports/{Submission.objects.get(instance='uuid:2').pk}")))
    versions = shown.partition("Versions of this report")[2]
    assert versions.count(f"{device.user} ") == 2
    assert versions.count("handed in by Trần Thị Lan") == 1
    told = {one["instance"]: one["handed_in_by"] for one in state_of(device)["reports"]}
    assert told == {"uuid:1": "", "uuid:2": "Trần Thị Lan"}
