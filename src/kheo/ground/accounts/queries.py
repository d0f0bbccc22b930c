"""People's devices."""

from __future__ import annotations

from kheo.ground.accounts.models import Device
from kheo.ground.accounts.rules import digest_of


def device_with(key: str) -> Device | None:
    """The device with this key, unless it was revoked or its person may no longer sign in."""
    found = Device.objects.select_related("user__organisation")
    return found.filter(digest=digest_of(key), revoked_at=None, user__is_active=True).first()
