"""Places: when each existed, what it lies in, what it came from and became, by which legal act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from kheo.ground.places.models import Place, PlaceEdge
from kheo.kit.text import pick
from kheo.web.shared.atlas import atlas
from kheo.web.shared.choices import Choices
from kheo.web.shared.country import country_of, reforms_of
from kheo.web.shared.dimensions import dimension_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number

MOST_INSIDE = 200
MOST_REFORMS = 20
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Link:
    name: str
    url: str
    note: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Change:
    """One event: the places on the other side, each with the share that is known, or unknown."""

    effective: dt.date
    decision: str
    note: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class PlacePage:
    name: str
    level: str
    kind: str
    code: str
    ref: str
    other_names: tuple[str, ...]
    valid_from: dt.date | None
    valid_to: dt.date | None
    above: tuple[Link, ...]
    came_from: tuple[Change, ...]
    became: tuple[Change, ...]
    inside: tuple[Link, ...]
    more_inside: int
    facts: tuple[tuple[str, str], ...]
    figures_url: str
    figures_map: dt.date | None


@dataclass(frozen=True)
class Top:
    level: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Day:
    effective: dt.date
    events: str
    places: str
    url: str


def place_of(frame: Frame, place: Place) -> PlacePage:
    choices = _when_it_stood(frame, place)
    inside = list(place.children.order_by("sort_key", "pk"))
    standing = [child for child in inside if _stands(child, frame.map_day)] or inside
    drawn = (frame.programme.settings.get("overview") or {}).get("map") or {}
    return PlacePage(
        name=place.name,
        level=pick(place.level.title, frame.language) or place.level.code,
        kind=place.kind,
        code=place.code,
        ref=place.ref,
        other_names=tuple(name for name in place.other_names if name != place.name),
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        above=tuple(
            _link(frame, spot.ref, spot.name) for spot in list(atlas().upwards(place.parent_id))[::-1]
        ),
        came_from=_changes(frame, place.predecessors.all(), origin=True),
        became=_changes(frame, place.successors.all(), origin=False),
        inside=tuple(_link(frame, child.ref, child.name) for child in standing[:MOST_INSIDE]),
        more_inside=max(len(standing) - MOST_INSIDE, 0),
        facts=tuple(_known(place, frame.language)),
        figures_url=choices.to(
            "figures", within=place.ref, by=_below(frame, place, choices, str(drawn.get("level", "")))
        ),
        figures_map=choices.boundaries if choices != frame.choices else None,
    )


def _when_it_stood(frame: Frame, place: Place) -> Choices:
    """The choices of the page, on a map that has the place: its last day's, or its first day's."""
    day = frame.choices.boundaries
    if day is None or _stands(place, day):
        return frame.choices
    ended = place.valid_to is not None and place.valid_to <= day
    stood = place.valid_to - ONE_DAY if ended and place.valid_to else place.valid_from
    return frame.choices.but(boundaries=stood)


def _below(frame: Frame, place: Place, choices: Choices, wanted: str) -> str:
    """The level by which figures of this place are shown: the map's, if it has such places inside; else the highest
    that it has inside; else its own, which is one row."""
    places, country = atlas(), country_of(frame.programme.code)
    inside = [
        level
        for level in country.levels
        if places.ranks[level] > place.level.rank
        and any(
            above.number == place.pk
            for spot in country.at(level, choices.boundaries)
            for above in places.upwards(spot.number)
        )
    ]
    return wanted if wanted in inside else next(iter(inside), place.level.code)


def _stands(place: Place, day: dt.date) -> bool:
    return (place.valid_from is None or place.valid_from <= day) and (
        place.valid_to is None or day < place.valid_to
    )


def _link(frame: Frame, ref: str, name: str, note: str = "") -> Link:
    return Link(name, frame.choices.to("place", ref), note)


def _changes(frame: Frame, edges: Iterable[PlaceEdge], *, origin: bool) -> tuple[Change, ...]:
    """``edges`` of one place, by event; the other side is the origin or the target."""
    rows = sorted(
        edges.select_related("change", "origin", "target"),  # type: ignore[attr-defined]
        key=lambda edge: (edge.change.effective, edge.change_id),
    )
    found = []
    for (effective, decision), group in groupby(rows, key=lambda e: (e.change.effective, e.change.decision)):
        of_one = list(group)
        links = [_side(frame, edge, origin) for edge in of_one]
        notes = {edge.note or edge.change.note for edge in of_one} - {""}
        found.append(Change(effective, decision, "; ".join(sorted(notes)[:3]), tuple(links)))
    return tuple(found)


def _side(frame: Frame, edge: PlaceEdge, origin: bool) -> Link:
    other = edge.origin if origin else edge.target
    if other is None:
        return Link(_("no successor"), "", "", True)
    return _link(frame, other.ref, other.name, _share(edge.weight, frame.language))


def _share(weight: Decimal | None, language: str) -> str:
    """How much of the old place went to the new one."""
    if weight is None:
        return _("a part; how much is not known")
    if weight == 1:
        return _("as a whole")
    if weight == 0:
        return _("no share of it")
    return _("%(share)s %% of it") % {"share": number(weight * 100, language)}


def _known(place: Place, language: str) -> Iterable[tuple[str, str]]:
    """What the pack knows about the place: numbers in the language's format."""
    names = {"area_km2": _("Area, km²"), "households": _("Households"), "population": _("Population")}
    for name, value in place.attributes.items():
        try:
            text = number(Decimal(str(value)), language)
        except ArithmeticError:
            text = str(value)
        yield names.get(name, name.replace("_", " ")), text


def tops(frame: Frame) -> Top:
    """The places right under the country, on the map of the page."""
    country = country_of(frame.programme.code)
    under = [
        spot
        for level in country.levels
        for spot in country.at(level, frame.map_day)
        if spot.parent in country.roots or (spot.parent is None and len(country.roots) > 1)
    ]
    level = next((code for code in country.levels if any(spot.level == code for spot in under)), "")
    spots = sorted(
        (spot for spot in under if spot.level == level), key=lambda spot: (spot.sort_key, spot.number)
    )
    return Top(
        dimension_name(level, frame.language) if level else "",
        tuple(_link(frame, spot.ref, spot.name) for spot in spots),
    )


def reforms(frame: Frame) -> list[Day]:
    """The days on which the map changed, the latest first."""
    return [
        Day(
            found.effective,
            number(found.events, frame.language),
            number(found.places, frame.language),
            frame.choices.but(boundaries=found.effective).to("places"),
        )
        for found in reforms_of(frame.programme.code)[:MOST_REFORMS]
    ]
