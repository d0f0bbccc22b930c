"""Everything that a review document is made of, asked and looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from kheo.consolidate.editions.queries import edition_named, first_level
from kheo.consolidate.figures.rules.question import Question
from kheo.kit.periods import Calendar, Period
from kheo.kit.text import pick
from kheo.plan.programmes.models import Programme, Target
from kheo.plan.programmes.queries import indicators
from kheo.plan.programmes.rules.breaks import break_between
from kheo.review.reviews.models import Review
from kheo.review.reviews.queries.asking import Asking
from kheo.review.reviews.queries.letterheads import letterhead_of
from kheo.review.reviews.queries.listing import review_named
from kheo.review.reviews.queries.places import Ground, ground_of, map_labels
from kheo.review.reviews.queries.spoken import spoken_numbers
from kheo.review.reviews.queries.subjects import subjects_of
from kheo.review.reviews.rules.breakdown import Breakdown, of_answer, of_views
from kheo.review.reviews.rules.charts import get_ready
from kheo.review.reviews.rules.compose import compose
from kheo.review.reviews.rules.document import ReviewDocument
from kheo.review.reviews.rules.material import MapChoice, Material, Subject, Trend
from kheo.review.reviews.rules.template import look_of
from kheo.review.reviews.states import Finding, Layout

MOST_VIEWS = 12
MOST_KEYS = 4
YEAR, THREE_YEARS = 400, 1100  # days, with some slack


def review_document(name: str, *, language: str, layout: str = "", now: dt.datetime) -> ReviewDocument:
    """The document of a review as the ledger (or its edition) stands. ``layout`` empty: the review's own, else state."""
    review = review_named(name)
    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(get_ready)  # while the ledger is asked
        material = material_of(review, language=language, layout=layout, now=now)
    return compose(material)


def material_of(review: Review, *, language: str, layout: str = "", now: dt.datetime) -> Material:
    programme, local = review.programme, localtime(now)
    calendar = Calendar.from_json(programme.calendar.code, programme.calendar.regimes)
    span = calendar.span(review.period)
    chosen = Layout(layout or review.layout or Layout.STATE)
    look = look_of(chosen, local.date())
    subjects = subjects_of(programme, language)
    codes = tuple(one.code for one in subjects)
    asking = Asking(language, programme.calendar, _position(review))
    base = Question(codes, period=review.period, boundaries=review.boundaries)
    before = None
    if review.compared_with:
        total, before = asking.both(base, review.compared_with)
    else:
        total = asking(base)
    keys = key_codes(programme, subjects)
    day = review.boundaries or span.last
    shown = _map(review.map, keys, day)
    place_codes = tuple(review.tables.get("place") or codes)
    agency_codes = tuple(review.tables.get("agency") or codes)
    placed = _only(base, (*place_codes, shown.colour, shown.size))
    by_place, ground, level = _places(programme, placed, asking, day, language)
    typed = _typed(review, language)
    return Material(
        name=review.name,
        language=language,
        layout=chosen,
        look=look,
        letterhead=letterhead_of(review.letterhead, look, language, local.date()),
        title=pick(review.title, language),
        programme=pick(programme.title, language),
        notice=pick(programme.notice, language),
        source_note=pick(programme.source_note, language),
        period=review.period,
        compared=review.compared_with,
        first=span.first,
        last=span.last,
        objectives=tuple((one.code, pick(one.title, language)) for one in programme.objectives.all()),
        subjects=subjects,
        targets=targets_of(programme, review.period),
        now=total,
        before=before,
        by_place=by_place,
        by_agency=_agencies(programme, _only(base, (*agency_codes, *keys[:2])), asking, language),
        trends=_trends(review, keys, base, calendar, asking),
        level=level,
        place_codes=place_codes,
        agency_codes=agency_codes,
        key_codes=keys,
        typed=typed,
        spoken=spoken_numbers(typed, base, asking, day, review.name),
        points=ground.points,
        ground=ground.dots,
        map=shown,
        position=total.answer.position,
        made_at=local,
        boundaries=review.boundaries,
        breaks=_breaks(programme, review, calendar),
        edition=review.edition.name if review.edition else "",
    )


def _breaks(programme: Programme, review: Review, calendar: Calendar) -> dict[str, dt.date]:
    """Indicator → the first day of its new series, where that lies between the review's period and the one before."""
    now = calendar.span(review.period)
    before = calendar.span(review.compared_with) if review.compared_with else now
    found = {row.code: break_between(row.definition, before, now) for row in indicators(programme)}
    return {code: broken.day for code, broken in found.items() if broken}


