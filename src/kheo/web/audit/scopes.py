"""Where, for what and how long a role holds, as the record tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.text import pick
from kheo.plan.programmes.models import Programme
from kheo.web.shared.days import day_name

M = TypeVar("M", bound=Model)


def scope_of(detail: Mapping[str, Any]) -> str:
    """``detail``: of an act by which a role was given, with numbers and codes."""
    language = (get_language() or "vi").split("-")[0]
    unit, place = _row(Organisation, detail.get("organisation")), _row(Place, detail.get("place"))
    code = detail.get("programme")
    programme = Programme.objects.filter(code=code).first() if code else None
    within = [
        (pick(unit.title, language) or unit.ref) if unit else "",
        place.name if place else "",
        (pick(programme.title, language) or programme.code) if programme else code or "",
    ]
    told = ", ".join(part for part in within if part) or _("everywhere")
    return f"{told}, {_days(detail)}"


def _row(kind: type[M], number: object) -> M | None:
    return kind._default_manager.filter(pk=number).first() if isinstance(number, int) else None


def _days(detail: Mapping[str, Any]) -> str:
    first, last = (_day(detail.get(name)) for name in ("first_day", "last_day"))
    if last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    return _("from %(first)s, with no end") % {"first": first}


def _day(text: object) -> str:
    return day_name(dt.date.fromisoformat(text)) if isinstance(text, str) and text else ""
