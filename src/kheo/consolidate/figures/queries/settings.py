"""Look up everything that a question names."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Question
from kheo.consolidate.figures.rules.setting import Months, Setting, Window, windows_of
from kheo.facts.columns import queries as columns
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Level, Place
from kheo.ground.places.queries.atlas import atlas
from kheo.ground.places.rules import CHANGE_GROUP, Cell, Share, cells
from kheo.kit.periods import GRAINS, Calendar, Period
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Calendar as CalendarRow
from kheo.plan.programmes.models import Indicator, Programme
from kheo.plan.programmes.rules.definition import Carry, Definition
from kheo.plan.programmes.rules.expressions import Expression, names, parse
from kheo.plan.programmes.rules.kinds import check_condition

OWN_KEYS = ("unit", "agency", "place")
CODED = ("select_one", "text", "calculate")


def indicators_of(codes: Iterable[str]) -> list[Indicator]:
    """The newest version of each indicator, or the one that ``CODE@2`` names; all looked up at once."""
    codes = list(codes)
    found: dict[str, Indicator] = {}
    rows = Indicator.objects.filter(code__in={code.partition("@")[0] for code in codes})
    for row in rows.select_related("programme__calendar", "unit").order_by("version"):
        found[f"{row.code}@{row.version}"] = row
        if not row.retired:
            found[row.code] = row
    for code in codes:
        if code not in found:
            raise Refused("figures.no_such_indicator", indicator=code)
    return [found[code] for code in codes]


def indicator_of(code: str) -> Indicator:
    """One indicator: see ``indicators_of``."""
    return indicators_of([code])[0]


def calendar_of(question: Question, indicators: list[Indicator]) -> Calendar:
    """The calendar that the question names, or that of its first indicator's programme."""
    if question.calendar:
        row = CalendarRow.objects.filter(code=question.calendar).first()
        if row is None:
            raise Refused("figures.no_such_calendar", calendar=question.calendar)
    else:
        row = indicators[0].programme.calendar
    return Calendar.from_json(row.code, row.regimes)


def setting_of(question: Question) -> tuple[Setting, str]:
    """The setting of a question, and the digest of the ground it stands on: places, changes and definitions."""
    if not question.indicators:
        raise Refused("figures.no_indicator")
    indicators = indicators_of(question.indicators)
    definitions = tuple((Definition.from_json(row.definition), row.version) for row in indicators)
    digest, book = atlas()
    fields = _fields({form for definition, _ in definitions for form in definition.forms})
    levels = _levels(question, fields)
    calendar = calendar_of(question, indicators)
    span = calendar.span(question.period) if question.period else None
    within = _place(question.within) if question.within else None
    if question.boundaries and levels:
        roots = _roots({row.programme_id for row in indicators})
        if gone := [level for level in levels if not _exists(digest, level, question.boundaries, roots)]:
            named = [row.title or row.code for row in Level.objects.filter(code__in=gone)]
            raise Refused("figures.no_such_level_then", levels=named, day=question.boundaries)
    placed = None
    if levels or within is not None:
        placed = places_of(digest, levels, question.boundaries, within)
    setting = Setting(
        question=question,
        definitions=definitions,
        fields=fields,
        months=Months.of(calendar),
        position=question.position if question.position is not None else columns.state().position,
        levels=levels,
        first=span.first if span else None,
        last=span.last if span else None,
        agency=_agency(question.view),
        within=within is not None,
        places=placed,
        where=_where(question.where, fields),
        windows=_windows(question, definitions, calendar, span),
    )
    return setting, digest


@functools.lru_cache(maxsize=64)
def places_of(
    digest: str, levels: tuple[str, ...], day: dt.date | None, within: int | None
) -> Mapping[int, Mapping[Cell, Share]]:
    """Placement on a map; kept, since only a change of places changes it. ``digest`` is the atlas's."""
    return cells(atlas()[1], levels=levels, day=day, within=within)


def _fields(forms: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for form in Form.objects.filter(code__in=forms).prefetch_related("versions"):
        found[form.code] = {
            field["name"]: field["type"]
            for version in sorted(form.versions.all(), key=lambda version: version.number)
            for field in version.fields
        }
    for code in forms - set(found):
        raise Refused("figures.no_such_form", form=code)
    return found


def _levels(question: Question, fields: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The breakdowns that are levels of places; every other breakdown must be known too."""
    known = {*Level.objects.values_list("code", flat=True), CHANGE_GROUP}
    coded = {name for form in fields.values() for name, kind in form.items() if kind in CODED}
    for key in question.by:
        if key not in known and key not in GRAINS and key not in OWN_KEYS and key not in coded:
            choices = sorted(known) + list(GRAINS) + list(OWN_KEYS) + sorted(coded)
            raise Refused("figures.no_such_breakdown", key=key, choices=", ".join(choices))
    if len(set(question.by)) < len(question.by):
        raise Refused("figures.breakdown_twice", by=", ".join(question.by))
    return tuple(key for key in question.by if key in known)


def _roots(programmes: set[int]) -> frozenset[int]:
    """The highest places of the countries where the programmes' partners are seated; empty where nothing tells."""
    seats = Programme.objects.filter(pk__in=programmes).values_list("partners__place", flat=True).distinct()
    book = atlas()[1]
    return frozenset(book.root(seat) for seat in seats if seat is not None)


@functools.lru_cache(maxsize=256)
def _exists(digest: str, level: str, day: dt.date, roots: frozenset[int]) -> bool:
    """Whether the countries had places of a level on a day; another country's are no help. ``digest``: the atlas's."""
    book = atlas()[1]
    return level == CHANGE_GROUP or any(
        span.level == level and span.on(day) and (not roots or book.root(span.place) in roots)
        for span in book.spans.values()
    )


def _place(ref: str) -> int:
    place = Place.objects.filter(ref=ref).values_list("pk", flat=True).first()
    if place is None:
        raise Refused("figures.no_such_place", place=ref)
    return place


def _agency(view: str) -> int | None:
    if view == PROGRAMME_VIEW:
        return None
    agency = Organisation.objects.filter(ref=view, agency=None).values_list("pk", flat=True).first()
    if agency is None:
        raise Refused("figures.no_such_view", view=view)
    return agency


def _where(text: str, fields: Mapping[str, Mapping[str, str]]) -> Expression | None:
    if not text:
        return None
    tree = parse(text)
    known = {name for form in fields.values() for name in form} | {*OWN_KEYS, "day"}
    for name in names(tree):
        if name not in known:
            raise Refused("figures.no_such_field", field=name, choices=", ".join(sorted(known)))
    for types in fields.values():
        check_condition(tree, types)
    return tree


def _windows(
    question: Question,
    definitions: tuple[tuple[Definition, int], ...],
    calendar: Calendar,
    span: Period | None,
) -> Mapping[Carry, tuple[Window, ...]] | None:
    carries = {definition.carry for definition, _ in definitions if definition.carry}
    grains = [key for key in question.by if key in GRAINS]
    if not carries or (span is None and not grains):
        return None
    if span is None:
        raise Refused("figures.stock_needs_period")
    return {carry: windows_of(carry, calendar, grains, span.first, span.last) for carry in carries}
