"""Second factors: added and removed, and tried when somebody signs in. No secret, code or key is ever recorded."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from kheo.ground.accounts.actions.sessions import end_sessions, held
from kheo.ground.accounts.models import Authenticator, Passkey, RecoveryCode, User
from kheo.ground.accounts.queries import factors_of, too_many_refused
from kheo.ground.accounts.rules import like_recovery, new_codes, opened, recovery_digest, sealed, step_told
from kheo.ground.accounts.rules.passkeys import Made
from kheo.ground.audit.actions import record
from kheo.ground.notices.actions import tell
from kheo.ground.notices.states import Kind
from kheo.kit.refusals import Refused

PASSWORD, APP, RECOVERY = "password", "app", "recovery"
MOST_PASSKEYS = 20
_REFUSAL = {"reused": "ground.code_used", "recovery": "ground.recovery_code_used"}


def prove(
    *, user: User, told: str, by: str, now: dt.datetime, password: bool = False, codes: bool = True
) -> str:
    """Which of a person's factors ``told`` is: a code of the app, or a recovery code, each good once; or, where
    ``password`` says so, the password; without ``codes`` that alone. Refuses anything else, and after too many of these, everything for a while."""
    fits = password and user.check_password(told)  # slow, so not while the account is held
    with transaction.atomic():
        account = held(user, by)
        if too_many_refused(account, now):
            raise Refused("ground.too_many_codes")
        how = PASSWORD if fits else _code(account, told, by, now) if codes else ""
        if not how:
            why = _why_not(account, told, now)
            if password and why == "recovery":
                why = "wrong"  # a password may look like one
            label, detail = account.username, {"why": why}
            record("factor.refused", f"user:{account.pk}", by=by, now=now, label=label, detail=detail)
    # After the commit: what was refused has to stay written.
    if not how:
        raise Refused(_REFUSAL.get(why) or ("ground.wrong_proof" if password else "ground.wrong_code"))
    return how


def _why_not(user: User, told: str, now: dt.datetime) -> str:
    """Told only to whoever proved the first factor, and heard as often as a guess."""
    code = "".join(told.split())
    if not code:
        return "empty"
    app = Authenticator.objects.filter(user=user).first()
    secret = opened(app.secret, settings.SECRET_KEY) if app else None
    if secret and step_told(secret, code, now=now, after=0) is not None:
        return "reused"
    return "recovery" if like_recovery(code) else "wrong"


def _code(user: User, told: str, by: str, now: dt.datetime) -> str:
    code = "".join(told.split())
    app = Authenticator.objects.filter(user=user).first()
    secret = opened(app.secret, settings.SECRET_KEY) if app else None
    step = step_told(secret, code, now=now, after=app.last_step) if app and secret else None
    if app and step is not None:
        app.last_step, app.used_at = step, now
        app.save(update_fields=["last_step", "used_at"])
        return APP
    if RecoveryCode.objects.filter(user=user, digest=recovery_digest(code)).delete()[0]:
        record("factor.recovery_used", f"user:{user.pk}", by=by, now=now, label=user.username)
        _tell(user, Kind.CODE_USED, by, now)
        return RECOVERY
    return ""


@transaction.atomic
def add_authenticator(*, user: User, secret: str, code: str, by: str, now: dt.datetime) -> list[str]:
    """An app that shows it has the secret, by a code; returns the recovery codes where these are the first. Refuses a
    second app and a wrong code."""
    held(user, by)
    if Authenticator.objects.filter(user=user).exists():
        raise Refused("ground.authenticator_there")
    step = step_told(secret, "".join(code.split()), now=now, after=0)
    if step is None:
        raise Refused("ground.wrong_code")
    Authenticator.objects.create(
        user=user, secret=sealed(secret, settings.SECRET_KEY), made_at=now, last_step=step
    )
    end_sessions(user)
    record("factor.app_added", f"user:{user.pk}", by=by, now=now, label=user.username)
    _tell(user, Kind.FACTOR_ADDED, by, now)
    return _first_codes(user)


@transaction.atomic
def remove_authenticator(*, user: User, by: str, now: dt.datetime) -> None:
    """A second time changes nothing."""
    held(user, by)
    if Authenticator.objects.filter(user=user).delete()[0]:
        _after_removing(user)
        record("factor.app_removed", f"user:{user.pk}", by=by, now=now, label=user.username)
        _tell(user, Kind.FACTOR_REMOVED, by, now)


@transaction.atomic
def add_passkey(*, user: User, made: Made, name: str, by: str, now: dt.datetime) -> list[str]:
    """A passkey whose maker was asked for it just now; returns the recovery codes where these are the first."""
    held(user, by)
    if Passkey.objects.filter(number=made.number).exists():
        raise Refused("ground.passkey_not_made")
    if Passkey.objects.filter(user=user).count() >= MOST_PASSKEYS:
        raise Refused("ground.passkeys_many", most=MOST_PASSKEYS)
    key = Passkey.objects.create(
        user=user, name=name.strip()[:60] or "–", number=made.number, public=made.public, count=made.count,
        made_at=now,
    )  # fmt: skip
    end_sessions(user)
    record("factor.passkey_added", f"user:{user.pk}", by=by, now=now, label=str(key))
    _tell(user, Kind.FACTOR_ADDED, by, now, label=key.name)
    return _first_codes(user)


@transaction.atomic
def remove_passkey(*, passkey: Passkey, by: str, now: dt.datetime) -> None:
    """A second time changes nothing."""
    user = held(passkey.user, by)
    if Passkey.objects.filter(pk=passkey.pk).delete()[0]:
        _after_removing(user)
        record("factor.passkey_removed", f"user:{user.pk}", by=by, now=now, label=str(passkey))
        _tell(user, Kind.FACTOR_REMOVED, by, now, label=passkey.name)


def open_with_passkey(*, passkey: Passkey, count: int, by: str, now: dt.datetime) -> User:
    """Somebody signs in with it. Refuses a shut account, and a passkey that was used less often than it said before: there
    is another of it."""
    with transaction.atomic():
        user = held(passkey.user, by)
        kept = Passkey.objects.filter(pk=passkey.pk).first()
        if kept is None or not user.is_active:
            raise Refused("ground.passkey_does_not_open")
        copied = bool(count or kept.count) and count <= kept.count
        if copied:
            record("factor.passkey_copied", f"user:{user.pk}", by=by, now=now, label=str(kept))
        else:
            kept.count, kept.used_at = count, now
            kept.save(update_fields=["count", "used_at"])
    if copied:
        raise Refused("ground.passkey_does_not_open")
    return user


@transaction.atomic
def make_recovery_codes(*, user: User, by: str, now: dt.datetime) -> list[str]:
    """Ten new ones; those before open nothing any more. Refuses whoever has no second factor that they would stand in for."""
    held(user, by)
    if not factors_of(user).any:
        raise Refused("ground.no_factor")
    codes = _codes(user)
    record("factor.recovery_made", f"user:{user.pk}", by=by, now=now, label=user.username)
    _tell(user, Kind.CODES_MADE, by, now)
    return codes


@transaction.atomic
def reset_factors(*, user: User, by: str, now: dt.datetime) -> None:
    """For somebody who lost them all: the password alone opens again, until they add others. Refuses one's own."""
    account = held(user, by)
    if account.username == by:
        raise Refused("ground.own_account")
    for kind in (Authenticator, Passkey, RecoveryCode):
        kind.objects.filter(user=account).delete()
    end_sessions(account)
    record("factor.reset", f"user:{account.pk}", by=by, now=now, label=account.username)
    _tell(account, Kind.FACTORS_RESET, by, now)


def _tell(user: User, kind: Kind, by: str, now: dt.datetime, label: str = "") -> None:
    """``label``: what the person calls a passkey; empty for an app."""
    tell(person=user.pk, kind=kind, key=f"{now.isoformat()} {label}", by=by, now=now, label=label)


def _first_codes(user: User) -> list[str]:
    return [] if RecoveryCode.objects.filter(user=user).exists() else _codes(user)


def _codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = new_codes()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=recovery_digest(one)) for one in codes)
    return codes


def _after_removing(user: User) -> None:
    if not factors_of(user).any:
        RecoveryCode.objects.filter(user=user).delete()
    end_sessions(user)
