"""What figures can be broken down by, in words: levels of places, grains of time, who reported, coded fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kheo.ground.places.models import Level
from kheo.ground.places.rules import CHANGE_GROUP
from kheo.kit.text import pick
from kheo.plan.forms.models import FormVersion
from kheo.web.shared.asking import forms_of, stamp
from kheo.web.shared.country import country_of, reforms_of
from kheo.web.shared.kept import kept

GRAINS = ("month", "quarter", "half", "year")
CODED = ("select_one",)


@dataclass(frozen=True)
class Dimension:
    """``kind``: level, time, who or field. ``form``: the title of the form that has the field."""

    code: str
    kind: str
    titles: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)


def dimensions_of(programme: str) -> list[Dimension]:
    """The breakdowns that make sense for a programme: places, who, coded fields, time."""
    levels, fields = _in_data(stamp()[1:], forms_of(programme))
    here = country_of(programme).levels
    return [
        *(level for level in levels if level.code in here),
        *([Dimension(CHANGE_GROUP, "level", {})] if reforms_of(programme) else []),
        *(Dimension(code, "who", {}) for code in ("agency", "unit")),
        *fields,
        *(Dimension(code, "time", {}) for code in GRAINS),
    ]


@kept(16)
def _in_data(
    _at: tuple[object, ...], forms: tuple[str, ...]
) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    levels = tuple(Dimension(level.code, "level", level.title) for level in Level.objects.filter(rank__gt=0))
    fields: dict[str, Dimension] = {}
    versions = FormVersion.objects.filter(form__code__in=forms).order_by("number").select_related("form")
    for version in versions.only("fields", "form__code", "form__title"):
        form = version.form.title or {"en": version.form.code, "vi": version.form.code}
        for answer in version.fields:
            if answer["type"] in CODED and not answer.get("role"):
                name = answer["name"]
                fields[name] = Dimension(name, "field", answer.get("label") or {}, form)
    return levels, tuple(fields.values())


def dimension_name(code: str, language: str) -> str:
    """A breakdown in words."""
    fixed = {
        "agency": _("Agency"),
        "unit": _("Unit"),
        "place": _("Place as reported"),
        CHANGE_GROUP: _("Change group"),
        "month": _("Month"),
        "quarter": _("Quarter"),
        "half": _("Half-year"),
        "year": _("Year"),
    }.get(code)
    if fixed:
        return fixed
    level = Level.objects.filter(code=code).first()
    if level:
        return pick(level.title, language)
    return _field_name(code, language)


def _field_name(code: str, language: str) -> str:
    for version in FormVersion.objects.order_by("-number").only("fields"):
        for answer in version.fields:
            if answer["name"] == code:
                return pick(answer.get("label") or {}, language) or code
    return code


def none_name(code: str) -> str:
    """What a row reads whose reports do not say: no place, no date, no agency, no code."""
    if code in GRAINS:
        return _("no date")
    if code in ("agency", "unit"):
        return _("no agency")
    if Level.objects.filter(code=code).exists() or code in ("place", CHANGE_GROUP):
        return _("no place")
    return _("not said")
