"""Answers kept in the process. What is kept names the ledger's position or the last load in its key."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from kheo.ground.wall.queries import past_the_wall

P = ParamSpec("P")
R = TypeVar("R")

_forgetters: list[Callable[[], None]] = []


def kept(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the ``most`` results used last."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=most)
        @wraps(function)
        def cached(*given: P.args, **named: P.kwargs) -> R:
            # What is kept is told to everybody: it must not depend on who asked first.
            with past_the_wall():
                return function(*given, **named)

        _forgetters.append(cached.cache_clear)
        return cached  # type: ignore[return-value]

    return decorate


def forget() -> None:
    """Drop everything: another database may have the same positions."""
    for clear in _forgetters:
        clear()
