"""Raising the second wall: functions that read the signed scope, policies on tables, and what the pages' login may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from kheo.ground.wall.queries import login_of
from kheo.ground.wall.rules import key_of, pads_of
from kheo.kit.refusals import Refused

FUNCTIONS = (Path(__file__).parent / "functions.sql").read_text()
OWNER, SCOPE = "kheo_owner", "kheo_scope"


def raise_wall(
    *, login: str, policies: Mapping[str, str], kept: Iterable[str], columns: Iterable[tuple[str, str]]
) -> None:
    """Let ``login`` see of each table what its policy (SQL) lets through, and of others everything. Safe to repeat.

    ``kept``: tables to which it only adds; ``columns``: of some of these, (table, column) that it may change or lock.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _check(login)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kheo wall'))")
        cursor.execute("SELECT quote_ident(current_schema())")
        cursor.execute(FUNCTIONS.replace("public,", f"{cursor.fetchone()[0]},"))
        inner, outer = pads_of(key_of(settings.SECRET_KEY))
        cursor.execute("DELETE FROM kheo_wall")
        cursor.execute("INSERT INTO kheo_wall (inner_pad, outer_pad) VALUES (%s, %s)", [inner, outer])
        for table, policy in policies.items():
            _wall(table, policy, login)
        _grant(login, kept, columns)


def _check(login: str) -> None:
    """Refuses a login that the policies would not hold: one that owns something here or passes by."""
    there, strong = login_of(login)
    if not there:
        raise Refused("ground.no_web_login", login=login)
    if strong:
        raise Refused("ground.web_login_too_strong", login=login)


def _wall(table: str, policy: str, login: str) -> None:
    # Forced, so that owning a table is no way past by itself: the owner passes by a policy that says so.
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS {owner} ON {table}",
        "DROP POLICY IF EXISTS {scope} ON {table}",
        "CREATE POLICY {owner} ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        "CREATE POLICY {scope} ON {table} TO {login} USING (" + policy + ")",
    ):
        _run(statement, table=table, owner=OWNER, scope=SCOPE, login=login)


def _grant(login: str, kept: Iterable[str], columns: Iterable[tuple[str, str]]) -> None:
    _run("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {login}", login=login)
    _run("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
    _run("GRANT USAGE ON SCHEMA {schema} TO {login}", login=login)
    _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {login}", login=login)
    tables = set(connection.introspection.table_names()) - {"kheo_wall"}
    kept = set(kept)
    for table in sorted(tables - kept - {"django_migrations"}):
        _run("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {login}", table=table, login=login)
    _run("GRANT SELECT ON {table} TO {login}", table="django_migrations", login=login)
    for table in sorted(kept):
        _run("GRANT SELECT, INSERT ON {table} TO {login}", table=table, login=login)
    for table, column in columns:
        _run("GRANT UPDATE ({column}) ON {table} TO {login}", table=table, column=column, login=login)


def _run(statement: str, **names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        named = {key: sql.Identifier(name) for key, name in {**names, "schema": schema}.items()}
        cursor.execute(sql.SQL(statement).format(**named).as_string(cursor.cursor))


def enter_as_web() -> None:
    """From here on this process asks the database under the pages' login, where there is one."""
    if settings.DATABASE_WEB:
        connection.close()
        connection.settings_dict.update({**settings.DATABASE_WEB, "WALLED": True})