def _map(plain: dict[str, Any], keys: tuple[str, ...], day: dt.date) -> MapChoice:
    """What the review says about its map; else the first key figure."""
    colour = plain.get("colour") or (keys[0] if keys else "")
    return MapChoice(colour, plain.get("size") or "", map_labels(plain.get("labels") or [], day))


def _position(review: Review) -> int | None:
    """An edition's position, once its digest was seen to be true; else the newest."""
    return edition_named(review.edition.name).position if review.edition else None


def _only(base: Question, codes: Iterable[str]) -> Question:
    """The question for these indicators alone, in the programme's order."""
    wanted = set(codes)
    return replace(base, indicators=tuple(code for code in base.indicators if code in wanted))


def targets_of(programme: Programme, period: str) -> dict[str, Decimal]:
    """Indicator → the whole programme's target for the period."""
    rows = Target.objects.filter(programme=programme, period=period, place=None, organisation=None)
    return dict(rows.values_list("indicator_code", "value"))


def key_codes(programme: Programme, subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The key figures that the programme shows first, at most four; else its first indicators."""
    known = [one.code for one in subjects]
    cards = (programme.settings.get("overview") or {}).get("key_figures") or []
    wanted = [card["indicator"] for card in cards if card.get("indicator") in known]
    return tuple((wanted or known)[:MOST_KEYS])


def _places(
    programme: Programme, base: Question, asking: Asking, day: dt.date, language: str
) -> tuple[Breakdown | None, Ground, str]:
    level = first_level(programme, day)
    if level is None:
        return None, Ground({}, {}, ()), ""
    asked = asking(replace(base, by=(level.code,)))
    ground = ground_of(level, day, asked)
    return of_answer(asked, ground.rows), ground, pick(level.title, language).lower()


def _agencies(programme: Programme, base: Question, asking: Asking, language: str) -> Breakdown | None:
    """Each partner in its own view; where they are very many, the programme's view by agency."""
    partners = list(programme.partners.filter(agency=None).order_by("sort_key"))
    if not partners:
        return None
    if len(partners) > MOST_VIEWS:
        return of_answer(asking(replace(base, by=("agency",))), {})
    views = [(one.pk, pick(one.title, language), asking(replace(base, view=one.ref))) for one in partners]
    return of_views(views)


def _trends(
    review: Review, keys: tuple[str, ...], base: Question, calendar: Calendar, asking: Asking
) -> tuple[Trend, ...]:
    """The key figures through the period, each in the steps that the programme's settings name for it."""
    span = calendar.span(review.period)
    usual = "month" if span.days <= YEAR else "quarter" if span.days <= THREE_YEARS else "year"
    cards = (review.programme.settings.get("overview") or {}).get("key_figures") or []
    wanted = {card.get("indicator"): card.get("trend") for card in cards}
    grains: dict[str, list[str]] = {}
    for code in keys:
        grains.setdefault(wanted.get(code) or usual, []).append(code)
    return tuple(
        _trend(grain, tuple(codes), base, span, review.compared_with, calendar, asking)
        for grain, codes in grains.items()
        if len(_labels(calendar, grain, span)) > 1
    )


def _trend(
    grain: str,
    codes: tuple[str, ...],
    base: Question,
    span: Period,
    compared: str,
    calendar: Calendar,
    asking: Asking,
) -> Trend:
    question = replace(base, indicators=codes, by=(grain,))
    trend = Trend(codes, grain, _labels(calendar, grain, span), asking(question))
    if not compared or grain == "year":
        return trend
    old = _labels(calendar, grain, calendar.span(compared))
    return replace(trend, before=asking(replace(question, period=compared)), before_labels=old)


def _labels(calendar: Calendar, grain: str, span: Period) -> tuple[str, ...]:
    return tuple(period.label for period in calendar.periods(grain, span.first, span.last))


def _typed(review: Review, language: str) -> dict[Finding, tuple[str, ...]]:
    """What was typed in the language; where nothing was, what was typed in the other one."""
    typed = {}
    for finding in Finding:
        told = {tongue: texts.get(finding.value) for tongue, texts in review.sections.items()}
        texts: list[str] = told.get(language) or next((found for found in told.values() if found), [])
        if texts:
            typed[finding] = tuple(texts)
    return typed
