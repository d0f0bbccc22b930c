"""The audit trail, and what the tables that are never changed have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from django.db import connections, models

from kheo.ground.wall.queries import is_walled
from kheo.kit.refusals import Refused

M = TypeVar("M", bound=models.Model)
FEW = 20  # rows for which COPY costs more than it saves


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Rows are added and read. The database refuses the rest too (see ``append_only`` in the migrations)."""

    def update(self, **values: Any) -> NoReturn:
        raise Refused("facts.append_only", table=self.model._meta.db_table)

    def delete(self) -> NoReturn:
        raise Refused("facts.append_only", table=self.model._meta.db_table)

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise Refused("facts.append_only", table=self.model._meta.db_table)


class AppendOnlyManager(models.Manager[M]):
    def get_queryset(self) -> AppendOnlyQuerySet[M]:
        return AppendOnlyQuerySet(self.model, using=self._db)

    def append(self, fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert ``rows``, tuples of database values in the order of ``fields``, without making objects.

        ``bulk_create`` for hundreds of thousands of rows: COPY on PostgreSQL where they are more than a few, else one
        prepared statement.
        JSON is given as text, days as ISO text. Fields that are left out must be nullable.
        """
        meta = self.model._meta
        connection = connections[self.db]
        quote = connection.ops.quote_name
        by_name = {field.name: str(field.column) for field in meta.local_concrete_fields}
        columns = ", ".join(quote(by_name[name]) for name in fields)
        table = quote(meta.db_table)
        with connection.cursor() as cursor:
            # PostgreSQL takes no COPY into what policies guard.
            if connection.vendor == "postgresql" and len(rows) > FEW and not is_walled():
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            # Names come from the model; values are bound.
            insert = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
            if len(rows) == 1:  # as nearly every report: psycopg opens a pipeline for many
                cursor.execute(insert, rows[0])
            else:
                cursor.executemany(insert, rows)

    def make_room(self) -> None:
        """Let this connection hold 64 MB of pages: digests are written all over their index, and SQLite's two
        would go to the disk and back with every chunk."""
        connection = connections[self.db]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA cache_size = -65536")

    def prepared(self, name: str, value: Any) -> Any:
        """``value`` as the database takes it for a field: done once, for a value that many rows share."""
        return self.model._meta.get_field(name).get_db_prep_save(value, connections[self.db])  # type: ignore[union-attr]

    def reserve(self, count: int) -> list[int]:
        """``count`` primary keys for ``append``, rising. On SQLite the caller holds the write lock."""
        connection = connections[self.db]
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [table, count],
                )
                return sorted(row[0] for row in cursor.fetchall())
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            first = (row[0] if row else 0) + 1
            return list(range(first, first + count))


class AppendOnly(models.Model):
    """A row that is written once: saving it again, changing it in bulk and deleting it are refused."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise Refused("facts.append_only", table=self._meta.db_table)
        # Without this Django tries an UPDATE first when the primary key is given.
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise Refused("facts.append_only", table=self._meta.db_table)


class AuditRow(AppendOnly):
    """Who did what to which thing, when. Labels and ids are text, so history never blocks a deletion.

    ``digest``: of everything else in the row, made when it was written. ``words``: what it is found by.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    label = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    words = models.CharField(max_length=600, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["subject"], name="audit_by_subject"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
            models.Index(fields=["act", "id"], name="audit_by_act"),
            models.Index(fields=["at"], name="audit_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.act} {self.label or self.subject}"


class Seal(AppendOnly):
    """A link of the chain: the rows from ``first`` to ``last``, none of which can come later, with their digests.

    ``size``: how many they are, ``total``: with all before. ``previous``: the digest of the seal before.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    size = models.IntegerField()
    total = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    rows = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["at"], name="audit_seal_by_day")]

    def __str__(self) -> str:
        return f"seal {self.number}: rows {self.first} to {self.last}"
