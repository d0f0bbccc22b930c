"""Who reports what, where and when: the ground on which reports are made up."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kheo.kit.periods import Calendar
from kheo.plan.forms.rules.fields import Field

SPREAD = 0.45
OWN_ROLES = ("unit", "agency", "place", "start", "end")


@dataclass(frozen=True)
class Spot:
    """A place. ``number`` is its database number; the dates are half-open and None is open."""

    number: int
    ref: str
    code: str
    name: str
    level: str
    parent: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None

    def on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True)
class Unit:
    """A unit of an agency, and the place that it stands in."""

    number: int
    ref: str
    agency: str
    agency_number: int
    spot: Spot


@dataclass(frozen=True)
class Duty:
    """A schedule: the agency's units at a level send the form every month, quarter, half or year."""

    form: str
    agency: str
    level: str
    every: str
    days_after_close: int
    first: dt.date
    last: dt.date | None


@dataclass(frozen=True)
class World:
    """``edges``: old place → the places it became, with a weight or None. ``forms``: form → its fields. ``known``
    keeps answers of ``inside_on``."""

    calendar: Calendar
    spots: Mapping[int, Spot]
    edges: Mapping[int, Mapping[int, float | None]]
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]
    forms: Mapping[str, tuple[Field, ...]]
    sizes: dict[int, float] = field(default_factory=dict, compare=False)
    known: dict[tuple[int, str, int], list[Spot]] = field(default_factory=dict, compare=False)

    @cached_property
    def units_of(self) -> Mapping[tuple[str, str], list[Unit]]:
        """(agency, level) → its units, in the order of their refs."""
        found: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for unit in sorted(self.units, key=lambda unit: unit.ref):
            found[unit.agency, unit.spot.level].append(unit)
        return found

    @cached_property
    def unit_at(self) -> Mapping[tuple[str, int], Unit]:
        return {(unit.agency, unit.spot.number): unit for unit in self.units}

    @cached_property
    def inside(self) -> Mapping[tuple[int, str], list[Spot]]:
        """(place, level) → the places of that level under it, by ref."""
        found: dict[tuple[int, str], list[Spot]] = defaultdict(list)
        for spot in sorted(self.spots.values(), key=lambda spot: spot.ref):
            for above in self.line(spot)[1:]:
                found[above.number, spot.level].append(spot)
        return found

    @cached_property
    def refs(self) -> tuple[dict[int, str], dict[int, str]]:
        """The refs of units and of spots, by their numbers."""
        return (
            {unit.number: unit.ref for unit in self.units},
            {spot.number: spot.ref for spot in self.spots.values()},
        )

    @cached_property
    def changes(self) -> list[dt.date]:
        """The days on which places begin or end."""
        days = (day for spot in self.spots.values() for day in (spot.valid_from, spot.valid_to))
        return sorted({day for day in days if day})

    def inside_on(self, place: int, level: str, day: dt.date) -> list[Spot]:
        """The places of ``level`` under a place that exist on ``day``."""
        key = (place, level, bisect_right(self.changes, day))
        if key not in self.known:
            self.known[key] = [spot for spot in self.inside.get((place, level), ()) if spot.on(day)]
        return self.known[key]

    def answers(self, form: str) -> list[str]:
        """The form's fields that do not say who, where and when: those stand in columns of their own."""
        return [one.name for one in self.forms[form] if one.role not in OWN_ROLES]

    def line(self, spot: Spot) -> list[Spot]:
        """The place, the one above it, and so on."""
        line = [spot]
        while spot.parent is not None:
            spot = self.spots[spot.parent]
            line.append(spot)
        return line

    def lies_in(self, spot: Spot, refs: frozenset[str]) -> bool:
        return not refs or any(above.ref in refs for above in self.line(spot))


def sized(world: World, level: str) -> World:
    """The world with a made-up size for every place: 1 is the average one of its level before any change.

    A new place is as large as what it was made from; where the share is unknown, equal parts are taken. That is
    good enough for inventing reports and is used for nothing else.
    """
    of: dict[int, float] = {}
    spots = [spot for spot in world.spots.values() if spot.level == level]
    came_from: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for origin, targets in world.edges.items():
        for target, weight in targets.items():
            came_from[target].append((origin, weight if weight is not None else 1 / len(targets)))
    for spot in sorted(spots, key=lambda spot: (spot.valid_from or dt.date.min, spot.ref)):
        parts = [of[origin] * weight for origin, weight in came_from[spot.number] if origin in of]
        of[spot.number] = sum(parts) or random.Random(spot.ref).lognormvariate(-(SPREAD**2) / 2, SPREAD)
    above = _rolled_up(world, spots, of)
    world.sizes.update(of | above)
    return world


def _rolled_up(world: World, spots: Iterable[Spot], of: Mapping[int, float]) -> dict[int, float]:
    sums: dict[int, float] = defaultdict(float)
    for spot in spots:
        for above in world.line(spot)[1:]:
            sums[above.number] += of[spot.number]
    averages: dict[str, list[float]] = defaultdict(list)
    for number, size in sums.items():
        if world.spots[number].valid_from is None:
            averages[world.spots[number].level].append(size)
    mean = {level: sum(sizes) / len(sizes) for level, sizes in averages.items()}
    return {number: size / mean.get(world.spots[number].level, size) for number, size in sums.items()}
