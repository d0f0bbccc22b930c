"""A security key in thirty lines: it signs whatever it is asked, as a browser would tell it."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestedCredentialData

ORIGIN = "http://testserver"


class SecurityKey:
    """``flags``: present and asked for its owner."""

    def __init__(self, number: bytes = b"n" * 16, origin: str = ORIGIN, host: str = "testserver") -> None:
        self.number, self.origin, self.host = number, origin, host
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.count, self.flags = 0, 0x05

    def made(self, options: dict[str, Any]) -> str:
        public = ES256.from_cryptography_key(self.private.public_key())
        data = self._data(0x40) + bytes(AttestedCredentialData.create(b"\0" * 16, self.number, public))
        whole = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client("webauthn.create", options)
        return self._told(
            {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(whole)}
        )

    def opened(self, options: dict[str, Any]) -> str:
        self.count += 1
        data, said = self._data(0), self._client("webauthn.get", options)
        signed = self.private.sign(data + sha256(said), ec.ECDSA(SHA256()))
        told = {"clientDataJSON": said, "authenticatorData": data, "signature": signed}
        return self._told({name: websafe_encode(value) for name, value in told.items()})

    def _data(self, more: int) -> bytes:
        return sha256(self.host.encode()) + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _told(self, response: dict[str, str]) -> str:
        number = websafe_encode(self.number)
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
