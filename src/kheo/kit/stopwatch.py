"""How long each stage of long work takes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Stopwatch:
    """``seconds``: stage → how long it took so far, in the order in which the stages began."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        """What happens inside belongs to ``stage``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - began

    def each(self, stage: str, items: Iterable[T]) -> Iterator[T]:
        """The items; to find each of them belongs to ``stage``, what is done with it does not."""
        left = iter(items)
        while True:
            with self.on(stage):
                found = next(left, None)
            if found is None:
                return
            yield found
