"""Definitions as readers meet them: by objective, in words."""

from __future__ import annotations

from dataclasses import dataclass

from kheo.kit.text import pick
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Objective
from kheo.plan.programmes.rules.definition import Definition
from kheo.plan.programmes.rules.words import words
from kheo.web.shared.absent import show_known
from kheo.web.shared.asking import indicators_of, question_for, totals
from kheo.web.shared.frame import Frame
from kheo.web.shared.shown import Shown


@dataclass(frozen=True)
class Row:
    code: str
    title: str
    unit: str
    shown: Shown
    url: str


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Row, ...]


def groups_of(frame: Frame) -> list[Group]:
    """Every indicator with its figure under the choices of the page, asked in one go."""
    known = indicators_of(frame.programme.code)
    cells = totals(question_for(frame.choices, frame.calendar, tuple(known))) if known else {}
    titles = {
        row.code: pick(row.title, frame.language)
        for row in Objective.objects.filter(programme=frame.programme)
    }
    groups: dict[str, list[Row]] = {}
    for found in known.values():
        shown = show_known(cells.get(found.code), found, frame.choices)
        row = Row(
            code=found.code,
            title=pick(found.title, frame.language),
            unit=found.unit.named(None, frame.language),
            shown=shown,
            url=frame.choices.to("indicator", found.code),
        )
        groups.setdefault(found.objective, []).append(row)
    return [Group(titles.get(objective, ""), tuple(rows)) for objective, rows in groups.items()]


def words_of(definition: Definition, language: str) -> tuple[str, ...]:
    """The rule in words, a sentence for each step."""
    forms = Form.objects.filter(code__in=definition.forms).prefetch_related("versions")
    labels: dict[str, dict[str, str]] = {}
    for field in (field for form in forms for version in form.versions.all() for field in version.fields):
        labels[field["name"]] = field.get("label") or {}
        labels |= {choice["name"]: choice.get("label") or {} for choice in field.get("choices") or ()}
    return tuple(words(definition, language, labels, {form.code: form.title for form in forms}))
