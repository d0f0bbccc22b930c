"""What a smoothed workbook is told, without what only the smoothing brought about, and in the author's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Book, plain_heading
from kheo.plan.forms.rules.findings import Finding
from kheo.plan.forms.rules.slips import Slip

# Said of a question because of its type, which was a stand-in.
_OF_TYPE = (
    "plan.role_needs_date", "plan.role_needs_text", "plan.type_not_read", "plan.typed_though_listed", "plan.asks_health",
    "plan.asks_person", "plan.asks_position", "plan.asks_scan",
)  # fmt: skip
Cell = tuple[str, int, str]


def left_of(book: Book, made: Sequence[Slip], beside: Iterable[Finding]) -> Iterator[Finding]:
    """Of what was found in the smoothed book, all that stands in the author's own cells."""
    invented: dict[str, str] = {}
    smooth: dict[Cell, str] = {}
    types: set[tuple[str, int]] = set()
    for slip in made:
        sheet = book.sheets[slip.sheet]
        number, cells = sheet.rows[slip.at]
        for heading, text in (slip.smooth or {}).items():
            smooth[sheet.name, number, heading] = cells.get(heading, "")
            if plain_heading(heading) in ("name", "value"):
                invented[text] = cells.get(heading, "").strip() or "—"
            elif plain_heading(heading) == "type":
                types.add((sheet.name, number))
    for one in beside:
        cell = (one.spot.sheet, one.spot.row, one.spot.column)
        if one.refused.code in _OF_TYPE and cell[:2] in types:
            continue
        if cell not in smooth:
            yield _said(one, "field", invented)
        elif one.refused.code == "plan.no_expression" and "${" in smooth[cell]:
            # A name that there is not was taken out of it; what is left is no expression either.
            yield Finding(
                one.level,
                Refused(one.refused.code, **{**one.refused.particulars, "expression": smooth[cell]}),
                one.spot,
            )


def _said(one: Finding, particular: str, invented: dict[str, str]) -> Finding:
    named = str(one.refused.particulars.get(particular, ""))
    if named not in invented:
        return one
    said = {**one.refused.particulars, particular: invented[named]}
    return Finding(one.level, Refused(one.refused.code, **said), one.spot)
