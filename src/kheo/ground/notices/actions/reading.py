"""What a person does with what they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from kheo.ground.audit.actions import ask_again, record
from kheo.ground.notices.models import Notice, Wish
from kheo.ground.notices.rules import ALWAYS
from kheo.ground.notices.states import Topic


@transaction.atomic
def mark_read(*, person: int, notices: Collection[int] | None = None, by: str, now: dt.datetime) -> int:
    """Some of their notices, or all that came until ``now``; returns how many were unread."""
    ask_again()
    found = Notice.objects.filter(person=person, read_at=None, at__lte=now)
    if notices is not None:
        found = found.filter(pk__in=notices)
    return found.update(read_at=now)


@transaction.atomic
def set_wishes(*, person: int, topics: Collection[str], by: str, now: dt.datetime) -> None:
    """``topics``: those that the person wants by mail, of all there are. What comes always is not asked."""
    asked = [topic for topic in Topic if topic not in ALWAYS]
    before = dict(Wish.objects.filter(person=person).values_list("topic", "by_mail"))
    after = {topic.value: topic in topics for topic in asked}
    if before == after:
        return
    for topic, by_mail in after.items():
        Wish.objects.update_or_create(person_id=person, topic=topic, defaults={"by_mail": by_mail})
    chosen = sorted(topic for topic, by_mail in after.items() if by_mail)
    record("notices.wishes_set", f"user:{person}", by=by, now=now, label=by, detail={"topics": chosen})
