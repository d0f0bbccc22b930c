"""Where a place lies on the map of another day.

Between two days a place may be merged, split or renamed. Each change is a set of edges from old to new places; an
edge's weight is the share of the old place that went to the new one, or unknown. Unknown is never guessed: a share is
a pair (low, high), and a known share has both equal.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

ONE, NONE = Decimal(1), Decimal(0)
STEP = Decimal("0.00000001")
CHANGE_GROUP = (
    "change_group"  # a breakdown beside the levels: places that changed into each other, taken together
)
ROUNDING = Decimal("0.001")  # what shares may lack to one because each was written with few digits


@dataclass(frozen=True)
class Span:
    """A place, its level and parent, and the days between which it existed (half-open, None is open)."""

    place: int
    level: str
    parent: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None

    def on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True)
class Edge:
    """From ``origin`` to ``target`` (None: abolished). ``weight`` None is unknown."""

    origin: int
    target: int | None
    effective: dt.date
    weight: Decimal | None


@dataclass(frozen=True)
class Share:
    """At least ``low`` and at most ``high`` of a place; (1, 1) is all of it."""

    low: Decimal
    high: Decimal

    @property
    def whole(self) -> bool:
        return self.low == ONE


ALL = Share(ONE, ONE)


class Atlas:
    """All places of all days, and the changes between them."""

    def __init__(self, spans: Iterable[Span], edges: Iterable[Edge]) -> None:
        self.spans = {span.place: span for span in spans}
        self._after: dict[int, list[Edge]] = defaultdict(list)
        self._before: dict[int, list[Edge]] = defaultdict(list)
        self._days: set[dt.date] = set()
        for edge in edges:
            self._after[edge.origin].append(edge)
            self._days.add(edge.effective)
            if edge.target is not None:
                self._before[edge.target].append(edge)

    @cached_property
    def change_days(self) -> tuple[dt.date, ...]:
        """The days on which the map changed, in order."""
        return tuple(sorted(self._days))

    def ancestor(self, place: int, level: str) -> int | None:
        """The place of ``level`` that holds ``place`` (itself counts), by the parents of its own time."""
        here: int | None = place
        while here is not None:
            span = self.spans[here]
            if span.level == level:
                return here
            here = span.parent
        return None

    def root(self, place: int) -> int:
        """The highest place that ``place`` lies in; itself if it lies in none."""
        while (parent := self.spans[place].parent) is not None:
            place = parent
        return place

    @cached_property
    def _groups(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for start in self.spans:
            waiting = [start]
            while waiting:
                place = waiting.pop()
                if place not in found:
                    found[place] = start
                    waiting += [edge.target for edge in self._after[place] if edge.target is not None]
                    waiting += [edge.origin for edge in self._before[place]]
        return found

    def group(self, place: int) -> int:
        """The change group of a place, named by its least number: all that ever changed into each other, however far.

        What a group holds is the same on every map, even where nobody knows which part of it went where.
        """
        return self._groups[place]

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for place, group in self._groups.items():
            found[group].append(place)
        return found

    def members(self, group: int) -> list[int]:
        """The places of a change group, of all days."""
        return self._members[group]

    def lies_in(self, place: int, region: int) -> bool:
        """Whether ``region`` is ``place`` or one of its parents."""
        here: int | None = place
        while here is not None:
            if here == region:
                return True
            here = self.spans[here].parent
        return False

    def on(self, day: dt.date) -> dict[int, dict[int, Share]]:
        """For each place, the places of ``day`` that it lies in, with shares; empty where nothing is known."""
        known: dict[int, dict[int, Share]] = {}
        for place in self.spans:
            self._trace(place, day, known)
        return known

    def _trace(self, place: int, day: dt.date, known: dict[int, dict[int, Share]]) -> dict[int, Share]:
        if place in known:
            return known[place]
        known[place] = {}  # a chain that comes back to itself leads nowhere
        span = self.spans[place]
        if span.on(day):
            found = {place: ALL}
        else:
            forwards = span.valid_to is not None and span.valid_to <= day
            steps = self._forwards(place, day) if forwards else self._backwards(place, day)
            if not steps and span.parent is not None:
                # Abolished without a successor: it lies wherever the place that held it lies.
                steps = {span.parent: ALL}
            found = self._follow(steps, day, known)
        known[place] = found
        return found

    def _follow(
        self, steps: Mapping[int, Share], day: dt.date, known: dict[int, dict[int, Share]]
    ) -> dict[int, Share]:
        lows: dict[int, Decimal] = defaultdict(Decimal)
        highs: dict[int, Decimal] = defaultdict(Decimal)
        for step, share in steps.items():
            for target, further in self._trace(step, day, known).items():
                lows[target] += share.low * further.low
                highs[target] += share.high * further.high
        return {target: Share(_round(lows[target]), _round(min(ONE, highs[target]))) for target in highs}

    def _forwards(self, place: int, day: dt.date) -> dict[int, Share]:
        edges = [edge for edge in self._after[place] if edge.effective <= day and edge.target is not None]
        known = sum((edge.weight for edge in edges if edge.weight is not None), NONE)
        rest = max(NONE, ONE - known)
        unknown = [edge for edge in edges if edge.weight is None]
        # Where the known shares leave something over and nobody takes it, it lies in any of them.
        over = rest if not unknown and rest > ROUNDING else NONE
        shares: dict[int, Share] = {}
        for edge in edges:
            if edge.target is None:
                continue
            if edge.weight is not None:
                shares[edge.target] = Share(edge.weight, edge.weight + over)
            else:
                # A single unknown edge must take all that the known ones leave.
                shares[edge.target] = Share(rest if len(unknown) == 1 else NONE, rest)
        return shares

    def _backwards(self, place: int, day: dt.date) -> dict[int, Share]:
        origins = [edge.origin for edge in self._before[place] if edge.effective > day]
        if len(origins) == 1:
            return {origins[0]: ALL}
        return {origin: Share(NONE, ONE) for origin in origins}


Cell = tuple[int | None, ...]
OUTSIDE: Cell = (-1,)


def cells(
    atlas: Atlas, *, levels: tuple[str, ...], day: dt.date | None, within: int | None = None
) -> dict[int, dict[Cell, Share]]:
    """For each place, the cells that it lies in on the map of ``day`` (None: as reported), with its share in each.

    A cell has one place for each of ``levels``, of which one may be ``CHANGE_GROUP``; None in it stands for "not at this level", such as a province's own
    report in a table of communes. With ``within``, only what lies in that region.
    """
    shares_of = atlas.on(day) if day is not None else {place: {place: ALL} for place in atlas.spans}
    cell_of: dict[int, Cell] = {}
    found: dict[int, dict[Cell, Share]] = {}
    for place, shares in shares_of.items():
        for target in shares:
            if target not in cell_of:
                inside = within is None or atlas.lies_in(target, within)
                cell_of[target] = (
                    tuple(_holder(atlas, target, level) for level in levels) if inside else OUTSIDE
                )
        nowhere: Cell = (None,) * len(levels) if within is None else OUTSIDE
        gathered = gather(cell_of, shares) or {nowhere: ALL}
        gathered.pop(OUTSIDE, None)
        if gathered:
            found[place] = gathered
    return found


def _holder(atlas: Atlas, place: int, level: str) -> int | None:
    return atlas.group(place) if level == CHANGE_GROUP else atlas.ancestor(place, level)


def gather(cell_of: Mapping[int, Cell], shares: Mapping[int, Share]) -> dict[Cell, Share]:
    """Shares of places added up to shares of cells; what cannot lie elsewhere must lie here.

    Shares that were written with few digits need not add up to one: then they stand as they are.
    """
    groups: dict[Cell, list[Share]] = defaultdict(list)
    for target, share in shares.items():
        groups[cell_of[target]].append(share)
    if len(groups) == 1:
        return {next(iter(groups)): ALL}
    lows = {cell: sum((share.low for share in group), NONE) for cell, group in groups.items()}
    highs = {cell: sum((share.high for share in group), NONE) for cell, group in groups.items()}
    all_lows, all_highs = sum(lows.values(), NONE), sum(highs.values(), NONE)
    return {
        cell: Share(
            min(ONE, max(lows[cell], min(highs[cell], ONE - (all_highs - highs[cell])))),
            min(ONE, highs[cell], max(lows[cell], ONE - (all_lows - lows[cell]))),
        )
        for cell in groups
    }


def _round(share: Decimal) -> Decimal:
    return share.quantize(STEP, rounding=ROUND_HALF_EVEN)
