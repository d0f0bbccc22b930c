"""People of the programme of ``tests.ledger_build``: a reporter with a phone, and browsers of others."""

from __future__ import annotations

from django.test import Client

from kheo.facts.ledger.models import Head, Posting
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import Form
from tests.phones import FORM
from tests.sent import NOW

PASSWORD = "a quiet river 27"


def reporter(username: str = "hoa", label: str = "Điện thoại") -> Device:
    """A phone of a reporter of the army's; the form that it sends is made at the first call."""
    if not Form.objects.filter(code="relief").exists():
        # The ledger's head stands where tests.ledger_build, which goes past it, has come to.
        Head.objects.update_or_create(pk=1, defaults={"position": Posting.objects.count()})
        publish_form(code="relief", filename="relief.md", content=FORM.encode(), by="test", now=NOW)
    user = User.objects.filter(username=username).first() or add_user(
        username=username,
        password=PASSWORD,
        role=Role.REPORTER,
        organisation=Organisation.objects.get(ref="army").pk,
        by="test",
        now=NOW,
    )
    return add_device(user=user, label=label, by=username, now=NOW)[0]


def somebody(role: Role, username: str = "") -> Client:
    """The browser of somebody with this role, reading English."""
    name = username or f"a-{role}"
    user = User.objects.filter(username=name).first() or add_user(
        username=name, password=PASSWORD, role=role, by="test", now=NOW
    )
    return browser_of(user)


def browser_of(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
