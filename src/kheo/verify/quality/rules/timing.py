"""Checks of days: of service, of coming in, of what was due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kheo.verify.quality.rules.amounts import Answer
from kheo.verify.quality.rules.found import sure
from kheo.verify.quality.rules.measures import beyond


def outside(
    start: dt.date | None,
    day: dt.date,
    came: dt.date,
    lives: tuple[dt.date | None, dt.date | None],
    programme: tuple[dt.date, dt.date | None],
    rule: Mapping[str, Any],
) -> Answer:
    """``came``: the day of receipt; ``lives``: since when the unit exists and from when not any more; ``programme``: the
    same of the programme. The first thing that cannot be is told."""
    first = start or day
    detail = {"day": day.isoformat(), "came": came.isoformat()}
    if day > came:
        return sure(0.8), {**detail, "why": "future", "days": (day - came).days}
    if first < programme[0] or (programme[1] is not None and day >= programme[1]):
        return sure(0.7), {**detail, "why": "programme"}
    if lives[0] is not None and day < lives[0]:
        return sure(0.7), {**detail, "why": "before_unit"}
    if lives[1] is not None and first >= lives[1]:
        return sure(0.7), {**detail, "why": "after_unit"}
    late = (came - day).days
    if late > rule["late"]:
        return sure(beyond(late, rule["late"]) - 0.2), {**detail, "why": "late", "days": late}
    return None


def bulk(reports: int, units: int, rule: Mapping[str, Any]) -> Answer:
    """``reports`` of how many ``units`` came from one hand in the last hours."""
    if reports < rule["reports"] or units < rule["units"]:
        return None
    hours = int(rule["hours"]) if float(rule["hours"]).is_integer() else rule["hours"]
    return sure(beyond(reports, rule["reports"])), {"reports": reports, "units": units, "hours": hours}


def completeness(owed: Sequence[str], told: Collection[str], rule: Mapping[str, Any]) -> Answer:
    """``owed``: the unit's periods before this one that are over and due, the nearest last; ``told``: those of which a
    report came."""
    last = owed[-int(rule["periods"]) :]
    if len(last) < rule["periods"]:
        return None
    came = sum(period in told for period in last)
    share = came / len(last)
    if share >= rule["share"]:
        return None
    return sure(0.4 + 0.5 * (1 - share / rule["share"])), {"came": came, "expected": len(last)}


def timeliness(due: dt.date, came: dt.date, rule: Mapping[str, Any]) -> Answer:
    """How many days after the day on which it was due."""
    late = (came - due).days
    if late <= rule["days"]:
        return None
    return sure(beyond(late, max(rule["days"], 1))), {"days": late, "due": due.isoformat()}
