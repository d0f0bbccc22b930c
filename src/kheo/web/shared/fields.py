"""Fields of forms and their coded answers, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django.utils.translation import gettext as _

from kheo.kit.text import pick
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.rules.fields import DATES
from kheo.web.shared.asking import stamp
from kheo.web.shared.days import day_name
from kheo.web.shared.kept import kept


@dataclass(frozen=True)
class Fields:
    """``labels``: field → bilingual text; ``answers``: (field, code) → bilingual text; ``coded`` in the forms' order;
    ``days``: those that are answered with a day; ``roles``: field → what it says to Kheo."""

    labels: Mapping[str, Mapping[str, str]]
    answers: Mapping[tuple[str, str], Mapping[str, str]]
    coded: tuple[str, ...]
    numbers: tuple[str, ...]
    days: frozenset[str] = frozenset()
    roles: Mapping[str, str] = made(default_factory=dict)

    def label(self, name: str, language: str) -> str:
        return pick(self.labels.get(name, {}), language) or name

    def label_at(self, name: str, turn: int, language: str) -> str:
        """With the repetition that it stands in, where there is one."""
        label = self.label(name, language)
        return _("%(question)s, repetition %(turn)s") % {"question": label, "turn": turn} if turn else label

    def answer(self, name: str, value: Any, language: str) -> str:
        """A coded answer in words; several, separated by blanks, each in words; a day as the reader writes it; anything
        else as it is."""
        if value is None:
            return ""
        if name in self.days and (day := _day(value)):
            return day_name(day)
        words = (self.answers.get((name, code)) for code in str(value).split())
        said = [pick(texts, language) for texts in words if texts]
        return ", ".join(said) if said else str(value)


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None  # a moment, or what somebody typed where a day was asked for


def fields_of(forms: Iterable[str]) -> Fields:
    """The fields of all versions of some forms; a newer version's words win."""
    return _fields(stamp()[1:], tuple(forms))


@kept(32)
def _fields(_at: tuple[object, ...], forms: tuple[str, ...]) -> Fields:
    versions = FormVersion.objects.filter(form__code__in=forms).order_by("number").only("fields")
    return fields_from(field for version in versions for field in version.fields)


def fields_from(plain: Iterable[Mapping[str, Any]]) -> Fields:
    """Of plain fields, as versions keep them; a later one's words win over an earlier one's of the same name."""
    labels: dict[str, Mapping[str, str]] = {}
    answers: dict[tuple[str, str], Mapping[str, str]] = {}
    types: dict[str, str] = {}
    days, roles = set[str](), dict[str, str]()
    for field in plain:
        name = field["name"]
        types[name] = "role" if field.get("role") else field["type"]
        labels[name] = field.get("label") or {}
        if field["type"] in DATES:
            days.add(name)
        if field.get("role"):
            roles[name] = field["role"]
        for choice in field.get("choices") or ():
            answers[name, choice["name"]] = choice.get("label") or {}
    return Fields(
        labels,
        answers,
        tuple(name for name, kind in types.items() if kind.startswith("select")),
        tuple(name for name, kind in types.items() if kind in ("integer", "decimal")),
        frozenset(days),
        roles,
    )
