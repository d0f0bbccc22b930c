"""People as those see them who give roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.contrib.auth.tokens import default_token_generator
from django.db.models import Exists, OuterRef, Q, QuerySet

from kheo.ground.accounts.models import Grant, Invitation, User
from kheo.ground.accounts.queries.grants import check_may_take, grants_of, scope_of
from kheo.ground.accounts.states import Act, Role

HANDS_ON = dt.timedelta(
    days=90
)  # how long whoever made a link for a new password counts as having a hand in it


def invited(told: str) -> Invitation | None:
    """What a link says, while it is good."""
    number, _, token = told.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    links = Invitation.objects.select_related("user").filter(user__is_active=True, used_at=None)
    found = links.filter(pk=int(number)).first()
    return found if found and default_token_generator.check_token(found.user, token) else None


def renewed_by(person: User, moment: dt.datetime) -> set[str]:
    """The names of those by whose links a person's password had been made anew shortly before this moment."""
    found = Invitation.objects.filter(user=person, renews=True)
    return set(found.filter(used_at__lte=moment, used_at__gte=moment - HANDS_ON).values_list("by", flat=True))


def renewals_of(by: str) -> list[tuple[int, dt.datetime, dt.datetime]]:
    """(person, from, until): in whose reports somebody has a hand by a link that they made, and between which moments."""
    found = Invitation.objects.filter(by=by, renews=True, used_at__isnull=False)
    return [(person, at, at + HANDS_ON) for person, at in found.values_list("user_id", "used_at") if at]


def people_within(reader: User, act: Act) -> QuerySet[User]:
    """The people of the organisations within which ``reader`` may do this; those of none belong to who may do it
    everywhere."""
    found = User.objects.select_related("organisation").order_by("last_name", "username")
    scope = scope_of(reader, act)
    if scope.everything:
        return found
    wanted = Q(pk__in=())
    for reach in scope.reaches:
        if reach.agencies is not None:
            own = reach.agencies | reach.units
            wanted |= Q(organisation__in=own) | Q(organisation__agency__in=reach.agencies)
    return found.filter(wanted)


def people_with(roles: Collection[Role], day: dt.date) -> QuerySet[User]:
    """Those whose accounts are open and who have one of these roles on a day, wherever it holds."""
    held = Grant.objects.on(day).filter(user=OuterRef("pk"), role__in=[role.value for role in roles])
    return User.objects.filter(Exists(held), is_active=True).order_by("pk")


def check_may_manage(by: User, person: User) -> None:
    """Refuses a person who may do more, or reach further, than ``by`` could give: a new password would be a way up."""
    for grant in grants_of(person):
        check_may_take(by, grant)
