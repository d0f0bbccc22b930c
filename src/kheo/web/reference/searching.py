"""Search: places by old and new names, units, indicators; with or without diacritics."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.ground.organisations import queries as organisations
from kheo.ground.places import queries as places
from kheo.ground.places.models import Place
from kheo.kit.text import pick, plain
from kheo.web.shared.asking import indicators_of
from kheo.web.shared.atlas import atlas
from kheo.web.shared.country import country_of
from kheo.web.shared.days import day_name
from kheo.web.shared.frame import Frame, agencies_of

WIDER = 3  # what is looked through for each hit of this programme's country and partners


@dataclass(frozen=True)
class Hit:
    name: str
    note: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    title: str
    hits: tuple[Hit, ...]


def search_for(frame: Frame, query: str, limit: int) -> list[HitGroup]:
    """At most ``limit`` of each kind; empty kinds are left out."""
    if not plain(query):
        return []
    groups = (
        HitGroup(_("Places"), tuple(_places(frame, query, limit))),
        HitGroup(_("Indicators"), tuple(_indicators(frame, query)[:limit])),
        HitGroup(_("Organisations"), tuple(_organisations(frame, query, limit))),
    )
    return [group for group in groups if group.hits]


def _places(frame: Frame, query: str, limit: int) -> list[Hit]:
    """Places of the map's day, also found by the names of those that they came from or became; then those of
    other days."""
    country = country_of(frame.programme.code)
    now = [
        hit
        for hit in places.search(query, on=frame.map_day, limit=WIDER * limit)
        if country.holds(hit.place.pk)
    ]
    hits = [_place(frame, hit.place, hit.through) for hit in now[:limit]]
    shown = {hit.place.pk for hit in now}
    if len(hits) < limit:
        ever = places.search(query, limit=WIDER * limit)
        others = [hit.place for hit in ever if hit.place.pk not in shown and country.holds(hit.place.pk)]
        hits += [_place(frame, place, None) for place in others[: limit - len(hits)]]
    return hits


def _place(frame: Frame, place: Place, through: Place | None) -> Hit:
    parts = [pick(place.level.title, frame.language) or place.level.code]
    above = [spot.name for spot in atlas().upwards(place.parent_id) if atlas().ranks[spot.level] > 0]
    parts += above[:2]
    if place.valid_to:
        parts.append(_("until %(day)s") % {"day": day_name(place.valid_to)})
    if through is not None:
        parts.append(_("by the name %(name)s") % {"name": through.name})
    return Hit(place.name, ", ".join(parts), frame.choices.to("place", place.ref))


def _indicators(frame: Frame, query: str) -> list[Hit]:
    words = plain(query).split()
    hits = []
    for known in indicators_of(frame.programme.code).values():
        text = plain(" ".join([known.code, *known.title.values()]))
        if all(word in text for word in words):
            title = pick(known.title, frame.language)
            hits.append(Hit(title, known.code, frame.choices.to("indicator", known.code)))
    return hits


def _organisations(frame: Frame, query: str, limit: int) -> list[Hit]:
    partners = {agency.pk for agency in agencies_of(frame.programme)}
    return [
        Hit(
            pick(found.title, frame.language) or found.ref,
            _("agency") if found.agency_id is None else _("unit"),
            frame.choices.to("organisation", found.ref),
        )
        for found in organisations.search(query, limit=WIDER * limit)
        if (found.agency_id or found.pk) in partners
    ][:limit]
