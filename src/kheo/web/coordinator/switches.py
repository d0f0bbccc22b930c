"""The switches of the table of figures: all in the address, all checked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import Question
from kheo.ground.places.models import Place
from kheo.ground.places.rules import CHANGE_GROUP
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.plan.programmes.models import Objective
from kheo.web.shared.asking import Known, indicators_of, question_for
from kheo.web.shared.country import country_of
from kheo.web.shared.dimensions import Dimension, dimension_name, dimensions_of
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.paging import whole

GRADES = ("reported", "verified", "audited")
MOST_CONDITIONS = 200
MOST_INDICATORS = 12
INDICATORS_AS_COLUMNS = ""


@dataclass(frozen=True)
class Switches:
    """``by`` are the rows' breakdowns (none, one or two), ``across`` the columns' one; ``sort`` is "name" or the
    number of a column (from 1), largest first. ``empty``: also rows of places that reported nothing."""

    indicators: tuple[str, ...]
    by: tuple[str, ...]
    across: str
    grade: int
    within: Place | None
    where: str
    sort: str
    empty: bool
    page: int

    def question(self, frame: Frame, by: tuple[str, ...]) -> Question:
        return question_for(
            frame.choices,
            frame.calendar,
            self.indicators,
            by=by,
            grade=self.grade,
            within=self.within.ref if self.within else "",
            where=self.where,
        )

    def query(self) -> dict[str, Any]:
        """As query parameters, without the page."""
        return {
            "i": list(self.indicators),
            "by": list(self.by),
            "across": self.across,
            "grade": GRADES[self.grade] if self.grade else "",
            "within": self.within.ref if self.within else "",
            "where": self.where,
            "sort": "" if self.sort == "name" else self.sort,
            "empty": "1" if self.empty else "",
        }


def read_switches(frame: Frame, given: QueryDict) -> Switches:
    """The switches in the address, else the programme's first ones. Refuses what does not exist."""
    known = indicators_of(frame.programme.code)
    first = frame.programme.settings.get("figures") or {}
    asked = [code for text in given.getlist("i") for code in text.split(",") if code]
    codes = list(dict.fromkeys(asked)) or _first_indicators(first, known) or list(known)[:1]
    for code in codes:
        if code not in known:
            raise Refused("web.no_such_indicator", value=code)
    dimensions = {dimension.code: dimension for dimension in dimensions_of(frame.programme.code)}
    by = [code for code in given.getlist("by") if code]
    if "by" not in given:
        by = [
            code
            for code in first.get("by", [])
            if code in dimensions and _on_the_map(dimensions[code], frame)
        ]
    across = given.get("across", "")
    if across and not set(codes) ^ set(_first_indicators(first, known)):
        codes = codes[
            :1
        ]  # the page's own choice, not the reader's: six of them under each item cannot be read
    by = [code for code in dict.fromkeys(by) if code != across][:2]
    _check_dimensions([*by, *([across] if across else [])], dimensions, frame)
    return Switches(
        indicators=tuple(codes[:MOST_INDICATORS]),
        by=tuple(by),
        across=across,
        grade=_grade(given.get("grade", "")),
        within=_within(given.get("within", "").strip()),
        where=given.get("where", "").strip(),
        sort=given.get("sort", "") or "name",
        empty=given.get("empty") == "1",
        page=whole(given, "page", 1),
    )


def _on_the_map(dimension: Dimension, frame: Frame) -> bool:
    """Whether the chosen map has places of the level, where it is one."""
    day = frame.choices.boundaries
    if dimension.kind != "level" or dimension.code == CHANGE_GROUP or day is None:
        return True
    return bool(country_of(frame.programme.code).at(dimension.code, day))


def _first_indicators(first: Mapping[str, Any], known: Mapping[str, Known]) -> list[str]:
    return [code for code in first.get("indicators", []) if code in known]


def _check_dimensions(codes: list[str], dimensions: dict[str, Dimension], frame: Frame) -> None:
    for code in codes:
        if code not in dimensions:
            known = ", ".join(dimension_name(other, frame.language) for other in dimensions)
            raise Refused("web.no_such_breakdown", value=code, known=known)


def _grade(name: str) -> int:
    if not name:
        return 0
    if name not in GRADES:
        raise Refused("web.no_such_grade", value=name)
    return GRADES.index(name)


