"""The digest of what a posting wrote.

The SHA-256 of a line of JSON for each row, table by table, each in the order of its numbers: a fact with all that its
record tells, a withdrawal, a grading. The act that recorded the posting holds it, so that the sealed record of acts
vouches for the facts, too.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any, NamedTuple

from kheo.kit.digests import canonical


class Lines:
    """A digest in the making."""

    def __init__(self) -> None:
        self._made = hashlib.sha256()

    def add(self, table: str, *told: Any) -> None:
        self._made.update(f"{table}\t{canonical(told)}\n".encode())

    def digest(self) -> str:
        return self._made.hexdigest()


class Why(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Altered(NamedTuple):
    """A posting that is not what the record of acts says: changed, missing, or unknown to it."""

    posting: int
    why: Why
