"""Keys of devices."""

from __future__ import annotations

import hashlib


def digest_of(key: str) -> str:
    """What is kept of a device's key."""
    return hashlib.sha256(key.encode()).hexdigest()