def _within(ref: str) -> Place | None:
    if not ref:
        return None
    place = Place.objects.filter(ref=ref).select_related("level").first()
    if place is None:
        raise Refused("web.no_such_place", value=ref)
    return place


def standing(frame: Frame, switches: Switches) -> tuple[dt.date, str] | None:
    """A day on which the place that everything must lie in existed, and this table on that map; None where the
    chosen map has the place."""
    place, day = switches.within, frame.choices.boundaries
    if place is None or day is None or place in Place.objects.on(day).filter(pk=place.pk):
        return None
    ended = place.valid_to is not None and place.valid_to <= day
    stood = place.valid_to - dt.timedelta(days=1) if ended and place.valid_to else place.valid_from
    return (stood, frame.choices.but(boundaries=stood).to("figures", **switches.query())) if stood else None


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Controls:
    """What the form of switches offers."""

    indicators: tuple[Group, ...]
    rows: tuple[Group, ...]
    then: tuple[Group, ...]
    columns: tuple[Group, ...]
    grades: tuple[Choice, ...]
    chosen: int
    conditions: tuple[Choice, ...]


def controls(frame: Frame, switches: Switches) -> Controls:
    chosen = {*switches.by, switches.across}
    dimensions = [
        dimension
        for dimension in dimensions_of(frame.programme.code)
        if dimension.code in chosen or _on_the_map(dimension, frame)
    ]
    first = switches.by[0] if switches.by else ""
    second = switches.by[1] if len(switches.by) > 1 else ""
    return Controls(
        indicators=_indicator_groups(frame, switches),
        rows=_groups(dimensions, first, _("one row"), frame.language),
        then=_groups(dimensions, second, _("nothing more"), frame.language),
        columns=_groups(dimensions, switches.across, _("indicators only"), frame.language),
        grades=tuple(
            Choice(value, text, GRADES[switches.grade] == value)
            for value, text in zip(GRADES, (_("Reported"), _("Verified"), _("Audited")), strict=True)
        ),
        chosen=len(switches.indicators),
        conditions=tuple(_conditions(frame, switches)),
    )


def _conditions(frame: Frame, switches: Switches) -> Iterable[Choice]:
    """Conditions ready to be taken, each with what it says: one for each coded answer of the forms at hand."""
    known = indicators_of(frame.programme.code)
    forms = dict.fromkeys(form for code in switches.indicators for form in known[code].rule.forms)
    fields = fields_of(forms)
    answers = [(name, code) for name, code in fields.answers if name in fields.coded]
    for name, code in answers[:MOST_CONDITIONS]:
        said = f"{fields.label(name, frame.language)}: {fields.answer(name, code, frame.language)}"
        yield Choice(f"{name} = '{code}'", said, False)


def _indicator_groups(frame: Frame, switches: Switches) -> tuple[Group, ...]:
    known = indicators_of(frame.programme.code)
    titles = {
        row.code: pick(row.title, frame.language)
        for row in Objective.objects.filter(programme=frame.programme)
    }
    groups: dict[str, list[Known]] = {}
    for indicator in known.values():
        groups.setdefault(indicator.objective, []).append(indicator)
    return tuple(
        Group(
            titles.get(objective, _("Other")),
            tuple(
                Choice(found.code, pick(found.title, frame.language), found.code in switches.indicators)
                for found in members
            ),
        )
        for objective, members in groups.items()
    )


def _groups(dimensions: list[Dimension], chosen: str, none: str, language: str) -> tuple[Group, ...]:
    titles = {
        "level": _("Places"),
        "who": _("Who reported"),
        "field": _("What the forms say"),
        "time": _("Time"),
    }
    found: dict[str, list[Choice]] = {}
    named = [pick(entry.titles, language) or dimension_name(entry.code, language) for entry in dimensions]
    alike = Counter(named)
    for dimension, text in zip(dimensions, named, strict=True):
        form = pick(dimension.form, language)
        if alike[text] > 1 and form:
            text = f"{text} ({form})"
        found.setdefault(dimension.kind, []).append(Choice(dimension.code, text, dimension.code == chosen))
    return (
        Group("", (Choice("", none, not chosen),)),
        *(Group(titles[kind], tuple(choices)) for kind, choices in found.items()),
    )
