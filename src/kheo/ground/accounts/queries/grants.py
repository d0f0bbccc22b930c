"""What a person may do, and to whose reports: read anew for every request, so that a role that was taken is gone at once."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from kheo.ground.accounts.models import Grant, User
from kheo.ground.accounts.rules import MATRIX, Reach, Scope, acts_of, may_be_given_by
from kheo.ground.accounts.states import Act, Role
from kheo.ground.organisations.models import Organisation, OrganisationLink
from kheo.ground.places.models import Place, PlaceEdge
from kheo.kit.refusals import Refused


def grants_of(user: object, day: dt.date | None = None) -> list[Grant]:
    """The grants that hold on a day (today). One question for each object of a person."""
    if not isinstance(user, User) or not user.is_active:
        return []
    if day is not None:
        return list(user.grants.on(day).select_related("organisation"))
    held: list[Grant] | None = getattr(user, "_held", None)
    if held is None:
        held = list(user.grants.on(timezone.localdate()).select_related("organisation"))
        user._held = held  # type: ignore[attr-defined]
    return held


def roles_of(user: object) -> frozenset[Role]:
    return frozenset(Role(grant.role) for grant in grants_of(user))


def may(user: object, act: Act) -> bool:
    """Whether a person may do it at all; to whose reports, their scope says."""
    return act in acts_of(roles_of(user))


def scope_of(user: object, act: Act) -> Scope:
    """What a person may do it to."""
    found = [grant for grant in grants_of(user) if act in MATRIX[Role(grant.role)]]
    return Scope(tuple(dict.fromkeys(reach_of(grant) for grant in found)))


def reach_of(grant: Grant) -> Reach:
    """What a grant covers, as things stand when it is asked first: a request reads its grants anew."""
    found: Reach | None = getattr(grant, "_reach", None)
    if found is None:
        found = grant._reach = _reach_of(grant)  # type: ignore[attr-defined]
    return found


def _reach_of(grant: Grant) -> Reach:
    agencies, units = None, frozenset[int]()
    if grant.organisation is not None:
        below = organisations_below(grant.organisation.pk)
        there = Organisation.objects.filter(pk__in=below, agency=None).values_list("pk", flat=True)
        agencies = frozenset(there)
        # The units of an agency that is there come with it.
        units = below - agencies if grant.organisation.agency_id else frozenset()
    places = None if grant.place_id is None else places_in(grant.place_id)
    return Reach(agencies, units, places, grant.programme, grant.organisation_id)


def check_may_give(
    by: User,
    role: Role,
    *,
    organisation: Organisation | None,
    place: Place | None = None,
    programme: str = "",
    last_day: dt.date | None = None,
) -> None:
    """Refuses a role that can do more than any grant of ``by``'s, or reaches further, or lasts longer, and says which."""
    able = [grant for grant in grants_of(by) if role in may_be_given_by(Role(grant.role))]
    if not able:
        raise Refused("ground.may_not_give", role=role.value)
    there = [grant for grant in able if _reaches(grant, organisation, place, programme)]
    if not there:
        raise Refused("ground.may_not_give_there")
    ends = [grant.last_day for grant in there]
    if None in ends or (last_day is not None and any(end and last_day <= end for end in ends)):
        return
    raise Refused("ground.may_not_give_so_long", last=max(end for end in ends if end))


def _reaches(grant: Grant, organisation: Organisation | None, place: Place | None, programme: str) -> bool:
    """Whether what a grant covers holds all of this within it."""
    return (
        (not grant.programme or grant.programme == programme)
        and (
            grant.organisation_id is None
            or (organisation is not None and organisation.pk in organisations_below(grant.organisation_id))
        )
        and (grant.place_id is None or (place is not None and place.pk in places_in(grant.place_id)))
    )


def check_may_take(by: User, grant: Grant) -> None:
    """Whoever could give a grant may take it back; refuses others."""
    check_may_give(
        by,
        Role(grant.role),
        organisation=grant.organisation,
        place=grant.place,
        programme=grant.programme,
        last_day=grant.last_day,
    )


def organisations_below(organisation: int) -> frozenset[int]:
    """It, its units, theirs, and what each of them was before it was renamed or merged."""
    table, link = Organisation._meta.db_table, OrganisationLink._meta.db_table
    return _reached(
        organisation,
        f"SELECT id AS it, parent_id AS above FROM {table} UNION ALL SELECT id, agency_id FROM {table}"  # noqa: S608 - names of models
        f" UNION ALL SELECT origin_id, target_id FROM {link}",
    )


def places_in(place: int) -> frozenset[int]:
    """It, what lies in it, and what each of them was made of."""
    table, edge = Place._meta.db_table, PlaceEdge._meta.db_table
    return _reached(
        place,
        f"SELECT id AS it, parent_id AS above FROM {table} UNION ALL SELECT origin_id, target_id FROM {edge}",  # noqa: S608 - names of models
    )


def _reached(start: int, edges: str) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE reached(it) AS (SELECT CAST(%s AS bigint) UNION SELECT edges.it FROM reached"  # noqa: S608
            f" JOIN ({edges}) AS edges ON edges.above = reached.it) SELECT it FROM reached",
            [start],
        )
        return frozenset(row[0] for row in cursor.fetchall())
