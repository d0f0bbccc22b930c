"""The menus of the choices that stand on top of every page: what is chosen, and what else could be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW
from kheo.ground.organisations.models import Organisation
from kheo.kit.periods import Calendar
from kheo.kit.text import pick
from kheo.plan.programmes.models import Programme
from kheo.web.shared.choices import ALL_TIME, AS_REPORTED, Choices, calendar_of, read_choices
from kheo.web.shared.country import counted_levels, reforms_of
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.dimensions import dimension_name
from kheo.web.shared.numbers import number
from kheo.web.shared.sent import days_told

MOST_MAP_DATES = 6
YEAR = 4  # letters of the label of a year


@dataclass(frozen=True)
class Option:
    """One entry of a menu. ``group`` starts a group of entries; ``note`` says more about it."""

    text: str
    url: str
    current: bool = False
    group: str = ""
    note: str = ""


@dataclass(frozen=True)
class Picker:
    """One of the choices: its label, what is chosen now, what else could be."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]


def elsewhere(request: HttpRequest, **changes: str) -> str:
    """This page with other choices; a list starts again at its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}"


def pickers_of(request: HttpRequest, programme: Programme, choices: Choices) -> Iterable[Picker]:
    language = choices.language
    yield Picker(
        "programme",
        _("Programme"),
        pick(programme.title, language),
        tuple(
            Option(
                pick(other.title, language),
                read_choices(other, QueryDict(), language).to("overview"),
                other.pk == programme.pk,
            )
            for other in Programme.objects.select_related("calendar").order_by("code")
        ),
    )
    yield Picker("period", _("Period"), period_name(choices.period), _periods(request, programme, choices))
    yield Picker("map", _("Map date"), map_name(choices.boundaries), _maps(request, programme, choices))
    yield _view_picker(request, programme, choices)


def map_name(day: dt.date | None) -> str:
    return day_name(day) if day else _("As reported")


def _periods(request: HttpRequest, programme: Programme, choices: Choices) -> tuple[Option, ...]:
    calendar = calendar_of(programme)
    today = timezone.localdate()
    last = min(programme.valid_to - dt.timedelta(days=1), today) if programme.valid_to else today
    years = [period.label for period in calendar.periods("year", programme.valid_from, last)][-10:]
    listed = [str(label) for label in programme.settings.get("periods") or []]
    whole = sorted({*years, *(label for label in listed if len(label) == YEAR)}, reverse=True)
    groups = {"": list(dict.fromkeys([*whole, *listed]))}
    told = days_told(programme.code)
    if choices.period:
        inside = calendar.span(choices.period)
        year = calendar.period(calendar.label(inside.last, "year"))
        for grain, name in (("half", _("Halves")), ("quarter", _("Quarters")), ("month", _("Months"))):
            found = [period.label for period in calendar.periods(grain, year.first, year.last)]
            groups[f"{name}, {year.label}"] = found
    options = [
        Option(
            period_name(label),
            elsewhere(request, period=label),
            label == choices.period,
            group if at == 0 else "",
            "" if told is None or _told(calendar, label, told) else _("no reports"),
        )
        for group, labels in groups.items()
        for at, label in enumerate(labels)
    ]
    options.append(Option(_("All time"), elsewhere(request, period=ALL_TIME), not choices.period))
    return tuple(options)


def _told(calendar: Calendar, label: str, told: tuple[dt.date, dt.date]) -> bool:
    """Whether a period lies between the first and the last day that any report tells of, at least in part."""
    span = calendar.span(label)
    return span.first <= told[1] and span.last >= told[0]


def _maps(request: HttpRequest, programme: Programme, choices: Choices) -> tuple[Option, ...]:
    days = map_dates(programme)
    if choices.boundaries and choices.boundaries not in days:
        days = sorted({*days, choices.boundaries})
    options = [
        Option(
            _("As reported"),
            elsewhere(request, map=AS_REPORTED),
            choices.boundaries is None,
            note=_("each report at the place that it names"),
        )
    ]
    options += [
        Option(
            day_name(day),
            elsewhere(request, map=day.isoformat()),
            day == choices.boundaries,
            note=_map_note(programme, day),
        )
        for day in days
    ]
    today = timezone.localdate()
    if days and today not in days:
        note = _map_note(programme, today)
        options.append(Option(_("Today"), elsewhere(request, map=today.isoformat()), note=note))
    return tuple(options)


def _map_note(programme: Programme, day: dt.date) -> str:
    """What a day's map is: before or after a reform, and how many places of which level it has."""
    effective = {reform.effective for reform in reforms_of(programme.code)}
    when = ""
    if day in effective:
        when = _("the new map, from this day on")
    elif day + dt.timedelta(days=1) in effective:
        when = _("the old map, on its last day")
    language = (get_language() or "vi").split("-")[0]
    counted = [
        f"{dimension_name(level, language)}: {number(count, language)}"
        for level, count in counted_levels(programme.code, day)
    ]
    return ". ".join(part for part in (when, " · ".join(counted)) if part)


def map_dates(programme: Programme) -> list[dt.date]:
    """The days on which the map is worth a look: as the programme says, else those of the latest reforms."""
    if "boundaries" in programme.settings:
        return sorted(dt.date.fromisoformat(str(day)) for day in programme.settings["boundaries"] if day)
    return sorted(reform.effective for reform in reforms_of(programme.code)[:MOST_MAP_DATES])


def _view_picker(request: HttpRequest, programme: Programme, choices: Choices) -> Picker:
    agencies = agencies_of(programme)
    options = [
        Option(_("Programme"), elsewhere(request, view=PROGRAMME_VIEW), choices.view == PROGRAMME_VIEW)
    ]
    options += [
        Option(
            pick(agency.title, choices.language) or agency.ref,
            elsewhere(request, view=agency.ref),
            agency.ref == choices.view,
            _("One agency's own records") if at == 0 else "",
        )
        for at, agency in enumerate(agencies)
    ]
    now = next((option.text for option in options if option.current), choices.view)
    return Picker("view", _("View"), now, tuple(options))


def agencies_of(programme: Programme) -> list[Organisation]:
    """The programme's partners; where none are named, every agency. Sorted as Vietnamese sorts."""
    partners = list(programme.partners.all())
    return partners or list(Organisation.objects.filter(agency=None))
