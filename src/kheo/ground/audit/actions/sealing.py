"""Chain the rows that are written, in the order of their numbers, without anybody who acts having to wait for it.

A seal takes no row while one with a lower number may still come. On SQLite there is one writer at a time, and this is
it. On PostgreSQL every act's transaction gets its own number before the row gets its (see ``recording``): so whoever
holds a number up to that which the sequence gave last has an older transaction than one that begins after looking, and
when none of those is running any more, all these rows are there, or never will be.
"""

from __future__ import annotations

import datetime as dt
import threading
from enum import Enum, auto

from django.db import connection, transaction

from kheo.ground.audit.models import AuditRow, Seal
from kheo.ground.audit.rules import BEGINNING, Link, packed, seal_digest

MOST = 2_000  # rows under one seal
PATIENCE, LOOK = 2.0, 0.01  # seconds: how long to wait for older transactions, and how often to look
LOCK = 0x6B68656F  # "kheo": one process seals at a time
_pause = threading.Event()  # never set: waiting for it is a rest


class Sealing(Enum):
    DONE = auto()
    BUSY = auto()  # somebody else is sealing
    LATER = auto()  # an act that began earlier is not through yet


def seal(*, moment: dt.datetime) -> Sealing:
    """Seal everything that was written and is sure; cheap where that is nothing."""
    while True:
        with transaction.atomic():
            outcome, more = _seal_some(moment)
        if not more:
            return outcome


def _seal_some(moment: dt.datetime) -> tuple[Sealing, bool]:
    upto: int | None = None
    if connection.vendor == "postgresql":
        if not _alone():
            return Sealing.BUSY, False
        upto = _sure()
        if upto is None:
            return Sealing.LATER, False
    before = Seal.objects.order_by("-number").defer("rows").first()
    rows = AuditRow.objects.filter(id__gt=before.last if before else 0).order_by("id")
    if upto is not None:
        rows = rows.filter(id__lte=upto)
    some = list(rows.values_list("id", "digest")[:MOST])
    if not some:
        return Sealing.DONE, False
    link = Link(
        number=before.number + 1 if before else 1,
        at=moment,
        first=before.last + 1 if before else 1,
        last=some[-1][0],
        size=len(some),
        total=len(some) + (before.total if before else 0),
        previous=before.digest if before else BEGINNING,
        rows=packed(some),
    )
    Seal.objects.create(**link._asdict(), digest=seal_digest(link))
    return Sealing.DONE, len(some) == MOST


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _sure() -> int | None:
    """The number up to which every row is there or never will be; None where an older act takes its time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM audit_auditrow_id_seq")
        upto = int(cursor.fetchone()[0])
        # Each of these is asked by itself: it has to see what the one before it could not.
        cursor.execute("SELECT pg_current_xact_id()::text")
        (own,) = cursor.fetchone()
        for _ in range(int(PATIENCE / LOOK)):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", [own])
            if cursor.fetchone()[0]:
                return upto
            _pause.wait(LOOK)
    return None
