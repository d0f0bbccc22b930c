"""On which days before and after a report's closing date whoever owes it is reminded.

In ``programme.yaml``, each a list of days; what is left out stays as it is by default, an empty list reminds never::

    reminders: {before: [7, 1], after: [1, 7]}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kheo.kit.nodes import Mapped, Node

MOST = 60
# A server that stood still tells what it missed, unless it is so old that it would only puzzle.
MISSED = 7


@dataclass(frozen=True)
class Reminders:
    """Days counted from the closing date, each list in its order."""

    before: tuple[int, ...] = (7, 1)
    after: tuple[int, ...] = (1, 7)

    @property
    def points(self) -> tuple[int, ...]:
        """Days from the closing date on, rising: -7 is a week before."""
        return tuple(sorted({*(-day for day in self.before), *self.after}))

    @property
    def first(self) -> int:
        return min(self.points, default=0)

    @property
    def last(self) -> int:
        return max(self.points, default=0)

    def point(self, closes: dt.date, today: dt.date) -> int | None:
        """The reminder whose turn it is: the last whose day has come, at most a week ago; None where there is none. A
        later one makes the earlier superfluous."""
        gone = (today - closes).days
        come = [point for point in self.points if point <= gone]
        return come[-1] if come and gone - come[-1] <= MISSED else None

    def as_json(self) -> dict[str, list[int]]:
        return {"before": list(self.before), "after": list(self.after)}


DEFAULT = Reminders()


def read_reminders(node: Node) -> dict[str, Any]:
    """``node``: the programme's. As JSON keeps it, {} where the programme says nothing; what is wrong goes to the node's
    problems."""
    value = node.mapped.get("reminders")
    if value is None:
        return {}
    if not isinstance(value, Mapped):
        node.wrong("reminders", "source.not_a_mapping", key="reminders")
        return {}
    own = Node(value, node.file, node.problems)
    own.only(("before", "after"))
    return Reminders(_days(own, "before", 0, DEFAULT.before), _days(own, "after", 1, DEFAULT.after)).as_json()


def _days(node: Node, key: str, low: int, default: Sequence[int]) -> tuple[int, ...]:
    if key not in node.mapped:
        return tuple(default)
    days = node.mapped[key]
    if not isinstance(days, list):
        node.wrong(key, "source.not_a_list", key=key)
        return ()
    for day in days:
        if not isinstance(day, int) or isinstance(day, bool) or not low <= day <= MOST:
            node.wrong(key, "source.not_whole", column=key, value=str(day), low=low, high=MOST)
            return ()
        if days.count(day) > 1:
            node.wrong(key, "plan.reminder_twice", column=key, value=day)
            return ()
    return tuple(days)


def reminders_from_json(kept: Mapping[str, Any]) -> Reminders:
    """As ``read_reminders`` gave it."""
    return Reminders(tuple(kept["before"]), tuple(kept["after"])) if kept else DEFAULT
