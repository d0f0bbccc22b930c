"""The tiny pack with checks, units and reports that wait: what the tests of quality share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from kheo.capture.submissions.models import Attachment, Record, Submission
from kheo.flow.load_pack import Loaded, load_pack
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.plan.forms.models import Form, FormVersion
from kheo.verify.decisions.models import Decision
from kheo.verify.quality.actions import weigh
from kheo.verify.quality.models import Finding
from tests.packs import copy_of_tiny, edit

NOW = dt.datetime(2025, 10, 1, 3, 0, tzinfo=dt.UTC)
BUILT = "|  | integer | built | Số nhà xây mới | Houses built |  | . >= 0 | Không được là số âm | Must not be negative |  |\n"
MORE = (
    "|  | text | activity | Nội dung | What was done |  |  |  |  |  |\n"
    "|  | text | reference | Số hiệu | Number of the line |  |  |  |  |  |\n"
    "|  | image | photo | Ảnh | Picture |  |  |  |  |  |\n"
)
CHECKS = """
- {code: far, kind: outlier, title: {vi: Khác hẳn, en: Far}, fields: [built], least: 3, weight: 0.5}
- {code: rounded, kind: digits, title: {vi: Số tròn, en: Rounded}, fields: [built], weight: 0.5}
- {code: words, kind: same_text, title: {vi: Giống bài, en: Same words}, fields: [activity], least_length: 20}
"""
TEXT = "Đơn vị cùng bà con sửa đường vào bản, vận chuyển cát và dựng lại cầu gỗ qua suối"


def pack(folder: Path, checks: str = CHECKS) -> Path:
    made = copy_of_tiny(folder)
    edit(made, "forms/houses.md", BUILT, BUILT + MORE)
    (made / "quality.yaml").write_text(checks, "utf-8")
    return made


def load(path: Path) -> Loaded:
    return load_pack(path=path, by="test", now=NOW)


def units(count: int) -> list[Organisation]:
    agency, place = Organisation.objects.get(ref="LOCAL"), Place.objects.get(ref="t:p")
    return [
        Organisation.objects.create(
            ref=f"u{at}",
            title={"vi": f"Đơn vị {at}"},
            name_plain=f"u{at}",
            sort_key=f"u{at}",
            agency=agency,
            place=place,
        )  # fmt: skip
        for at in range(count)
    ]


def report(
    unit: Organisation,
    day: str,
    *,
    accepted: bool = False,
    came: dt.datetime | None = None,
    sender: str = "",
    channel: str = "openrosa",
    place: str = "",
    qualifiers: dict[str, str] | None = None,
    picture: str = "",
    **values: Any,
) -> Record:
    """One report of one line. It came on the day after, unless ``came`` says otherwise."""
    form = Form.objects.get(code="houses")
    last = dt.date.fromisoformat(day)
    number = Submission.objects.count() + 1
    when = came or dt.datetime.combine(last + dt.timedelta(days=1), dt.time(3), dt.UTC)
    submission = Submission.objects.create(
        form_version=FormVersion.objects.get(form=form),
        channel=channel,
        sender=sender or f"officer of {unit.ref}",
        received_at=when,
        size=1,
        sha256=f"{number:064}",
        instance=f"uuid:{number}",
        rows_recorded=1,
        files=[picture] if picture else [],
    )
    record = Record.objects.create(
        submission=submission,
        form=form,
        line=1,
        key=f"{number:064}",
        unit=unit,
        agency=unit.agency,
        place=Place.objects.get(ref=place) if place else None,
        day=last,
        values={**values, **({"photo": picture} if picture else {})},
        qualifiers=qualifiers or {},
    )
    if picture:
        Attachment.objects.create(
            submission=submission, name=picture, size=1, sha256=picture.ljust(64, "0"), received_at=when
        )
    if accepted:
        decide(record, "accepted")
    return record


def decide(record: Record, outcome: str) -> None:
    Decision.objects.create(record=record, outcome=outcome, by="binh", at=NOW)


def found() -> dict[tuple[int, str, str], Finding]:
    """Weigh the form, and tell (record, check, against) → what was found."""
    weigh(form=Form.objects.get(code="houses"), moment=NOW)
    rows = Finding.objects.select_related("rule")
    return {(one.record_id, one.rule.code, one.against): one for one in rows}
