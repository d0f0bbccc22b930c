"""Programmes, their calendars, indicators and targets."""

from __future__ import annotations

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from kheo.kit.periods import Calendar as Periods
from kheo.kit.refusals import Refused
from kheo.plan.forms.queries import published_here
from kheo.plan.programmes.models import Calendar, Indicator, Programme, Schedule, Target
from kheo.plan.programmes.rules.reminders import Reminders, reminders_from_json


def programmes() -> QuerySet[Programme]:
    """All programmes by code, with their calendars."""
    return Programme.objects.select_related("calendar", "pack").order_by("code")


def programme(code: str) -> Programme:
    """Refuses a code that no programme has, naming those that there are."""
    found = programmes().filter(code=code).first()
    if found is None:
        known = list(programmes().values_list("code", flat=True))
        raise Refused("plan.no_such_programme", programme=code, known=known or "—")
    return found


def calendar(code: str) -> Periods:
    """The periods of a calendar. Refuses a code that no calendar has."""
    found = Calendar.objects.filter(code=code).first()
    if found is None:
        known = list(Calendar.objects.values_list("code", flat=True))
        raise Refused("plan.no_such_calendar", calendar=code, known=known or "—")
    return Periods.from_json(found.code, found.regimes)


def calendar_of(owner: Programme) -> Periods:
    """The periods by which a programme reports."""
    return Periods.from_json(owner.calendar.code, owner.calendar.regimes)


def indicator(ref: str) -> Indicator:
    """An indicator by "CODE" (the version in force) or "CODE@2" (that version). Refuses what there is not."""
    code, at, number = ref.partition("@")
    versions = Indicator.objects.filter(code=code).select_related("unit", "programme", "objective")
    if at:
        versions = versions.filter(version=int(number) if number.isdigit() else 0)
    found = versions.order_by("-version").first()
    if found is None:
        raise Refused("plan.no_such_indicator", indicator=ref)
    return found


def indicators(owner: Programme) -> QuerySet[Indicator]:
    """A programme's indicators in force, by rank: the newest version of each that was not dropped."""
    newest = Indicator.objects.filter(code=OuterRef("code")).order_by("-version").values("pk")[:1]
    found = Indicator.objects.filter(programme=owner, retired=False, pk=Subquery(newest))
    return found.select_related("unit", "objective").order_by("rank", "code")


def versions(code: str) -> list[Indicator]:
    """All versions of an indicator, the newest first."""
    return list(Indicator.objects.filter(code=code).select_related("unit").order_by("-version"))


def newest_versions(owner: Programme) -> dict[str, int]:
    """code → number of the newest version, dropped indicators included."""
    rows = Indicator.objects.filter(programme=owner).values_list("code").annotate(newest=Max("version"))
    return dict(rows.order_by())


def unscheduled() -> set[int]:
    """The numbers of the forms that were published here and that no schedule asks for: they are for everybody. What a
    pack brought has its programme."""
    return published_here() - set(Schedule.objects.values_list("form_id", flat=True))


def targets(owner: Programme, *, indicator_code: str = "", period: str = "") -> QuerySet[Target]:
    """A programme's targets, perhaps of one indicator or one period."""
    found = Target.objects.filter(programme=owner).select_related("place", "organisation")
    if indicator_code:
        found = found.filter(indicator_code=indicator_code)
    if period:
        found = found.filter(period=period)
    # The whole before its parts, on every database.
    scopes = (F(f"{scope}__sort_key").asc(nulls_first=True) for scope in ("place", "organisation"))
    return found.order_by("indicator_code", "period", *scopes)


def reminders_of(owner: Programme) -> Reminders:
    """On which days before and after a closing date whoever owes a report is reminded."""
    return reminders_from_json(owner.reminders)
