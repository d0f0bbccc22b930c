"""XLSForms as people write them, for the tests of drafts."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]

SURVEY = (
    "type",
    "name",
    "label::Tiếng Việt (vi)",
    "label::English (en)",
    "required",
    "constraint",
    "bind::kheo:role",
)
QUESTIONS: tuple[tuple[object, ...], ...] = (
    ("text", "commune", "Xã", "Commune", "yes", None, "place"),
    ("text", "told_by", "Đơn vị", "Unit", None, None, "unit"),
    ("date", "ended", "Ngày kết thúc", "Last day", "yes", ". <= today()", "end"),
    ("select_one work", "work", "Việc làm", "Kind of work", "yes"),
    ("integer", "households", "Số hộ", "Households", None, ". >= 0"),
)
CHOICES: tuple[tuple[object, ...], ...] = (
    ("list_name", "name", "label::Tiếng Việt (vi)", "label::English (en)"),
    ("work", "house", "Xây nhà", "House built"),
    ("work", "road", "Làm đường", "Road mended"),
)
NAMESPACES = 'kheo="https://kheo.org/xforms"'


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """An .xlsx with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form(
    questions: Rows = QUESTIONS,
    *,
    more: Rows = (),
    choices: Rows = CHOICES,
    columns: Sequence[str] = SURVEY,
    **settings: str,
) -> bytes:
    """A form about works in two languages; ``more`` questions come after its own. The first of them stands in row 7."""
    own = {
        "form_title": "Việc chung",
        "namespaces": NAMESPACES,
        "default_language": "Tiếng Việt (vi)",
        **settings,
    }
    return workbook(
        {
            "survey": [columns, *questions, *more],
            "choices": choices,
            "settings": [list(own), list(own.values())],
        }
    )
