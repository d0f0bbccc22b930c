"""What a connection tells PostgreSQL about whom it answers, signed so that SQL alone cannot say it of somebody else."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

BLOCK = 64  # bytes that SHA-256 reads at once
GOOD_FOR = 3600  # seconds; a connection says it anew long before


class Reached(Protocol):
    """What of a reach the wall asks: see ``ground.accounts.rules.Reach``."""

    @property
    def agencies(self) -> frozenset[int] | None: ...
    @property
    def units(self) -> frozenset[int]: ...
    @property
    def places(self) -> frozenset[int] | None: ...


NOBODY: Mapping[str, Any] = {}
EVERYTHING: Mapping[str, Any] = {"past": True, "all": True}


def said(person: int, reaches: Iterable[Reached]) -> dict[str, Any]:
    """The scope as the policies read it.

    ``me``: the account. ``all``: nothing narrows it. ``a``, ``u``, ``p``: agencies, units and places each of which is
    reached whatever else a record says. ``m``: pairs (reach, agency), (reach, unit), (reach, place) of the reaches that
    ask for both. ``d``, ``s``: agencies and organisations whose people's devices are reached, ``e``: everybody's.
    """
    reaches = list(reaches)
    if any(reach.agencies is None and reach.places is None for reach in reaches):
        return {"me": person, "all": True}
    found: dict[str, set[int]] = {kind: set() for kind in "aupds"}
    mixed: dict[str, list[list[int]]] = {"a": [], "u": [], "p": []}
    for at, reach in enumerate(reaches):
        # An agency that reports by itself stands in the place of the unit.
        own = (reach.agencies or frozenset()) | reach.units
        if reach.agencies is not None:
            found["d"] |= reach.agencies
            found["s"] |= own
        if reach.agencies is None:
            found["p"] |= reach.places or frozenset()
        elif reach.places is None:
            found["a"] |= reach.agencies
            found["u"] |= own
        else:
            for kind, numbers in (("a", reach.agencies), ("u", own), ("p", reach.places)):
                mixed[kind] += [[at, number] for number in sorted(numbers)]
    told: dict[str, Any] = {"me": person, "e": any(reach.agencies is None for reach in reaches)}
    told.update({kind: sorted(numbers) for kind, numbers in found.items()})
    return {**told, "m": mixed if mixed["p"] else None}


def key_of(secret: str) -> bytes:
    """The wall's own key, made from the installation's."""
    return hmac.digest(secret.encode(), b"kheo second wall", "sha256")


def pads_of(key: bytes) -> tuple[bytes, bytes]:
    """What HMAC puts before the words, and before their digest: so the database needs nothing but SHA-256."""
    whole = key.ljust(BLOCK, b"\0")
    return bytes(one ^ 0x36 for one in whole), bytes(one ^ 0x5C for one in whole)


def signed(told: Mapping[str, Any], key: bytes, *, process: int, until: int) -> str:
    """For one process of the server, until then (seconds since 1970): what is overheard opens nothing elsewhere."""
    if not told:
        return ""
    words = json.dumps({**told, "pid": process, "until": until}, separators=(",", ":"))
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest() + words
