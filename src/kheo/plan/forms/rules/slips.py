"""Slips of the pen that a workbook's own rows show: all of them at once, for pyxform stops at the first.

Each comes with how its row would be smoothed, so that pyxform can be asked what else there is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Book, Sheet, Spot, plain_heading
from kheo.plan.forms.rules.findings import Finding, error
from kheo.plan.forms.rules.types import FILES

Row = Mapping[str, str]
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^{}]*)\}")
# Columns in which a reference means a question. Others may be an author's own notes.
_REFERRING = (
    "label", "hint", "guidance_hint", "constraint", "constraint_message", "relevant", "relevance", "calculation",
    "calculate", "required", "required_message", "read_only", "readonly", "default", "choice_filter", "repeat_count",
    "trigger", "bind", "body", "jr",
)  # fmt: skip
_SEEN = ("label", "hint", "guidance_hint", "media", "image", "audio", "video", "big-image")
_KEPT = (
    "type",
    "name",
    "value",
    "label",
    "hint",
    "constraint",
    "constraint_message",
    "relevant",
    "relevance",
    "bind",
)
_YES = ("yes", "true", "true()", "1")
_NO_NAME_NEEDED = ("note", "audit")
LONGEST_TOLD = 200  # slips: whoever has more looks at the first of them


@dataclass(frozen=True)
class Slip:
    """``at``: the row's place in its sheet, from 0. ``smooth``: cells that would make the row pass, by heading; None
    takes the row out."""

    finding: Finding
    sheet: str
    at: int
    smooth: Mapping[str, str] | None


@dataclass
class _Open:
    """A group or repeat that has begun."""

    kind: str
    at: int
    number: int
    names: set[str] = field(default_factory=lambda: {"meta"})


@dataclass(frozen=True)
class _Survey:
    """The survey's sheet, and what its rows may speak of."""

    sheet: Sheet
    type: str
    name: str
    lists: frozenset[str]
    names: frozenset[str]

    def spot(self, number: int, heading: str) -> Spot:
        return Spot(self.sheet.name, number, heading)

    def kind(self, cells: Row) -> str:
        return " ".join(cells.get(self.type, "").split())

    def has(self, cells: Row, columns: Collection[str]) -> bool:
        return any(text.strip() and _column(heading) in columns for heading, text in cells.items())


def slips(book: Book) -> list[Slip]:
    """Unknown types, missing names, names twice, missing lists, references to nothing, groups that do not begin or end."""
    survey = book.sheets.get("survey")
    found = [*_in_choices(book)]
    if survey is not None and any(plain_heading(heading) == "type" for heading in survey.headings):
        type_, name = survey.heading("type"), survey.heading("name", "value")
        names = frozenset(cells.get(name, "").strip() for _number, cells in survey.rows)
        found += _in_survey(_Survey(survey, type_, name, _lists(book), names))
    return found[:LONGEST_TOLD]


def smoothed(book: Book, found: Sequence[Slip]) -> Book:
    """The book as if these slips had not been made; of a group that does not begin or does not end, the questions remain."""
    made, sheets = dict(book.made), dict(book.sheets)
    for name in {slip.sheet for slip in found}:
        rows: list[dict[str, Any]] = [dict(row) for row in made[name]]
        numbered = list(sheets[name].rows)
        for slip in found:
            if slip.sheet == name:
                number, cells = numbered[slip.at]
                rows[slip.at] = {} if slip.smooth is None else {**rows[slip.at], **slip.smooth}
                numbered[slip.at] = (number, {} if slip.smooth is None else {**cells, **slip.smooth})
        made[name], sheets[name] = rows, replace(sheets[name], rows=tuple(numbered))
    return replace(book, made=made, sheets=sheets)


