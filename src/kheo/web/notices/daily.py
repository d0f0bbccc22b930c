"""A day's round: reminders of reports, and for verifiers and coordinators how much waits, as their pages say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import not_sent
from kheo.flow.remind_reporters import remind_reporters
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import people_with, scope_of
from kheo.ground.accounts.states import Act, Role
from kheo.ground.notices.actions import Told, tell_all
from kheo.ground.notices.states import Kind
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.queries import Expectation, programmes
from kheo.web.shared.asking import at_one_moment
from kheo.web.shared.attention import KINDS, attention_of

BY = "kheo"
BACK = dt.timedelta(days=62)  # as far as the reporter's app shows what is overdue


def go_round(*, now: dt.datetime) -> int:
    """Tell everybody what the calendar and the queues have for them today; returns how many things were new. Twice on one
    day, or after a kill half-way, nobody is told anything twice."""
    today = timezone.localdate(now)
    new = remind_reporters(today=today, by=BY, now=now)
    readers = list(people_with([Role.VERIFIER, Role.COORDINATOR], today))
    coordinators = set(people_with([Role.COORDINATOR], today).values_list("pk", flat=True))
    for programme in programmes():
        yesterday = today - dt.timedelta(days=1)
        late = not_sent(programme, first=today - BACK, last=yesterday) if coordinators else []
        with at_one_moment():
            found = [
                told
                for person in readers
                for told in _told(programme, person, person.pk in coordinators, late, today)
            ]
        new += tell_all(found=found, by=BY, now=now)
    return new


def _told(
    programme: Programme, person: User, coordinates: bool, late: Sequence[Expectation], today: dt.date
) -> Iterator[Told]:
    looking = scope_of(person, Act.LOOK_AFTER).within(programme.code)
    deciding = scope_of(person, Act.DECIDE).within(programme.code)
    if not looking.reaches:
        return
    found = attention_of(programme, looking, deciding, person.get_username())
    key = f"{programme.code} {today.isoformat()}"
    if found.waiting:
        oldest = Submission.objects.values_list("received_at", flat=True).get(pk=found.waiting[0].number)
        detail: dict[str, Any] = {
            "programme": programme.code,
            "count": len(found.waiting),
            "oldest": timezone.localdate(oldest).isoformat(),
        }
        yield Told(person.pk, Kind.WAITING, key, detail)
    counts = {kind: len(found.of(kind)) for kind in KINDS}
    counts["late"] = len({one.unit for one in late if looking.covers(one.agency, one.unit, one.place)})
    if coordinates and any(counts.values()):
        yield Told(person.pk, Kind.ATTENTION, key, {"programme": programme.code, **counts})
