"""Run beside the demonstration: reports of a made-up form wait for a decision; prints how many."""

from __future__ import annotations

import datetime as dt
import sys

import django

FORM = """
| survey | | | | | | |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | bind::kheo:role |
| | date | done | Ngày hoàn thành | Day of completion | yes | end |
| | integer | houses | Số nhà đã sửa xong cho các hộ gia đình | Houses repaired | yes | |
| | integer | workdays | Số ngày công | Workdays | | |
| settings | | | | |
| | form_id | version | title_vi | title_en | default_language | namespaces |
| | keyboard | 1 | Sửa nhà | Houses repaired | Tiếng Việt (vi) | kheo="https://kheo.org/xforms" |
"""


def send(count: int) -> int:
    from kheo.capture.submissions.actions import Sent
    from kheo.capture.submissions.states import Channel
    from kheo.flow.receive_report import receive_report
    from kheo.ground.accounts.actions import add_device
    from kheo.ground.accounts.models import User
    from kheo.plan.forms.actions import publish_form
    from kheo.plan.forms.models import Form, FormDraft
    from kheo.plan.forms.queries import latest
    from kheo.plan.forms.states import DraftState

    now = dt.datetime.now(dt.UTC)
    if not Form.objects.filter(code="keyboard").exists():
        publish_form(code="keyboard", filename="keyboard.md", content=FORM.encode(), by="test", now=now)
        # As if somebody had published it here: then it stands in every programme.
        FormDraft.objects.create(
            code="keyboard",
            filename="keyboard.md",
            source=FORM.encode(),
            sha256="0" * 64,
            authors=["test"],
            state=DraftState.PUBLISHED,
            published=latest("keyboard"),
            by="test",
            at=now,
        )
    person = User.objects.get(username="reporter")
    device, _ = add_device(user=person, label="Điện thoại", by=person.username, now=now)
    for at in range(count):
        name = f"uuid:keyboard-{device.pk}-{at}"
        xml = (
            f'<data id="keyboard" version="1"><done>2025-08-01</done><houses>{at + 1}</houses>'
            f"<workdays>{20 * at}</workdays><meta><instanceID>{name}</instanceID></meta></data>"
        )
        receive_report(
            sent=Sent(xml.encode()), device=device, channel=Channel.WEB, by=person.username, now=now
        )
    return count


if __name__ == "__main__":
    django.setup()
    print(send(int(sys.argv[1])))
