"""People's devices."""

from __future__ import annotations

from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.rules import digest_of


def device_of(user: User, number: int) -> Device | None:
    """A person's own device by its number, unless it was revoked."""
    return Device.objects.filter(user=user, pk=number, revoked_at=None).first()


def devices_of(user: User) -> list[Device]:
    """A person's devices, those that may send first, each kind the newest first."""
    found = Device.objects.filter(user=user)
    return sorted(found, key=lambda one: (one.revoked_at is not None, -one.pk))


def device_with(key: str) -> Device | None:
    """The device with this key, unless it was revoked or its person may no longer sign in."""
    found = Device.objects.select_related("user__organisation")
    return found.filter(digest=digest_of(key), revoked_at=None, user__is_active=True).first()


def device_numbered(number: int) -> Device | None:
    """A device by its number, whoever it belongs to, unless it was revoked or its person may no longer sign in."""
    found = Device.objects.select_related("user__organisation")
    return found.filter(pk=number, revoked_at=None, user__is_active=True).first()
