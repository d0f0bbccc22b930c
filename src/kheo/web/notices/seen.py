"""What a person may still be told: asked when it is read, and again when a mail is about to leave."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import not_sent, submissions_within
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import may, scope_of
from kheo.ground.accounts.states import Act
from kheo.ground.notices.models import Notice
from kheo.ground.notices.rules import TOPIC
from kheo.ground.notices.states import Kind, Topic
from kheo.plan.programmes.models import Programme

FRESH = dt.timedelta(hours=1)


def visible(person: User, notices: Sequence[Notice]) -> set[int]:
    """Those whose matter the person may see now, by their roles and scopes of this moment."""
    about: defaultdict[str, set[int]] = defaultdict(set)
    for one in notices:
        if "report" in one.detail:
            about[str(one.detail.get("programme", ""))].add(int(one.detail["report"]))
    within = {code: _reports(person, code, numbers) for code, numbers in about.items()}
    return {one.pk for one in notices if _visible(person, one, within)}


def _visible(person: User, one: Notice, within: dict[str, set[int]]) -> bool:
    topic, programme = TOPIC[Kind(one.kind)], str(one.detail.get("programme", ""))
    if topic is Topic.SECURITY:
        return True
    if topic in (Topic.DUE, Topic.OVERDUE):
        return may(person, Act.REPORT) and person.organisation_id == one.detail["unit"]
    if topic in (Topic.WAITING, Topic.ATTENTION):
        act = Act.DECIDE if topic is Topic.WAITING else Act.LOOK_AFTER
        return bool(scope_of(person, act).within(programme).reaches)
    return int(one.detail["report"]) in within[programme]


def _reports(person: User, programme: str, numbers: set[int]) -> set[int]:
    scope = scope_of(person, Act.READ_REPORTS).within(programme)
    found = submissions_within(scope, Submission.objects.filter(pk__in=numbers))
    return set(found.values_list("pk", flat=True))


def worth_a_mail(person: User, notices: Sequence[Notice], now: dt.datetime) -> list[Notice]:
    """Those of them that the person may see and that still hold: not what was mended or sent in the meantime, nor the
    numbers of another day."""
    seen = visible(person, notices)
    mended = _mended({int(one.detail["report"]) for one in notices if one.kind == Kind.RETURNED})
    return [
        one
        for one in notices
        if one.pk in seen
        and not (one.kind == Kind.RETURNED and one.detail["report"] in mended)
        and _holds(one, now)
    ]


def _holds(one: Notice, now: dt.datetime) -> bool:
    topic = TOPIC[Kind(one.kind)]
    if topic in (Topic.WAITING, Topic.ATTENTION):
        return timezone.localdate(one.at) == timezone.localdate(now)
    if topic in (Topic.DUE, Topic.OVERDUE) and now - one.at > FRESH:
        return _still_owed(one)
    return True


def _mended(reports: set[int]) -> set[int]:
    names = dict(Submission.objects.filter(pk__in=reports).exclude(instance="").values_list("instance", "pk"))
    later = Submission.objects.filter(replaces__in=names).values_list("replaces", flat=True)
    return {names[name] for name in later}


def _still_owed(one: Notice) -> bool:
    owner = Programme.objects.select_related("calendar").filter(code=one.detail["programme"]).first()
    closes = dt.date.fromisoformat(one.detail["closes"])
    owed = not_sent(owner, first=closes, last=closes, units={one.detail["unit"]}) if owner else []
    return any(each.period == one.detail["period"] for each in owed)
