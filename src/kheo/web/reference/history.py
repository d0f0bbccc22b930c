"""An indicator over the years, or the quarters: each figure beside its target, and where another series begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import dropwhile

from django.utils import timezone
from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell
from kheo.kit.periods import Period
from kheo.plan.programmes.models import Target
from kheo.plan.programmes.rules.breaks import break_between
from kheo.web.shared.absent import show_known
from kheo.web.shared.asking import Known, by_keys, question_for
from kheo.web.shared.choices import Choices, calendar_of
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.shown import Shown

MOST = 8
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """One period. ``share`` of the target in percent; ``broken``: the series begins anew here, in words."""

    name: str
    shown: Shown
    target: str
    share: str
    broken: str
    current: bool


@dataclass(frozen=True)
class History:
    """The latest first. ``targets``: whether any of the periods has one."""

    rows: tuple[Past, ...]
    targets: bool


def history_of(frame: Frame, known: Known) -> History | None:
    """The periods as long as the chosen one, up to it; years where all time or a span is chosen. None for one alone."""
    grain, periods = _periods(frame)
    if len(periods) < 2:
        return None
    years = dict.fromkeys((periods[0].label[:4], periods[-1].label[:4]))
    question = question_for(
        frame.choices, frame.calendar, (known.code,), by=(grain,), period="..".join(years)
    )
    cells = {keys[0]: cell for keys, cell in by_keys(question)[known.code].items()}
    targets = _targets(frame, known.code, [period.label for period in periods])
    rows = [
        _past(frame, known, period, before, cells.get(period.label), targets.get(period.label))
        for before, period in zip([None, *periods], periods, strict=False)
    ]
    # Before the first report there is nothing to compare with.
    begun = list(dropwhile(lambda row: not row.shown.has_number and not row.target and not row.current, rows))
    return History(tuple(reversed(begun)), bool(targets))


def _periods(frame: Frame) -> tuple[str, list[Period]]:
    choices, programme, calendar = frame.choices, frame.programme, calendar_of(frame.programme)
    label = choices.period
    grain = "year"
    if "-" in label and ".." not in label:
        grain = {"Q": "quarter", "H": "half"}.get(label[5], "month")
    last = calendar.span(label).last if label else timezone.localdate()
    if programme.valid_to:
        last = min(last, programme.valid_to - ONE_DAY)
    last = max(last, programme.valid_from)
    return grain, calendar.periods(grain, programme.valid_from, last)[-MOST:]


def _targets(frame: Frame, code: str, labels: list[str]) -> Mapping[str, Decimal]:
    """What was promised for the whole programme, or for the agency whose view it is."""
    rows = Target.objects.filter(
        programme=frame.programme, indicator_code=code, period__in=labels, place=None
    )
    if frame.choices.view == PROGRAMME_VIEW:
        rows = rows.filter(organisation=None)
    else:
        rows = rows.filter(organisation__ref=frame.choices.view)
    return {row.period: row.value for row in rows}


def _past(
    frame: Frame,
    known: Known,
    period: Period,
    before: Period | None,
    cell: Cell | None,
    target: Decimal | None,
) -> Past:
    language = frame.language
    there: Choices = frame.choices.but(period=period.label)
    share = ""
    if target and cell is not None and cell.value is not None and known.rule.good != "lower":
        share = f"{number(round(cell.value * 100 / target), language)}\u00a0%"
    broken = break_between(known.definition, before, period) if before else None
    return Past(
        name=period_name(period.label),
        shown=show_known(cell, known, there),
        target=known.unit.counted(target, language) if target is not None else "",
        share=share,
        broken=_("another series from %(day)s on") % {"day": day_name(broken.day)} if broken else "",
        current=period.label == frame.choices.period,
    )
