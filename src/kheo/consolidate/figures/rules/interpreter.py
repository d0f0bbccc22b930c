"""What a question means, in plain Python: slow, short, and the measure of the fast engine.

Read ``reduced`` first: select, merge joint activities, place on the map, then the steps in each cell.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kheo.consolidate.figures.rules.setting import NUMBERED, Reduced, Setting, adds_up, homogeneous, kind_of
from kheo.ground.places.rules import ALL, Share
from kheo.kit.periods import GRAINS as MONTHS_IN
from kheo.plan.programmes.rules.definition import GRAINS, Carry, Choose, Keep, Make, Rule, Source, Step
from kheo.plan.programmes.rules.expressions import Expression, Value, holds, measure, names

SUM_STAYS = "sum"
SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Fact:
    """A fact as the ledger knows it. ``bits`` says which numbers are approximate: 1 under, 2 over, 4 about.

    ``posted`` and ``until`` are ledger positions; ``repeat`` the record that it repeats exactly; ``joint`` its
    joint activity, ``rank`` 0 for the lead, ``rule`` lead, highest or sum.
    """

    form: str
    record: int
    posted: int = 1
    until: int | None = None
    repeat: int | None = None
    joint: int | None = None
    rank: int = 0
    rule: str = "lead"
    grade: int = 0
    unit: int | None = None
    agency: int | None = None
    place: int | None = None
    day: dt.date | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)
    bits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A fact, or the group of facts made into one value, on its way through the steps."""

    keys: Mapping[str, Any]
    value: int | Decimal | None
    bits: int = 0
    facts: int = 1
    approximate: int = 0
    share: Share = ALL
    order: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Row:
    """One source's reading of one fact. ``own``: the source's condition holds; ``kept``: the question's filter too."""

    fact: Fact
    slot: int
    value: int | Decimal | None
    bits: int
    own: bool
    kept: bool
    as_told: bool


def reduced(rule: Rule, setting: Setting, facts: Sequence[Fact], carry: Carry | None = None) -> list[Reduced]:
    """The rule's outcome in every cell that holds at least one counted fact."""
    rows = _merge_joint(_read(rule, setting, facts), setting)
    cells: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for row in rows:
        if row.kept and not (rule.needs_value and row.value is None):
            for cell, item in _placed(row, setting, carry):
                if all(item.keys.get(key) is not None for key in rule.keys):
                    cells[cell].append(item)
    found = [_reduce(rule, cell, items) for cell, items in cells.items()]
    return [outcome for outcome in found if outcome is not None]


def _read(rule: Rule, setting: Setting, facts: Iterable[Fact]) -> Iterator[Row]:
    """Select by position, repeats, grade and view, and take each source's measure."""
    by_form: dict[str, list[tuple[int, Source]]] = defaultdict(list)
    for slot, source in rule.slots:
        by_form[source.form].append((slot, source))
    for fact in facts:
        here = fact.posted <= setting.position and (fact.until is None or fact.until > setting.position)
        if not here or fact.grade < setting.question.grade:
            continue
        if setting.agency is not None and fact.agency != setting.agency:
            continue
        row = {**fact.fields, **{key: getattr(fact, key) for key in ("record", "joint", "day", *NUMBERED)}}
        types = setting.fields[fact.form] if fact.form in by_form else {}
        for slot, source in by_form.get(fact.form, ()):
            if fact.repeat is not None and not source.as_told:
                continue
            value = 1 if source.value is None else measure(source.value, row, types)
            own = holds(source.where, row)
            kept = own and holds(setting.where, row)
            yield Row(fact, slot, value, _bits(source.value, fact), own, kept, source.as_told)


def _bits(tree: Expression | None, fact: Fact) -> int:
    bits = 0
    for name in names(tree) if tree is not None else ():
        bits |= fact.bits.get(name, 0)
    return bits


