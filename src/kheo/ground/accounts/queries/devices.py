"""People's devices."""

from __future__ import annotations

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from kheo.ground.accounts.models import Device, Grant, User
from kheo.ground.accounts.rules import MATRIX, digest_of
from kheo.ground.accounts.states import Act
from kheo.ground.organisations.models import Organisation
from kheo.ground.wall.queries import past_the_wall

_DEVICE = ["id", "user_id", "label", "digest"]
_USER = ["id", "username", "language", "organisation_id", "turn"]
_ORGANISATION = ["id", "agency_id"]


def device_of(user: User, number: int) -> Device | None:
    """A person's own device by its number, unless it was revoked."""
    return Device.objects.filter(user=user, pk=number, revoked_at=None).first()


def devices_of(user: User) -> list[Device]:
    """A person's devices, those that may send first, each kind the newest first."""
    found = Device.objects.filter(user=user)
    return sorted(found, key=lambda one: (one.revoked_at is not None, -one.pk))


@past_the_wall()
def device_with(key: str) -> Device | None:
    """The device with this key, unless it was revoked or its person may no longer report.

    It knows its person's name, language and organisation, and looks up anything else when it is asked for.
    """
    with connection.cursor() as cursor:
        day = timezone.localdate()
        cursor.execute(_by_digest(), [digest_of(key), True, day, day])
        row = cursor.fetchone()
    if row is None:
        return None
    device = Device.from_db(DEFAULT_DB_ALIAS, _DEVICE, row[:4])
    device.user = User.from_db(DEFAULT_DB_ALIAS, _USER, row[4:9])
    device.user.organisation = (
        Organisation.from_db(DEFAULT_DB_ALIAS, _ORGANISATION, row[9:]) if row[9] else None
    )
    return device


@past_the_wall()
def device_numbered(number: int) -> Device | None:
    """A device by its number, whoever it belongs to, unless it was revoked or its person may no longer sign in."""
    found = Device.objects.select_related("user__organisation")
    return found.filter(pk=number, revoked_at=None, user__is_active=True).first()


@cache
def _by_digest() -> str:
    """Every report asks this: put together by hand, since to compile it takes longer than to answer it."""
    device, user, organisation = (model._meta.db_table for model in (Device, User, Organisation))
    told = ((device, _DEVICE), (user, _USER), (organisation, _ORGANISATION))
    grant = Grant._meta.db_table
    roles = ", ".join(f"'{role}'" for role, acts in MATRIX.items() if Act.REPORT in acts)
    columns = ", ".join(f"{table}.{field}" for table, fields in told for field in fields)
    # The names come from the models; what is asked for is bound.
    return (
        f"SELECT {columns} FROM {device} JOIN {user} ON {user}.id = {device}.user_id"  # noqa: S608
        f" LEFT JOIN {organisation} ON {organisation}.id = {user}.organisation_id"
        f" WHERE {device}.digest = %s AND {device}.revoked_at IS NULL AND {user}.is_active = %s"
        f" AND EXISTS (SELECT 1 FROM {grant} WHERE user_id = {user}.id AND role IN ({roles}) AND {grant}.revoked_at IS NULL"
        " AND first_day <= %s AND (last_day IS NULL OR last_day >= %s))"
    )
