"""What a server process does beside answering: again and again, in a thread of its own, until the process ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import Error, connection

from kheo.ground.wall.queries import past_the_wall

_pause = threading.Event()  # never set: waiting for it is a rest

log = logging.getLogger(__name__)


class Beside:
    """``work`` is done a ``pause`` (seconds) after it was called for, or, without ``called``, after the last time. It says
    whether there is more to do. What fails is told in the log and tried again: nobody else would do it."""

    def __init__(
        self, name: str, work: Callable[[], bool], *, pause: float, called: threading.Event | None = None
    ) -> None:
        self.name, self.work, self.pause, self.called = name, work, pause, called

    def begin(self) -> None:
        """Start in the background; a server calls it once, in each process that will answer."""
        if self.called:
            self.called.set()  # what was left when the last server ended
        threading.Thread(target=self._for_ever, name=self.name, daemon=True).start()

    def step(self) -> None:
        """Work once."""
        if self.called:
            self.called.clear()
        more = True
        try:
            with past_the_wall():
                more = self.work()
        except Error as error:
            log.info("%s: not now: %s", self.name, error)
            connection.close_if_unusable_or_obsolete()
        except Exception:
            # A thread that ended here would leave its work undone until the server starts again.
            log.exception("%s failed", self.name)
        if more and self.called:
            self.called.set()

    def _for_ever(self) -> None:
        while True:
            if self.called:
                self.called.wait()
            _pause.wait(self.pause)
            self.step()
            if not (self.called and self.called.is_set()):
                connection.close()  # nobody calls: somebody else may have it
