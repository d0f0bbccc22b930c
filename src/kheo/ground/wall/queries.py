"""The second wall: on whose behalf the database is asked, and the one door past it.

On PostgreSQL, under a login of its own for the pages (``KHEO_DATABASE_WEB``), the tables of reports show a connection only
what lies in the scope that it last said, signed. Elsewhere nothing of this has any effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

from kheo.ground.wall.rules import EVERYTHING, NOBODY


class Answered:
    """Somebody, whose scope is worked out when the database is asked for the first time."""

    def __init__(self, tell: Callable[[], Mapping[str, Any]]) -> None:
        self._tell = tell
        self._told: Mapping[str, Any] | None = None

    def told(self) -> Mapping[str, Any]:
        """Working it out asks the database too: as nobody."""
        if self._told is None:
            here = answered.set(nobody)
            try:
                self._told = self._tell()
            finally:
                answered.reset(here)
        return self._told


nobody = Answered(lambda: NOBODY)
everybody = Answered(lambda: EVERYTHING)
answered: ContextVar[Answered] = ContextVar("answered", default=nobody)


@contextmanager
def behind(one: Answered) -> Iterator[None]:
    """Inside, the database shows what this one may see."""
    here = answered.set(one)
    try:
        yield
    finally:
        answered.reset(here)


@contextmanager
def past_the_wall() -> Iterator[None]:
    """Inside, the database shows everything: for work that belongs to nobody, or that asked for itself who may.

    A test lists everywhere that this is written.
    """
    with behind(everybody):
        yield


def from_here(one: Answered) -> None:
    """Within what ``behind`` began: somebody came in by another door than the one that was asked first."""
    answered.set(one)


def here() -> Answered:
    return answered.get()


def each_behind(one: Answered, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of an answer that leaves while it is still being read."""
    rest = iter(parts)
    while True:
        with behind(one):
            part = next(rest, None)
        if part is None:
            return
        yield part


def answering(tell: Callable[[], Mapping[str, Any]]) -> Answered:
    return Answered(tell)


def is_walled() -> bool:
    """Whether this process asks under the login that sees only what it says."""
    return bool(connection.settings_dict.get("WALLED"))


def login_of(name: str) -> tuple[bool, bool]:
    """(whether the database has a login, whether no policy would hold it: it owns something here, or passes by)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class"
            " WHERE pg_has_role(login.oid, relowner, 'MEMBER') AND relnamespace = current_schema()::regnamespace)"
            " FROM pg_roles login WHERE rolname = %s",
            [name],
        )
        row = cursor.fetchone()
    return row is not None, bool(row and row[0])


def unwalled(name: str, tables: Iterable[str]) -> list[str]:
    """Those of ``tables`` that are not walled around this login."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy JOIN pg_roles login"
            " ON login.oid = ANY (polroles) WHERE polrelid = pg_class.oid AND polname = 'kheo_scope' AND rolname = %s)",
            [name],
        )
        walled = {row[0] for row in cursor.fetchall()}
    return sorted(set(tables) - walled)


def knows_key(pads: tuple[bytes, bytes]) -> bool:
    """Whether the database holds the key that this installation signs with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kheo_wall') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return False
        cursor.execute("SELECT inner_pad, outer_pad FROM kheo_wall")
        return [tuple(map(bytes, row)) for row in cursor.fetchall()] == [pads]
