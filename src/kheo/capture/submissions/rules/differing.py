"""Two filled-in forms side by side: which answers differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kheo.capture.submissions.rules.xml import Node

META = "meta"


@dataclass(frozen=True)
class Difference:
    """``name``: the question's. ``turn``: which repetition of the innermost group it stands in, 0 where that was not
    repeated. ``one`` and ``other``: the answers as they stand, "" for none."""

    name: str
    turn: int
    one: str
    other: str


def differences(one: Node, other: Node) -> list[Difference]:
    """The answers that differ, in the order of the first form, then those that only the other has.

    What a form says of itself (its name, what it replaces) is no answer.
    """
    left, right = dict(_answers(one)), dict(_answers(other))
    found = []
    for path in dict.fromkeys((*left, *right)):
        here, there = left.get(path, ""), right.get(path, "")
        if here != there:
            name, turn = path[-1][0], next((turn for _, turn in reversed(path[:-1]) if turn > 1), 0)
            found.append(Difference(name, turn or _repeated(path, left, right), here, there))
    return found


Path = tuple[tuple[str, int], ...]


def _answers(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """(path, text) of every leaf. A path counts the elements of one name beside each other from 1."""
    seen: Counter[str] = Counter()
    for child in node.children:
        if not path and child.name == META:
            continue
        seen[child.name] += 1
        here = (*path, (child.name, seen[child.name]))
        if child.children:
            yield from _answers(child, here)
        else:
            yield here, child.text.strip()


def _repeated(path: Path, *told: dict[Path, str]) -> int:
    """1 where the group around an answer comes again in either form, else 0."""
    if len(path) < 2:
        return 0
    *outer, (group, _) = path[:-1]
    second = (*outer, (group, 2))
    return int(any(other[: len(second)] == second for some in told for other in some))
