"""Names for the keys of an answer."""

from __future__ import annotations

import datetime as dt

from kheo.consolidate.figures.queries.settings import setting_of
from kheo.consolidate.figures.rules.question import Answer
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.ground.places.queries.atlas import atlas
from kheo.ground.places.rules import CHANGE_GROUP
from kheo.kit.text import pick
from kheo.plan.forms.models import Form

Key = str | int | None


def labels(answer: Answer, language: str) -> dict[tuple[str, Key], str]:
    """(breakdown, key) → the name to show. Keys without a name of their own (periods, free codes) are left out."""
    found: dict[tuple[str, Key], str] = {}
    setting, _ = setting_of(answer.question)
    for number, by in enumerate(answer.question.by):
        keys = {key for cell in answer.cells if (key := cell.keys[number]) is not None}
        if by == CHANGE_GROUP:
            found |= _groups(keys)
        elif by in setting.levels or by == "place":
            rows = Place.objects.filter(pk__in=keys).values_list("pk", "name")
            found |= {(by, key): name for key, name in rows}
        elif by in ("unit", "agency"):
            titles = Organisation.objects.filter(pk__in=keys).values_list("pk", "title")
            found |= {(by, key): pick(title, language) for key, title in titles}
    coded = set(answer.question.by) - {by for by, _ in found}
    for form in Form.objects.filter(code__in=setting.fields).prefetch_related("versions"):
        for version in form.versions.all():
            for field in version.fields:
                if field["name"] in coded:
                    for choice in field.get("choices") or ():
                        found[field["name"], choice["name"]] = pick(choice["label"], language)
    return found


def _groups(groups: set[str | int]) -> dict[tuple[str, Key], str]:
    """A change group bears the name of its newest place that comes first by code, and how many more there are."""
    _, book = atlas()
    found: dict[tuple[str, Key], str] = {}
    members = {group: book.members(group) for group in groups if isinstance(group, int)}
    places = Place.objects.in_bulk([number for some in members.values() for number in some])
    for group, numbers in members.items():
        newest = max((places[number].valid_from or dt.date.min) for number in numbers)
        latest = [
            places[number] for number in numbers if (places[number].valid_from or dt.date.min) == newest
        ]
        first = min(latest, key=lambda place: (place.code, place.pk))
        more = len(latest) - 1
        found[CHANGE_GROUP, group] = f"{first.name} + {more}" if more else first.name
    return found
