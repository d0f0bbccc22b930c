"""What somebody typed who gives a role: a unit, a place, a programme, a role, a last day; each or a refusal."""

from __future__ import annotations

import datetime as dt

from django.http import QueryDict
from django.utils import timezone

from kheo.ground.accounts.states import Role
from kheo.ground.organisations import queries as organisations
from kheo.ground.organisations.models import Organisation
from kheo.ground.places import queries as places
from kheo.ground.places.models import Place
from kheo.kit.refusals import Refused
from kheo.kit.text import plain
from kheo.plan.programmes.models import Programme

MOST_NAMED = 5


def within(given: QueryDict) -> Organisation | None:
    """The unit that is named; None where *everywhere* is ticked. That nothing was typed says neither."""
    unit = unit_of(given.get("unit", ""))
    if unit is None and not given.get("everywhere"):
        raise Refused("ground.unit_or_everywhere")
    if unit and given.get("everywhere"):
        raise Refused("ground.unit_and_everywhere")
    return unit


def unit_of(told: str) -> Organisation | None:
    """By its ref, or by its name where only one unit of today bears it; None for nothing."""
    if not (wanted := told.strip()):
        return None
    if found := organisations.by_ref(wanted):
        return found
    named = [
        one
        for one in organisations.search(wanted, on=timezone.localdate(), limit=50)
        if plain(wanted) in {plain(title) for title in one.title.values()}
    ]
    if len(named) == 1:
        return named[0]
    if named:
        raise Refused(
            "ground.several_units", value=wanted[:100], known=[one.ref for one in named[:MOST_NAMED]]
        )
    raise Refused("ground.no_such_unit", value=wanted[:100])


def place_of(told: str) -> Place | None:
    """By its ref, or by its name where only one place of today bears it; None for nothing."""
    if not (wanted := told.strip()):
        return None
    if found := places.by_ref(wanted):
        return found
    named = places.named(wanted, on=timezone.localdate())
    if len(named) == 1:
        return named[0]
    if named:
        raise Refused(
            "ground.several_places", value=wanted[:100], known=[one.ref for one in named[:MOST_NAMED]]
        )
    raise Refused("ground.no_such_place", value=wanted[:100])


def programme_of(code: str) -> str:
    if code and not Programme.objects.filter(code=code).exists():
        raise Refused("ground.no_such_programme", value=code[:100])
    return code


def role_of(value: str) -> Role:
    if value not in list(Role):
        raise Refused("ground.no_such_role", value=value[:100])
    return Role(value)


def day_of(given: QueryDict) -> dt.date | None:
    """``last_day``, which must not be over; None for no end."""
    if not (told := given.get("last_day", "").strip()):
        return None
    try:
        found = dt.date.fromisoformat(told)
    except ValueError:
        raise Refused("ground.no_such_day", value=told[:40]) from None
    if found < timezone.localdate():
        raise Refused("ground.day_is_over", day=found.isoformat())
    return found
