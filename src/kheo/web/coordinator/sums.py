"""Why a total is not the sum of its rows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell, Status
from kheo.kit.text import pick
from kheo.plan.programmes.rules.definition import Choose, Make
from kheo.web.coordinator.grid import Column, Entry
from kheo.web.coordinator.switches import Switches
from kheo.web.shared.asking import Known
from kheo.web.shared.dimensions import GRAINS
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number

MOST_SAID = 3


def why_not_the_sum(
    frame: Frame,
    switches: Switches,
    columns: Sequence[Column],
    cells: Mapping[str, Mapping[tuple[Any, ...], Cell]],
    totals: Sequence[Entry],
    known: Mapping[str, Known],
) -> Iterable[str]:
    """A sentence for each column whose rows do not add up to its total; at most three, one for each indicator."""
    said: set[str] = set()
    for column, total in zip(columns, totals, strict=True):
        if column.whole or column.code in said or len(said) >= MOST_SAID:
            continue
        rows = [
            cell for keys, cell in cells[column.code].items() if not switches.across or keys[-1] == column.key
        ]
        difference = _sum(rows), total.cell.value if total.cell else None
        if difference[0] is None or difference[1] is None or difference[0] == difference[1]:
            continue
        said.add(column.code)
        yield _sentence(frame, switches, known[column.code], difference[0], difference[1])


def _sum(rows: Sequence[Cell]) -> Decimal | None:
    """None where a row is a range or cannot be attributed: then nobody would add."""
    if any(cell.status in (Status.RANGE, Status.NOT_ATTRIBUTABLE) for cell in rows):
        return None
    return sum((cell.value for cell in rows if cell.value is not None), Decimal(0))


def _sentence(frame: Frame, switches: Switches, known: Known, added: Decimal, total: Decimal) -> str:
    language = frame.language
    if known.rule.denominator is not None:
        return _("%(title)s: %(why)s") % {
            "title": pick(known.title, language),
            "why": _("a share is worked out anew for the whole; shares are never added or averaged."),
        }
    return _("%(title)s: the rows add up to %(sum)s, the total is %(total)s: %(why)s") % {
        "title": pick(known.title, language),
        "sum": number(added, language),
        "total": number(total, language),
        "why": _reason(frame, switches, known),
    }


def _reason(frame: Frame, switches: Switches, known: Known) -> str:
    keys = {*switches.by}
    if keys & {"agency", "unit"} and frame.choices.view == PROGRAMME_VIEW:
        return _(
            "what several agencies report of one place is counted once in the total, and for each that reported "
            "it; an activity that they told together stands with its lead alone."
        )
    if keys & set(GRAINS):
        if known.rule.carry:
            return _("a stock is the last state in the period, not the sum of states.")
        return _("what comes back in several periods is counted once over all of them.")
    steps = known.rule.rule.steps
    if any(isinstance(step, Make) and step.how in ("mean", "median") for step in steps):
        return _("a mean of everything is not the sum of the means.")
    if any(isinstance(step, Choose) or (isinstance(step, Make) and step.how == "distinct") for step in steps):
        return _("what stands in several rows is counted once in the total.")
    return _("the rule is applied to all reports at once.")