def slip_of(book: Book, said: Finding) -> Slip | None:
    """What pyxform alone knows of a question, as a slip: its row without the columns that pyxform may have meant."""
    survey = book.sheets.get("survey")
    if survey is None or said.spot.sheet != survey.name:
        return None
    type_ = survey.heading("type")
    for at, (number, cells) in enumerate(survey.rows):
        kind = cells.get(type_, "")
        if number == said.spot.row and not kind.lower().startswith(("begin", "end")):
            plain = {heading: "" for heading in cells if _column(heading) not in _KEPT}
            stand_in = "text" if any(_column(heading) in _SEEN for heading in cells) else "hidden"
            return Slip(said, "survey", at, {**plain, type_: stand_in})
    return None


def _column(heading: str) -> str:
    return plain_heading(heading).split(":")[0].strip()


def _lists(book: Book) -> frozenset[str]:
    found = set()
    for name in ("choices", "external_choices"):
        sheet = book.sheets.get(name)
        if sheet is not None:
            column = sheet.heading("list_name", "list name")
            found |= {cells.get(column, "").strip() for _number, cells in sheet.rows}
    return frozenset(found)


def _in_survey(survey: _Survey) -> Iterator[Slip]:
    from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL

    around = [_Open("", -1, 0)]
    for at, (number, cells) in enumerate(survey.sheet.rows):
        kind = survey.kind(cells)
        if survey.has(cells, ("disabled",)) and cells.get("disabled", "").strip().lower() in _YES:
            continue
        if not kind:
            if cells.get(survey.name) or survey.has(cells, ("label",)):
                told = error(Refused("plan.xls_no_type"), survey.spot(number, survey.type))
                yield Slip(told, "survey", at, {survey.type: "text"})
            continue
        if ended := RE_END_CONTROL.search(kind):
            yield from _ends(survey, at, number, _plain_control(ended["type"]), around)
            continue
        yield from _named(survey, at, number, cells, kind, around[-1].names)
        yield from _referring(survey, at, number, cells)
        if begun := RE_BEGIN_CONTROL.search(kind):
            around.append(_Open(_plain_control(begun["type"]), at, number))
        else:
            yield from _typed(survey, at, number, cells, kind)
    for still in reversed(around[1:]):
        yield _begun(survey, still)


def _plain_control(said: str) -> str:
    from pyxform import aliases

    return str(aliases.control[said])


def _ends(survey: _Survey, at: int, number: int, kind: str, around: list[_Open]) -> Iterator[Slip]:
    told = error(Refused("plan.xls_end", type=kind), survey.spot(number, survey.type))
    if len(around) == 1:
        yield Slip(told, "survey", at, None)
    elif around[-1].kind == kind:
        around.pop()
    elif any(one.kind == kind for one in around):
        # What stands within it was not ended: that is the slip, and it is told where it begins.
        while around[-1].kind != kind:
            yield _begun(survey, around.pop())
        around.pop()
    else:
        yield Slip(told, "survey", at, None)


def _begun(survey: _Survey, still: _Open) -> Slip:
    """What was never ended stays as a note: its words and its conditions are looked at all the same."""
    told = error(Refused("plan.xls_begin", type=still.kind), survey.spot(still.number, survey.type))
    cells = survey.sheet.rows[still.at][1]
    counted = {heading: "" for heading in cells if _column(heading) in ("repeat_count", "appearance")}
    shown = "note" if survey.has(cells, ("label",)) else "hidden"
    return Slip(told, "survey", still.at, {**counted, survey.type: shown})


def _named(survey: _Survey, at: int, number: int, cells: Row, kind: str, taken: set[str]) -> Iterator[Slip]:
    from pyxform.parsing.expression import is_xml_tag

    name = cells.get(survey.name, "").strip()
    code = ""
    if not name:
        code = "" if kind in _NO_NAME_NEEDED else "plan.xls_no_name"
    elif not is_xml_tag(name):
        code = "plan.xls_name"
    elif name in taken:
        code = "plan.xls_name_twice"
    taken.add(name)
    if code:
        refused = Refused(code, name=name) if code == "plan.xls_name_twice" else Refused(code)
        stand_in = f"{name if code == 'plan.xls_name_twice' else 'row'}_{number}"
        yield Slip(error(refused, survey.spot(number, survey.name)), "survey", at, {survey.name: stand_in})


