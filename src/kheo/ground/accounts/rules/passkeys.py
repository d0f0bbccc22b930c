"""Passkeys: what a browser is asked for, and whether what it answers is right (WebAuthn, by the library ``fido2``).

A passkey is always asked for its owner (a finger, a face, a PIN): so it is two factors at once, and opens alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import error as StructError
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kheo.kit.refusals import Refused

# Whatever a stranger's bytes make a parser raise.
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, StructError, AssertionError)
_OWNER = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Site:
    """Where it opens: the host's name without a port, and the whole origin, which must be exactly this."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        entity = PublicKeyCredentialRpEntity(id=self.host, name="Kheo")
        return Fido2Server(entity, verify_origin=lambda told: told == self.origin)


@dataclass(frozen=True)
class Made:
    """A passkey as it is kept. ``count``: how often it was used, where it counts."""

    number: str
    public: bytes
    count: int


def asked_to_make(
    site: Site, *, handle: bytes, username: str, full_name: str, held: Sequence[bytes]
) -> tuple[dict[str, Any], Any]:
    """(what the browser is told, what to keep until it answers). ``held``: those that the person has already."""
    options, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=username, display_name=full_name),
        [AttestedCredentialData(one) for one in held],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_OWNER,
    )
    return dict(options)["publicKey"], state


def made(site: Site, state: Any, told: Mapping[str, Any]) -> Made:
    try:
        data = site.server().register_complete(state, told)
        credential = data.credential_data
        assert credential is not None
        return Made(websafe_encode(credential.credential_id), bytes(credential), data.counter)
    except _MISSHAPEN as error:
        raise Refused("ground.passkey_not_made") from error


def asked_to_open(site: Site) -> tuple[dict[str, Any], Any]:
    """Any passkey of this site: nobody is told whose there are."""
    options, state = site.server().authenticate_begin(None, user_verification=_OWNER)
    return dict(options)["publicKey"], state


def opened_by(site: Site, state: Any, told: Mapping[str, Any], public: bytes) -> int:
    """How often it says that it was used. Refuses whatever this passkey did not sign for this site and this question."""
    try:
        site.server().authenticate_complete(state, [AttestedCredentialData(public)], told)
        return int(AuthenticationResponse.from_dict(told).response.authenticator_data.counter)
    except _MISSHAPEN as error:
        raise Refused("ground.passkey_does_not_open") from error
