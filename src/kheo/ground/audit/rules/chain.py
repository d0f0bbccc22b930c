"""How a row is digested, and how rows are chained.

A row's digest is the SHA-256 of all it says, its own number among it, as JSON with sorted keys and no blanks. It is
made when the row is written. A seal holds the numbers and digests of the rows after the seal before it, and its own
digest is the SHA-256 of that seal's digest, of what it says of itself, and of those rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, NoReturn

from kheo.kit.digests import canonical, digest_of

BEGINNING = "0" * 64  # what stands in the place of a seal before the first
_ENTRY = struct.Struct(">q32s")


class Act(NamedTuple):
    """Everything that a row says. ``words``: what it is found by."""

    number: int
    at: dt.datetime
    actor: str
    act: str
    subject: str
    label: str
    detail: Any
    words: str


class Link(NamedTuple):
    """A seal: the rows from ``first`` to ``last`` that there are, ``size`` of them, ``total`` with all before.

    ``rows``: their numbers and digests, as ``packed`` writes them.
    """

    number: int
    at: dt.datetime
    first: int
    last: int
    size: int
    total: int
    previous: str
    rows: bytes


def in_full(value: Any) -> Any:
    """``value`` as any database gives JSON back; raises TypeError for fractions, which databases write in several ways."""
    return json.loads(json.dumps(value), parse_float=_no_fraction)


def _no_fraction(text: str) -> NoReturn:
    raise TypeError(f"the detail of an act holds no fractions, and {text} is one: write it as text")


def row_digest(act: Act) -> str:
    said = dict(zip(Act._fields, act, strict=True)) | {"at": moment(act.at)}
    return digest_of(said)


def seal_digest(link: Link) -> str:
    said = link._asdict() | {"at": moment(link.at)}
    del said["rows"]
    made = hashlib.sha256(canonical(said).encode())
    made.update(link.rows)
    return made.hexdigest()


def moment(at: dt.datetime) -> str:
    """In UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def packed(rows: Iterable[tuple[int, str]]) -> bytes:
    return b"".join(_ENTRY.pack(number, bytes.fromhex(digest)) for number, digest in rows)


def unpacked(rows: bytes) -> Iterator[tuple[int, str]]:
    """Nothing where the bytes are not whole entries: then their seal's digest is not right either."""
    if len(rows) % _ENTRY.size:
        return
    for number, digest in _ENTRY.iter_unpack(rows):
        yield number, digest.hex()
