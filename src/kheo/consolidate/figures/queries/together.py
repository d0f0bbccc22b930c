"""What is sure where a place's figure is a range: the figure of its change group."""

from __future__ import annotations

from dataclasses import replace

from kheo.consolidate.figures.queries.answers import ask
from kheo.consolidate.figures.queries.labels import labels
from kheo.consolidate.figures.rules.passport import Together
from kheo.consolidate.figures.rules.question import Cell, Question, Status
from kheo.ground.places.queries.atlas import atlas
from kheo.ground.places.rules import CHANGE_GROUP


def together(cell: Cell, question: Question, levels: tuple[str, ...]) -> Together | None:
    """The cell's place taken together with all that it changed with; None where that says no more than the range.

    ``levels``: those of the question's breakdowns that are levels of places; the last one is meant.
    """
    if cell.status != Status.RANGE or not levels or CHANGE_GROUP in levels:
        return None
    turn = question.by.index(levels[-1])
    place = cell.keys[turn]
    if not isinstance(place, int):
        return None
    group = atlas()[1].group(place)
    keys = (*cell.keys[:turn], group, *cell.keys[turn + 1 :])
    by = (*question.by[:turn], CHANGE_GROUP, *question.by[turn + 1 :])
    answer = ask(replace(question, by=by, indicators=(f"{cell.indicator}@{cell.version}",)))
    whole = next((one for one in answer.cells if one.keys == keys), None)
    if whole is None or whole.status != Status.VALUE:
        return None
    return Together(labels(answer, "")[CHANGE_GROUP, group], whole)
