"""The atlas of all places and changes, built once and kept until either changes."""

from __future__ import annotations

import functools
import hashlib
from typing import Any

from django.db.models import QuerySet

from kheo.ground.audit.models import AuditRow
from kheo.ground.places.models import Place, PlaceEdge
from kheo.ground.places.rules import Atlas, Edge, Span


def atlas() -> tuple[str, Atlas]:
    """A digest of places and changes, and the atlas made of them."""
    # Another process may have loaded a pack that changed a date or a share: the act left a row.
    acts = AuditRow.objects.filter(subject="ground")
    return _atlas(tuple(_newest(rows) for rows in (Place.objects.all(), PlaceEdge.objects.all(), acts)))


def _newest(rows: QuerySet[Any]) -> int | None:
    return rows.order_by("-pk").values_list("pk", flat=True).first()


def forget() -> None:
    """Build the atlas anew at the next question: after a load that may have changed a date, a parent or a share."""
    _atlas.cache_clear()


@functools.lru_cache(maxsize=4)
def _atlas(marks: tuple[int | None, ...]) -> tuple[str, Atlas]:
    spans = [
        Span(*row)
        for row in Place.objects.order_by("pk").values_list(
            "pk", "level__code", "parent_id", "valid_from", "valid_to"
        )
    ]
    edges = [
        Edge(*row)
        for row in PlaceEdge.objects.order_by("pk").values_list(
            "origin_id", "target_id", "change__effective", "weight"
        )
    ]
    digest = hashlib.sha256(repr((spans, edges)).encode()).hexdigest()
    return digest, Atlas(spans, edges)
