"""Me → Told to you: what happened, day by day, and what comes by mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import roles_of
from kheo.ground.accounts.states import Role
from kheo.ground.notices.actions import mark_read, set_wishes
from kheo.ground.notices.models import Notice
from kheo.ground.notices.queries import notices_of, post, wants
from kheo.ground.notices.rules import ALWAYS
from kheo.ground.notices.states import Topic
from kheo.web.notices.seen import visible
from kheo.web.notices.sentences import Said, Sentences, topic_name
from kheo.web.shared.paging import pager, whole

PER_PAGE = 50
# What a role never hears of is not asked.
_OF_ROLES = {
    Role.REPORTER: (Topic.RETURNED, Topic.CHANGED, Topic.DUE, Topic.OVERDUE),
    Role.VERIFIER: (Topic.RETURNED, Topic.CHANGED, Topic.WAITING),
    Role.COORDINATOR: (Topic.RETURNED, Topic.CHANGED, Topic.WAITING, Topic.ATTENTION),
}


@dataclass(frozen=True)
class Row:
    notice: Notice
    said: Said


@dataclass(frozen=True)
class Day:
    day: dt.date
    rows: tuple[Row, ...]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    found = notices_of(person.pk)
    total = found.count()
    pages = max(1, -(-total // PER_PAGE))
    at = min(max(whole(request.GET, "page", 1), 1), pages)
    some = list(found[(at - 1) * PER_PAGE : at * PER_PAGE])
    seen, words = visible(person, some), Sentences(some)
    rows = [Row(one, words.of(one, visible=one.pk in seen)) for one in some]
    days = groupby(rows, key=lambda row: timezone.localdate(row.notice.at))
    context = {
        "days": [Day(day, tuple(each)) for day, each in days],
        "pager": pager(request, at, pages, total),
        "now": timezone.now().isoformat(),
        **_post(person),
    }
    return render(request, "notices/told.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """``notice``: the number of one; without it all that stood on the page."""
    person, number = _person(request), whole(request.POST, "notice")
    asked = request.POST.get("notice", "")
    if not asked or number:
        some = [number] if number else None
        mark_read(person=person.pk, notices=some, by=person.get_username(), now=timezone.now())
    return redirect("told")


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """``topic``: each that is to come by mail."""
    person = _person(request)
    if request.method == "POST":
        topics = request.POST.getlist("topic")
        set_wishes(person=person.pk, topics=topics, by=person.get_username(), now=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("told_wishes")
    wanted = wants(person.pk)
    heard = {topic for role in roles_of(person) for topic in _OF_ROLES.get(role, ())}
    choices = [
        {"value": topic.value, "text": topic_name(topic), "chosen": wanted[topic], "always": topic in ALWAYS}
        for topic in Topic
        if topic in heard or topic in ALWAYS
    ]
    return render(
        request, "notices/wishes.html", {"choices": choices, "address": person.email, **_post(person)}
    )


def _post(person: User) -> dict[str, Any]:
    """How the mails fare, for administrators; whether there are any, for everybody."""
    told: dict[str, Any] = {"mailing": settings.MAIL}
    if Role.ADMINISTRATOR in roles_of(person):
        told["post"] = post(timezone.now())
    return told


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
