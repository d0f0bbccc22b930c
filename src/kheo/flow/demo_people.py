"""The people of a demonstration, with passwords of chance that are kept beside its data."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from pathlib import Path

from django.db.models import Count

from kheo.capture.submissions.models import Record
from kheo.ground.accounts.actions import add_user, set_password
from kheo.ground.accounts.models import User
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation

FILE = "demo-accounts.json"
ROLES = (Role.COORDINATOR, Role.VERIFIER, Role.REPORTER, Role.ADMINISTRATOR)
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def open_accounts(*, folder: Path, by: str, now: dt.datetime) -> list[dict[str, str]]:
    """An account for each of the demonstration's roles: {username, password, role}. Kept ones stay as they are."""
    file = folder / FILE
    there = {user.username: user for user in User.objects.filter(username__in=ROLES)}
    if file.exists() and len(there) == len(ROLES):
        kept: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
        return kept
    unit = _busiest_unit(now.date())
    accounts = []
    for role in ROLES:
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
        own = {Role.REPORTER: unit, Role.VERIFIER: unit and (unit.parent or unit.agency)}.get(role)
        if role in there:
            set_password(user=there[role], password=password, by=by, now=now)
        else:
            number = own.pk if own else None
            add_user(username=role, password=password, role=role, organisation=number, by=by, now=now)
        accounts.append({"username": role.value, "password": password, "role": role.value})
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(accounts, out, indent=1)
    return accounts


def _busiest_unit(day: dt.date) -> Organisation | None:
    """Of the units that there are today the one with the most reports: its people have something to look at."""
    counted = (
        Record.objects.filter(unit__in=Organisation.objects.on(day))
        .order_by()
        .values("unit")
        .annotate(n=Count("id"))
    )
    busiest = counted.order_by("-n", "unit").values_list("unit", flat=True).first()
    return Organisation.objects.select_related("parent", "agency").filter(pk=busiest or 0).first()
