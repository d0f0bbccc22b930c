"""Django's PostgreSQL, which says before each statement on whose behalf it asks, when that is not what it said last."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from kheo.ground.wall.queries import Answered, answered, nobody
from kheo.ground.wall.rules import GOOD_FOR, key_of, signed


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._said: Answered | None = nobody  # None: unknown
        self._said_at = 0.0
        self.execute_wrappers.append(self._on_behalf)

    def _on_behalf(self, execute: Callable[..., Any], *asked: Any) -> Any:
        if self.settings_dict.get("WALLED"):
            self._say(answered.get())
        return execute(*asked)

    def _say(self, one: Answered) -> None:
        now = time.time()
        if one is self._said and (one is nobody or now - self._said_at < GOOD_FOR / 2):
            return
        told = one.told()  # which may ask the database, as nobody
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # nothing is answered until it is rolled back
        process = self.connection.info.backend_pid
        words = signed(told, key_of(settings.SECRET_KEY), process=process, until=int(now) + GOOD_FOR)
        self.connection.execute("SELECT set_config('kheo.scope', %s, false)", [words])
        self._said, self._said_at = one, now

    def connect(self) -> None:
        self._said = nobody
        super().connect()
        # Policies make plans long and their guessed costs high: compiling one takes two seconds, running it milliseconds.
        self.connection.execute("SET jit = off")

    # A rollback takes back what was said inside, too.

    def _rollback(self) -> Any:
        self._said = None
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._said = None
