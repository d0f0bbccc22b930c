"""What loading a file changed."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 10


@dataclass(frozen=True)
class Tally:
    """How many things of one kind were made, changed, left alone and taken out of use.

    ``names``: the first few that were changed or retired.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    names: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.retired + other.retired,
            (self.names + other.names)[:SHOWN],
        )

    @property
    def changed(self) -> int:
        return self.created + self.updated + self.retired
