"""Phones that send: a form, a device with its key, and filled-in forms as bytes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kheo.capture.submissions.actions import Receipt, Sent, SentFile
from kheo.capture.submissions.states import Channel
from kheo.flow.receive_report import receive_report
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.plan.forms.actions import publish_form
from tests.sent import NOW, agency, country

FORM = """
| survey | | | | | | | | |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | constraint | required | bind::kheo:role | calculation |
| | date | done | Ngày | Day | . <= today() | yes | end | |
| | text | where | Xã | Commune | | | place | |
| | integer | houses | Nhà | Houses | . >= 0 | | | |
| | integer | households | Hộ | Households | | | | |
| | image | photo | Ảnh | Picture | | | | |
| | image | second | Ảnh 2 | Second picture | | | | |
| | begin_repeat | item | Hàng | Item | | | | |
| | integer | given | Số lượng | Given | . > 0 | | | |
| | end_repeat | | | | | | | |
| settings | | | | |
| | form_id | version | title_en | default_language | namespaces |
| | relief | 3 | Relief | Tiếng Việt (vi) | kheo="https://kheo.org/xforms" |
"""
SEND = "/or/{key}/submission"


def phone(label: str = "phone") -> tuple[Device, str]:
    """A reporter's device and its key; the country, the agency and the form are made at the first call."""
    from kheo.ground.accounts.models import User
    from kheo.plan.forms.models import Form

    if not Form.objects.filter(code="relief").exists():
        country()
        army = agency("army", "Army")
        publish_form(code="relief", filename="relief.md", content=FORM.encode(), by="test", now=NOW)
        add_user(
            username="lan", password="a-long-password-1", role=Role.REPORTER, organisation=army.pk, by="test", now=NOW
        )  # fmt: skip
    return add_device(user=User.objects.get(username="lan"), label=label, by="lan", now=NOW)


def arrives(device: Device, xml: bytes, *, number: int = 0, highest: int = 0, **files: bytes) -> Receipt:
    """``files``: name (with _ for the dot) → bytes."""
    sent = Sent(
        xml,
        [SentFile(name.replace("_", "."), "image/jpeg", content) for name, content in files.items()],
        number,
        highest,
    )
    return receive_report(
        sent=sent, device=device, channel=Channel.OPENROSA, by=device.user.get_username(), now=NOW
    )


def post(key: str, xml: bytes, /, files: dict[str, bytes] | None = None, **headers: str) -> Any:
    """Send through the door, as a phone does."""
    parts = {"xml_submission_file": SimpleUploadedFile("a.xml", xml, "text/xml")}
    parts |= {
        name: SimpleUploadedFile(name, content, "image/jpeg") for name, content in (files or {}).items()
    }
    return Client().post(SEND.format(key=key), parts, headers={"X-OpenRosa-Version": "1.0", **headers})
