"""Everything that can be said of a form before it is published, each with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Book, Spot, plain_heading, read_book
from kheo.plan.forms.rules.expressions import broken_expressions, hanging_patterns
from kheo.plan.forms.rules.fields import Field, check_fields
from kheo.plan.forms.rules.findings import Finding, error, note, warning
from kheo.plan.forms.rules.media import findings_in_media
from kheo.plan.forms.rules.offences import Offence
from kheo.plan.forms.rules.own_lists import BY_ROLE
from kheo.plan.forms.rules.protection import offences_in_form
from kheo.plan.forms.rules.reading import LEFT_OUT, Gap, Reading, code_for, language_code, read_sheets
from kheo.plan.forms.rules.said_by_pyxform import error_of, warning_of
from kheo.plan.forms.rules.slips import slip_of, slips, smoothed
from kheo.plan.forms.rules.smoothing import left_of
from kheo.plan.forms.states import Level

# Roles without which something is lost, and what.
_MISSED = {"end": "plan.no_end", "unit": "plan.no_unit", "place": "plan.no_place"}
MOST_REFUSED = 10  # times that pyxform is asked again: each may take it a second
_BY_COLUMN = {
    "plan.no_such_role": "bind::kheo:role",
    "plan.role_needs_date": "bind::kheo:role",
    "plan.role_needs_text": "bind::kheo:role",
    "plan.type_not_read": "type",
    "plan.choices_of_phones_only": "type",
}


@dataclass(frozen=True)
class Checked:
    """``reading`` is None where the form cannot be read at all; ``book`` where even its sheets cannot."""

    code: str
    reading: Reading | None
    findings: tuple[Finding, ...]
    book: Book | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.level is Level.ERROR)


def check_form(
    content: bytes,
    filename: str,
    *,
    code: str = "",
    media: Mapping[str, bytes] | None = None,
    levels: Collection[str] = (),
) -> Checked:
    """Read a form and say all that is wrong with it. ``code``: what it is to be called, else what it calls itself.

    ``media``: the files given with it. ``levels``: the codes of the levels of places, which no field may bear.
    """
    book = None
    try:
        book = read_book(content, filename)
        code = code or code_for(book, filename)
        reading = read_sheets(book, code)
    except Refused as refused:
        found: tuple[Finding, ...] = (error(refused),)
        if refused.code == "plan.form_not_read":
            found = _unreadable(refused.particulars["reason"], book, code, media or {}, levels)
        return Checked(code, None, found, book)
    findings = sorted(_findings(book, reading, media or {}, levels), key=_weight)
    return Checked(code, reading, tuple(findings), book)


def _unreadable(
    reason: str, book: Book | None, code: str, media: Mapping[str, bytes], levels: Collection[str]
) -> tuple[Finding, ...]:
    """Everything that can be said of a workbook that pyxform refuses: its slips of the pen, what pyxform still refuses
    when these are smoothed, and what is wrong with the form beside them."""
    if book is None:
        return (error_of(reason, book),)
    made = slips(book)
    told = [slip.finding for slip in made]
    for _again in range(MOST_REFUSED):
        mended = smoothed(book, made)
        try:
            reading = read_sheets(mended, code)
        except Refused as left:
            last = error_of(left.particulars["reason"], book)
            if (last.refused.code, last.spot) in {(one.refused.code, one.spot) for one in told}:
                break
            told.append(last)
            if (slip := slip_of(book, last)) is None:
                break
            made.append(slip)
        else:
            beside = sorted(_findings(mended, reading, media, levels), key=_weight)
            return (*told, *left_of(book, made, beside))
    return tuple(told)


def _weight(one: Finding) -> int:
    return list(Level).index(one.level)


def _findings(
    book: Book, reading: Reading, media: Mapping[str, bytes], levels: Collection[str]
) -> Iterator[Finding]:
    for refused in check_fields(reading.fields):
        yield from _of_field(book, refused)
    for one in reading.fields:
        if one.name in levels and one.role != "place":
            yield error(Refused("plan.field_is_level", field=one.name), book.of_field(one.name))
    # One reason is enough to mend a question.
    first = {(offence.kind, offence.where): offence for offence in reversed(offences_in_form(reading))}
    for offence in reversed(first.values()):
        yield error(offence.as_refused(), _where(book, offence))
    yield from (error(gap.as_refused(), _where_missing(book, gap)) for gap in reading.gaps)
    for name in LEFT_OUT:
        if book.settings().get(name):
            yield note(Refused("plan.setting_left_out", setting=name), Spot("settings", 0, name))
    for broken in broken_expressions(reading.xform):
        yield error(broken.as_refused(), book.of_field(broken.field, broken.column))
    for slow in hanging_patterns(reading.xform):
        refusal = Refused("plan.hanging_pattern", expression=slow.expression)
        yield error(refusal, book.of_field(slow.field, slow.column))
    yield from _roles(reading.fields, book)
    yield from _typed(reading.fields, book, levels)
    for found in findings_in_media(reading, media, levels):
        yield found if found.spot.sheet else Finding(found.level, found.refused, _naming(book, found))
    for said in reading.warnings:
        if (told := warning_of(said, book)) is not None:
            yield told


def _typed(fields: tuple[Field, ...], book: Book, levels: Collection[str]) -> Iterator[Finding]:
    """Places and units that people type, though Kheo has them in a list."""
    for one in fields:
        if one.type == "text" and one.role in BY_ROLE:
            level = next((code for code in levels if one.role == "place" and code in one.name.split("_")), "")
            listed = f"{BY_ROLE[one.role]}{'-' if level else ''}{level}.csv"
            yield note(
                Refused("plan.typed_though_listed", field=one.name, list=listed),
                book.of_field(one.name, "type"),
            )


def _naming(book: Book, found: Finding) -> Spot:
    """Where a form names a file: functions call it without its ending."""
    named = str(found.refused.particulars["filename"])
    spot = book.of_text(named)
    return spot if spot.row else book.of_text(PurePath(named).stem)


def _of_field(book: Book, refused: Refused) -> Iterator[Finding]:
    """A name that is used twice is said at each of its rows."""
    name = str(refused.particulars.get("field", ""))
    if refused.code == "plan.field_named_twice":
        yield from (error(refused, spot) for spot, _cells in book.all_of_field(name))
    elif refused.code == "plan.choice_named_twice":
        yield error(refused, book.of_choice(book.list_of(name), refused.particulars["choice"]))
    elif refused.code == "plan.role_given_twice":
        yield error(refused, book.of_text(str(refused.particulars["role"])))
    else:
        yield error(refused, book.of_field(name, _BY_COLUMN.get(refused.code, "name")) if name else Spot())


def _where(book: Book, offence: Offence) -> Spot:
    """The cell that holds the words; of a list of answers, the first of them."""
    for text in (offence.text, offence.text.split(", ")[0]):
        spot = book.of_text(text, offence.where)
        if spot.row:
            return spot
    return book.of_field(offence.where, "name") if offence.where else Spot("settings")


def _where_missing(book: Book, gap: Gap) -> Spot:
    column = gap.what.replace("_", " ") if gap.what != "constraint_message" else gap.what
    if gap.choice:
        return _in_language(
            book, "choices", book.of_choice(book.list_of(gap.field), gap.choice, "label"), gap
        )
    return _in_language(book, "survey", book.of_field(gap.field, column, gap.what), gap)


def _in_language(book: Book, sheet: str, spot: Spot, gap: Gap) -> Spot:
    """The empty cell: of the columns for this text, the one in the language that lacks it."""
    named = plain_heading(spot.column).split(":")[0]
    headings = book.sheets[sheet].headings if sheet in book.sheets else ()
    for heading in headings:
        if plain_heading(heading).split(":")[0] == named:
            language = heading.partition("::")[2] or heading.partition(":")[2]
            if language_code(language.strip()) in gap.languages:
                return replace(spot, column=heading)
    return spot


def _roles(fields: tuple[Field, ...], book: Book) -> Iterator[Finding]:
    """What a form loses that does not say where, when or who."""
    given = {one.role for one in fields}
    survey = book.sheets["survey"].name if "survey" in book.sheets else "survey"
    for role, code in _MISSED.items():
        if role not in given and not (role == "unit" and "agency" in given):
            yield warning(Refused(code), Spot(survey))
