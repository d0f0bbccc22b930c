"""People who sign in."""

import datetime as dt
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.rules import digest_of
from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import record
from kheo.kit.refusals import Refused

FILES = "ZIP"


@transaction.atomic
def add_user(
    *,
    username: str,
    password: str,
    role: Role,
    by: str,
    now: dt.datetime,
    organisation: int | None = None,
    language: str = "",
    full_name: str = "",
) -> User:
    """Give a person an account. ``organisation`` is an organisation's number.

    Refuses a name that is taken or holds odd characters, and a weak password.
    """
    if User.objects.filter(username=username).exists():
        raise Refused("ground.username_taken", username=username)
    user = User(
        username=username, role=role, organisation_id=organisation, language=language, last_name=full_name
    )
    user.is_staff = user.is_superuser = False
    _check_password(password, user)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise Refused("ground.user_not_valid", reasons=error.messages) from error
    user.save()
    record("user.added", f"user:{user.pk}", by=by, now=now, label=username, detail={"role": role.value})
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: str, now: dt.datetime) -> None:
    """Give a person another password. Refuses a weak one."""
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("user.password_set", f"user:{user.pk}", by=by, now=now, label=user.username)


@transaction.atomic
def add_device(*, user: User, label: str, by: str, now: dt.datetime) -> tuple[Device, str]:
    """A device for a person, and its key, which is told this once and never again."""
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
    return held or add_device(user=user, label=FILES, by=by, now=now)[0]


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


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("ground.password_too_weak", reasons=error.messages) from error
