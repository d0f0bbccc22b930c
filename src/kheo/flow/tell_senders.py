"""What happens to a report is told to whoever sent it, in the transaction in which it happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import records_of, senders_of
from kheo.ground.accounts.models import User
from kheo.ground.notices.actions import Told, tell_all
from kheo.ground.notices.states import Kind
from kheo.plan.programmes.queries import programme_for
from kheo.verify.decisions.states import Outcome


def tell_senders(
    *, senders: Collection[str], about: Submission, kind: Kind, reason: str, by: str, now: dt.datetime
) -> None:
    """``senders``: names. Whoever did it themselves knows."""
    people = User.objects.filter(username__in=[name for name in senders if name != by])
    numbers = list(people.order_by("pk").values_list("pk", flat=True))
    if numbers:
        detail = {**_particulars(about), "reason": reason.strip()}
        key = f"submission:{about.pk} {now.isoformat()}"
        tell_all(found=[Told(number, kind, key, detail) for number in numbers], by=by, now=now)


def tell_sent_back(
    *, submission: Submission, outcome: Outcome, reason: str, by: str, now: dt.datetime, **_more: Any
) -> None:
    """It was returned or rejected."""
    kind = {Outcome.RETURNED: Kind.RETURNED, Outcome.REJECTED: Kind.REJECTED}[outcome]
    senders = senders_of(submission)
    tell_senders(senders=senders, about=submission, kind=kind, reason=reason, by=by, now=now)


def _particulars(about: Submission) -> dict[str, Any]:
    """By which its sender knows a report: its number, form, place and days. Nothing of what it says."""
    first = records_of(about).select_related("place").first()
    form = about.form_version.form
    return {
        "report": about.pk,
        "form": form.code,
        "programme": programme_for(form.code),
        "place": first.place.name if first and first.place else "",
        "day": first.day.isoformat() if first and first.day else "",
    }
