"""The forms in force and their fields."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery

from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.rules import Field, check_form


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


def versions_of(code: str) -> QuerySet[FormVersion]:
    """All versions of a form, the newest first, without their bytes and XForms."""
    found = FormVersion.objects.filter(form__code=code).select_related("form").defer("source", "xform")
    return found.order_by("-number")


def version_called(code: str, version: str) -> FormVersion | None:
    """The version that a report says it was filled in with; old ones too. None for one that nobody published."""
    return FormVersion.objects.filter(form__code=code, version=version).select_related("form").first()


def outline_of(version: FormVersion) -> tuple[Field, ...]:
    """Everything that the form shows, in its order, with groups and notes; the fields alone where it cannot be read."""
    return _outline(bytes(version.source), version.filename, version.form.code) or fields_of(version)


@lru_cache(maxsize=16)
def _outline(source: bytes, filename: str, code: str) -> tuple[Field, ...]:
    reading = check_form(source, filename, code=code).reading
    return reading.outline if reading else ()


def fields_in_force(code: str) -> tuple[Field, ...]:
    """The fields of a form's version in force; none for a form that there is not yet."""
    version = FormVersion.objects.filter(form__code=code).order_by("-number").only("fields").first()
    return fields_of(version) if version else ()


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


def version_wanted(code: str, wanted: str = "") -> FormVersion:
    """The version that a person asks for, by its name or its number; the one in force for "". Refuses another."""
    newest = latest(code)
    if not wanted:
        return newest
    found = version_called(code, wanted)
    if found is None and wanted.isdecimal():
        found = version_numbered(code, int(wanted))
    if found is None:
        known = [one.version or str(one.number) for one in versions_of(code)]
        raise Refused("plan.no_such_form_version", form=code, version=wanted, known=known)
    return found