def _merge_joint(rows: Iterable[Row], setting: Setting) -> Iterator[Row]:
    """The facts of a joint activity become one: the lead's, with the number that the activity's rule says.

    In agencies' own views the facts of others are not there, and only those of one agency become one. The lead's
    record stands alone, also where others told more on other forms. A number is offered by those that fulfil the
    source's condition.
    """
    activities: dict[tuple[int, int | None], list[Row]] = defaultdict(list)
    for row in rows:
        if row.fact.joint is None or row.fact.rule == SUM_STAYS or row.as_told:
            yield row
        else:
            activities[row.fact.joint, row.fact.agency if setting.each_agency else None].append(row)
    for claims in activities.values():
        claims.sort(key=lambda row: (row.fact.rank, row.fact.record, row.slot))
        for lead in claims:
            if lead.fact is claims[0].fact:
                stands = lead
                if lead.fact.rule == "highest":
                    offers = [
                        row for row in claims if row.slot == lead.slot and row.own and row.value is not None
                    ]
                    stands = max(offers, key=lambda row: row.value or 0, default=lead)
                yield replace(lead, value=stands.value, bits=stands.bits)


def _placed(row: Row, setting: Setting, carry: Carry | None) -> Iterator[tuple[tuple[Any, ...], Item]]:
    """The cells that a row falls in, certainly or perhaps."""
    fact = row.fact
    for period in _periods(fact.day, setting, carry):
        for places, share in _shares(fact.place, setting).items():
            keys = {
                **fact.fields,
                **{key: getattr(fact, key) for key in ("record", "day", *NUMBERED)},
                "joint": fact.joint if fact.joint is not None else -fact.record,
                **{grain: None if fact.day is None else setting.index(fact.day, grain) for grain in GRAINS},
                "period": 0,
            }
            cell = tuple(
                places[setting.levels.index(key)]
                if key in setting.levels
                else period[key]
                if key in GRAINS
                else keys.get(key)
                for key in setting.question.by
            )
            order = (fact.day or dt.date.max, fact.record, row.slot)
            yield cell, Item(keys, row.value, row.bits, 1, int(row.bits > 0), share, order)


def _periods(day: dt.date | None, setting: Setting, carry: Carry | None) -> list[dict[str, int | None]]:
    """The periods that a fact of ``day`` falls in: its own, or for a stock every one that it is still good for."""
    if carry is not None and setting.windows is not None and carry in setting.windows:
        if day is None:
            return []
        finest = setting.finest
        return [
            {
                grain: window.index * MONTHS_IN[finest] // MONTHS_IN[grain] if finest else None
                for grain in setting.grains
            }
            for window in setting.windows[carry]
            if window.first <= day <= window.last
        ]
    if day is None:
        return [] if setting.first is not None else [dict.fromkeys(setting.grains)]
    if setting.first is not None and not setting.first <= day <= (setting.last or dt.date.max):
        return []
    return [{grain: setting.index(day, grain) for grain in setting.grains}]


def _shares(place: int | None, setting: Setting) -> Mapping[tuple[int | None, ...], Share]:
    if setting.places is None:
        return {(): ALL}
    if place is None:
        return {} if setting.within else {(None,) * len(setting.levels): ALL}
    return setting.places.get(place, {})


