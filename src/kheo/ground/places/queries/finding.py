"""Questions about places, each with a few short queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from kheo.ground.places.models import Level, Place, PlaceChange, PlaceEdge
from kheo.kit.text import plain

SEARCHED = 400


@dataclass(frozen=True)
class Found:
    """A place that a search found; ``through`` is the older or newer place whose name matched, if another's did."""

    place: Place
    through: Place | None = None


def by_ref(ref: str) -> Place | None:
    return Place.objects.filter(ref=ref).select_related("level").first()


def by_code(code: str, day: dt.date, *, level: str = "") -> Place | None:
    """The place that bore ``code`` on ``day``: codes come back on other places. None when none or several did."""
    places = Place.objects.on(day).filter(code=code).select_related("level")
    found = list((places.filter(level__code=level) if level else places)[:2])
    return found[0] if len(found) == 1 else None


def level_on(level: str, day: dt.date | None = None) -> QuerySet[Place]:
    """The places of a level on a day, or of all days, as Vietnamese sorts."""
    places = Place.objects.filter(level__code=level)
    return places if day is None else places.on(day)


def ancestors(place: Place) -> dict[str, Place]:
    """The place and those above it, by the code of their level, the highest first."""
    line = [place]
    while (parent := line[-1].parent) is not None:
        line.append(parent)
    return {one.level.code: one for one in reversed(line)}


def ancestor_at(place: Place, level: str) -> Place | None:
    """The place of ``level`` that holds ``place``; itself counts."""
    return ancestors(place).get(level)


def change_days() -> list[dt.date]:
    """The days on which the map changed, in order."""
    return list(PlaceChange.objects.order_by("effective").values_list("effective", flat=True).distinct())


def search(text: str, *, on: dt.date | None = None, level: str = "", limit: int = 20) -> list[Found]:
    """Places by words of a name, with or without diacritics, or by a whole code; best first.

    With ``on`` only places of that day are found, also by the names of the places that they came from or became.
    """
    wanted = plain(text).replace("|", " ").strip()
    if not wanted:
        return []
    every_word = reduce(and_, map(_word_begins, wanted.split()))
    places = Place.objects.filter(every_word | Q(code=wanted)).select_related("level")
    if level:
        places = places.filter(level__code=level)
    ranked = places.annotate(
        closeness=Case(
            When(search_text__contains=f"|{wanted}|", then=Value(0)),
            When(code=wanted, then=Value(0)),
            When(search_text__contains=f"|{wanted}", then=Value(1)),
            When(search_text__contains=f" {wanted}|", then=Value(1)),
            When(search_text__contains=wanted, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
    ).order_by("closeness", "level__rank", "sort_key", "id")
    if on is None:
        return [Found(place) for place in ranked[:limit]]
    return _on_the_map(list(ranked[:SEARCHED]), on)[:limit]


def named(text: str, *, on: dt.date | None = None) -> list[Place]:
    """The places that a person may mean by a ref, or by the whole of a name with or without diacritics: of the
    highest level that has one of that name; with ``on`` only places of that day."""
    if found := by_ref(text):
        return [found]
    wanted = plain(text).replace("|", " ").strip()
    if not wanted:
        return []
    places = Place.objects.filter(
        Q(search_text__contains=f"|{wanted}|") | Q(search_text__contains=f" {wanted}|")
    )
    rows = (places if on is None else places.on(on)).select_related("level")
    whole = [
        place
        for place in rows.order_by("level__rank", "sort_key", "id")
        if f"|{wanted}|" in place.search_text
        or plain(place.name) == f"{place.kind.replace('_', ' ')} {wanted}"
    ]
    return [place for place in whole if place.level_id == whole[0].level_id]


def _word_begins(letters: str) -> Q:
    return Q(search_text__contains=f"|{letters}") | Q(search_text__contains=f" {letters}")


def _on_the_map(matched: list[Place], on: dt.date) -> list[Found]:
    """Of equally close names, those that stand on the map come before those that lead there."""
    beside = _neighbours_in_time([place for place in matched if not _stands(place, on)], on)
    found: dict[int, Found] = {}
    for place in sorted(matched, key=lambda place: (place.closeness, not _stands(place, on))):  # type: ignore[attr-defined]
        if _stands(place, on):
            found.setdefault(place.pk, Found(place))
        for other in beside.get(place.pk, ()):
            found.setdefault(other.pk, Found(other, through=place))
    return list(found.values())


def _neighbours_in_time(places: list[Place], on: dt.date) -> dict[int, list[Place]]:
    """For each place, what it became or came from, step by step, until the map of ``on``."""
    reached: dict[int, list[Place]] = {}
    frontier = {place.pk: {place.pk} for place in places}
    seen: set[int] = set(frontier)
    while frontier:
        edges = PlaceEdge.objects.filter(
            Q(origin__in=frontier) | Q(target__in=frontier), target__isnull=False
        )
        following: dict[int, set[int]] = {}
        for edge in edges.select_related("origin__level", "target__level"):
            for here, there in ((edge.origin, edge.target), (edge.target, edge.origin)):
                if here is None or there is None or here.pk not in frontier:
                    continue
                if _stands(there, on):
                    for start in frontier[here.pk]:
                        reached.setdefault(start, []).append(there)
                elif there.pk not in seen:
                    following.setdefault(there.pk, set()).update(frontier[here.pk])
        seen.update(following)
        frontier = following
    return reached


def _stands(place: Place, on: dt.date) -> bool:
    return (place.valid_from is None or place.valid_from <= on) and (
        place.valid_to is None or on < place.valid_to
    )


def level_codes() -> list[str]:
    """The codes of all levels, from the country down."""
    return list(Level.objects.values_list("code", flat=True))


def standings() -> dict[str, tuple[str, str, dt.date | None, dt.date | None]]:
    """ref → (level, parent's ref or "", valid_from, valid_to) of every place: what a pack is checked against."""
    rows = Place.objects.order_by().values_list("ref", "level__code", "parent__ref", "valid_from", "valid_to")
    return {ref: (level, parent or "", since, until) for ref, level, parent, since, until in rows}


def codes() -> dict[str, str]:
    """ref → official code of every place that has one."""
    return dict(Place.objects.exclude(code="").order_by().values_list("ref", "code"))
