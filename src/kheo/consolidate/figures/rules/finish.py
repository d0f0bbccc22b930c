"""From what the rules gave to cells: ratios, statuses, qualifiers, and periods by their labels."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Status
from kheo.consolidate.figures.rules.setting import Reduced, Setting, period_label
from kheo.kit.periods import GRAINS
from kheo.plan.programmes.rules.definition import Definition

UNDER, OVER = 1, 2
RATIO_PLACES = Decimal("0.0000000001")
_QUALIFIERS = {0: Qualifier.EXACT, UNDER: Qualifier.UNDER, OVER: Qualifier.OVER}
Keys = tuple[str | int | None, ...]


def cells_of(
    definition: Definition, version: int, setting: Setting, outcomes: Iterable[Iterable[Reduced]]
) -> list[Cell]:
    """The cells of one indicator. ``outcomes``: one for each rule of the definition, the numerator's first."""
    by_rule: list[dict[Keys, Reduced]] = [{outcome.keys: outcome for outcome in rows} for rows in outcomes]
    found = _ratios(definition, *by_rule) if definition.denominator else by_rule[0]
    labelled = labeller(setting.question.by)
    return [_cell(definition, version, outcome, labelled) for outcome in found.values()]


def _ratios(
    definition: Definition, above: Mapping[Keys, Reduced], below: Mapping[Keys, Reduced]
) -> dict[Keys, Reduced]:
    """Quotients, always from numerator and denominator, never averaged.

    Without a numerator the ratio is not reported; without a denominator, or with one of zero, it does not apply.
    """
    found: dict[Keys, Reduced] = {}
    for keys in dict.fromkeys([*above, *below]):
        over, under = above.get(keys), below.get(keys)
        if over is None or under is None:
            facts = (over or under or Reduced(keys, None, None, 0, 0, 0)).facts
            found[keys] = Reduced(keys, None, None, facts if under is None else -1, 0, 0)
            continue
        bits, facts = over.bits | _turned(under.bits), over.facts + under.facts
        # Whether a share of what may be nothing at all is large or small, nobody can say.
        sure = over.sure and under.sure and (under.low == under.high or (under.low or 0) > 0)
        low, high = _bounds(over, under, definition) if sure else (None, None)
        found[keys] = Reduced(
            keys,
            low,
            high,
            facts,
            over.approximate + under.approximate,
            bits,
            sure,
        )
    return found


def _turned(bits: int) -> int:
    """A denominator that is too high makes a ratio that is too low."""
    return bits & ~(UNDER | OVER) | (OVER if bits & UNDER else 0) | (UNDER if bits & OVER else 0)


def _bounds(over: Reduced, under: Reduced, definition: Definition) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that the quotient can be; which ends make it depends on the signs."""
    highest = [_quotient(over.high, below, definition) for below in (under.low, under.high)]
    lowest = [_quotient(over.low, below, definition) for below in (under.low, under.high)]
    known = [quotient for quotient in [*highest, *lowest] if quotient is not None]
    return None if None in lowest else min(known, default=None), max(known, default=None)


def _quotient(over: Decimal | None, under: Decimal | None, definition: Definition) -> Decimal | None:
    if over is None or not under:
        return None
    return (over / under * definition.scale).quantize(RATIO_PLACES, rounding=ROUND_HALF_UP)


def _cell(definition: Definition, version: int, outcome: Reduced, labelled: Callable[[Keys], Keys]) -> Cell:
    status = _status(definition, outcome)
    return Cell(
        definition.code,
        version,
        labelled(outcome.keys),
        status,
        outcome.high if status is Status.VALUE else None,
        outcome.low,
        outcome.high,
        qualifier_of(outcome.bits),
        max(outcome.facts, 0),
        outcome.approximate,
    )


def labeller(by: tuple[str, ...]) -> Callable[[Keys], Keys]:
    """Turns the indexes of periods in keys into labels."""
    grains = {number: name for number, name in enumerate(by) if name in GRAINS}
    if not grains:
        return lambda keys: keys
    label = functools.cache(period_label)

    def labelled(keys: Keys) -> Keys:
        told = list(keys)
        for number, grain in grains.items():
            if isinstance(key := told[number], int):
                told[number] = label(key, grain)
        return tuple(told)

    return labelled


def _status(definition: Definition, outcome: Reduced) -> Status:
    if not outcome.sure:
        return Status.NOT_ATTRIBUTABLE
    if outcome.high is None:
        missing = definition.denominator is None or outcome.facts < 0
        return Status.MISSING if missing else Status.NOT_APPLICABLE
    return Status.VALUE if outcome.low == outcome.high else Status.RANGE


def qualifier_of(bits: int) -> Qualifier:
    """One approximate part makes the whole approximate; parts that err to one side keep their side."""
    return _QUALIFIERS.get(bits, Qualifier.ABOUT)


def in_order(cells: Iterable[Cell], codes: tuple[str, ...]) -> list[Cell]:
    """Sorted by indicator as asked, then by keys; what has no key comes last. Keys of one breakdown are of one type."""
    given = list(cells)
    rank = {code: number for number, code in enumerate(codes)}
    if not any(None in cell.keys for cell in given):
        return sorted(given, key=lambda cell: (rank[cell.indicator], cell.keys))
    return sorted(
        given, key=lambda cell: (rank[cell.indicator], *[(key is None, key or "") for key in cell.keys])
    )


def with_passports(cells: Iterable[Cell], answer: str) -> tuple[Cell, ...]:
    """Each cell with the id of its passport: the answer's, and its number in it."""
    given = tuple(cells)
    for number, cell in enumerate(given, start=1):
        # A cell gets its passport before anybody has seen it; making tens of thousands again would cost seconds.
        object.__setattr__(cell, "passport", f"{answer}-{number}")
    return given
