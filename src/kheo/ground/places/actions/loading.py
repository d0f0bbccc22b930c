"""Write levels, places and changes: bulk, and only what differs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.ground.places.actions.rows import ChangeRow, LevelRow, PlaceRow
from kheo.ground.places.models import Level, Place, PlaceChange, PlaceEdge
from kheo.ground.upsert import upsert
from kheo.kit.tally import Tally
from kheo.kit.text import plain, sort_key


@transaction.atomic
def load_levels(rows: Sequence[LevelRow], *, by: str, now: dt.datetime) -> Tally:
    """Create or change levels by code. Levels of other packs are left alone."""
    wanted = {row.code: {"code": row.code, "rank": row.rank, "title": row.title} for row in rows}
    tally, _ = upsert(Level, wanted, existing={level.code: level for level in Level.objects.all()})
    _record("levels.loaded", tally, by=by, now=now)
    return tally


@transaction.atomic
def load_places(rows: Sequence[PlaceRow], *, by: str, now: dt.datetime) -> Tally:
    """Create or change places by ref, parents before their children. Places that are not named are left alone."""
    levels = dict(Level.objects.values_list("code", "pk"))
    existing = {place.ref: place for place in Place.objects.all()}
    numbers = {ref: place.pk for ref, place in existing.items()}
    tally = Tally()
    for generation in _generations(rows):
        wanted = {row.ref: _fields(row, levels, numbers) for row in generation}
        part, places = upsert(Place, wanted, existing=existing)
        numbers.update((place.ref, place.pk) for place in places.values())
        tally += part
    _record("places.loaded", tally, by=by, now=now)
    return tally


def _generations(rows: Sequence[PlaceRow]) -> list[list[PlaceRow]]:
    """Places without a parent in the file, then their children, and so on."""
    by_ref = {row.ref: row for row in rows}
    depths: dict[str, int] = {}
    for row in rows:
        line = []
        above: PlaceRow | None = row
        while above is not None and above.ref not in depths:
            line.append(above.ref)
            above = by_ref.get(above.parent)
        depth = depths[above.ref] + 1 if above is not None else 0
        for ref in reversed(line):
            depths[ref] = depth
            depth += 1
    generations: dict[int, list[PlaceRow]] = defaultdict(list)
    for row in rows:
        generations[depths[row.ref]].append(row)
    return [generations[depth] for depth in sorted(generations)]


def _fields(row: PlaceRow, levels: dict[str, int], numbers: dict[str, int]) -> dict[str, object]:
    name_plain = plain(row.name)
    names = [name for called in (row.name, *row.other_names) for name in _spoken(plain(called), row.kind)]
    return {
        "ref": row.ref,
        "code": row.code,
        "level_id": levels[row.level],
        "kind": row.kind,
        "name": row.name,
        "name_plain": name_plain,
        "sort_key": sort_key(row.name),
        "other_names": list(row.other_names),
        "search_text": "|".join(("", *dict.fromkeys(names), "")),
        "parent_id": numbers[row.parent] if row.parent else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "lat": row.lat,
        "lon": row.lon,
        "attributes": row.attributes,
    }


def _spoken(name: str, kind: str) -> tuple[str, ...]:
    """The name, and the name without its kind: people write "Tân Lập" for "Xã Tân Lập"."""
    word = plain(kind.replace("_", " ")) + " "
    return (name, name.removeprefix(word)) if kind and name.startswith(word) else (name,)


@transaction.atomic
def load_changes(rows: Sequence[ChangeRow], *, by: str, now: dt.datetime) -> Tally:
    """Bring the changes that are named to exactly these edges. Changes that are not named are left alone."""
    wanted = {
        row.change: {"ref": row.change, "effective": row.effective, "decision": row.decision} for row in rows
    }
    of_changes, changes = upsert(PlaceChange, wanted, existing={c.ref: c for c in PlaceChange.objects.all()})
    numbers = dict(Place.objects.values_list("ref", "pk"))
    edges = {}
    for row in rows:
        target = numbers[row.target] if row.target else None
        values = {
            "change_id": changes[row.change].pk,
            "origin_id": numbers[row.origin],
            "target_id": target,
            "kind": row.kind,
            "weight": row.weight,
            "weight_source": row.weight_source,
            "note": row.note,
        }
        edges[changes[row.change].pk, numbers[row.origin], target] = values
    named = {change.pk for change in changes.values()}
    existing = {
        (e.change_id, e.origin_id, e.target_id): e for e in PlaceEdge.objects.all() if e.change_id in named
    }
    gone = [edge for key, edge in existing.items() if key not in edges]
    of_edges, _ = upsert(PlaceEdge, edges, existing=existing, retire=gone)
    tally = of_changes + of_edges
    _record("changes.loaded", tally, by=by, now=now)
    return tally


def _record(act: str, tally: Tally, *, by: str, now: dt.datetime) -> None:
    """An act that changed nothing leaves no trace."""
    if tally.changed:
        detail = {
            "created": tally.created,
            "updated": tally.updated,
            "retired": tally.retired,
            "names": list(tally.names),
        }
        record(act, "ground", by=by, now=now, detail=detail)
