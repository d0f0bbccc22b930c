"""From what the rules gave to cells: ratios, statuses, qualifiers, and periods by their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Status
from kheo.consolidate.figures.rules.setting import Reduced, Setting, period_label
from kheo.kit.periods import GRAINS
from kheo.plan.programmes.rules.definition import Definition

UNDER, OVER = 1, 2
RATIO_PLACES = Decimal("0.0000000001")
Keys = tuple[str | int | None, ...]


def cells_of(
    definition: Definition, version: int, setting: Setting, outcomes: Iterable[Iterable[Reduced]]
) -> list[Cell]:
    """The cells of one indicator. ``outcomes``: one for each rule of the definition, the numerator's first."""
    by_rule: list[dict[Keys, Reduced]] = [{outcome.keys: outcome for outcome in rows} for rows in outcomes]
    found = _ratios(definition, *by_rule) if definition.denominator else by_rule[0]
    return [_cell(definition, version, setting, outcome) for outcome in found.values()]


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
        sure = over.sure and under.sure and not (under.low != under.high and not under.low)
        low, high = _quotient(over.low, under.high, definition), _quotient(over.high, under.low, definition)
        none = not sure or high is None
        found[keys] = Reduced(
            keys,
            None if none else low,
            None if none else high,
            facts,
            over.approximate + under.approximate,
            bits,
            sure,
        )
    return found


def _turned(bits: int) -> int:
    """A denominator that is too high makes a ratio that is too low."""
    return bits & ~(UNDER | OVER) | (OVER if bits & UNDER else 0) | (UNDER if bits & OVER else 0)


def _quotient(over: Decimal | None, under: Decimal | None, definition: Definition) -> Decimal | None:
    if over is None or not under:
        return None
    return (over / under * definition.scale).quantize(RATIO_PLACES, rounding=ROUND_HALF_UP)


def _cell(definition: Definition, version: int, setting: Setting, outcome: Reduced) -> Cell:
    keys = tuple(
        period_label(key, name) if name in GRAINS and isinstance(key, int) else key
        for name, key in zip(setting.question.by, outcome.keys, strict=True)
    )
    low, high = outcome.low, outcome.high
    status = _status(definition, outcome)
    return Cell(
        indicator=definition.code,
        version=version,
        keys=keys,
        status=status,
        value=high if status == Status.VALUE else None,
        low=low,
        high=high,
        qualifier=qualifier_of(outcome.bits),
        facts=max(outcome.facts, 0),
        approximate=outcome.approximate,
    )


def _status(definition: Definition, outcome: Reduced) -> Status:
    if not outcome.sure:
        return Status.NOT_ATTRIBUTABLE
    if outcome.high is None:
        missing = definition.denominator is None or outcome.facts < 0
        return Status.MISSING if missing else Status.NOT_APPLICABLE
    return Status.VALUE if outcome.low == outcome.high else Status.RANGE


def qualifier_of(bits: int) -> Qualifier:
    """One approximate part makes the whole approximate; parts that err to one side keep their side."""
    return {0: Qualifier.EXACT, UNDER: Qualifier.UNDER, OVER: Qualifier.OVER}.get(bits, Qualifier.ABOUT)


def in_order(cells: Iterable[Cell], codes: tuple[str, ...]) -> tuple[Cell, ...]:
    """Sorted by indicator as asked, then by keys; what has no key comes last."""
    rank = {code: number for number, code in enumerate(codes)}

    def place(cell: Cell) -> tuple[int, tuple[tuple[bool, bool, int, str], ...]]:
        keys = tuple(
            (
                key is None,
                isinstance(key, str),
                key if isinstance(key, int) else 0,
                key if isinstance(key, str) else "",
            )
            for key in cell.keys
        )
        return rank[cell.indicator], keys

    return tuple(sorted(cells, key=place))
