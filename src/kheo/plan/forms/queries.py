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


def forms_for_phones(*, all_versions: bool = False) -> list[FormVersion]:
    """The versions that phones may fill in, with their XForms: those in force, or all, the newest first."""
    newest = FormVersion.objects.filter(form=OuterRef("form")).order_by("-number").values("pk")[:1]
    found = FormVersion.objects.select_related("form").defer("source").order_by("form__code", "-number")
    return list(found if all_versions else found.filter(pk=Subquery(newest)))


def version_numbered(code: str, number: int) -> FormVersion | None:
    """A version of a form by its number."""
    return FormVersion.objects.filter(form__code=code, number=number).select_related("form").first()
