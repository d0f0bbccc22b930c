"""What is wrong with files that somebody wrote by hand: all of it at once, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kheo.kit.refusals import Refused


@dataclass(frozen=True)
class Problem:
    """``line`` counts from 1; 0 where the whole file is meant."""

    file: str
    line: int
    refused: Refused


@dataclass
class Problems:
    """Collects what is wrong, so that the author learns everything from one run."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, code: str, /, **particulars: Any) -> None:
        self.found.append(Problem(file, line, Refused(code, **particulars)))

    def __len__(self) -> int:
        return len(self.found)

    @contextmanager
    def at(self, file: str, line: int = 0) -> Iterator[None]:
        """What is refused inside is wrong with this line."""
        try:
            yield
        except Refused as refused:
            self.found.append(Problem(file, line, refused))
