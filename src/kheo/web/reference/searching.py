"""Search: places by old and new names, units, indicators, files; with or without diacritics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import submissions_within
from kheo.ground.organisations import queries as organisations
from kheo.ground.organisations.models import Organisation
from kheo.ground.places import queries as places
from kheo.ground.places.models import Place
from kheo.kit.text import pick, plain
from kheo.web.shared.asking import forms_in, indicators_of
from kheo.web.shared.atlas import atlas
from kheo.web.shared.country import country_of
from kheo.web.shared.days import last_day_name, moment_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.pickers import agencies_of

LOOKED_THROUGH = 2_000  # files
WIDER = 3  # what is looked through for each hit of this programme's country and partners


@dataclass(frozen=True)
class Hit:
    name: str
    note: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    """``more``: as many as were looked for were found, so that there may be others."""

    title: str
    hits: tuple[Hit, ...]
    more: bool = False


def search_for(frame: Frame, query: str, limit: int) -> list[HitGroup]:
    """At most ``limit`` of each kind; empty kinds are left out."""
    if not plain(query):
        return []
    found = (
        (_("Places"), _places(frame, query, limit)),
        (_("Indicators"), _indicators(frame, query)[:limit]),
        (_("Organisations"), _organisations(frame, query, limit)),
        (_("Files"), _files(frame, query, limit)),
    )
    return [HitGroup(title, tuple(hits), len(hits) >= limit) for title, hits in found if hits]


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
        parts.append(_("until %(day)s") % {"day": last_day_name(place.valid_to)})
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
            ", ".join(_told(found)),
            frame.choices.to("organisation", found.ref),
        )
        for found in organisations.search(query, limit=WIDER * limit)
        if (found.agency_id or found.pk) in partners
    ][:limit]


def _told(found: Organisation) -> Iterable[str]:
    """What tells an organisation from others of its name: what it is, where, until when."""
    yield _("agency") if found.agency_id is None else _("unit")
    yield from [spot.name for spot in atlas().upwards(found.place_id) if atlas().ranks[spot.level] > 0][:2]
    if found.valid_to:
        yield _("until %(day)s") % {"day": last_day_name(found.valid_to)}


def _files(frame: Frame, query: str, limit: int) -> list[Hit]:
    """What was sent, by the words of its name and of its form's title; the newest first."""
    words = plain(query).split()
    found = Submission.objects.filter(form_version__form__code__in=forms_in(frame.programme.code))
    rows = submissions_within(frame.scope, found).order_by("-received_at", "-pk")
    hits = []
    for pk, name, title, received in rows.values_list(
        "pk", "filename", "form_version__form__title", "received_at"
    )[:LOOKED_THROUGH]:
        text = plain(" ".join([name, *(title or {}).values()]))
        if all(word in text for word in words):
            note = f"{pick(title or {}, frame.language)}, {moment_name(received)}"
            hits.append(Hit(name or f"{pk}", note, frame.choices.to("report", pk)))
    return hits[:limit]
