"""Whose account it is that another house's sign-in service means."""

from __future__ import annotations

from kheo.ground.accounts.models import Identity, User
from kheo.kit.refusals import Refused


def known_as(*, issuer: str, subject: str, email: str, verified: bool) -> User:
    """The one that was linked before, else the only one with the address, if the service says that it has checked it.
    Refuses everybody else, and a shut account."""
    linked = Identity.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    if linked is not None:
        people = [linked.user] if linked.user.is_active else []
    else:
        people = (
            list(User.objects.filter(email__iexact=email, is_active=True)[:2]) if email and verified else []
        )
    if len(people) != 1:
        raise Refused("ground.identity_unknown")
    return people[0]