def _typed(survey: _Survey, at: int, number: int, cells: Row, kind: str) -> Iterator[Slip]:
    """What is wrong with the type of a question, and what a question of this type lacks."""
    refused, column = _wrong_type(kind, survey.lists), survey.type
    smooth = {survey.type: "text"}
    if (
        refused is None
        and kind == "calculate"
        and not survey.has(cells, ("calculation", "calculate", "bind", "default"))
    ):
        refused, column = Refused("plan.xls_no_calculation"), survey.sheet.heading("calculation", "calculate")
        smooth = {survey.type: "hidden"}
    if refused is None and _is_shown(kind) and not survey.has(cells, _SEEN):
        name = cells.get(survey.name, "").strip()
        refused, column = Refused("plan.xls_no_label", name=name), survey.sheet.heading("label")
        smooth = {survey.type: "hidden"}
    if refused is not None:
        if smooth[survey.type] == "text" and not survey.has(cells, _SEEN):
            smooth = {survey.type: "hidden"}
        yield Slip(error(refused, survey.spot(number, column)), "survey", at, smooth)


def _wrong_type(kind: str, lists: Collection[str]) -> Refused | None:
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    from pyxform.xls2json import RE_OSM, RE_SELECT

    if chosen := RE_SELECT.search(kind):
        named = chosen["list_name"]
        elsewhere = PurePath(named).suffix in FILES or "${" in named
        return None if elsewhere or named in lists else Refused("plan.xls_no_list", list=named)
    if kind == "include":
        return Refused("plan.xls_include")
    known = kind in QUESTION_TYPE_DICT or aliases._type_alias_map.get(kind) in QUESTION_TYPE_DICT
    if (
        known
        or kind in aliases.settings_header
        or RE_OSM.search(kind)
        or kind.split()[0] in aliases.cascading
    ):
        return None
    return Refused("plan.xls_type", type=kind)


def _is_shown(kind: str) -> bool:
    """Whether a phone shows a question of this type, so that it must say something."""
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    from pyxform.xls2json import RE_SELECT

    made = QUESTION_TYPE_DICT.get(aliases._type_alias_map.get(kind, kind), {})
    return bool(RE_SELECT.search(kind)) or (bool(made.get("control")) and kind != "calculate")


def _referring(survey: _Survey, at: int, number: int, cells: Row) -> Iterator[Slip]:
    for heading, text in cells.items():
        if _column(heading) in _REFERRING:
            missing = [name for name in _REFERENCE.findall(text) if name.strip() not in survey.names]
            for name in dict.fromkeys(missing):
                told = error(Refused("plan.xls_no_question", name=name.strip()), survey.spot(number, heading))
                without = _REFERENCE.sub(lambda one: one[0] if one[1].strip() in survey.names else "''", text)
                yield Slip(told, "survey", at, {heading: without})


def _in_choices(book: Book) -> Iterator[Slip]:
    sheet = book.sheets.get("choices")
    if sheet is None or book.settings().get("allow_choice_duplicates", "").strip().lower() in _YES:
        return
    listed, name = sheet.heading("list_name", "list name"), sheet.heading("name", "value")
    seen = set[tuple[str, str]]()
    for at, (number, cells) in enumerate(sheet.rows):
        this = (cells.get(listed, "").strip(), cells.get(name, "").strip())
        if not this[0]:
            continue
        if not this[1] or this in seen:
            told = Refused("plan.xls_choice_twice" if this[1] else "plan.xls_choice_no_name")
            smooth = {name: f"{this[1] or 'row'}_{number}"}
            yield Slip(error(told, Spot(sheet.name, number, name)), "choices", at, smooth)
        seen.add(this)
