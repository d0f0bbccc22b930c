"""Who could report, and between which days the map stays the same."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field

import pyarrow as pa

from kheo.capture.samples.rules import spec as s
from kheo.capture.samples.rules.world import Spot, World


@dataclass(frozen=True)
class Stretch:
    """Some days between two changes of the map, and the share of its period that they are."""

    first: dt.date
    last: dt.date
    share: float
    years: float


@dataclass(frozen=True)
class Crew:
    """The units of all agencies on the same spots, agency by agency: unit ``k`` of agency ``a`` is row a × n + k.

    ``known`` keeps what was found out about all of them, by the question."""

    agencies: tuple[str, ...]
    spots: tuple[Spot, ...]
    unit: pa.Array
    agency: pa.Array
    place: pa.Array
    size: pa.Array
    known: dict[object, pa.Array] = field(default_factory=dict, compare=False)


def stretches(form: s.FormSpec, world: World, first: dt.date, last: dt.date) -> list[Stretch]:
    """The form's periods, cut where places begin."""
    every = next((duty.every for duty in world.duties if duty.form == form.form), "quarter")
    cuts = sorted({spot.valid_from for spot in world.spots.values() if spot.valid_from})
    found = []
    for period in world.calendar.periods(every, first, last):
        edges = [period.first, *(cut for cut in cuts if period.first < cut <= period.last)]
        ends = [cut - dt.timedelta(days=1) for cut in edges[1:]] + [period.last]
        for start, end in zip(edges, ends, strict=True):
            share = ((end - start).days + 1) / period.days
            found.append(Stretch(start, end, share, (end - first).days / 365.25))
    return found


def crew_of(
    form: s.FormSpec, spec: s.Spec, world: World, day: dt.date, known: dict[object, Crew | None]
) -> Crew | None:
    """Who could report on ``form`` on a day. ``known``: the crews found so far; forms and days share them."""
    agencies = tuple(dict.fromkeys(duty.agency for duty in world.duties if duty.form == form.form))
    level = spec.place_level
    agencies = tuple(agency for agency in agencies if (agency, level) in world.units_of) or agencies
    if agencies and (agencies[0], level) not in world.units_of:
        level = next((duty.level for duty in world.duties if duty.form == form.form), level)
    key = agencies, level, bisect_right(world.changes, day)
    if key not in known:
        known[key] = _crew(agencies, level, world, day)
    return known[key]


def _crew(agencies: tuple[str, ...], level: str, world: World, day: dt.date) -> Crew | None:
    by_agency = [
        [unit for unit in world.units_of.get((agency, level), ()) if unit.spot.on(day)] for agency in agencies
    ]
    common = (
        set.intersection(*({unit.spot.number for unit in units} for units in by_agency))
        if by_agency
        else set()
    )
    crews = [[unit for unit in units if unit.spot.number in common] for units in by_agency]
    if not common:
        return None
    for units in crews:
        units.sort(key=lambda unit: unit.spot.ref)
    everyone = [unit for units in crews for unit in units]
    return Crew(
        agencies=agencies,
        spots=tuple(unit.spot for unit in crews[0]),
        unit=pa.array([unit.number for unit in everyone], pa.int32()),
        agency=pa.array([unit.agency_number for unit in everyone], pa.int32()),
        place=pa.array([unit.spot.number for unit in everyone], pa.int32()),
        size=pa.array([world.sizes.get(unit.spot.number, 1.0) for unit in everyone], pa.float64()),
    )
