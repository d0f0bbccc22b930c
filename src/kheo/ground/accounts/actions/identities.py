"""People as another house's sign-in service knows them. It lets in whoever has an account here; it makes none."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.ground.accounts.actions.sessions import held
from kheo.ground.accounts.models import Identity, User
from kheo.ground.audit.actions import record
from kheo.ground.notices.actions import tell
from kheo.ground.notices.states import Kind
from kheo.kit.refusals import Refused


@transaction.atomic
def link_identity(*, user: User, issuer: str, subject: str, by: str, now: dt.datetime) -> None:
    """From now on a service's subject is this person. A second time changes nothing; refuses another subject of the same
    service, and a subject that is somebody else."""
    held(user, by)
    there = Identity.objects.filter(issuer=issuer)
    known = {(one.user_id, one.subject) for one in there.filter(user=user) | there.filter(subject=subject)}
    if known == {(user.pk, subject)}:
        return
    if known:
        raise Refused("ground.identity_unknown")
    Identity.objects.create(user=user, issuer=issuer, subject=subject, made_at=now)
    record(
        "identity.linked", f"user:{user.pk}", by=by, now=now, label=user.username, detail={"issuer": issuer}
    )  # fmt: skip
    tell(person=user.pk, kind=Kind.IDENTITY_LINKED, key=f"{issuer} {subject}", by=by, now=now, label=issuer)
