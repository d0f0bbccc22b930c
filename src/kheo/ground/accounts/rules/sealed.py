"""Secrets that have to be read again: encrypted with a key made from the installation's own, so that a copy of the
database alone tells none."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def sealed(secret: str, key: str) -> str:
    return _box(key).encrypt(secret.encode()).decode()


def opened(told: str, key: str) -> str | None:
    """None where it was sealed with another key."""
    try:
        return _box(key).decrypt(told.encode()).decode()
    except InvalidToken:
        return None


def _box(key: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kheo second factors").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(made))
