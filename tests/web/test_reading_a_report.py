"""What the page of a report tells whoever decides about it: what was mended, skipped, cannot be shown, or is odd."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from PIL import Image

from kheo.capture.submissions.actions import Sent, SentFile
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.states import Channel
from kheo.flow.decide_report import send_back_report
from kheo.flow.receive_report import receive_report
from kheo.ground.accounts.models import Device
from kheo.plan.forms.actions import publish_form
from kheo.plan.programmes.models import Programme
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.ledger_build import Ground
from tests.people import reporter
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

DAY = "<done>2025-07-01</done>"
SKIPS = """
| survey | | | | | | |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | relevant | bind::kheo:role |
| | date | done | Ngày | Day | | end |
| | text | reporting_unit | Đơn vị | Unit | | unit |
| | integer | houses | Nhà | Houses | | |
| | integer | rooms | Phòng | Rooms | ${houses} > 0 | |
| | integer | wells | Giếng | Wells | ${houses} = 0 | |
| | begin_repeat | item | Hàng | Item | | |
| | integer | given | Số lượng | Given | | |
| | end_repeat | | | | | |
| settings | | | | |
| | form_id | version | title_en | default_language | namespaces |
| | skips | 2025.1 | Skips | Tiếng Việt (vi) | kheo="https://kheo.org/xforms" |
"""


@pytest.fixture
def device(programme: Programme, ground: Ground) -> Device:
    publish_form(code="skips", filename="skips.md", content=SKIPS.encode(), by="test", now=NOW)
    return reporter()


def page(client: Client, one: Submission) -> str:
    return text_of(client.get(f"/p/test/reports/{one.pk}?lang=en"))


def skips(device: Device, inside: str, instance: str = "uuid:s") -> Submission:
    return arrives(device, filled(instance, inside, form="skips", version="2025.1")).submission


def test_a_mended_version_says_why_it_came_back_and_what_changed(client: Client, device: Device) -> None:
    first = arrives(device, filled("uuid:1", f"{DAY}<houses>2</houses><households>5</households>")).submission
    send_back_report(
        submission=first, outcome=Outcome.RETURNED, reason="Count again", field="houses", by="lan", now=NOW
    )
    second = arrives(
        device,
        filled("uuid:2", f"{DAY}<houses>3</houses><households>5</households>", replaces="uuid:1"),
    ).submission
    told = plain(page(client, second)).partition("What was mended")[2].partition("Open a line")[0]
    assert "returned by lan" in told
    assert "At “Houses”: Count again" in told
    assert "Houses 2 3" in told
    assert "Households" not in told
    assert "What was mended" not in page(client, first)


def test_a_version_after_a_broken_rule_says_which(client: Client, device: Device) -> None:
    arrives(device, filled("uuid:1", f"{DAY}<houses>-1</houses>"))
    second = arrives(device, filled("uuid:2", f"{DAY}<houses>1</houses>", replaces="uuid:1")).submission
    told = plain(page(client, second)).partition("What was mended")[2]
    assert "broke rules of the form" in told
    assert "Houses -1 1" in told


def test_a_question_that_a_condition_skipped_is_not_one_that_was_not_reported(
    client: Client, device: Device
) -> None:
    one = skips(device, f"{DAY}<houses>2</houses><item><given>4</given></item>")
    found = page(client, one)
    answers = [plain(part) for part in re.findall(r'<dl class="answers">.*?</dl>', found, re.DOTALL)]
    assert "Wells – not asked: a condition of the form" in answers[0]
    assert "Rooms not reported" in answers[0]
    # A repetition has its own questions; those around it stand in their own line, as those inside do not in that.
    assert "Given" not in answers[0]
    assert "Given 4" in answers[1]
    assert "Rooms" not in answers[1]


def test_what_is_no_picture_has_no_picture_and_a_png_by_the_api_has_one(
    client: Client, device: Device
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(out, "PNG")
    xml = filled("uuid:p", f"{DAY}<photo>a.png</photo><second>b.jpg</second>")
    files = [
        SentFile("a.png", "application/octet-stream", out.getvalue()),
        SentFile("b.jpg", "image/jpeg", b"only words"),
    ]
    one = receive_report(
        sent=Sent(xml, files), device=device, channel=Channel.API, by="hoa", now=NOW
    ).submission
    found = page(client, one)
    pictures = re.findall(r'<img src="([^"?]+)', found)
    assert [name.rsplit("/", 1)[1] for name in pictures if "/files/" in name] == ["a.png"]
    answer = client.get(next(one for one in pictures if "/files/" in one))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")
    assert plain(found).count("cannot be shown as a picture") == 1
    assert re.search(r"b\.jpg.*?cannot be shown as a picture", plain(found))


def test_the_forms_version_is_called_as_the_form_calls_it(client: Client, device: Device) -> None:
    assert "version 2025.1 (no. 1)" in plain(page(client, skips(device, DAY)))


def test_it_marks_a_day_that_had_not_come(client: Client, device: Device) -> None:
    said = "This day had not come when it arrived"
    assert said in plain(page(client, skips(device, "<done>2030-01-01</done>")))
    assert said not in plain(page(client, skips(device, DAY, "uuid:t")))


def test_it_marks_a_day_after_what_the_devices_clock_said(client: Client, device: Device) -> None:
    sent = Sent(
        filled("uuid:c", "<done>2025-07-05</done>", form="skips", version="2025.1"),
        [],
        claimed_at=dt.datetime(2025, 7, 1, 5, tzinfo=dt.UTC),
    )
    one = receive_report(sent=sent, device=device, channel=Channel.WEB, by="hoa", now=NOW).submission
    assert "By its device" in plain(page(client, one))
    assert "This day had not come when it arrived" not in plain(page(client, one))


def test_it_marks_a_unit_of_another_agency_than_the_senders(client: Client, device: Device) -> None:
    said = "The sender is of another agency"
    assert said in plain(page(client, skips(device, f"{DAY}<reporting_unit>front</reporting_unit>")))
    assert said not in plain(
        page(client, skips(device, f"{DAY}<reporting_unit>army</reporting_unit>", "uuid:u"))
    )
