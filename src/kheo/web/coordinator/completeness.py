"""Who has reported: expected and received reports of all forms, by agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kheo.ground.organisations.models import Organisation
from kheo.kit.text import pick
from kheo.plan.programmes.models import Schedule
from kheo.web.coordinator.basis import Basis
from kheo.web.shared.asking import Known, question_for, reports
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
    """None where the programme expects no reports in the period."""
    if not Schedule.objects.filter(programme=basis.frame.programme).exists():
        return None
    codes = one_for_each_form(basis.known)
    found = reports(question_for(basis.frame.choices, basis.frame.calendar, codes, by=("agency",)))
    if basis.agency:
        own = Organisation.objects.filter(ref=basis.frame.choices.view).values_list("pk", flat=True)
        found = {keys: pair for keys, pair in found.items() if keys[0] in own}
    expected, received = (sum(pair[at] for pair in found.values()) for at in (0, 1))
    if not expected:
        return None
    agencies = Organisation.objects.in_bulk([number for (number,) in found if isinstance(number, int)])
    rows = [
        _row(
            pick(agencies[number].title, basis.frame.language) or agencies[number].ref,
            *pair,
            basis.frame.language,
        )
        for (number,), pair in found.items()
        if number in agencies and pair[0]
    ]
    rows.sort(key=lambda row: (percent(row.received, row.expected), -row.expected))
    return Completeness(expected, received, tuple(rows[:MOST_ROWS]), sum(1 for row in rows if row.missing))


def one_for_each_form(known: Mapping[str, Known]) -> tuple[str, ...]:
    """Indicators that together count every form."""
    found: dict[str, str] = {}
    for code, indicator in known.items():
        for form in indicator.rule.forms:
            found.setdefault(form, code)
    return tuple(dict.fromkeys(found.values()))


def _row(name: str, expected: int, received: int, language: str) -> Row:
    share = f"{number(int(percent(received, expected)), language)}\u00a0%"
    return Row(name, expected, received, share, share_bar(received, expected))
