"""Shuts an account; prints how many acts of it were recorded when nobody else could act for it any more, or how many
there are now (``count``)."""

from __future__ import annotations

import datetime as dt
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.db import transaction

    from kheo.ground.accounts.actions import set_active
    from kheo.ground.accounts.models import User
    from kheo.ground.audit.models import AuditRow

    what, username = sys.argv[1:]
    with transaction.atomic():
        if what == "shut":
            person = User.objects.get(username=username)
            set_active(user=person, active=False, by="test", now=dt.datetime.now(dt.UTC))
        print(AuditRow.objects.filter(actor=username).count())
