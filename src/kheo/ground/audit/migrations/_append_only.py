"""Triggers that keep the append-only tables append-only, also against SQL that did not come from Kheo.

SQLite rebuilds a table (and loses its triggers) when a migration alters one of its columns: such a migration ends
with ``append_only(...)`` again. A test names every table whose triggers are missing.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

FUNCTION = """
CREATE OR REPLACE FUNCTION kheo_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: rows are never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(app: str, *names: str, set_once: str = "") -> Operation:
    """The migration's operation that forbids changes to the models ``names`` of ``app``. Safe to repeat.

    ``set_once``: a column that may be filled in later, once, and nothing else with it.
    """

    def put_up(apps: Any, schema_editor: Any) -> None:
        for name in names:
            for statement in guards(schema_editor.connection.vendor, apps.get_model(app, name), set_once):
                schema_editor.execute(statement, None)  # None: a % in it is a %

    def take_down(apps: Any, schema_editor: Any) -> None:
        for name in names:
            for statement in lifted(schema_editor.connection.vendor, apps.get_model(app, name)):
                schema_editor.execute(statement, None)  # None: a % in it is a %

    return migrations.RunPython(put_up, take_down)


def guards(vendor: str, model: type[models.Model], set_once: str = "") -> list[str]:
    """The statements that create the triggers of ``model``'s table."""
    table = model._meta.db_table
    allowed = _allowed(vendor, model, set_once)
    if vendor == "postgresql":
        return [
            FUNCTION,
            *lifted(vendor, model),
            f'CREATE TRIGGER {table}_update BEFORE UPDATE ON "{table}" '
            f"FOR EACH ROW {allowed} EXECUTE FUNCTION kheo_append_only()",
            f'CREATE TRIGGER {table}_delete BEFORE DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION kheo_append_only()",
            f'CREATE TRIGGER {table}_table BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION kheo_append_only()",
        ]
    # REPLACE INTO deletes what stands in its way, and asks these triggers because of PRAGMA recursive_triggers.
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only: rows are never changed or deleted')"
    return [
        *lifted(vendor, model),
        f'CREATE TRIGGER {table}_update BEFORE UPDATE ON "{table}" {allowed} BEGIN {refuse}; END',
        f'CREATE TRIGGER {table}_delete BEFORE DELETE ON "{table}" BEGIN {refuse}; END',
    ]


def lifted(vendor: str, model: type[models.Model]) -> list[str]:
    """The statements that drop the triggers of ``model``'s table."""
    table = model._meta.db_table
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS {table}_{end} ON "{table}"' for end in ("update", "delete", "table")]
    return [f"DROP TRIGGER IF EXISTS {table}_{end}" for end in ("update", "delete")]


def _allowed(vendor: str, model: type[models.Model], set_once: str) -> str:
    """The trigger's condition that lets ``set_once`` be filled in, or "" when nothing may change."""
    if not set_once:
        return ""
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    others = [field.column for field in model._meta.local_concrete_fields if field.column != set_once]
    kept = " AND ".join(f'OLD."{column}" {same} NEW."{column}"' for column in others)
    return f'WHEN (NOT (OLD."{set_once}" IS NULL AND NEW."{set_once}" IS NOT NULL AND {kept}))'

