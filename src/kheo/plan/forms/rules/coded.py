"""Coded fields: answers that can be sorted by. A new one needs a written purpose and a second person's approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kheo.plan.forms.rules.fields import Field
from kheo.plan.forms.rules.own_lists import is_kheo_list
from kheo.plan.forms.rules.types import CODED

SHORTEST, LONGEST = 12, 1000


def is_coded(field: Field) -> bool:
    return field.type in CODED


def needs_purpose(field: Field) -> bool:
    """Places and units in lists that Kheo feeds sort work, not people: nobody has to say what they are for."""
    return is_coded(field) and not is_kheo_list(field.file)


def new_coded(fields: Iterable[Field], in_force: Iterable[Field]) -> tuple[Field, ...]:
    """The coded fields that the version in force does not have and that need a purpose.

    A field that keeps its name but takes its answers from elsewhere, or keeps none of its answers, is a new one:
    otherwise a harmless name would carry any list.
    """
    known = {one.name: one for one in in_force if is_coded(one)}
    return tuple(one for one in fields if needs_purpose(one) and not _goes_on(one, known.get(one.name)))


def _goes_on(one: Field, before: Field | None) -> bool:
    if before is None or before.file != one.file:
        return False
    names = {choice.name for choice in before.choices}
    return bool(one.file) or any(choice.name in names for choice in one.choices)


def without_purpose(needed: Iterable[Field], purposes: Mapping[str, str]) -> tuple[str, ...]:
    """The names of those whose purpose is not written yet."""
    return tuple(one.name for one in needed if len(purposes.get(one.name, "").strip()) < SHORTEST)
