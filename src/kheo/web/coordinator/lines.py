"""The source lines of a figure: each with what became of it, and the way to its submission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.passport import Line, LinePage, Passport
from kheo.consolidate.figures.rules.setting import asked_by
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.text import pick
from kheo.plan.programmes.rules.definition import Rule
from kheo.plan.programmes.rules.expressions import names
from kheo.web.coordinator.fates import FATES, fate_heading, fate_name
from kheo.web.shared.asking import indicator_of
from kheo.web.shared.fields import Fields, fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.shown import qualifier_name

PER_PAGE = 50
MOST_WHAT = 3


@dataclass(frozen=True)
class Filter:
    fate: str
    text: str
    count: str
    url: str
    current: bool


@dataclass(frozen=True)
class SourceLine:
    """``place`` is set on the first line of each place only."""

    number: str
    url: str
    file: str
    agency: str
    what: str
    day: dt.date | None
    value: str
    prefix: str
    fate: str
    said: str
    because_url: str
    group: str
    within: str
    perhaps: bool


@dataclass(frozen=True)
class SourceLines:
    """``agencies``: how many of the lines of this fate each agency told; ``csv``: the address of all of them."""

    filters: tuple[Filter, ...]
    agencies: tuple[Filter, ...]
    csv: str
    lines: tuple[SourceLine, ...]
    page: int
    pages: int
    total: int


def source_lines(
    frame: Frame, passport: Passport, found: LinePage, fate: str, agency: int | None = None
) -> SourceLines:
    places = {
        p.pk: p for p in Place.objects.filter(pk__in={x.place for x in found.lines}).select_related("parent")
    }
    agencies = Organisation.objects.in_bulk({line.agency for line in found.lines if line.agency})
    definition = indicator_of(frame.programme.code, passport.indicator.code).rule
    fields = fields_of(definition.forms)
    asked = _number_asked(definition.rule, fields)
    shown, before = [], -1
    for line in _side_by_side(found.lines, fields, frame.language) if fate == "counted" else found.lines:
        place = places.get(line.place or 0)
        first = (line.place or 0) != before
        before = line.place or 0
        who = agencies.get(line.agency or 0)
        shown.append(
            _line(
                frame,
                line,
                pick(who.title, frame.language) if who else "",
                what_of(line.fields, fields, frame.language),
                _number(line, asked),
                (place.name if place else "-") if first else "",
                place.parent.name if place and place.parent else "",
            )
        )
    return SourceLines(
        _filters(frame, passport, found, fate),
        _agency_filters(frame, passport, found, fate, agency),
        frame.choices.to("lines_file", passport.id, fate=fate, agency=agency),
        tuple(shown),
        found.page,
        found.pages,
        found.total,
    )


def _agency_filters(
    frame: Frame, passport: Passport, found: LinePage, fate: str, agency: int | None
) -> tuple[Filter, ...]:
    """Nothing where one agency alone told."""
    if len(found.agencies) < 2:
        return ()
    known = Organisation.objects.in_bulk([number_ for number_ in found.agencies if number_])
    everyone = ((None, sum(found.agencies.values())), *found.agencies.items())
    return tuple(
        Filter(
            fate,
            pick(known[number_].title, frame.language) or known[number_].ref
            if number_
            else _("All agencies"),
            number(count, frame.language),
            frame.choices.to("passport", passport.id, fate=fate, agency=number_) + "#lines",
            number_ == agency,
        )
        for turn, (number_, count) in enumerate(everyone)
        if number_ or turn == 0
    )


def _side_by_side(lines: Sequence[Line], fields: Fields, language: str) -> Iterable[Line]:
    """The lines of each place by what they tell of, so that several agencies' reports of one work stand together."""
    for _place, here in groupby(lines, key=lambda line: line.place):
        yield from sorted(here, key=lambda line: what_of(line.fields, fields, language))


def _number_asked(rule: Rule, fields: Fields) -> str:
    """The number field that a rule asks for without adding it up: of a count, that is what the reader compares."""
    if any(source.value is not None for source in rule.sources):
        return ""
    asked = [name for source in rule.sources if source.where is not None for name in names(source.where)]
    asked += [key for step in rule.steps for key in asked_by(step)]
    return next((name for name in asked if name in fields.numbers), "")


def _number(line: Line, asked: str) -> Decimal | None:
    if not asked:
        return line.value
    told = line.fields.get(asked)
    return None if told is None else Decimal(str(told))


def _line(
    frame: Frame, line: Line, agency: str, what: str, told: Decimal | None, group: str, within: str
) -> SourceLine:
    language = frame.language
    if not frame.scope.covers(line.agency, line.unit, line.place):
        return _closed(line, agency, group, within)
    because = number(line.because_line, language) if line.because_line else ""
    return SourceLine(
        number=number(line.line, language),
        url=frame.choices.to("report", line.submission, line=line.line) + f"#line-{line.line}",
        file=line.filename,
        agency=agency,
        what=what,
        day=line.day,
        value=number(told, language),
        prefix=qualifier_name(line.qualifier),
        fate=line.fate,
        said=fate_name(line.fate, because),
        because_url=frame.choices.to("line", line.because) if line.because else "",
        group=group,
        within=within,
        perhaps=line.perhaps,
    )


def _closed(line: Line, agency: str, group: str, within: str) -> SourceLine:
    """A line that the reader may not see: that there is one, whose, where and what became of it."""
    return SourceLine(
        number="",
        url="",
        file="",
        agency=agency,
        what=_("open to its own agency only"),
        day=None,
        value="",
        prefix="",
        fate=line.fate,
        said=fate_name(line.fate, ""),
        because_url="",
        group=group,
        within=within,
        perhaps=line.perhaps,
    )


def what_of(values: Mapping[str, Any], fields: Fields, language: str) -> str:
    """A line's coded answers in words, the first three."""
    said = [fields.answer(name, values.get(name), language) for name in fields.coded if values.get(name)]
    return " · ".join(said[:MOST_WHAT])


def _filters(frame: Frame, passport: Passport, found: LinePage, fate: str) -> tuple[Filter, ...]:
    counts = {"": sum(found.counts.values()), **found.counts}
    return tuple(
        Filter(
            name,
            fate_heading(name),
            number(counts[name], frame.language),
            frame.choices.to("passport", passport.id, fate=name) + "#lines",
            name == fate,
        )
        for name in ("", *FATES)
        if counts.get(name)
    )
