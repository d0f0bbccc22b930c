"""Versions that were published before versions had names get one."""

import importlib

import pytest
from django.apps import apps

from kheo.ground.audit.actions import record
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.rules.versions import version_in
from tests.sent import FORM, NOW, form

pytestmark = pytest.mark.django_db
fill = importlib.import_module("kheo.plan.forms.migrations.0003_fill_versions").fill


def before() -> None:
    """As versions stood before: without a name, and calling themselves data."""
    for version in FormVersion.objects.all():
        xform = version.xform.replace('id="work"', 'id="data"').replace(
            f' version="{version.version}"', "", 1
        )
        FormVersion.objects.filter(pk=version.pk).update(version="", published_by="", xform=xform)


def test_each_gets_its_number_its_publisher_and_its_code() -> None:
    form()
    form(FORM.replace("Kinh phí", "Chi phí"))
    before()
    fill(apps, None)
    versions = FormVersion.objects.order_by("number")
    assert [(one.version, version_in(one.xform), one.published_by) for one in versions] == [
        ("1", "1", "admin"), ("2", "2", "admin"),
    ]  # fmt: skip
    assert all('<data id="work"' in one.xform for one in versions)


def test_who_published_is_not_guessed() -> None:
    form()
    before()
    FormVersion.objects.update(sha256="0" * 64)
    record("form.published", "form:work", by="somebody", now=NOW, detail={"sha256": "1" * 64})
    fill(apps, None)
    assert FormVersion.objects.get().published_by == ""
