"""An insider with the owner's rights over the database: takes the guards away and alters the record, seven ways."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model

from kheo.ground.audit.actions import record, seal
from kheo.ground.audit.migrations._append_only import lifted
from kheo.ground.audit.models import AuditRow, Seal
from kheo.ground.audit.queries import anchor_now
from kheo.ground.audit.rules import Act, Anchor, Why, row_digest

BEGAN = dt.datetime(2025, 8, 1, 7, 30, tzinfo=dt.UTC)
ACTS = ("submission.received", "records.accepted", "report.returned", "user.signed_in", "form.published")
ROW = "id, at, actor, act, subject, label, detail, words, digest"
SEAL = "number, at, first, last, size, total, previous, rows, digest"
Found = Callable[[Why, int], bool]


def sql(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@dataclass
class Backup:
    """The two tables as they were once."""

    rows: list[Any]
    seals: list[Any]
    end: int


@dataclass
class Trail:
    """A record of many acts, under seals of different sizes, with holes where acts were given up."""

    chance: random.Random
    anchors: list[Anchor] = field(default_factory=list)
    backups: list[Backup] = field(default_factory=list)
    written: int = 0

    def write(self, acts: int) -> None:
        for _ in range(acts):
            self.written += 1
            now = BEGAN + dt.timedelta(seconds=self.written, microseconds=self.chance.randrange(1_000_000))
            number = self.chance.randrange(1000)
            record(
                self.chance.choice(ACTS),
                f"submission:{number}",
                by=self.chance.choice(("lan", "minh", "kheo")),
                now=now,
                label=f"Báo cáo {number}",
                detail={"reason": "thiếu ảnh", "records": number, "z": [1, {"b": None, "a": "ộ"}]},
            )
            if self.chance.random() < 0.3:
                skip_a_number()

    def grow(self, seals: int, tail: int) -> None:
        for _ in range(seals):
            self.write(self.chance.randint(1, 9))
            seal(moment=BEGAN + dt.timedelta(seconds=self.written, microseconds=1))
            if self.chance.random() < 0.25:
                self.anchors += [one for one in [anchor_now()] if one]
            if self.chance.random() < 0.4:
                self.backups.append(
                    Backup(
                        sql(f"SELECT {ROW} FROM audit_auditrow ORDER BY id"),
                        sql(f"SELECT {SEAL} FROM audit_seal ORDER BY number"),
                        Seal.objects.latest("number").last,
                    )
                )
        self.anchors += [one for one in [anchor_now()] if one]
        self.write(tail)

    def somewhere(self) -> int:
        """A row under some seal; not the first, which nothing precedes."""
        end = Seal.objects.latest("number").last
        return self.chance.choice(
            list(AuditRow.objects.filter(id__lte=end).order_by("id").values_list("id", flat=True))[1:-1]
        )


def skip_a_number() -> None:
    """As an act does that is given up."""
    if connection.vendor == "postgresql":
        sql("SELECT nextval('audit_auditrow_id_seq')")
    else:
        sql("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'audit_auditrow'")


def take_the_guards_away(*models: type[Model]) -> None:
    for model in models or (AuditRow, Seal):
        for statement in lifted(connection.vendor, model):
            sql(statement)


def digest_anew(*numbers: int) -> None:
    """Whoever alters a row can make its digest fit."""
    rows = AuditRow.objects.filter(id__in=numbers).values_list(*ROW.split(", "))
    fresh = [(row_digest(Act(*told)), told[0]) for *told, _ in rows]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE audit_auditrow SET digest = %s WHERE id = %s", fresh)


def shift(first: int, by: int) -> None:
    """Every number from ``first`` on, one up or down; past the others' numbers on the way."""
    sql("UPDATE audit_auditrow SET id = -(id + %s) WHERE id >= %s", by, first)
    sql("UPDATE audit_auditrow SET id = -id WHERE id < 0")
    digest_anew(*AuditRow.objects.filter(id__gte=first + by).values_list("id", flat=True))


# Each takes the trail, alters it somewhere and returns what has to be found, and whether only an anchor can tell.


