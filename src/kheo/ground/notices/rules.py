"""Which notices come by mail, together, how soon, and how long a server that takes no mail is asked again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kheo.ground.notices.states import Kind, Topic

TOPIC: Mapping[Kind, Topic] = {
    Kind.RETURNED: Topic.RETURNED,
    Kind.REJECTED: Topic.RETURNED,
    Kind.CORRECTED: Topic.CHANGED,
    Kind.RIVAL_SET_ASIDE: Topic.CHANGED,
    Kind.RIVAL_TAKEN: Topic.CHANGED,
    Kind.DUE: Topic.DUE,
    Kind.OVERDUE: Topic.OVERDUE,
    Kind.WAITING: Topic.WAITING,
    Kind.ATTENTION: Topic.ATTENTION,
    **{kind: Topic.SECURITY for kind in Kind if kind.startswith("account.")},
}
# By mail unless the person says otherwise; what is always, nobody can switch off.
BY_MAIL = frozenset({Topic.RETURNED, Topic.OVERDUE, Topic.SECURITY})
ALWAYS = frozenset({Topic.SECURITY})
# One mail for each of these as soon as it happens; of the others one a day.
AT_ONCE = frozenset({Topic.SECURITY})
# Somebody who returns one report often returns the next: what follows within this time comes in the same mail.
GATHERED = dt.timedelta(minutes=10)
# Before this hour nobody is woken: days begin with it.
MORNING = 6
# How long a process may take to hand over one mail before another takes it up: longer than any server's patience.
LEASE = dt.timedelta(minutes=5)
PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=6)
GIVES_UP = dt.timedelta(days=3)
KEPT = dt.timedelta(days=400)


def kinds_of(topic: Topic) -> list[Kind]:
    return [kind for kind, its in TOPIC.items() if its is topic]


def by_mail(topic: Topic, wishes: Mapping[str, bool]) -> bool:
    """``wishes``: topic → what the person chose, for those about which they chose anything."""
    return topic in ALWAYS or wishes.get(topic, topic in BY_MAIL)


def is_day(local: dt.datetime) -> bool:
    """Whether what is told once a day may be told at this hour."""
    return local.hour >= MORNING


def next_try(attempts: int, made_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """When to try again after ``attempts`` that failed: pauses that double; None when it is to be given up."""
    if now - made_at >= GIVES_UP:
        return None
    return now + min(PAUSE * (1 << min(max(attempts - 1, 0), 10)), LONGEST_PAUSE)