def _reduce(rule: Rule, cell: tuple[Any, ...], items: list[Item]) -> Reduced | None:
    prefix = homogeneous(rule)
    for step in rule.steps[:prefix]:
        items = _step(step, items)
    rest = rule.steps[prefix:]
    negative = any(_may_lower(item, kind_of(rule)) for item in items)
    if not prefix and kind_of(rule) == "additive":
        # Sums of sums are the sum of the sums of the places, and those are what a share apportions.
        items, rest = _step(Make("sum", ("place",)), items), (Make("sum", None),)
    certain = [item for item in items if item.share.whole]
    if len(certain) == len(items) or kind_of(rule) == "neither":
        outcome = _run(rest, items)
        if outcome is None or outcome.value is None:
            return None
        sure = len(certain) == len(items)
        value = Decimal(outcome.value) if sure else None
        return Reduced(cell, value, value, outcome.facts, outcome.approximate, outcome.bits, sure)
    adds = any(isinstance(step, Make) and step.how == "sum" for step in rest)
    high = _run(rest, items)
    if high is None or high.value is None:
        return None
    if kind_of(rule) == "additive":
        bounds = [sum((Decimal(item.value or 0) * part for item, part in pairs), Decimal(0)) for pairs in (
            [(item, item.share.low) for item in items], [(item, item.share.high) for item in items]
        )]  # fmt: skip
        return _bounds(cell, bounds[0], bounds[1], high, sure=not negative)
    low = _run(rest, certain)
    floor = None if low is None or low.value is None else Decimal(low.value)
    return _bounds(cell, floor, Decimal(high.value), high, sure=not (negative and adds))


def _may_lower(item: Item, kind: str) -> bool:
    """Whether this would make a sum less where it perhaps lies; by a known share a sum is divided all the same."""
    unknown = item.share.low < item.share.high if kind == "additive" else not item.share.whole
    return unknown and item.value is not None and item.value < 0


def _bounds(
    cell: tuple[Any, ...], low: Decimal | None, high: Decimal, outcome: Item, *, sure: bool
) -> Reduced:
    """Bounds that cannot be trusted are not given at all."""
    if not sure:
        return Reduced(cell, None, None, outcome.facts, outcome.approximate, outcome.bits, sure)
    return Reduced(cell, low, high, outcome.facts, outcome.approximate, outcome.bits, sure)


def _run(steps: Sequence[Step], items: list[Item]) -> Item | None:
    for step in steps:
        items = _step(step, items)
    return items[0] if items else None


def _step(step: Step, items: list[Item]) -> list[Item]:
    if isinstance(step, Keep) and step.per is None:
        return [item for item in items if _meets(step, item)]
    if not items and adds_up(step):
        return [Item({}, 0, facts=0)]
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        groups[tuple(item.keys[key] for key in step.per or ())].append(item)
    if isinstance(step, Keep):
        kept = [group for group in groups.values() if any(_meets(step, item) for item in group)]
        return [item for group in kept for item in group]
    if isinstance(step, Choose):
        return [min(group, key=lambda item: _rank(step.how, item)) for group in groups.values()]
    return [_make(step, key, group) for key, group in groups.items()]


def _meets(step: Keep, item: Item) -> bool:
    return holds(step.where, {**item.keys, "value": item.value})


def _rank(how: str, item: Item) -> tuple[Any, ...]:
    if how in ("max", "min"):
        value = item.value or 0
        return (-value if how == "max" else value, *item.order)
    day = item.keys.get("day")
    sign = 1 if how == "first" else -1
    return (day is None, sign * day.toordinal() if day else 0, *item.order)


def _make(step: Make, key: tuple[Any, ...], group: list[Item]) -> Item:
    counts = step.how in ("count", "distinct")
    bits = 0
    for item in group:
        bits |= item.bits
    return Item(
        keys=dict(zip(step.per or (), key, strict=True)),
        value=_made(step, group),
        bits=0 if counts else bits,
        facts=sum(item.facts for item in group),
        approximate=0 if counts else sum(item.approximate for item in group),
        share=group[0].share,
        order=key,
    )


def _made(step: Make, group: list[Item]) -> int | Decimal:
    if step.how == "distinct":
        return len({item.keys[step.of] for item in group})
    if step.how == "count":
        return len(group)
    values = [Decimal(item.value or 0) for item in group]
    if step.how == "sum":
        return sum(values, Decimal(0))
    mean = sum(values, Decimal(0)) / len(values) if step.how == "mean" else statistics.median(values)
    return Decimal(mean).quantize(SIX_PLACES, rounding=ROUND_HALF_UP)
