"""What is to look at: contradictions, missing files, numbers that never came, what went back."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from kheo.capture.submissions.models import Rival, Submission
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import give_role
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.verify.decisions.models import RivalDecision
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.ledger_build import Ground
from tests.people import browser_of, reporter, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

WRITTEN = b"camera of somebody"
DAY = "<done>2025-07-01</done>"
PICTURES = filled("uuid:2", f"{DAY}<photo>a.jpg</photo><second>b.jpg</second>")
OTHER = filled(inside=f"{DAY}<houses>900</houses><item><given>4</given></item>")


@pytest.fixture
def everything(device: Device) -> Device:
    """One of each kind."""
    arrives(device, filled(), number=1, highest=1)
    arrives(device, OTHER, number=2, highest=4)
    arrives(device, PICTURES, number=4, highest=4, a_jpg=b"one")
    arrives(device, filled("uuid:3", f"{DAY}<houses>-1</houses>"), number=7, highest=7)
    return device


def look(client: Client, kind: str = "", **more: Any) -> str:
    return text_of(client.get("/p/test/attention", {"kind": kind, "lang": "en", **more}))


def test_it_counts_each_kind_and_stands_in_the_navigation(client: Client, everything: Device) -> None:
    page = plain(look(client))
    for said in (
        "Contradict each other 1",
        "Files missing 1",
        "Never came 1",
        "Against a rule, not mended 1",
    ):
        assert said in page
    assert "To look at 4" in plain(text_of(client.get("/p/test/reports?lang=en")))


def test_each_says_what_is_the_matter_and_who_can_help(client: Client, everything: Device) -> None:
    assert "Other answers" in look(client, "rivals")
    assert "Incomplete: 1 of 2 files are here." in look(client, "incomplete")
    assert "Numbers 3, 5, 6 of 7 never came." in look(client, "gaps")
    assert "Houses:" in look(client, "refused")
    for kind in ("rivals", "incomplete", "gaps", "refused"):
        page = plain(look(client, kind))
        assert "hoa, ARMY" in page
        assert "Điện thoại" in page


def test_it_is_empty_when_everything_is_whole(client: Client, device: Device) -> None:
    arrives(device, filled())
    assert "Everything that came is whole and clear" in look(client)
    accept_report(submission=Submission.objects.get(device=device), by="lan", now=NOW)
    assert "Everything that came is whole and clear" in look(client)


def test_what_was_mended_completed_or_withdrawn_leaves(client: Client, everything: Device) -> None:
    arrives(everything, filled("uuid:5", replaces="uuid:3"))
    arrives(everything, PICTURES, b_jpg=b"two")
    page = plain(look(client, "rivals"))
    assert "Files missing 0" in page
    assert "Against a rule, not mended 0" in page
    assert "Nothing of this kind" in look(client, "refused")
    arrives(everything, filled("uuid:6", f"{DAY}<photo>z.jpg</photo>"))
    assert "Files missing 1" in plain(look(client, "rivals"))
    withdraw_report(
        submission=Submission.objects.get(instance="uuid:6"),
        reason="x",
        by="hoa",
        now=dt.datetime.now(dt.UTC),
    )
    assert "Files missing 0" in plain(look(client, "rivals"))


def test_a_returned_report_stays_until_it_is_mended(client: Client, device: Device) -> None:
    arrives(device, filled())
    sent = Submission.objects.get(device=device)
    send_back_report(
        submission=sent, outcome=Outcome.RETURNED, reason="Which village?", field="houses", by="lan", now=NOW
    )
    page = plain(look(client, "returned"))
    assert "Returned by somebody, not mended 1" in page
    assert "Houses: Which village?" in page
    arrives(device, filled("uuid:8", f"{DAY}<houses>3</houses>", replaces=sent.instance))
    assert "Returned by somebody, not mended 0" in plain(look(client, "returned"))


def test_the_list_of_reports_says_how_each_stands_and_what_other_times_hold(
    client: Client, device: Device
) -> None:
    arrives(device, filled())
    arrives(device, filled("uuid:3", f"{DAY}<houses>-1</houses>"))

    def listed(period: str) -> str:
        page = text_of(client.get("/p/test/reports", {"lang": "en", "period": period, "form": "relief"}))
        return plain(re.sub(r"<option.*?</option>", "", page))

    page = listed("2025")
    assert "Waits for a decision" in page
    assert "ARMY" in page
    # What went back tells of no day: it stands in the year in which it arrived.
    assert ("went back" in page) == (NOW.year == 2025)
    page = listed("2024")
    assert "Waits for a decision" not in page
    assert "2 more tell of other days." in page
    assert (
        "2 reports came in after all of these and tell of days outside 2024, the newest: Report no." in page
    )
    assert "Waits for a decision" in listed("all")
    assert "went back" in listed("all")


def test_it_is_narrowed_to_an_agency(client: Client, everything: Device, ground: Ground) -> None:
    second = reporter("minh")
    second.user.organisation = ground.agencies["front"]
    second.user.save()
    arrives(second, filled("uuid:9", f"{DAY}<houses>-1</houses>"))
    assert "Against a rule, not mended 2" in plain(look(client, "refused"))
    page = plain(look(client, "refused", agency="front"))
    assert "Against a rule, not mended 1" in page
    assert "Contradict each other 0" in page
    assert client.get("/p/test/attention?agency=nobody").status_code == 400
    assert client.get("/p/test/attention?kind=nothing").status_code == 400


def test_a_long_list_pages_with_the_questions_of_a_short_one(
    client: Client, device: Device, monkeypatch: Any
) -> None:
    monkeypatch.setattr("kheo.web.coordinator.attention.PER_PAGE", 3)
    for at in range(7):
        arrives(device, filled(f"uuid:{at}", f"{DAY}<houses>-1</houses>"))
    assert "page 1 of 3" in plain(look(client, "refused"))
    with CaptureQueriesContext(connection) as asked:
        page = look(client, "refused", page=3)
    assert page.count('<th scope="row">') == 1
    assert len(asked) <= 30


@pytest.mark.parametrize("role", [Role.REPORTER, Role.ANALYST])
def test_it_is_not_for_everybody(everything: Device, role: Role) -> None:
    outsider, rival = somebody(role), Rival.objects.get().pk
    for path in ("attention", f"attention/rivals/{rival}", f"attention/rivals/{rival}/file"):
        assert outsider.get(f"/p/test/{path}").status_code == 403
    assert outsider.post(f"/p/test/attention/rivals/{rival}/settle", {"choice": "kept"}).status_code == 403
    assert "/attention" not in text_of(outsider.get("/p/test/reports"))


# --- two that contradict each other ---


def rival_page(client: Client) -> str:
    return text_of(client.get(f"/p/test/attention/rivals/{Rival.objects.get().pk}?lang=en"))


def settle(client: Client, choice: str, reason: str = "Counted again") -> Any:
    return client.post(
        f"/p/test/attention/rivals/{Rival.objects.get().pk}/settle",
        {"choice": choice, "reason": reason},
        follow=True,
    )


def test_both_stand_side_by_side_with_the_answers_that_differ(client: Client, everything: Device) -> None:
    page = plain(rival_page(client))
    assert "Houses 2 900" in page
    assert "Given" in page
    assert "Day" not in page.partition("Answers that differ")[2].partition("Choose")[0]
    file = client.get(f"/p/test/attention/rivals/{Rival.objects.get().pk}/file")
    assert b"".join(file.streaming_content) == OTHER
    assert "attachment" in file["Content-Disposition"]


def test_it_is_set_aside(client: Client, everything: Device) -> None:
    assert "What was kept first stands" in text_of(settle(client, "kept"))
    assert "Contradict each other 0" in plain(look(client, "rivals"))
    page = rival_page(client)
    assert "Counted again" in page
    assert "/settle" not in page


def test_the_other_stands(client: Client, everything: Device) -> None:
    page = plain(text_of(settle(client, "other")))
    taken = RivalDecision.objects.get().taken
    assert taken
    assert f"no. {taken.pk}" in page
    assert "Versions of this report" in page
    assert f"/p/test/reports/{taken.pk}" in rival_page(client)


def test_a_picture_is_shown_beside_the_other_without_what_the_camera_wrote(
    client: Client, everything: Device
) -> None:
    other = picture()
    arrives(everything, PICTURES, a_jpg=other)
    rival = Rival.objects.get(name="a.jpg")
    address = f"/p/test/attention/rivals/{rival.pk}"
    page = text_of(client.get(f"{address}?lang=en"))
    assert page.count("<img") == 1  # what was kept first calls itself a picture and is none
    assert 'value="other"' not in page
    file = client.get(f"{address}/file")
    assert (file["Content-Type"], WRITTEN in other) == ("image/jpeg", True)
    assert WRITTEN not in b"".join(file.streaming_content)
    assert not AuditRow.objects.filter(act="picture.seen").exists()
    original = client.get(f"{address}/file?original=1")
    assert b"".join(original.streaming_content) == other
    assert AuditRow.objects.get(act="picture.seen").actor == "lan"


def picture() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = WRITTEN.decode()  # who made the camera
    Image.new("RGB", (4, 4), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_reason_is_needed_and_never_ones_own(client: Client, everything: Device) -> None:
    assert "Say why" in text_of(settle(client, "kept", " "))
    assert settle(client, "both").status_code == 404
    give_role(user=everything.user, role=Role.VERIFIER, by="test", now=NOW)
    own = browser_of(everything.user)
    assert "Somebody else has to decide" in rival_page(own)
    assert "Somebody else has to decide" in text_of(settle(own, "kept"))
    assert not RivalDecision.objects.exists()


def test_an_auditor_looks_and_does_not_choose(everything: Device) -> None:
    auditor = somebody(Role.AUDITOR)
    assert "/settle" not in rival_page(auditor)
    assert settle(auditor, "kept").status_code == 403


def test_what_was_known_before_devices_were_noted_still_shows(client: Client, device: Device) -> None:
    held = arrives(device, filled()).submission
    Rival.objects.create(submission=held, sender="hoa", size=1, sha256="0" * 64, received_at=NOW)
    assert "Other answers" in look(client, "rivals")
    assert "cannot be read as a form" in rival_page(client)
