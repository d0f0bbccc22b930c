"""The live numbers of typed text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.kit.refusals import Refused
from kheo.kit.text import plain
from kheo.review.reviews.queries.asking import Asking
from kheo.review.reviews.rules.asked import Asked, Key
from kheo.review.reviews.rules.placeholders import Placeholder, placeholders_in
from kheo.review.reviews.states import Finding

GRADES = ("reported", "verified", "audited")
Spoken = dict[Placeholder, tuple[Asked, Cell | None]]


def spoken_numbers(
    typed: Mapping[Finding, tuple[str, ...]], base: Question, asking: Asking, day: dt.date, review: str
) -> Spoken:
    """Every placeholder's cell. Refusals name the section and the paragraph."""
    found: Spoken = {}
    for finding, texts in typed.items():
        for at, text in enumerate(texts, start=1):
            try:
                for one in placeholders_in([text]):
                    if one not in found:
                        found[one] = _number(one, base, asking, day)
            except Refused as refused:
                where = {"review": review, "section": finding.value, "paragraph": at}
                raise Refused("review.in_section", **where, reason=refused) from refused
    return found


def _number(one: Placeholder, base: Question, asking: Asking, day: dt.date) -> tuple[Asked, Cell | None]:
    question = replace(base, indicators=(one.code,), by=tuple(name for name, _ in one.keys))
    question = _with_settings(question, one)
    asked = asking(question)
    keys = tuple(_key(name, value, asked, asking, question.boundaries or day) for name, value in one.keys)
    return asked, asked.cell(one.code.partition("@")[0], *keys)


def _with_settings(question: Question, one: Placeholder) -> Question:
    """The question with what the placeholder sets: period, boundaries, view, grade, within, where."""
    changes: dict[str, object] = dict(one.settings)
    if grade := one.settings.get("grade"):
        if grade not in GRADES:
            raise Refused("review.bad_grade", grade=grade, known=list(GRADES))
        changes["grade"] = GRADES.index(grade)
    if day := one.settings.get("boundaries"):
        try:
            changes["boundaries"] = None if day == "reported" else dt.date.fromisoformat(day)
        except ValueError:
            raise Refused("review.bad_boundaries", day=day) from None
    return replace(question, **changes)  # type: ignore[arg-type]


def _key(name: str, value: str, asked: Asked, asking: Asking, day: dt.date) -> Key:
    """The key of a breakdown that the editor meant by ``value``: a ref, a code or a name."""
    if name in asking.levels:
        return _place(name, value, asking, day)
    if name in ("agency", "unit"):
        return _organisation(value, asking, day, agencies_only=name == "agency")
    for (dimension, key), label in asked.names.items():
        if dimension == name and plain(value) in (plain(label), plain(str(key))):
            return key
    return value


def _place(level: str, value: str, asking: Asking, day: dt.date) -> int:
    found = asking.places.find(value, on=day, level=level)
    if len(found) != 1:
        code = "review.which_place" if found else "review.no_such_place"
        raise Refused(code, place=value, level=level, day=day)
    return found[0].number


def _organisation(value: str, asking: Asking, day: dt.date, *, agencies_only: bool) -> int:
    found = asking.organisations.find(value, on=day, agencies_only=agencies_only)
    if len(found) != 1:
        raise Refused("review.no_such_organisation", organisation=value)
    return found[0].number
