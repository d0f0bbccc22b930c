"""One spelling of plain values, and the digest of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# JSON with sorted keys and no blanks, days as ISO text. Made once: ``json.dumps`` would make an encoder for each value.
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def digest_of(plain: Any) -> str:
    """SHA-256, hex, of a plain value in that spelling."""
    return hashlib.sha256(canonical(plain).encode()).hexdigest()
