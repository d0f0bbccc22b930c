"""What reading a file must remember: on disk, so that a table of any length takes the same memory.

The notebook is a SQLite file that is unlinked as soon as it is open: it ends with its process, whatever ends that.
Nothing in it outlives the import, so it has no journal and waits for no disk.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.conf import settings

from kheo.capture.submissions.rules.rows import Row

CHUNK = 5_000
# How much of a digest stands for it among the lines of one file: 64 bits, as SQLite counts them, with a sign.
_SHORT, _HALF = 16, 1 << 63
_TABLES = """
CREATE TABLE good (number INTEGER PRIMARY KEY, line, vals, qualifiers, content, identity, place, unit, agency,
                   start, day, unplaced, raw);
CREATE TABLE refused (number INTEGER PRIMARY KEY, line, cells);
CREATE TABLE twice (line INTEGER PRIMARY KEY, first);
CREATE TABLE times (content INTEGER PRIMARY KEY, times);
CREATE TABLE first (raw INTEGER PRIMARY KEY, record);
CREATE TABLE told (identity INTEGER PRIMARY KEY, line, content, record);
CREATE TABLE seeded (raw INTEGER PRIMARY KEY, content);
"""
_PRAGMAS = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -16384")


@dataclass(slots=True)
class Told:
    """The line that first told of a thing with a key, its content, and its record once that is settled."""

    line: int
    content: int
    record: int = 0


@dataclass(slots=True)
class Page:
    """What is noted about some rows. ``times``: content → how often it stood. ``first``: line as typed → its first
    record. ``told``: identity → who told of it first. ``seeded``: line as typed → its content in the file that the
    mended lines came from."""

    times: dict[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)
    seeded: dict[int, str] = field(default_factory=dict)


class Notebook:
    """Lines that were read, in their order, and what settling them needs to know of the lines before."""

    def __init__(self) -> None:
        folder = Path(settings.DATA)
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(prefix=".import-", dir=folder)
        os.close(descriptor)
        try:
            self._book = sqlite3.connect(path, isolation_level=None)
            for pragma in _PRAGMAS:
                self._book.execute(f"PRAGMA {pragma}")
            self._book.executescript(f"BEGIN; {_TABLES}")
        finally:
            Path(path).unlink()
        self.good = self.refused = 0
        self._anything_seeded = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def write(self, rows: Sequence[Row]) -> None:
        """Note good lines, after those that are noted already."""
        self._book.executemany(f"INSERT INTO good VALUES (NULL{', ?' * 12})", rows)  # noqa: S608 - signs only
        self.good += len(rows)

    def refuse(self, line: int, cells: Sequence[str]) -> None:
        """Note a refused line, as it will stand in the file of these."""
        self._book.execute("INSERT INTO refused VALUES (NULL, ?, ?)", (line, json.dumps(cells)))
        self.refused += 1

    def contradict(self, line: int, first: int) -> None:
        """Note a good line that an earlier one contradicts: it is to be refused."""
        self._book.execute("INSERT INTO twice VALUES (?, ?)", (line, first))

    def contradicting(self) -> Iterator[tuple[int, int]]:
        """(line, the earlier one) in the order of the file."""
        yield from self._book.execute("SELECT line, first FROM twice ORDER BY line")

    def chunks(self) -> Iterator[list[Row]]:
        """The good lines in their order, some thousands at a time."""
        at = 0
        while found := self._book.execute(
            "SELECT * FROM good WHERE number > ? ORDER BY number LIMIT ?", (at, CHUNK)
        ).fetchall():
            at = found[-1][0]
            yield [Row(*one[1:]) for one in found]

    def refused_lines(self) -> Iterator[list[str]]:
        """The refused lines, in the order of the file."""
        for (cells,) in self._book.execute("SELECT cells FROM refused ORDER BY line, number"):
            yield json.loads(cells)

    def page(self, rows: Sequence[Row]) -> Page:
        """What is noted about these rows."""
        if not rows:
            return Page()
        raws = [row.raw for row in rows]
        identities = [short(row.identity) for row in rows if row.identity]
        told = self._noted("told", "identity", identities) if identities else ()
        return Page(
            dict(self._noted("times", "content", [short(row.content) for row in rows])),
            dict(self._noted("first", "raw", raws)),
            {identity: Told(line, content, record) for identity, line, content, record in told},
            dict(self._noted("seeded", "raw", raws)) if self._anything_seeded else {},
        )

    def keep(self, page: Page) -> None:
        """Note what a page says now."""
        # In the order of their keys, which is the order on the disk.
        write = self._book.executemany
        write("INSERT OR REPLACE INTO times VALUES (?, ?)", sorted(page.times.items()))
        write("INSERT OR IGNORE INTO first VALUES (?, ?)", sorted(page.first.items()))
        told = [(identity, one.line, one.content, one.record) for identity, one in sorted(page.told.items())]
        write("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)", told)

    def seed(self, rows: Iterable[Row]) -> None:
        """Count the good lines of the file that mended lines came from: with them they are lines of one table."""
        left = iter(rows)
        self._anything_seeded = True
        while some := list(islice(left, CHUNK)):
            page = self.page(some)
            seeded = []
            for row in some:
                content = short(row.content)
                if row.identity:
                    told = page.told.setdefault(short(row.identity), Told(row.line, content))
                    if told.content != content:
                        # It was refused there, since an earlier line contradicts it: no record tells of it.
                        continue
                page.times[content] = page.times.get(content, 0) + 1
                seeded.append((row.raw, row.content))
            self.keep(page)
            self._book.executemany("INSERT OR IGNORE INTO seeded VALUES (?, ?)", seeded)

    def _noted(self, table: str, key: str, keys: Sequence[int]) -> list[Any]:
        found = f"SELECT * FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our names
        return self._book.execute(found, (json.dumps(keys),)).fetchall()


def short(digest: str) -> int:
    """64 bits of a digest."""
    return int(digest[:_SHORT], 16) - _HALF
