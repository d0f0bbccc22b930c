"""One row for each act, in the act's own transaction."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import connection, transaction

from kheo.ground.audit.models import AuditRow
from kheo.ground.audit.rules import Act, in_full, row_digest
from kheo.kit.text import plain

# Set whenever something was written in this process: whoever seals looks here.
unsealed = threading.Event()

FIELDS = ("id", "at", "actor", "act", "subject", "label", "detail", "words", "digest")
# First the transaction gets its number and then the row: sealing rests on this order, which CASE is sure to keep.
_NUMBER = "SELECT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('audit_auditrow_id_seq') END"


class Asked(Protocol):
    """Refuses an act of somebody who was let in and may not go on; holds what says so until the act is committed."""

    def hold(self) -> None: ...


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def asking(whom: Asked) -> Iterator[None]:
    """Every act that is recorded inside asks ``whom`` first."""
    token = _asked.set(whom)
    try:
        yield
    finally:
        _asked.reset(token)


def asked_now() -> Asked | None:
    """Whom acts ask here; nobody where there is no request: commands act for whoever may start them."""
    return _asked.get()


def ask_again() -> None:
    """What ``record`` does first, for what is written without an act of its own. Inside a transaction."""
    if whom := _asked.get():
        whom.hold()


def record(
    act: str,
    subject: str,
    *,
    by: str,
    now: dt.datetime,
    label: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditRow:
    """Write that ``by`` did ``act`` to ``subject`` ("submission:12") at ``now`` (aware, UTC).

    Refuses what comes from a request whose account or device was shut since it was let in (see ``asking``).
    """
    words = words_of(subject, label[:300])
    with transaction.atomic(savepoint=False):
        ask_again()  # before the number: whoever waits here keeps no seal waiting
        told = Act(_next_number(), now, by, act, subject, label[:300], in_full(detail or {}), words)
        digest = row_digest(told)
        values = [*told, digest]
        values[1], values[6] = AuditRow.objects.prepared("at", now), json.dumps(told.detail)
        AuditRow.objects.append(FIELDS, [values])
    unsealed.set()
    return AuditRow(**dict(zip(FIELDS, [*told, digest], strict=True)))


def words_of(subject: str, label: str) -> str:
    """What a row is found by: lower case, without diacritics."""
    return plain(f"{subject} {label}")[:600]


def _next_number() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_NUMBER)
            return int(cursor.fetchone()[0])
    return AuditRow.objects.reserve(1)[0]
