"""What it would do to the figures: the totals as they are, with all of these reports, and with one of them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kheo.capture.submissions.models import Record, Submission
from kheo.consolidate.figures.queries import suppose
from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.facts.ledger.queries import batches, standing
from kheo.kit.text import pick
from kheo.plan.programmes.rules.definition import Source
from kheo.plan.programmes.rules.expressions import names
from kheo.web.shared.asking import Known, Stamp, indicators_of, question_for, stamp, totals
from kheo.web.shared.atlas import Spot, atlas
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.days import period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.kept import kept
from kheo.web.shared.shown import Shown, show

MOST_LINES = 2_000  # of all reports together: a large table is not weighed against a report here
MOST_ROWS = 8


@dataclass(frozen=True)
class Counted:
    """A report and how many of its lines count now, and how many would if it were accepted."""

    report: Submission
    now: int
    would: int


@dataclass(frozen=True)
class EffectRow:
    title: str
    unit: str
    now: Shown
    all: Shown
    alone: Sequence[Shown]
    once: Shown | None = None


@dataclass(frozen=True)
class Effect:
    """``rows``: the indicators that one of the answers would change. ``where``: of which place and period; ``too_many``: the reports
    have more lines than are tried here."""

    counted: Sequence[Counted]
    where: str
    rows: Sequence[EffectRow] = ()
    more: int = 0
    too_many: bool = False


@dataclass(frozen=True)
class _Lines:
    """A report's records: those that count ``now``, those that ``would``, and what these correct."""

    now: frozenset[int]
    would: frozenset[int]
    corrected: frozenset[int]


def effect_of(
    frame: Frame, reports: Sequence[Submission], waiting: set[int], records: Sequence[Record]
) -> Effect:
    """``waiting``: those of ``reports`` that may still be accepted. ``records``: one of each, in whose years and in what
    their places have in common the totals are told."""
    if sum(one.rows_recorded for one in reports) > MOST_LINES:
        return Effect((), "", too_many=True)
    lines = [_lines(one, one.pk in waiting) for one in reports]
    counted = [Counted(one, len(some.now), len(some.would)) for one, some in zip(reports, lines, strict=True)]
    known = _asked(frame, records)
    if not known or not any(one.day for one in records):
        return Effect(counted, "")
    place, years = _common(records), _years(frame, records)
    plain = frame.choices.but(period="", boundaries=None, view="programme")
    question = question_for(
        plain, frame.calendar, tuple(known), period=years, within=place.ref if place else ""
    )
    together = _supposed(question, lines, set(range(len(lines))))
    alone = [_supposed(question, lines, {at}) for at in range(len(lines))]
    several = len({one.agency_id for one in records if one.agency_id}) > 1
    once = _supposed(question, lines, set(range(len(lines))), [one.pk for one in records]) if several else {}
    now = totals(question)
    changed = [code for code in known if len({_spelt(one.get(code)) for one in (together, *alone)}) > 1]
    rows = [
        EffectRow(
            title=_title(frame, known[code]),
            unit=known[code].unit.named(None, frame.language),
            now=show(now.get(code), known[code].unit, frame.choices),
            all=show(together.get(code), known[code].unit, frame.choices),
            alone=[show(one.get(code), known[code].unit, frame.choices) for one in alone],
            once=show(once.get(code), known[code].unit, frame.choices) if several else None,
        )
        for code in changed[:MOST_ROWS]
    ]
    where = ", ".join(part for part in (place.name if place else "", period_name(years)) if part)
    return Effect(counted, where, rows, max(len(changed) - MOST_ROWS, 0))


def _common(records: Sequence[Record]) -> Spot | None:
    """The smallest place that those of all records lie in, themselves left out; None where some have none in common."""
    if any(one.place_id is None for one in records):
        return None
    above = [list(atlas().upwards(one.place_id))[1:] for one in records]
    return next((spot for spot in above[0] if all(spot in others for others in above)), None)


def _years(frame: Frame, records: Sequence[Record]) -> str:
    calendar = calendar_of(frame.programme)
    years = sorted(calendar.label(one.day, "year") for one in records if one.day)
    return years[0] if years[0] == years[-1] else f"{years[0]}..{years[-1]}"


def _title(frame: Frame, known: Known) -> str:
    return pick(known.title, frame.language) or known.code


def _asked(frame: Frame, records: Sequence[Record]) -> Mapping[str, Known]:
    """The indicators that count an answer of these records, or the records themselves."""
    told = {
        (one.form.code, name) for one in records for name, value in one.values.items() if value is not None
    }
    forms = {one.form.code for one in records}

    def counts(source: Source) -> bool:
        named = list(names(source.value)) if source.value is not None else []
        return source.form in forms and (not named or any((source.form, name) in told for name in named))

    known = indicators_of(frame.programme.code)
    return {
        code: one
        for code, one in known.items()
        if any(counts(source) for rule in one.rule.rules for source in rule.sources)
    }


def _lines(report: Submission, waits: bool) -> _Lines:
    told = list(Record.objects.filter(submission=report).values_list("pk", "corrects_id"))
    every = [pk for pk, _corrects in told]
    now = {
        record
        for some in batches(every)
        for record in standing().filter(record__in=some).values_list("record_id", flat=True)
    }
    would = frozenset(pk for pk in every if pk not in now) if waits else frozenset()
    return _Lines(frozenset(now), would, frozenset(old for pk, old in told if old and pk in would))


def _supposed(
    question: Question, lines: Sequence[_Lines], chosen: set[int], joined: Sequence[int] = ()
) -> Mapping[str, Cell]:
    """The totals if the reports of ``chosen`` counted and the others did not; ``joined``: as one work, the highest number
    of it."""
    also, without = set[int](), set[int]()
    for at, some in enumerate(lines):
        if at in chosen:
            also |= some.would
            without |= some.corrected
        else:
            without |= some.now
    return _asked_of_the_engine(stamp(), question, frozenset(also), frozenset(without), tuple(joined))


@kept(64)
def _asked_of_the_engine(
    _at: Stamp,
    question: Question,
    also: frozenset[int],
    without: frozenset[int],
    joined: tuple[int, ...],
) -> Mapping[str, Cell]:
    found = suppose(question, also=also, without=without, joined=joined, rule="highest")
    return {cell.indicator: cell for cell in found}


def _spelt(cell: Cell | None) -> str:
    return cell.spelt() if cell else ""