def update(trail: Trail) -> tuple[Found, bool]:
    at = trail.somewhere()
    column, value = trail.chance.choice(
        [
            ("at", BEGAN + dt.timedelta(days=1)), ("actor", "somebody"), ("act", "report.rejected"), ("subject", "submission:0"),
            ("label", "Báo cáo"), ("detail", '{"reason": "thieu anh"}'), ("words", ""), ("digest", "0" * 64),
        ]
    )  # fmt: skip
    value = AuditRow.objects.prepared("at", value) if column == "at" else value
    sql(f"UPDATE audit_auditrow SET {column} = %s WHERE id = %s", value, at)
    if column != "digest" and trail.chance.random() < 0.5:
        digest_anew(at)
    return lambda why, row: (why, row) == (Why.CHANGED, at), False


def delete(trail: Trail) -> tuple[Found, bool]:
    at = trail.somewhere()
    sql("DELETE FROM audit_auditrow WHERE id = %s", at)
    moved = trail.chance.random() < 0.5 and AuditRow.objects.filter(id=at + 1).exists()
    if moved:
        shift(at + 1, -1)
    return (
        lambda why, row: row == at and why in ((Why.MISSING, Why.CHANGED) if moved else (Why.MISSING,)),
        False,
    )


def insert(trail: Trail) -> tuple[Found, bool]:
    holes = sorted(set(range(2, trail.somewhere() + 2)) - set(AuditRow.objects.values_list("id", flat=True)))
    end = Seal.objects.latest("number").last
    at = (
        trail.chance.choice([one for one in holes if one <= end] or [0])
        if trail.chance.random() < 0.7
        else trail.somewhere()
    )
    moved = AuditRow.objects.filter(id=at).exists()
    if moved:
        shift(at, 1)
    sql(
        f"INSERT INTO audit_auditrow ({ROW}) SELECT %s, at, actor, act, subject, 'x', detail, words, digest "
        "FROM audit_auditrow WHERE id = (SELECT min(id) FROM audit_auditrow)",
        at,
    )
    digest_anew(at)
    # A number that stayed free ends the trace of where the moved rows came from.
    known = (Why.INSERTED, Why.CHANGED) if moved else (Why.INSERTED,)
    return lambda why, row: row == at and why in known, False


def swap(trail: Trail) -> tuple[Found, bool]:
    one, other = trail.somewhere(), trail.somewhere()
    while one == other:
        other = trail.somewhere()
    spare = -1
    for old, new in ((one, spare), (other, one), (spare, other)):
        sql("UPDATE audit_auditrow SET id = %s WHERE id = %s", new, old)
    digest_anew(one, other)
    return lambda why, row: (why, row) == (Why.SWAPPED, min(one, other)), False


def truncate(trail: Trail) -> tuple[Found, bool]:
    at = trail.somewhere()
    sql("DELETE FROM audit_auditrow WHERE id >= %s", at)
    if trail.chance.random() < 0.5:
        return lambda why, row: (why, row) == (Why.MISSING, at), False
    sql("DELETE FROM audit_seal WHERE last >= %s", at)
    end = Seal.objects.order_by("number").values_list("last", flat=True).last() or 0
    return lambda why, row: (why, row) == (Why.CUT_OFF, end + 1), True


def roll_back(trail: Trail) -> tuple[Found, bool]:
    backup = trail.chance.choice(trail.backups[:-1])
    sql("DELETE FROM audit_auditrow")
    sql("DELETE FROM audit_seal")
    for table, columns, rows in (
        ("audit_auditrow", ROW, backup.rows),
        ("audit_seal", SEAL, backup.seals),
    ):
        marks = ", ".join(["%s"] * len(columns.split(", ")))
        for row in rows:
            sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", *row)
    if trail.chance.random() < 0.5:  # and work goes on
        trail.write(20)
        seal(moment=BEGAN + dt.timedelta(days=2))
        return lambda why, row: why is Why.REWRITTEN and row <= backup.end + 1, True
    return lambda why, row: (why, row) == (Why.CUT_OFF, backup.end + 1), True


def chain_anew(trail: Trail) -> tuple[Found, bool]:
    at = trail.somewhere()
    sql("UPDATE audit_auditrow SET actor = 'somebody' WHERE id = %s", at)
    digest_anew(at)
    before = max([one.last for one in trail.anchors if one.last < at], default=0)
    sql("DELETE FROM audit_seal WHERE last >= %s", at)
    seal(moment=BEGAN + dt.timedelta(days=2))
    # The new end may be that of the last anchor or not; either way this is not what it saw.
    return lambda why, row: why is Why.REWRITTEN and row == before + 1, True


KINDS = (update, delete, insert, swap, truncate, roll_back, chain_anew)
