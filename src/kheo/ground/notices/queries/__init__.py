"""What a person was told, what they want by mail, and how the mails of this server fare."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from kheo.ground.notices.models import Mail, Notice, Wish
from kheo.ground.notices.rules import by_mail
from kheo.ground.notices.states import MailState, Topic
from kheo.ground.wall.queries import past_the_wall

RECENT = dt.timedelta(days=7)


@dataclass(frozen=True)
class Post:
    """How the mails of this server fare. ``given_up``: in the last week; ``error``: of the newest that failed."""

    waiting: int
    given_up: int
    error: str


def notices_of(person: int) -> QuerySet[Notice]:
    """The newest first."""
    return Notice.objects.filter(person=person).order_by("-at", "-pk")


def unread(person: int) -> int:
    """One question, of an index that holds nothing else."""
    return Notice.objects.filter(person=person, read_at=None).count()


def wishes_of(person: int) -> dict[str, bool]:
    """Topic → whether they want it by mail, for those about which they chose."""
    return dict(Wish.objects.filter(person=person).values_list("topic", "by_mail"))


def wants(person: int) -> dict[Topic, bool]:
    """The same of every topic."""
    chosen = wishes_of(person)
    return {topic: by_mail(topic, chosen) for topic in Topic}


@past_the_wall()
def post(now: dt.datetime) -> Post:
    failed = Mail.objects.exclude(error="").filter(made_at__gte=now - 2 * RECENT)
    last = failed.exclude(state=MailState.SENT.value).order_by("-pk").first()
    return Post(
        Mail.objects.filter(state=MailState.WAITING.value).count(),
        Mail.objects.filter(state=MailState.GIVEN_UP.value, ended_at__gte=now - RECENT).count(),
        last.error if last else "",
    )
