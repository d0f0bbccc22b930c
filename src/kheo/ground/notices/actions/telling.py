"""Somebody is told something, in the transaction of what it is about: no act without its notice, no notice without its act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kheo.ground.notices.models import Notice
from kheo.ground.notices.states import Kind
from kheo.ground.wall.queries import past_the_wall

MANY = 500


@dataclass(frozen=True)
class Told:
    """One thing to tell to one person (their number). ``key``: the same for the same thing, however often it is found."""

    person: int
    kind: Kind
    key: str
    detail: dict[str, Any] = field(default_factory=dict)


@past_the_wall()
def tell(*, person: int, kind: Kind, key: str, by: str, now: dt.datetime, **detail: Any) -> None:
    """One thing to one person. What they were told already is not told again."""
    tell_all(found=[Told(person, kind, key, detail)], by=by, now=now)


@past_the_wall()
@transaction.atomic
def tell_all(*, found: Iterable[Told], by: str, now: dt.datetime) -> int:
    """Returns how many of them were new."""
    wanted = {(one.person, one.kind.value, one.key[:200]): one.detail for one in found}
    keys = sorted(wanted)
    new = 0
    for at in range(0, len(keys), MANY):
        some = keys[at : at + MANY]
        there = Notice.objects.filter(
            key__in={key for _, _, key in some}, person__in={person for person, _, _ in some}
        )
        known = set(there.values_list("person_id", "kind", "key"))
        rows = [
            Notice(person_id=key[0], kind=key[1], key=key[2], detail=wanted[key], by=by, at=now)
            for key in some
            if key not in known
        ]
        # Another process may find the same at the same moment: whoever is second tells nothing.
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        new += len(rows)
    return new
