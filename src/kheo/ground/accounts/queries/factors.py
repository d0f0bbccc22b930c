"""A person's second factors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from kheo.ground.accounts.models import Authenticator, Passkey, RecoveryCode, User
from kheo.ground.audit.queries import trail

# So many codes that are none within so long: then nobody is heard for as long. Somebody who has the password guesses
# thirty codes a day: a chance of one in eleven thousand a day.
MOST = ((10, dt.timedelta(minutes=15)), (30, dt.timedelta(days=1)))


@dataclass(frozen=True)
class Factors:
    """``codes``: how many recovery codes are left."""

    app: Authenticator | None
    passkeys: tuple[Passkey, ...]
    codes: int

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    return Factors(
        Authenticator.objects.filter(user=user).first(),
        tuple(Passkey.objects.filter(user=user).defer("public")),
        RecoveryCode.objects.filter(user=user).count(),
    )


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def passkey_numbered(number: str) -> Passkey | None:
    """By the number that a browser names it by."""
    return Passkey.objects.filter(number=number, user__is_active=True).select_related("user").first()


def passkey_of(user: User, pk: int) -> Passkey | None:
    return Passkey.objects.filter(user=user, pk=pk).select_related("user").first()


def passkeys_in_full(user: User) -> list[bytes]:
    return [bytes(one) for one in Passkey.objects.filter(user=user).values_list("public", flat=True)]


def handle_of(user: User) -> bytes:
    """What a passkey calls its person: the same for all of theirs, and nothing to whoever reads it."""
    return salted_hmac("kheo passkey", str(user.pk), algorithm="sha256").digest()


def too_many_refused(user: User, now: dt.datetime) -> bool:
    """From wherever they came: an attacker has many addresses."""
    return any(
        trail(subject=f"user:{user.pk}", act="factor.refused", since=now - span).count() >= most
        for most, span in MOST
    )
