"""Write organisations and their links: bulk, and only what differs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.ground.organisations.models import Organisation, OrganisationLink
from kheo.ground.organisations.rules.rows import LinkRow, OrganisationRow
from kheo.ground.places.models import Place
from kheo.ground.upsert import upsert
from kheo.kit.tally import Tally
from kheo.kit.text import plain, sort_key

LONGEST_SLUG = 70


@transaction.atomic
def load_organisations(rows: Sequence[OrganisationRow], *, by: str, now: dt.datetime) -> Tally:
    """Create or change organisations by ref, agencies and parents first. Others are left alone."""
    places = dict(Place.objects.order_by().values_list("ref", "pk"))
    existing = {one.ref: one for one in Organisation.objects.all()}
    numbers = {ref: one.pk for ref, one in existing.items()}
    tally = Tally()
    for generation in _generations(rows):
        wanted = {row.ref: _fields(row, places, numbers) for row in generation}
        part, made = upsert(Organisation, wanted, existing=existing)
        numbers.update((ref, one.pk) for ref, one in made.items())
        tally += part
    if tally.changed:
        detail = {"created": tally.created, "updated": tally.updated}
        record("organisations.loaded", "ground", by=by, now=now, detail=detail)
    return tally


def _generations(rows: Sequence[OrganisationRow]) -> list[list[OrganisationRow]]:
    """Rows that need none of the file's other rows, then those that need only these, and so on."""
    left = {row.ref: row for row in rows}
    generations = []
    while left:
        ready = [row for row in left.values() if row.parent not in left and row.agency not in left]
        if not ready:
            raise ValueError("organisations stand in a circle")
        for row in ready:
            del left[row.ref]
        generations.append(ready)
    return generations


def _fields(row: OrganisationRow, places: Mapping[str, int], numbers: Mapping[str, int]) -> dict[str, object]:
    name = row.title.get("vi") or row.title["en"]
    return {
        "ref": row.ref,
        "title": row.title,
        "name_plain": plain(name)[:300],
        "sort_key": sort_key(name),
        "aliases": list(row.aliases),
        "search_text": "|".join(("", *row.names, "")),
        "parent_id": numbers[row.parent] if row.parent else None,
        "agency_id": numbers[row.agency] if row.agency else None,
        "place_id": places[row.place] if row.place else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


@transaction.atomic
def load_links(rows: Sequence[LinkRow], *, by: str, now: dt.datetime) -> Tally:
    """Create or change what the named organisations became; links that a named origin no longer has go."""
    numbers = dict(Organisation.objects.order_by().values_list("ref", "pk"))
    wanted = {}
    for row in rows:
        origin, target = numbers[row.origin], numbers[row.target]
        wanted[origin, target, row.kind.value] = {
            "origin_id": origin,
            "target_id": target,
            "kind": row.kind.value,
            "effective": row.effective,
            "decision": row.decision,
        }
    origins = {origin for origin, _, _ in wanted}
    there = OrganisationLink.objects.filter(origin__in=origins)
    existing = {(link.origin_id, link.target_id, link.kind): link for link in there}
    gone = [link for key, link in existing.items() if key not in wanted]
    tally, _ = upsert(OrganisationLink, wanted, existing=existing, retire=gone)
    if tally.changed:
        detail = {"created": tally.created, "updated": tally.updated, "retired": tally.retired}
        record("organisation_links.loaded", "ground", by=by, now=now, detail=detail)
    return tally


def create_agencies(names: Sequence[str], *, language: str, by: str, now: dt.datetime) -> dict[str, int]:
    """Write an agency for each name that a report gave, titled in ``language``; refs are made from the names.

    Returns name → number.
    """
    taken = set(Organisation.objects.order_by().values_list("ref", flat=True))
    refs: dict[str, str] = {}
    for name in names:
        slug = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:LONGEST_SLUG] or "agency"
        spellings = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
        refs[name] = next(ref for ref in spellings if ref not in taken)
        taken.add(refs[name])
    rows = [OrganisationRow(ref, {language: name}, (), "", "", "", None, None) for name, ref in refs.items()]
    load_organisations(rows, by=by, now=now)
    numbers = dict(Organisation.objects.filter(ref__in=refs.values()).values_list("ref", "pk"))
    return {name: numbers[ref] for name, ref in refs.items()}
