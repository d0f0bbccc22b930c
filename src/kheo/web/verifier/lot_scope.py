"""Whose reports a sample is of, and where: agencies and provinces to choose from, units and communes to be searched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kheo.ground.organisations import queries as organisations
from kheo.ground.organisations.models import Organisation
from kheo.ground.places import queries as places
from kheo.ground.places.models import Place
from kheo.kit.text import pick
from kheo.web.shared.atlas import atlas
from kheo.web.shared.country import country_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.pickers import agencies_of

FOUND = 12  # units or places that are offered for one word
WIDER = 4  # what is looked through for each of them


@dataclass(frozen=True)
class Choice:
    """``group``: the heading that begins with it, "" where none does."""

    value: str
    text: str
    chosen: bool
    group: str = ""


@dataclass(frozen=True)
class Reach:
    """``usual``: what there always is to choose from; ``found``: what fits the words that were looked for. ``words`` as they were
    given. One that alone fits is chosen."""

    usual: Sequence[Choice]
    found: Sequence[Choice]
    words: str


def whose(frame: Frame, given: QueryDict, chosen: str) -> Reach:
    """The programme's agencies about which the reader decides, what was chosen before, and units by their names."""
    rows = [one for one in agencies_of(frame.programme) if frame.deciding.covers_organisation(one.pk, one.pk)]
    if chosen and chosen not in {one.ref for one in rows}:
        rows += Organisation.objects.filter(ref=chosen)
    words = given.get("unit", "").strip()
    fitting = [
        one
        for one in organisations.search(words, limit=WIDER * FOUND)
        if frame.deciding.covers_organisation(one.pk, one.agency_id or one.pk)
        and one.ref not in {row.ref for row in rows}
    ][:FOUND]

    def choice(one: Organisation, alone: bool = False) -> Choice:
        title = pick(one.title, frame.language) or one.ref
        above = [spot.name for spot in atlas().upwards(one.place_id) if atlas().ranks[spot.level] > 0][:1]
        text = ", ".join([title, *(name for name in above if name not in title)]) if one.agency_id else title
        return Choice(one.ref, text, one.ref == chosen or alone)

    alone = len(fitting) == 1 and not chosen
    return Reach([choice(one) for one in rows], [choice(one, alone) for one in fitting], words)


def where(frame: Frame, given: QueryDict, chosen: str) -> Reach:
    """The places below the programme's country on the day of the map, what was chosen before, and others by their names,
    old ones among them."""
    country = country_of(frame.programme.code)
    spots = country.at(country.levels[1], frame.map_day) if len(country.levels) > 1 else []
    named = {spot.ref: spot.name for spot in spots}
    if chosen and chosen not in named:
        named |= {place.ref: _told(place) for place in Place.objects.filter(ref=chosen)}
    words = given.get("spot", "").strip()
    hits = [
        *places.search(words, on=frame.map_day, limit=WIDER * FOUND),
        *places.search(words, limit=WIDER * FOUND),
    ]
    fitting = {hit.place.ref: hit.place for hit in hits if country.holds(hit.place.pk)}
    found = [place for ref, place in fitting.items() if ref not in named][:FOUND]
    alone = len(found) == 1 and not chosen
    return Reach(
        [Choice(ref, name, ref == chosen) for ref, name in named.items()],
        [Choice(place.ref, _told(place), alone) for place in found],
        words,
    )


def _told(place: Place) -> str:
    """With what it lies in, and its last day where it is one of before."""
    above = [spot.name for spot in atlas().upwards(place.parent_id) if atlas().ranks[spot.level] > 0][:2]
    return ", ".join([*dict(atlas().told_apart([place.pk])).values(), *above]) or place.name
