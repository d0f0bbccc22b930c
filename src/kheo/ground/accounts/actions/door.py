"""Who was not let in, in the record, without the door telling whether there is such an account."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.ground.accounts.models import User
from kheo.ground.audit.actions import record
from kheo.ground.audit.queries import trail

QUIET = dt.timedelta(minutes=15)  # each is written once in this time, so that nobody fills the record


@transaction.atomic
def not_let_in(*, times: int, closed: bool, by: str, now: dt.datetime) -> None:
    """A password was refused for the name ``by``, so many ``times`` from one address; ``closed``: no other is heard for a while.

    For a name that is nobody's, and for what was written shortly before, the same is done and then undone: the time that
    it takes tells nothing.
    """
    act = "user.door_closed" if closed else "user.not_let_in"
    person = User.objects.filter(username=by).select_for_update(no_key=True).first()
    subject = f"user:{person.pk if person else 0}"
    written = trail(subject=subject, act=act, since=now - QUIET).exists()
    if closed:
        record("user.door_closed", subject, by=by, now=now, label=by, detail={"times": times})
    else:
        record("user.not_let_in", subject, by=by, now=now, label=by)
    if person is None or written:
        transaction.set_rollback(True)
