"""Whom a thread answers now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

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
