"""Reading the record from its beginning: is every row what it was when it was written, and is each of them there?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kheo.ground.audit.rules.anchors import Anchor
from kheo.ground.audit.rules.chain import BEGINNING, Act, Link, row_digest, seal_digest, unpacked

Written = tuple[Act, str]  # a row, and the digest that stands beside it
Sealed = tuple[Link, str]


class Why(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Fault:
    """``row``: its number, or the first that nothing vouches for. ``other``: with which it was swapped. ``anchor``: that
    says otherwise."""

    row: int
    why: Why
    seal: int = 0
    other: int = 0
    anchor: Anchor | None = None


@dataclass(frozen=True)
class Verdict:
    """``first``: what is out of order, in the order of rows; ``faults``: how many such there are. ``waiting``: rows after
    the last seal, the first of them written at ``waiting_since``. ``anchors``: how many hold."""

    rows: int
    seals: int
    last: Anchor | None
    waiting: int
    waiting_since: dt.datetime | None
    anchors: int
    faults: int
    first: Fault | None

    @property
    def whole(self) -> bool:
        return self.first is None


class Check:
    """``seals`` and ``rows`` come in the order of their numbers; neither is ever held whole."""

    def __init__(
        self, seals: Iterable[Sealed], rows: Iterable[Written], anchors: Sequence[Anchor] = ()
    ) -> None:
        self.seals = iter(seals)
        self.rows: Iterator[Written] = iter(rows)
        self.anchors = sorted(anchors, key=lambda one: one.last)
        self.row: Written | None = None
        self.read = self.faults = 0
        self.first: Fault | None = None
        self.moved: tuple[Act, str, Fault] | None = (
            None  # the first changed row, until it is known where it came from
        )

    def verdict(self) -> Verdict:
        self._next()
        before, number, faithful = self._chain()
        waiting, since = 0, self.row[0].at if self.row else None
        while self.row:
            act, digest = self.row
            if row_digest(act) != digest:
                self._changed(act, digest, 0)
            waiting += 1
            self._next()
        holding = self._hold_against(faithful, before)
        return Verdict(self.read, number, before, waiting, since, holding, self.faults, self.first)

    def _chain(self) -> tuple[Anchor | None, int, set[Anchor]]:
        """Follow the seals; returns where they end, how many there are, and the anchors that say the same."""
        before: Anchor | None = None
        first, seals, expected, faithful = 1, 0, 1, set[Anchor]()
        wanted: dict[int, list[Anchor]] = {}
        for anchor in self.anchors:
            wanted.setdefault(anchor.last, []).append(anchor)
        for link, digest in self.seals:
            end = before.last if before else 0
            follows = link.number == expected
            if not follows:
                self._fault(Fault(end + 1, Why.SEAL_MISSING, expected))
            elif link.previous != (before.digest if before else BEGINNING):
                # One of the two is not what it was; the rows of the earlier one are the first without a witness.
                self._fault(Fault(first, Why.SEAL_CHANGED, max(link.number - 1, 1)))
            total = (before.count if before else 0) + link.size
            fits = not follows or (link.first, link.total) == (end + 1, total)
            self._compare(link, digest, fits)
            before = Anchor(link.at, link.last, link.total, digest)
            faithful.update(one for one in wanted.get(link.last, ()) if _same(one, before))
            first, seals, expected = link.first, seals + 1, link.number + 1
        return before, seals, faithful

    def _compare(self, link: Link, digest: str, fits: bool) -> None:
        entries = list(unpacked(link.rows))
        if not fits or digest != seal_digest(link) or len(entries) != link.size:
            self._fault(Fault(link.first, Why.SEAL_CHANGED, link.number))
        for number, kept in entries:
            while self.row and self.row[0].number < number:
                self._fault(Fault(self.row[0].number, Why.INSERTED, link.number))
                self._next()
            if self.row is None or self.row[0].number != number:
                self._fault(Fault(number, Why.MISSING, link.number))
                continue
            act, beside = self.row
            if row_digest(act) != kept or beside != kept:
                self._changed(act, kept, link.number)
            self._next()
        while self.row and self.row[0].number <= link.last:
            self._fault(Fault(self.row[0].number, Why.INSERTED, link.number))
            self._next()

    def _changed(self, act: Act, kept: str, seal: int) -> None:
        """A row does not say what was sealed under its number. The next such may tell where that went."""
        fault = Fault(act.number, Why.CHANGED, seal)
        self._fault(fault)
        if self.moved is None:
            self.moved = act, kept, fault
            return
        before, wanted, told = self.moved
        if told.why is not Why.CHANGED:
            return
        here = row_digest(before._replace(number=act.number)) == kept
        there = row_digest(act._replace(number=before.number)) == wanted
        if here or there:
            why = Why.SWAPPED if here and there else Why.MISSING if here else Why.INSERTED
            better = Fault(told.row, why, told.seal, act.number if why is Why.SWAPPED else 0)
            self.first = better if self.first == told else self.first
            self.moved = before, wanted, better

    def _hold_against(self, faithful: set[Anchor], end: Anchor | None) -> int:
        last = end.last if end else 0
        sound = 0  # the last row that an anchor vouches for, before the first that does not hold
        for anchor in self.anchors:
            if anchor in faithful:
                sound = anchor.last
            elif anchor.last > last:
                self._fault(Fault(last + 1, Why.CUT_OFF, anchor=anchor))
            else:
                self._fault(Fault(sound + 1, Why.REWRITTEN, anchor=anchor))
        return sum(one in faithful for one in self.anchors)

    def _fault(self, fault: Fault) -> None:
        self.faults += 1
        if self.first is None or fault.row < self.first.row:
            self.first = fault

    def _next(self) -> None:
        self.row = next(self.rows, None)
        self.read += self.row is not None


def _same(anchor: Anchor, end: Anchor) -> bool:
    return (anchor.at, anchor.count, anchor.digest) == (end.at, end.count, end.digest)
