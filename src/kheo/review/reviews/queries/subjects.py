"""The indicators of a programme, as its documents speak of them."""

from __future__ import annotations

from typing import Any

from kheo.kit.text import pick
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Indicator, Programme
from kheo.plan.programmes.queries import indicators
from kheo.plan.programmes.rules.definition import Definition
from kheo.plan.programmes.rules.words import Labels, words
from kheo.review.reviews.rules.material import Subject


def subjects_of(programme: Programme, language: str) -> tuple[Subject, ...]:
    """The newest version of each indicator in force, in the programme's order."""
    spoken = _Spoken()
    return tuple(_subject(row, language, spoken) for row in indicators(programme))


def _subject(row: Indicator, language: str, spoken: _Spoken) -> Subject:
    plain: dict[str, Any] = row.definition
    return Subject(
        code=row.code,
        version=row.version,
        title=pick(row.title, language),
        unit=pick(row.unit.title, language),
        objective=row.objective.code if row.objective else "",
        words=spoken.rule(Definition.from_json(plain), language),
        owner=str(plain.get("owner") or ""),
        reviewed=str(plain.get("reviewed") or ""),
        percentage=plain.get("scale") == 100,
        good=str(plain.get("good") or "higher"),
    )


class _Spoken:
    """Rules in words, with the titles of forms and the labels of their fields and choices read once."""

    def __init__(self) -> None:
        self.titles: dict[str, dict[str, str]] = {}
        self.labels: dict[str, dict[str, dict[str, str]]] = {}
        for form in Form.objects.prefetch_related("versions"):
            self.titles[form.code] = form.title
            found = self.labels.setdefault(form.code, {})
            for version in form.versions.all():
                for field in version.fields:
                    found[field["name"]] = field.get("label") or {}
                    found.update({choice["name"]: choice["label"] for choice in field.get("choices") or ()})

    def rule(self, definition: Definition, language: str) -> tuple[str, ...]:
        labels: Labels = {
            name: label for form in definition.forms for name, label in self.labels.get(form, {}).items()
        }
        return words(definition, language, labels, self.titles)
