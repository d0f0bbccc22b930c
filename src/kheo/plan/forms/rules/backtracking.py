"""Whether an engine that tries every way, as phones have, may need more time for an answer than anybody has.

That is so where one text can be read in a growing number of ways: two different walks from a letter of the pattern back
to the same letter, over the same text. The letters and who may follow whom are Glushkov's automaton; the two walks are
a cycle in its product with itself (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
ENDLESS = 10  # so many times are as good as without an end, and no more are written out
MOST_READ = 600  # letters; a longer pattern with anything endless in it is taken for one that hangs
MOST_STEPS = (
    600  # inside repetitions: the product has their square; with more, only what repeats twice is found
)
MOST_DEEP = 50
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]))?|\{\d*,?\d*\}|.", re.DOTALL)
_ENDLESS = re.compile(r"[*+]|\{\d*,\}|\{\d*,?\d{2,}\}")
_NOTHING = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\Z", r"\z"})
_OTHERS = "aZ0 _.-đ\n\x00"


@dataclass(frozen=True)
class _Part:
    """``first`` and ``last``: which letters it may begin and end with, in how many ways."""

    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    empty: bool = True


class _Reader:
    """Reads a pattern into letters (the texts of their pieces) and who follows whom (in how many ways)."""

    def __init__(self, pattern: str) -> None:
        self.pieces = [*_PIECE.findall(pattern), ""]
        self.at = self.read = 0
        self.letters: list[str] = []
        self.follow: Counter[tuple[int, int]] = Counter()

    def either(self, deep: int = 0) -> _Part:
        found = self._chain(deep)
        while self.pieces[self.at] == "|":
            self.at += 1
            other = self._chain(deep)
            found = _Part(found.first + other.first, found.last + other.last, found.empty or other.empty)
        return found

    def _chain(self, deep: int) -> _Part:
        found = _Part()
        while (piece := self.pieces[self.at]) not in ("", "|", ")"):
            found = self._after(found, self._repeated(piece, deep))
        return found

    def _repeated(self, piece: str, deep: int) -> _Part:
        """One piece with the quantifier behind it; counted repetitions are read so many times."""
        begin = self.at
        found = self._one(piece, deep)
        end = self.at
        fewest, most = _times(self.pieces[self.at])
        if (fewest, most) != (1, 1) or self.pieces[self.at][:1] == "{":
            end += 1
            if self.pieces[end] in ("?", "+"):  # lazy or possessive
                end += 1
        for _again in range(1, min(most, ENDLESS) if most < ENDLESS else max(fewest, 1)):
            if self.read > MOST_READ:
                break
            self.at = begin
            more = self._one(self.pieces[begin], deep)
            optional = _again >= fewest
            found = self._after(found, _Part(more.first, more.last, more.empty or optional))
        self.at = end
        if most >= ENDLESS:
            self._loop(found)
        return _Part(found.first, found.last, found.empty or fewest == 0)

    def _one(self, piece: str, deep: int) -> _Part:
        self.at += 1
        self.read += 1
        if piece.startswith("("):
            found = self.either(deep + 1) if deep < MOST_DEEP else _Part()
            if self.pieces[self.at] == ")":
                self.at += 1
            return _Part() if piece[-1] in "=!" else found  # what only looks ahead reads nothing
        if piece in _NOTHING or self.read > MOST_READ:
            return _Part()
        self.letters.append(piece)
        one = Counter([len(self.letters) - 1])
        return _Part(one, one, empty=False)

    def _after(self, one: _Part, other: _Part) -> _Part:
        self._join(one.last, other.first)
        return _Part(
            one.first + other.first if one.empty else one.first,
            one.last + other.last if other.empty else other.last,
            one.empty and other.empty,
        )

    def _loop(self, part: _Part) -> None:
        self._join(part.last, part.first)

    def _join(self, lasts: Counter[int], firsts: Counter[int]) -> None:
        for last, ways in lasts.items():
            for first, more in firsts.items():
                self.follow[last, first] += ways * more


def hangs(pattern: str) -> bool:
    """Whether one text can be read in so many ways that trying all of them has no end in sight: ``(a+)+``, ``(a|aa)*``."""
    if not _ENDLESS.search(pattern):
        return False
    if len(pattern) > MOST_READ:
        return True
    reader = _Reader(pattern)
    while reader.pieces[reader.at]:
        reader.either()
        reader.at += reader.pieces[reader.at] == ")"  # one that nothing opened
    rooms = _rooms(list(reader.follow))
    inside = {pair: ways for pair, ways in reader.follow.items() if rooms[pair[0]] == rooms[pair[1]]}
    if any(ways > 1 for ways in inside.values()):
        return True
    return len(inside) <= MOST_STEPS and _two_walks(inside, _meeting(reader.letters))


def _two_walks(inside: Collection[tuple[int, int]], meet: Callable[[int, int], bool]) -> bool:
    """Whether two different walks lead from some letter back to it over the same text."""
    both = [
        ((one, other), (after_one, after_other))
        for one, after_one in inside
        for other, after_other in inside
        if meet(after_one, after_other)
    ]
    kinds: defaultdict[int, set[bool]] = defaultdict(set)
    for (one, other), room in _rooms(both).items():
        kinds[room].add(one == other)
    return any(len(kind) == 2 for kind in kinds.values())


def _rooms(edges: Sequence[tuple[Node, Node]]) -> dict[Node, int]:
    """Node → the number of its strongly connected component (Kosaraju: the order of leaving, then backwards)."""
    onwards: defaultdict[Node, list[Node]] = defaultdict(list)
    back: defaultdict[Node, list[Node]] = defaultdict(list)
    for one, other in edges:
        onwards[one].append(other)
        back[other].append(one)
    seen: set[Node] = set()
    order = [node for start in {**onwards, **back} for node in _left(start, onwards, seen)]
    rooms: dict[Node, int] = {}
    seen.clear()
    for room, start in enumerate(reversed(order)):
        rooms |= dict.fromkeys(_left(start, back, seen), room)
    return rooms


def _left(start: Node, to: dict[Node, list[Node]], seen: set[Node]) -> Iterator[Node]:
    """The nodes that can be reached and were not seen, each when nothing behind it is left to see."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(to.get(start, ())))]
    while path:
        node, more = path[-1]
        following = next((one for one in more if one not in seen), None)
        if following is None:
            path.pop()
            yield node
        else:
            seen.add(following)
            path.append((following, iter(to.get(following, ()))))


