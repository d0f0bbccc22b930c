"""A form, its country and the files that people send for it: what the tests of import share."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import translation

from kheo.capture.submissions.models import Record
from kheo.flow.import_file import ImportResult, import_file
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Level, Place
from kheo.kit.text import plain
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import FormVersion
from kheo.web.refusals import sentence

NOW = dt.datetime(2025, 12, 1, 3, 0, tzinfo=dt.UTC)
FORM = """
| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | constraint | constraint_message::Tiếng Việt (vi) | constraint_message::English (en) | relevant | bind::kheo:role |
| | text | commune | Xã | Commune | | | | | | place |
| | text | carried_by | Cơ quan | Agency | yes | | | | | agency |
| | date | began | Bắt đầu | Began | | | | | | start |
| | date | ended | Kết thúc | Ended | yes | . <= today() | Ngày chưa tới | The day has not come yet | | end |
| | select_one work | work | Việc làm | Kind of work | yes | | | | | |
| | integer | households | Số hộ | Households | | . >= 0 | | | | |
| | integer | people | Số người | People | | . >= ${households} | Người ít hơn hộ | Fewer people than households | | |
| | decimal | cost | Kinh phí | Cost | | | | | | |
| | select_multiple helper | helpers | Lực lượng | Helpers | | | | | | |
| | integer | classes | Số lớp | Classes | | | | | ${work} = 'class' | |
| | text | remark | Ghi chú | Remark | | | | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
| | work | house | Xây nhà | House built |
| | work | road | Làm đường | Road mended |
| | work | class | Lớp học | Class held |
| | helper | army | Bộ đội | Army |
| | helper | youth | Thanh niên | Youth |
| | helper | women | Phụ nữ | Women |
| settings |
| | form_title | namespaces |
| | Work | kheo="https://kheo.org/xforms" |
"""
HEADER = ("commune", "carried_by", "ended", "work", "households")


def country() -> dict[str, Place]:
    """Three communes; the code of one is given to another in the reform of 1 July 2025."""
    commune = Level.objects.create(code="commune", rank=1, title={"en": "Commune"})
    reform = dt.date(2025, 7, 1)
    rows = (
        ("a@old", "00004", "Xã An Bình", None, reform),
        ("a@new", "00004", "Xã Đại An", reform, None),
        ("b", "00007", "Xã Bình Minh", None, None),
    )
    return {
        ref: Place.objects.create(
            ref=ref,
            code=code,
            level=commune,
            kind="xa",
            name=name,
            name_plain=plain(name),
            search_text=f"|{plain(name)}|{plain(name).removeprefix('xa ')}|",
            valid_from=first,
            valid_to=last,
        )
        for ref, code, name, first, last in rows
    }


def agency(ref: str, name: str) -> Organisation:
    return Organisation.objects.create(
        ref=ref,
        title={"vi": name},
        name_plain=plain(name),
        search_text="|".join(("", *dict.fromkeys((plain(ref), plain(name))), "")),
    )


def form(text: str = FORM, code: str = "work") -> FormVersion:
    publish_form(code=code, filename=f"{code}.md", content=text.strip().encode(), by="admin", now=NOW)
    return FormVersion.objects.filter(form__code=code).latest("number")


def table(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> str:
    """Rows as the text of a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def send(folder: Path, text: str | bytes, name: str = "work.csv", **more: Any) -> ImportResult:
    """Import a file with this content. ``mapping`` may be the text of a mapping file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if isinstance(more.get("mapping"), str):
        (folder / "mapping.yaml").write_text(more["mapping"], encoding="utf-8")
        more["mapping"] = folder / "mapping.yaml"
    given = {"form": "work", "by": "tester", "now": NOW, "language": "en", "say": sentence, **more}
    with translation.override(given["language"]):
        return import_file(path=path, **given)


def values(**only: Any) -> list[dict[str, Any]]:
    """The values of the records there are, in the order in which they came."""
    return [record.values for record in Record.objects.filter(**only).order_by("pk")]


def refused(result: ImportResult) -> list[dict[str, str]]:
    """The lines of the file of refused lines."""
    if result.refusals_path is None:
        return []
    with result.refusals_path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))
