"""Who has reported: expected and received reports of all forms, by agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kheo.consolidate.figures.rules.question import Cell
from kheo.web.coordinator.basis import Basis
from kheo.web.shared.asking import ask, names_of, question_for
from kheo.web.shared.bars import Bar, percent, share_bar
from kheo.web.shared.numbers import number

MOST_ROWS = 12


@dataclass(frozen=True)
class Row:
    name: str
    expected: int
    received: int
    share: str
    bar: Bar

    @property
    def missing(self) -> int:
        return max(self.expected - self.received, 0)


@dataclass(frozen=True)
class Completeness:
    """``rows``: the least complete first. ``late``: how many agencies have reports missing."""

    expected: int
    received: int
    rows: tuple[Row, ...]
    late: int


def completeness(basis: Basis) -> Completeness | None:
    """None where the programme expects no reports."""
    if not any(cell.expected for cell in basis.cells.values()):
        return None
    codes = one_for_each_form(basis)
    question = question_for(basis.frame.choices, basis.frame.calendar, codes, by=("agency",))
    names = names_of(question, basis.frame.language)
    cells: dict[object, list[Cell]] = {}
    for cell in ask(question).cells:
        cells.setdefault(cell.keys[0], []).append(cell)
    expected, received = _added(cell for found in cells.values() for cell in found)
    rows = [
        _row(names.get(("agency", key), "?"), *_added(found), basis.frame.language)
        for key, found in cells.items()
        if key is not None and _added(found)[0]
    ]
    rows.sort(key=lambda row: (percent(row.received, row.expected), -row.expected))
    return Completeness(expected, received, tuple(rows[:MOST_ROWS]), sum(1 for row in rows if row.missing))


def one_for_each_form(basis: Basis) -> tuple[str, ...]:
    """An indicator that counts just one form, for each form: reports are expected of forms, not of indicators.

    Indicators that the page has asked for anyway come first.
    """
    found: dict[str, str] = {}
    for code, indicator in sorted(basis.known.items(), key=lambda item: item[0] not in basis.cells):
        forms = indicator.rule.forms
        if len(forms) == 1:
            found.setdefault(forms[0], code)
    return tuple(found.values())


def _added(cells: Iterable[Cell]) -> tuple[int, int]:
    expected = received = 0
    for cell in cells:
        expected, received = expected + (cell.expected or 0), received + (cell.received or 0)
    return expected, received


def _row(name: str, expected: int, received: int, language: str) -> Row:
    share = f"{number(int(percent(received, expected)), language)}\u00a0%"
    return Row(name, expected, received, share, share_bar(received, expected))
