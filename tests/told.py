"""What tests of notices have in common: a reporter whose report can be sent back, and mails that were sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kheo.capture.submissions.models import Submission
from kheo.flow.decide_report import send_back_report
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import User
from kheo.ground.accounts.states import Role
from kheo.ground.notices.models import Notice
from kheo.verify.decisions.states import Outcome
from kheo.web.notices.sending import Done, send_all
from tests.people import PASSWORD

# Ten in the morning in Viet Nam: mails of the day may leave.
DAY = dt.datetime(2025, 9, 1, 3, tzinfo=dt.UTC)
SOON = DAY + dt.timedelta(minutes=11)


def person(name: str, role: Role = Role.VERIFIER, **more: Any) -> User:
    return add_user(username=name, password=PASSWORD, role=role, by="test", now=DAY, **more)


def reach(user: User, email: str = "lan@example.org", language: str = "en") -> User:
    """The person gets an address and a language."""
    user.email, user.language = email, language
    user.save()
    return user


def returned(report: Submission, reason: str = "The day is wrong.", by: str = "minh", **more: Any) -> None:
    about: dict[str, Any] = {"outcome": Outcome.RETURNED, "reason": reason, "by": by, "now": DAY, **more}
    send_back_report(submission=report, **about)


def told_to(user: User) -> list[str]:
    """Kinds, the oldest first."""
    return list(Notice.objects.filter(person=user).order_by("pk").values_list("kind", flat=True))


def post_at(moment: dt.datetime) -> Done:
    return send_all(lambda: moment)
