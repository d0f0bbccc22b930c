"""A day's round: whoever begins it has it for a while; if they are killed, another begins it again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.ground.notices.models import Mail, Notice, Round
from kheo.ground.notices.rules import KEPT

# Longer than any round takes.
HOUR = dt.timedelta(hours=1)


def begin_round(*, day: dt.date, by: str, now: dt.datetime) -> bool:
    """Whether the round of ``day`` is to be made, by whoever asks: not done yet, and in nobody's hand."""
    if Round.objects.filter(day=day, done_at__isnull=False).exists():
        return False  # as nearly always: nobody who writes has to wait for the question
    return _begin(day, now)


@transaction.atomic
def _begin(day: dt.date, now: dt.datetime) -> bool:
    Round.objects.get_or_create(day=day)
    found = Round.objects.select_for_update(skip_locked=True).filter(day=day).first()
    if found is None or found.done_at or (found.claimed_until and found.claimed_until > now):
        return False
    found.claimed_until = now + HOUR
    found.save(update_fields=["claimed_until"])
    return True


def end_round(*, day: dt.date, by: str, now: dt.datetime) -> None:
    Round.objects.filter(day=day).update(done_at=now)


@transaction.atomic
def forget_old(*, by: str, now: dt.datetime) -> None:
    """What was told more than a year ago is in the reports themselves and in the record of acts."""
    Notice.objects.filter(at__lt=now - KEPT).delete()
    Mail.objects.filter(made_at__lt=now - KEPT, notices=None).exclude(ended_at=None).delete()
    Round.objects.filter(day__lt=(now - KEPT).date()).delete()
