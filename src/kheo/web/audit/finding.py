"""What a reader of the record looks for: by whom, about what, which act, between which days."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import people_within, scope_of
from kheo.ground.accounts.states import Act
from kheo.ground.audit.models import AuditRow
from kheo.ground.audit.queries import trail
from kheo.kit.refusals import Refused
from kheo.kit.text import normal, plain
from kheo.web.audit.sentences import catalogue
from kheo.web.shared.paging import whole

PER_PAGE = 50
MOST_WORDS = 5
_SUBJECT = re.compile(r"[a-z]+:\S+")
# What an act can be done to under a number of its own.
NUMBERED = ("submission", "record", "posting", "user", "device", "edition", "review")


@dataclass(frozen=True)
class Wanted:
    who: str
    what: str
    act: str
    since: dt.date | None
    until: dt.date | None

    @property
    def anything(self) -> bool:
        return bool(self.who or self.what or self.act or self.since or self.until)

    def pairs(self) -> dict[str, str]:
        """As an address carries it."""
        said = {
            "who": self.who,
            "what": self.what,
            "act": self.act,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return {name: text for name, text in said.items() if text}

    def query(self, **more: int) -> str:
        return urlencode({**self.pairs(), **more})


@dataclass(frozen=True)
class Page:
    """``newer`` and ``older`` are the queries of the pages around, empty at the ends."""

    rows: list[AuditRow]
    newer: str
    older: str


def wanted_in(given: QueryDict) -> Wanted:
    """Refuses an act that there is not, and what is no day."""
    act = given.get("act", "")
    if act and act not in catalogue():
        raise Refused("audit.unknown_act", value=act)
    return Wanted(
        normal(given.get("who", "")),
        normal(given.get("what", "")),
        act,
        _day(given.get("since", "")),
        _day(given.get("until", "")),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("audit.bad_day", value=text) from None


def readable(reader: User, rows: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
    """The acts of the people within the reader's scope: whose is everywhere reads all."""
    if scope_of(reader, Act.READ_AUDIT).everything:
        return rows
    return rows.filter(actor__in=people_within(reader, Act.READ_AUDIT).values("username"))


def rows_for(reader: User, wanted: Wanted) -> QuerySet[AuditRow]:
    """The newest first."""
    rows = readable(reader, trail(act=wanted.act))
    if wanted.who:
        rows = rows.filter(actor__in=_actors(wanted.who))
    if wanted.what:
        rows = rows.filter(_about(wanted.what))
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    return rows


def page_of(reader: User, wanted: Wanted, given: QueryDict) -> Page:
    """``before`` or ``after`` a row's number: however many rows there are, a page costs the same."""
    rows, before, after = rows_for(reader, wanted), whole(given, "before"), whole(given, "after")
    if after:
        found = list(rows.filter(id__gt=after).order_by("id")[: PER_PAGE + 1])
        more, some = len(found) > PER_PAGE, found[:PER_PAGE][::-1]
        return Page(some, _to(wanted, "after", some[:1], more), _to(wanted, "before", some[-1:], True))
    found = list((rows.filter(id__lt=before) if before else rows)[: PER_PAGE + 1])
    more, some = len(found) > PER_PAGE, found[:PER_PAGE]
    return Page(some, _to(wanted, "after", some[:1], bool(before)), _to(wanted, "before", some[-1:], more))


def _to(wanted: Wanted, name: str, edge: list[AuditRow], there: bool) -> str:
    return wanted.query(**{name: edge[0].pk}) if edge and there else ""


def _actors(who: str) -> set[str]:
    """People whose name or username holds the text, and whoever acts under just this name."""
    text = plain(who)
    people = User.objects.values_list("username", "last_name", "first_name")
    return {who, text} | {names[0] for names in people if text in plain(" ".join(names))}


def _about(what: str) -> Q:
    """A number and a whole subject are looked up; other words are looked for in every row."""
    if what.isascii() and what.isdigit():
        return Q(subject__in=[f"{kind}:{what}" for kind in NUMBERED])
    if _SUBJECT.fullmatch(what):
        return Q(subject=what)
    found = Q()
    for word in plain(what).split()[:MOST_WORDS]:
        found &= Q(words__contains=word)
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
