"""Tells people by mail, and makes each day's round, beside those who wait for an answer."""

from __future__ import annotations

from django.utils import timezone

from kheo.ground.notices.actions import begin_round, end_round, forget_old
from kheo.ground.notices.rules import is_day
from kheo.web.notices.daily import BY, go_round
from kheo.web.notices.sending import send_all
from kheo.web.shared.beside import Beside


def _notify() -> bool:
    now = timezone.now()
    today = timezone.localdate(now)
    if is_day(timezone.localtime(now)) and begin_round(day=today, by=BY, now=now):
        go_round(now=now)
        forget_old(by=BY, now=now)
        end_round(day=today, by=BY, now=timezone.now())
    send_all(timezone.now)
    return False


# Nobody waits at a desk for a mail; where nothing is to do, a look asks for three numbers.
notifying = Beside("notifying", _notify, pause=30.0)
