"""Changing what an account may do: one at a time, and the end of every session that was begun before."""

from __future__ import annotations

from django.db.models import F, Q

from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import Standing
from kheo.ground.audit.actions import asked_now


def held(user: User, actor: str) -> User:
    """The account anew, and nobody else changes it, or that of whoever acts, until the end of the transaction.

    Both in the order of their numbers: two people who shut each other's account do not wait for each other.
    """
    both = (
        User.objects.filter(Q(pk=user.pk) | Q(username=actor)).order_by("pk").select_for_update(no_key=True)
    )
    return next(one for one in both if one.pk == user.pk)


def end_sessions(user: User) -> None:
    """The request that does it to its own account goes on; no other that was let in before writes anything any more."""
    here = asked_now()
    own = here if isinstance(here, Standing) and here.user == user.pk else None
    if own:
        own.hold(own=True)
    User.objects.filter(pk=user.pk).update(turn=F("turn") + 1)
    user.refresh_from_db(fields=["turn"])
    if own:
        own.turn = user.turn