def _meeting(letters: Sequence[str]) -> Callable[[int, int], bool]:
    """Whether two letters of the pattern can stand for one letter of a text.

    Two ranges that overlap share an end of one of them, so that the ends, and a few others, are all that need be tried.
    """
    alphabet = {*_OTHERS, *"".join(letters)}
    fits = [frozenset(_fitting(piece, alphabet)) for piece in letters]
    return lambda one, other: not fits[one].isdisjoint(fits[other])


def _fitting(piece: str, alphabet: set[str]) -> Iterator[str]:
    try:
        fits = re.compile(piece, re.DOTALL).fullmatch
    except re.error:  # \p{L} and the like: it may stand for anything
        yield from alphabet
        return
    yield from (letter for letter in alphabet if fits(letter))


def _times(piece: str) -> tuple[int, int]:
    """The fewest and the most times that a quantifier means; (1, 1) for a piece that is none."""
    if piece in ("*", "+", "?"):
        return {"*": (0, ENDLESS), "+": (1, ENDLESS), "?": (0, 1)}[piece]
    if piece[:1] != "{" or piece == "{":
        return (1, 1)
    fewest, comma, most = piece[1:-1].partition(",")
    least = min(int(fewest or 0), ENDLESS - 1)
    return least, (int(most) if most else ENDLESS) if comma else least
