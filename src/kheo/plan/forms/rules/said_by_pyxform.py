"""pyxform's errors and warnings as findings: in sentences of ours where they are common, at the row of the file."""

from __future__ import annotations

import re

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Book, Spot
from kheo.plan.forms.rules.findings import Finding, error, note, warning

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_WHERE = re.compile(r"On the '(?P<sheet>\w+)' sheet, the '(?P<column>[^']*)' value ('[^']*' )?is \w+\.\s*")
_LEARN = re.compile(r"\s*Learn more: \S+$")

# What pyxform says → our refusal, with the particulars that the pattern names; and the column that is meant.
_KNOWN: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), code, column)
    for pattern, code, column in (
        (r"Unknown question type '(?P<type>[^']*)'", "plan.xls_type", "type"),
        (r"Question with no type", "plan.xls_no_type", "type"),
        (r"Question or group with no name", "plan.xls_no_name", "name"),
        (r"the 'name' value '(?P<name>[^']*)' is invalid. Questions, groups", "plan.xls_name_twice", "name"),
        (r"Choice names must be unique", "plan.xls_choice_twice", "name"),
        (r"List name not in (?:external )?choices sheet: (?P<list>.+?)(?: Please|$)", "plan.xls_no_list", "type"),
        (r"Unmatched 'end_(?P<type>\w+)'", "plan.xls_end", "type"),
        (r"Unmatched 'begin_(?P<type>\w+)'", "plan.xls_begin", "type"),
        (r"find the name '(?P<name>[^']*)'", "plan.xls_no_question", ""),
        (r"There is no survey element named '(?P<name>[^']*)'", "plan.xls_no_question", ""),
        (r"The name '(?P<name>[^']*)' appears more than once", "plan.xls_which_question", ""),
        (r"element named '(?P<name>[^']*)' has no label or hint", "plan.xls_no_label", "label"),
        (r"Missing calculation", "plan.xls_no_calculation", "calculation"),
        (r"Names must begin with a letter", "plan.xls_name", ""),
        (r"Duplicate column header: (?P<column>.+)", "plan.xls_column_twice", ""),
        (r"was not recognized as a supported type|not a zip file|Bad magic|truncated", "plan.form_damaged", ""),
        (r"You must have a sheet named 'survey'", "plan.form_without_survey", ""),
        (r"section has not been included", "plan.xls_include", "type"),
        (r"Use the max-pixels parameter", "plan.xls_pixels", "parameters"),
        (r"Choices should have a label", "plan.xls_choice_label", "label"),
        (r"Reference variables must start with", "plan.xls_reference", ""),
    )
)  # fmt: skip
# Warnings that checks of ours say better, with their rows, or that only concern what the author wrote for himself.
_SAID_ELSEWHERE = (
    "is missing the survey column",
    "is missing the choices",
    "do not contain valid machine-readable codes",
    "Row without name, text, or label is being skipped",
)


def error_of(reason: str, book: Book | None) -> Finding:
    return error(*_finding(reason, book))


def warning_of(said: str, book: Book) -> Finding | None:
    """None for what is said elsewhere."""
    if any(part in said for part in _SAID_ELSEWHERE):
        return None
    found = _finding(said, book, "plan.form_warning")
    return note(*found) if "not recommended" in said or "sheet named" in said else warning(*found)


def _finding(said: str, book: Book | None, unknown: str = "plan.form_not_read") -> tuple[Refused, Spot]:
    row, where = _ROW.search(said), _WHERE.search(said)
    sheet, column = (where["sheet"], where["column"]) if where else ("survey" if row else "", "")
    for pattern, code, own_column in _KNOWN:
        if known := pattern.search(said):
            particulars = {name: value.strip() for name, value in known.groupdict().items()}
            spot = _spot(book, sheet, int(row[1]) if row else 0, column or own_column)
            if not row and book is not None and particulars.get("name"):
                spot = _of_name(book, code, particulars["name"])
            elif not row and book is not None and code == "plan.xls_type":
                spot = book.of_text(particulars["type"])
            elif not row and book is not None and code == "plan.xls_include":
                spot = book.of_text("include")
            return Refused(code, **particulars), spot
    reason = _LEARN.sub("", _WHERE.sub("", _ROW.sub("", said))).strip()
    return Refused(unknown, reason=reason), _spot(book, sheet, int(row[1]) if row else 0, column)


def _of_name(book: Book, code: str, name: str) -> Spot:
    if code == "plan.xls_no_question":
        return book.of_text("${" + name + "}")
    return book.of_field(name, "label" if code == "plan.xls_no_label" else "name")


def _spot(book: Book | None, sheet: str, row: int, column: str) -> Spot:
    if book is None or not sheet:
        return Spot(sheet, row, column)
    known = book.sheets.get(sheet)
    return Spot(
        known.name if known else sheet,
        book.row(sheet, row) if row else 0,
        known.heading(column) if known and column else column,
    )
