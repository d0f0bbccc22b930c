"""The outbox: what is unsent becomes one mail for each person and topic; a process claims one, sends it, and says so.

Whoever is killed in between leaves a claim that ends, and the mail is sent again under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kheo.ground.notices.models import Mail, Notice
from kheo.ground.notices.queries import wishes_of
from kheo.ground.notices.rules import (
    AT_ONCE,
    GATHERED,
    GIVES_UP,
    LEASE,
    TOPIC,
    by_mail,
    is_day,
    kinds_of,
    next_try,
)
from kheo.ground.notices.states import Kind, MailState, Topic

WAITING = MailState.WAITING.value


def gather(*, host: str, mailing: bool, by: str, now: dt.datetime) -> int:
    """Make the mails whose time has come; returns how many. ``host``: for their Message-IDs. ``mailing``: whether this
    server sends mail at all; what is told while it does not stays in the app for good."""
    unsettled = Notice.objects.filter(settled=False)
    if not mailing:
        if unsettled.exists():
            unsettled.update(settled=True)
        return 0
    at_once = [kind.value for topic in AT_ONCE for kind in kinds_of(topic)]
    due = Q(kind__in=at_once)
    if is_day(timezone.localtime(now)):
        due |= Q(at__lte=now - GATHERED)
    groups: defaultdict[tuple[int, Topic], None] = defaultdict(lambda: None)
    for person, kind in unsettled.filter(due).order_by().values_list("person_id", "kind").distinct():
        groups[person, TOPIC[Kind(kind)]] = None
    return sum(_gather(person, topic, host, now) for person, topic in sorted(groups))


@transaction.atomic
def _gather(person: int, topic: Topic, host: str, now: dt.datetime) -> int:
    kinds = [kind.value for kind in kinds_of(topic)]
    locked = Notice.objects.filter(person=person, kind__in=kinds, settled=False).order_by("pk")
    found = list(locked.select_for_update(skip_locked=True, of=("self",)).select_related("person"))
    if not found:
        return 0
    these, reader = Notice.objects.filter(pk__in=[one.pk for one in found]), found[0].person
    if not (reader.is_active and reader.email and by_mail(topic, wishes_of(person))):
        these.update(settled=True)
        return 0
    mail, made = Mail.objects.get_or_create(
        person_id=person,
        topic=topic.value,
        day=timezone.localdate(now),
        turn=found[-1].pk if topic in AT_ONCE else 0,
        defaults={"message_id": f"<{uuid.uuid4()}@{host}>", "made_at": now, "next_at": now},
    )
    if made:  # else today's is out: these come with tomorrow's
        these.update(settled=True, mail=mail)
    return int(made)


@transaction.atomic
def claim(*, by: str, now: dt.datetime) -> Mail | None:
    """The mail that has waited longest, for whoever asks alone, until its claim ends."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    waiting = Mail.objects.filter(free, state=WAITING, next_at__lte=now).order_by("next_at", "pk")
    mail = waiting.select_for_update(skip_locked=True).first()
    if mail is not None:
        mail.claimed_until, mail.attempts = now + LEASE, mail.attempts + 1
        mail.save(update_fields=["claimed_until", "attempts"])
    return mail


def note_sent(*, mail: Mail, by: str, now: dt.datetime) -> None:
    _end(mail, MailState.SENT, now, error="")


def note_nothing_left(*, mail: Mail, by: str, now: dt.datetime) -> None:
    _end(mail, MailState.NOTHING_LEFT, now, error="")


@transaction.atomic
def note_failed(
    *, mail: Mail, error: str, for_good: bool = False, all_of_them: bool = False, by: str, now: dt.datetime
) -> None:
    """Try again later, or give up: ``for_good``: the server will never take it. ``all_of_them``: no mail can be sent now,
    so that none of those that are due is tried before."""
    error = " ".join(error.split())[:300]
    again = next_try(mail.attempts, mail.made_at, now)
    if for_good or again is None:
        _end(mail, MailState.GIVEN_UP, now, error=error)
    else:
        _waiting(mail).update(next_at=again, claimed_until=None, error=error)
    if all_of_them:
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        others = Mail.objects.filter(free, state=WAITING, next_at__lte=now)
        old = others.filter(made_at__lte=now - GIVES_UP)
        old.update(state=MailState.GIVEN_UP.value, ended_at=now, claimed_until=None, error=error)
        later = next_try(mail.attempts, now, now)
        others.update(next_at=later, attempts=F("attempts") + 1, error=error)


def _end(mail: Mail, state: MailState, now: dt.datetime, *, error: str) -> None:
    _waiting(mail).update(state=state.value, ended_at=now, claimed_until=None, error=error)


def _waiting(mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, state=WAITING)
