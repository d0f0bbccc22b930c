"""Whoever sends more than a page's form asks for changes nothing more: every name of every model's field is sent along
with every form, and the database is what it is without them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.test import Client

from kheo.capture.submissions.models import Rival, Submission
from kheo.flow.carry_out import carry_out
from kheo.flow.decide_report import accept_report
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.plan.forms.models import FormDraft
from tests.filled import filled
from tests.ledger_build import NOW, Ground
from tests.people import PASSWORD, somebody
from tests.phones import FORM, arrives

DAY = "<done>2025-07-01</done>"
POISON, NUMBER = "poison", 1
# What is another one each time: moments, what hangs on them, and what chance makes.
CHANCE = {
    "digest",
    "password",
    "last_login",
    "session_key",
    "session_data",
    "key_hash",
    "expire_date",
    "key",
    "secret",
}


def more() -> dict[str, str]:
    """The name of each field of each model, with something that it could hold."""
    sent: dict[str, str] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BooleanField):
                value = "1"
            elif isinstance(field, models.DateField):
                value = "2001-01-01"
            elif isinstance(field, models.CharField | models.TextField):
                value = str(field.choices[-1][0]) if field.choices else POISON
            else:
                value = str(NUMBER)
            sent |= {field.name: value, field.attname: value}
    return sent | {"roles": "administrator", "grants": str(NUMBER), "user_permissions": str(NUMBER)}


def everything() -> dict[str, list[Any]]:
    """All that the database holds, but moments and chance."""
    kept: dict[str, list[Any]] = {}
    for model in apps.get_models():
        fields = [
            one.attname
            for one in model._meta.concrete_fields
            if one.attname not in CHANCE and not isinstance(one, models.DateTimeField | models.BinaryField)
        ]
        kept[model._meta.label] = sorted(map(repr, model._default_manager.order_by().values_list(*fields)))
    return kept


@pytest.fixture
def reports(device: Device, ground: Ground) -> list[Submission]:
    """One accepted, one that waits, one that another contradicts."""
    for at in range(3):
        arrives(device, filled(f"uuid:{at}", f"{DAY}<houses>{at + 2}</houses>"))
    arrives(device, filled("uuid:2", f"{DAY}<houses>900</houses>"))
    found = list(Submission.objects.filter(device=device).order_by("pk"))
    accept_report(submission=found[0], by="somebody-else", now=NOW)
    return found


def person() -> User:
    return add_user(username="thu", password=PASSWORD, role=Role.REPORTER, by="test", now=NOW)


def draft(client: Client) -> FormDraft:
    client.post("/manage/forms/upload", {"xlsform": form_file()})
    return FormDraft.objects.latest("pk")


def form_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("works.md", FORM.replace("relief", "other").encode())


FORMS: dict[str, tuple[Role, Callable[[list[Submission], Client], tuple[str, dict[str, Any]]]]] = {
    "decide": (Role.VERIFIER, lambda sent, _: (f"/p/test/reports/{sent[1].pk}/decide", {"outcome": "returned", "reason": "x", "seen": "review", "field": ""})),
    "decide in the queue": (
        Role.VERIFIER,
        lambda sent, _: (f"/p/test/verify/{sent[1].pk}", {"outcome": "accepted", "seen": "review", "reason": "", "field": ""}),
    ),
    "accept many": (Role.VERIFIER, lambda sent, _: ("/p/test/verify/many", {"report": [sent[1].pk]})),
    "correct": (
        Role.COORDINATOR,
        lambda sent, _: (f"/p/test/reports/{sent[0].pk}/correct", {"field": "houses", "turn": "0", "value": "7", "reason": "x"}),
    ),
    "settle": (
        Role.COORDINATOR,
        lambda sent, _: (f"/p/test/attention/rivals/{Rival.objects.get().pk}/settle", {"choice": "kept", "reason": "x"}),
    ),
    "make a device": (Role.REPORTER, lambda *_: ("/devices/add", {"label": "My phone", "kind": ""})),
    "invite": (
        Role.ADMINISTRATOR,
        lambda *_: (
            "/manage/people/invite",
            {"username": "new", "name": "New", "email": "", "unit": "", "everywhere": "1", "role": "reporter", "last_day": ""},
        ),
    ),
    "give": (
        Role.ADMINISTRATOR,
        lambda *_: (
            f"/manage/people/{person().pk}/give",
            {"role": "verifier", "unit": "", "everywhere": "1", "place": "", "programme": "", "last_day": ""},
        ),
    ),
    "shut": (Role.ADMINISTRATOR, lambda *_: (f"/manage/people/{person().pk}/shut", {"open": ""})),
    "upload a form": (Role.ADMINISTRATOR, lambda *_: ("/manage/forms/upload", {"xlsform": form_file(), "form": ""})),
    "publish": (Role.ADMINISTRATOR, lambda _, client: (f"/manage/forms/drafts/{draft(client).pk}/publish", {})),
    "discard": (Role.ADMINISTRATOR, lambda _, client: (f"/manage/forms/drafts/{draft(client).pk}/discard", {})),
}  # fmt: skip


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL gives numbers out once, also those taken back"
)
@pytest.mark.parametrize("form", FORMS)
def test_what_a_form_does_not_ask_changes_nothing(
    form: str, reports: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uuid.uuid4", lambda: uuid.UUID(int=7))
    role, ask = FORMS[form]
    client = somebody(role)
    told = []
    for extra in (False, True):
        with transaction.atomic():
            before = everything()
            address, asked = ask(reports, client)
            given = {**more(), **asked} if extra else asked
            answer = client.post(address, given, follow=True)
            assert answer.status_code == 200
            carry_out(now=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
            after = everything()
            transaction.set_rollback(True)
        assert after != before, "the form does nothing at all"
        told.append(after)
    plain, poisoned = told
    assert {name: rows for name, rows in poisoned.items() if rows != plain[name]} == {}
