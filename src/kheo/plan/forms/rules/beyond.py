"""What later stages and phones would say to a form: they hand in their own check, and here it becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Book
from kheo.plan.forms.rules.fields import Field
from kheo.plan.forms.rules.findings import NOWHERE, Finding, error, note, warning
from kheo.plan.forms.rules.own_lists import BY_ROLE, is_kheo_list
from kheo.plan.forms.rules.reading import Reading, own_code

NO_JAVA, NO_JAR, NO_ANSWER = "plan.odk_no_java", "plan.odk_no_jar", "plan.odk_no_answer"


@dataclass(frozen=True)
class Validated:
    """What ODK Validate said. ``checked``: whether it ran to its end, else ``why`` not: NO_JAVA, NO_JAR or NO_ANSWER.
    ``field``: the first that its words name."""

    checked: bool
    errors: str = ""
    warnings: str = ""
    field: str = ""
    why: str = ""


def not_named(reading: Reading, book: Book, can_be_named: Callable[[str], bool]) -> Iterator[Finding]:
    """Fields that conditions of figures could not speak of."""
    for one in reading.fields:
        if not can_be_named(one.name):
            yield error(Refused("plan.field_is_built_in", field=one.name), book.of_field(one.name))


def not_compiled(reading: Reading, book: Book, compiled: Callable[[str], Any]) -> Iterator[Finding]:
    """Expressions that only a phone can evaluate. ``compiled`` refuses them."""
    for one in reading.outline:
        for text, columns, check in (
            (one.constraint, ("constraint", "bind::constraint"), True),
            (one.relevant, ("relevant", "relevance"), True),
            (one.calculation, ("calculation", "calculate"), False),
        ):
            try:
                compiled(text or "1")
            except Refused as refused:
                code = "plan.not_checked_by_server" if check else "plan.not_computed_by_server"
                told = Refused(code, field=one.name, expression=text, reason=refused)
                yield (warning if check else note)(told, book.of_field(one.name, *columns))


def changed(reading: Reading, book: Book, before: Sequence[Field], code: str) -> Iterator[Finding]:
    """What the version in force asks and this one does not, or asks otherwise: figures may have been reading it."""
    own = own_code(book)
    if own not in ("", "data", code):
        yield note(Refused("plan.form_called", form_id=own, code=code), book.of_text(own))
    now = {one.name: one for one in reading.fields}
    for one in before:
        after = now.get(one.name)
        if after is None:
            yield warning(Refused("plan.field_gone", field=one.name))
        elif after.type != one.type and not _now_from_list(one, after):
            told = Refused("plan.field_type_changed", field=one.name, before=one.type, after=after.type)
            yield warning(told, book.of_field(one.name, "type"))
        elif gone := {choice.name for choice in one.choices} - {choice.name for choice in after.choices}:
            told = Refused("plan.choices_gone", field=one.name, choices=sorted(gone))
            yield warning(told, book.of_field(one.name, "type"))


def _now_from_list(before: Field, after: Field) -> bool:
    """Whether a place or unit that was typed is now taken from Kheo's list: the same one is meant, and figures read it so."""
    return is_kheo_list(after.file) and before.role == after.role and after.role in BY_ROLE


def said_by_phones(said: Validated, book: Book) -> Iterator[Finding]:
    if not said.checked:
        yield note(Refused(said.why or NO_ANSWER))
        return
    spot = book.of_field(said.field, "name") if said.field else NOWHERE
    if said.errors:
        yield error(Refused("plan.odk_error", reason=said.errors), spot)
    elif said.warnings:
        yield warning(Refused("plan.odk_warning", reason=said.warnings), spot)
