"""Phones and browsers that people report from."""

import datetime as dt
import secrets

from django.db import transaction

from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.rules import digest_of
from kheo.ground.audit.actions import record
from kheo.ground.notices.actions import tell
from kheo.ground.notices.states import Kind
from kheo.kit.refusals import Refused

FILES = "ZIP"


@transaction.atomic
def add_device(*, user: User, label: str, by: str, now: dt.datetime) -> tuple[Device, str]:
    """A device for a person, and its key, which is told this once and never again."""
    device, key = _add(user, label, by, now)
    tell(
        person=user.pk, kind=Kind.DEVICE_ADDED, key=f"device:{device.pk}", by=by, now=now, label=device.label
    )
    return device, key


def _add(user: User, label: str, by: str, now: dt.datetime) -> tuple[Device, str]:
    key = secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=user, label=label.strip()[:100] or "—", digest=digest_of(key), made_at=now
    )
    record("device.added", f"device:{device.pk}", by=by, now=now, label=str(device))
    return device, key


@transaction.atomic
def device_for_files(*, user: User, by: str, now: dt.datetime) -> Device:
    """The device of a person that stands for the files they hand in; made at the first. Its key is told to nobody."""
    held = Device.objects.filter(user=user, label=FILES, revoked_at=None).order_by("pk").first()
    return held or _add(user, FILES, by, now)[0]


@transaction.atomic
def renew_key(*, device: Device, by: str, now: dt.datetime) -> str:
    """Another key for a device that lost its own; the old one opens nothing any more. Refuses a revoked device."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    if held.revoked_at is not None:
        raise Refused("ground.device_revoked")
    key = secrets.token_urlsafe(32)
    held.digest = digest_of(key)
    held.save(update_fields=["digest"])
    record("device.renewed", f"device:{held.pk}", by=by, now=now, label=str(held))
    return key


@transaction.atomic
def revoke_device(*, device: Device, by: str, now: dt.datetime) -> None:
    """Nothing that is sent with the device's key is taken from now on. A second time changes nothing."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    if held.revoked_at is None:
        held.revoked_at = now
        held.save(update_fields=["revoked_at"])
        record("device.revoked", f"device:{held.pk}", by=by, now=now, label=str(held))
