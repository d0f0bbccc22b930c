"""When two texts are one, and when two lines tell the same work."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kheo.kit.text import plain
from kheo.verify.quality.rules.found import sure

WORDS, SKETCH = 3, 16  # words of a shingle; the least shingles by which texts that may be alike are found
RAREST = 5  # of these are looked up
SLACK = 0.75  # which part of what is wanted the least shingles must have in common
CROWD = 300  # texts with one shingle in common: more than that share a phrase, not a hand
_WORD = re.compile(r"[^\W\d_]+")


def bare(text: str) -> str:
    """Lower case, without diacritics, digits and punctuation: what stays when somebody changes a number."""
    return " ".join(_WORD.findall(plain(text)))


def shingles(text: str) -> frozenset[int]:
    """Every three words in a row of a ``bare`` text, as numbers that are the same on every machine."""
    words = text.split()
    if len(words) <= WORDS:
        return frozenset({zlib.crc32(text.encode())})
    return frozenset(
        zlib.crc32(" ".join(words[at : at + WORDS]).encode()) for at in range(len(words) - WORDS + 1)
    )


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Which part of all shingles both have: 1 is the same text."""
    return len(one & other) / len(one | other) if one or other else 0.0


@dataclass(frozen=True)
class Telling:
    """A text in a report. ``order``: by when it came; the earlier of two did not copy. ``day``: of service, as a number."""

    record: int
    submission: int
    unit: int
    day: int
    order: tuple[float, int]
    text: str
    waiting: bool


@dataclass(frozen=True)
class Alike:
    """``record`` says what ``other`` says. ``first``: it came before the other."""

    record: int
    other: Telling
    likeness: float
    length: int
    units: int
    first: bool


def same_texts(tellings: Iterable[Telling], rule: Mapping[str, Any]) -> Iterator[Alike]:
    """For every waiting text the one of another unit that is most like it; phrases that many units use are nobody's."""
    told: defaultdict[str, list[Telling]] = defaultdict(list)
    for one in tellings:
        text = bare(one.text)
        if len(text) >= rule["least_length"]:
            told[text].append(one)
    units = {text: len({one.unit for one in some}) for text, some in told.items()}
    own = {text for text, count in units.items() if count <= rule["common"] or len(text) >= rule["long"]}
    near = _near(own, {text for text in own if any(one.waiting for one in told[text])}, rule)
    for text in sorted(own):
        waiting = [one for one in told[text] if one.waiting]
        if not waiting:
            continue
        kin = [(1.0, text), *near.get(text, ())]
        for one in waiting:
            found = _most_like(one, ((alike, other) for alike, like in kin for other in told[like]), rule)
            if found:
                alike, other = found
                yield Alike(one.record, other, alike, len(text), units[text], one.order < other.order)


def _most_like(
    one: Telling, kin: Iterable[tuple[float, Telling]], rule: Mapping[str, Any]
) -> tuple[float, Telling] | None:
    """The likest of another unit, told in the days around; of several the one that came first."""
    others = (
        (alike, other)
        for alike, other in kin
        if other.unit != one.unit and abs(other.day - one.day) <= rule["days"]
    )
    return min(others, key=lambda each: (-each[0], each[1].order), default=None)


def _near(texts: set[str], asked: set[str], rule: Mapping[str, Any]) -> dict[str, list[tuple[float, str]]]:
    """Text → the others that are nearly the same, for the texts ``asked`` about.

    Texts that may be alike are found by the least of their shingles, as numbers; only they are compared in full.
    """
    if rule["likeness"] >= 1:
        return {}
    marks = {text: _marks(text) for text in sorted(texts)}
    wanted = {mark for text in asked for mark in marks[text]}
    having: defaultdict[int, list[str]] = defaultdict(list)
    for text, own in marks.items():
        for mark in own:
            if mark in wanted:
                having[mark].append(text)
    found: dict[str, list[tuple[float, str]]] = {}
    for text in sorted(asked):
        least_ones = frozenset(marks[text])
        least = len(least_ones) * rule["likeness"] * SLACK
        rarest = sorted(least_ones, key=lambda mark: (len(having[mark]), mark))[:RAREST]
        likely = {other for mark in rarest if len(having[mark]) <= CROWD for other in having[mark]}
        likely = {other for other in likely - {text} if len(least_ones.intersection(marks[other])) >= least}
        if not likely:
            continue
        whole = shingles(text)
        alike = [(likeness(whole, shingles(other)), other) for other in sorted(likely)]
        if near := [each for each in alike if each[0] >= rule["likeness"]]:
            found[text] = near
    return found


def _marks(text: str) -> tuple[int, ...]:
    return tuple(sorted(shingles(text))[:SKETCH])


def sureness_of_text(alike: Alike, rule: Mapping[str, Any]) -> float:
    """Long texts and literal ones are surer; whoever came first is half as suspect as whoever came after."""
    length = min(1.0, alike.length / rule["long"])
    return sure((0.5 + 0.5 * length) * alike.likeness * (0.5 if alike.first else 1.0))


def same_amounts(one: Sequence[float | None], other: Sequence[float | None], rule: Mapping[str, Any]) -> int:
    """How many amounts two lines have in common, or 0 where any differs: amounts that only one of them tells say
    nothing."""
    both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    if any(a != b for a, b in both):
        return 0
    telling = sum(a is not None and a >= max(rule["least"], 1e-9) for a, _ in both)
    return telling if telling >= rule["agree"] else 0
