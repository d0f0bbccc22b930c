"""The forms in force and their fields."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.rules import Field


def forms() -> QuerySet[Form]:
    """All forms by code."""
    return Form.objects.order_by("code")


def latest(code: str) -> FormVersion:
    """The version in force. Refuses a code that no form has, naming those that there are."""
    version = FormVersion.objects.filter(form__code=code).select_related("form").order_by("-number").first()
    if version is None:
        raise Refused("plan.no_such_form", form=code, known=list(forms().values_list("code", flat=True)))
    return version


def latest_versions() -> list[FormVersion]:
    """The version in force of every form, without its bytes and its XForm."""
    newest = FormVersion.objects.filter(form=OuterRef("form")).order_by("-number").values("pk")[:1]
    versions = FormVersion.objects.filter(pk=Subquery(newest)).select_related("form")
    return list(versions.defer("source", "xform").order_by("form__code"))


def fields_of(version: FormVersion) -> tuple[Field, ...]:
    return tuple(Field.from_json(plain) for plain in version.fields)


def field_types() -> dict[str, dict[str, str]]:
    """form → field → type, of the versions in force: what indicators are checked against."""
    return {
        version.form.code: {plain["name"]: plain["type"] for plain in version.fields}
        for version in latest_versions()
    }
