"""Editions by name, what they hold, and the level of places that a programme is broken down by."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from kheo.consolidate.editions.models import Edition
from kheo.consolidate.editions.rules import Difference, differences, edition_digest
from kheo.facts.ledger.rules import Why
from kheo.ground.audit.queries import trail
from kheo.ground.places.models import Level, Place
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme

FROZEN = "edition.frozen"


def editions() -> list[Edition]:
    """All editions, the newest first, without their figures."""
    return list(Edition.objects.select_related("programme").defer("figures"))


def edition_named(name: str) -> Edition:
    """An edition whose digest still tells the truth. Raises Refused("edition.not_found" or "edition.altered")."""
    edition = Edition.objects.select_related("programme").filter(name=name).first()
    if edition is None:
        known = list(Edition.objects.values_list("name", flat=True))
        raise Refused("edition.not_found" if known else "edition.none_frozen", edition=name, known=known)
    if edition.digest != edition_digest(edition.period, edition.position, edition.figures):
        raise Refused("edition.altered", edition=name)
    return edition


def altered_editions() -> dict[str, Why]:
    """name → what is wrong with it, for editions that are not what the record of acts says was frozen."""
    told = {row.subject: row for row in trail(act=FROZEN)}
    found: dict[str, Why] = {}
    for edition in Edition.objects.order_by("pk").iterator(chunk_size=10):
        act = told.pop(f"edition:{edition.pk}", None)
        digest = edition_digest(edition.period, edition.position, edition.figures)
        if act is None:
            found[edition.name] = Why.UNKNOWN
        elif (act.label, act.detail.get("digest")) != (edition.name, digest) or edition.digest != digest:
            found[edition.name] = Why.CHANGED
    return found | {row.label: Why.MISSING for row in told.values()}


def edition_differences(before: str, after: str) -> list[Difference]:
    """What the second edition says otherwise than the first. Raises Refused for editions of other programmes."""
    one, other = edition_named(before), edition_named(after)
    if one.programme_id != other.programme_id:
        raise Refused("edition.other_programme", before=before, after=after)
    return differences(one.figures, other.figures)


def first_level(programme: Programme, day: dt.date) -> Level | None:
    """The level of places that the programme's figures are first broken down by, on the map of ``day``.

    The programme's settings name it (figures.by); else it is the highest level below its country.
    """
    wanted = (programme.settings.get("figures") or {}).get("by") or []
    for level in Level.objects.filter(code__in=wanted[:1]):
        if Place.objects.on(day).filter(level=level).exists():
            return level
    countries = {root(place) for place in Place.objects.filter(pk__in=_partner_places(programme))}
    below = Place.objects.on(day).filter(parent__in=countries) if countries else Place.objects.on(day)
    found = below.filter(level__rank__gt=0).order_by("level__rank").select_related("level").first()
    return found.level if found else None


def _partner_places(programme: Programme) -> list[int]:
    return [number for number in programme.partners.values_list("place_id", flat=True) if number]


def root(place: Place) -> Place:
    """The place at the top of the tree that holds this one."""
    while place.parent is not None:
        place = place.parent
    return place


def names_of(numbers: set[int]) -> dict[int, tuple[str, str]]:
    """Number → (ref, name) of places."""
    rows = Place.objects.filter(Q(pk__in=numbers)).values_list("pk", "ref", "name")
    return {number: (ref, name) for number, ref, name in rows}
