"""The second wall in the tests' database: a login of its own, and what is asked under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection

from kheo.ground.wall.queries import answering, behind, nobody
from kheo.web.shared.walled import wall_in


def login() -> str:
    """Logins belong to all databases of a server: each process of the tests has its own."""
    return f"pages_of_{connection.settings_dict['NAME']}"


def raise_in_tests() -> None:
    run(f"DROP ROLE IF EXISTS {login()}", f"CREATE ROLE {login()} LOGIN")
    wall_in(login())


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def as_pages() -> Iterator[None]:
    """Inside, the same connection has the rights of the pages' login: within the test's transaction there is no other."""
    if connection.settings_dict.get("WALLED") or connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    connection.connection.execute(f"SET ROLE {login()}")  # not through Django, which counts what pages ask
    # This connection's alone: the settings are shared by all threads.
    connection.settings_dict = {**(own := connection.settings_dict), "WALLED": True}
    try:
        yield
    finally:
        connection.settings_dict = own
        if connection.connection is not None and not connection.needs_rollback:
            connection.connection.execute("RESET ROLE")


@contextmanager
def seen_by(told: Mapping[str, Any] | None) -> Iterator[None]:
    """Inside, somebody with this scope (``rules.said``) asks; None: nobody."""
    with as_pages(), behind(nobody if told is None else answering(lambda: told)):
        yield
