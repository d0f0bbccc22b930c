"""What becomes of each fact of a cell, told again in Python: the measure of the tracer.

It follows single facts through the steps, so that it can say which was left out where, and for which other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kheo.consolidate.figures.rules import interpreter
from kheo.consolidate.figures.rules.interpreter import Fact, Item, Row
from kheo.consolidate.figures.rules.setting import Setting
from kheo.plan.programmes.rules.definition import Carry, Choose, Keep, Make, Rule, Step
from kheo.plan.programmes.rules.expressions import holds


@dataclass(frozen=True)
class Told:
    """A fact's fate in a cell: see tracer.Fate. ``step``: the step that passed it over, or 0. ``because``: the record
    that stands in its place. ``perhaps``: whether it only perhaps lies in the cell."""

    record: int
    fate: str
    step: int = 0
    because: int | None = None
    perhaps: bool = False

    def order(self) -> tuple[Any, ...]:
        return self.record, self.fate, self.step, self.because or 0


@dataclass(eq=False)
class Group:
    """Facts on their way: one at first, then those made into one value. ``leader``: the record that stands for it."""

    item: Item
    members: list[int]
    leader: int


def account(
    rule: Rule, setting: Setting, facts: Sequence[Fact], carry: Carry | None, cell: tuple[Any, ...]
) -> list[Told]:
    """One entry for each reading of a fact that falls in the cell, in order."""
    told: list[Told] = []
    groups: list[Group] = []
    fates: dict[int, Told] = {}
    for turn, (row, stands, repeats) in enumerate(_readings(rule, setting, facts)):
        for where, item in interpreter._placed(row, setting, carry):
            if where == cell:
                record, perhaps = row.fact.record, not item.share.whole
                original = row.fact.record if stands is None else stands[0]
                fate = _before_the_steps(rule, item, original, stands, repeats)
                if fate is not None:
                    because = stands[1] if stands else repeats
                    told.append(Told(original, fate, because=because, perhaps=perhaps))
                else:
                    fates[turn] = Told(record, "counted", perhaps=perhaps)
                    groups.append(Group(item, [turn], record))
    for number, step in enumerate(rule.steps, start=1):
        groups = _step(step, number, groups, fates)
    return sorted([*told, *fates.values()], key=Told.order)


def _before_the_steps(
    rule: Rule, item: Item, record: int, stands: tuple[int, int] | None, repeats: int | None
) -> str | None:
    if repeats is not None:
        return "repeat"
    if stands is not None:
        return "joint"
    if any(item.keys.get(key) is None for key in rule.keys):
        return "no_key"
    return "no_value" if rule.needs_value and item.value is None else None


def _readings(
    rule: Rule, setting: Setting, facts: Sequence[Fact]
) -> Iterator[tuple[Row, tuple[int, int] | None, int | None]]:
    """Every selected reading: the row in whose place and time it stands, (its own record, the record that stands for
    it) where another tells its joint activity, and the record that it repeats."""
    repeats = {fact.record: fact.repeat for fact in facts if fact.repeat is not None}
    activities: dict[tuple[int | None, int | None], list[Row]] = defaultdict(list)
    for row in interpreter._read(rule, setting, [replace(fact, repeat=None) for fact in facts]):
        repeated = None if row.as_told else repeats.get(row.fact.record)
        if repeated is None and row.fact.joint is not None and row.fact.rule != "sum" and not row.as_told:
            activities[row.fact.joint, row.fact.agency if setting.each_agency else None].append(row)
        elif row.kept:
            yield row, None, repeated
    for claims in activities.values():
        standing = [row for row in interpreter._merge_joint(claims, setting) if row.kept]
        yield from ((row, None, None) for row in standing)
        if standing:
            lead = standing[0].fact.record
            stand_in = interpreter._merge_joint(claims, setting)
            first = next(iter(stand_in))
            yield from ((first, (row.fact.record, lead), None) for row in claims if row.fact.record != lead)


def _step(step: Step, number: int, groups: list[Group], fates: dict[int, Told]) -> list[Group]:
    bundles: dict[tuple[Any, ...], list[Group]] = defaultdict(list)
    for turn, group in enumerate(groups):
        alone = isinstance(step, Keep) and step.per is None
        bundles[(turn,) if alone else tuple(group.item.keys[key] for key in step.per or ())].append(group)
    if isinstance(step, Keep):
        met = [bundle for bundle in bundles.values() if any(_meets(step, group) for group in bundle)]
        kept = [group for bundle in met for group in bundle]
        _pass_over(number, [group for group in groups if group not in kept], None, fates)
        return kept
    after = []
    for key, bundle in bundles.items():
        if isinstance(step, Choose):
            chosen = min(bundle, key=lambda group: interpreter._rank(step.how, group.item))
            _pass_over(number, [group for group in bundle if group is not chosen], chosen.leader, fates)
            after.append(chosen)
        else:
            after.append(_made(step, key, bundle))
    return after


def _meets(step: Keep, group: Group) -> bool:
    return holds(step.where, {**group.item.keys, "value": group.item.value})


def _made(step: Make, key: tuple[Any, ...], bundle: list[Group]) -> Group:
    item = interpreter._make(step, key, [group.item for group in bundle])
    return Group(item, [turn for g in bundle for turn in g.members], min(g.leader for g in bundle))


def _pass_over(number: int, groups: Sequence[Group], because: int | None, fates: dict[int, Told]) -> None:
    for group in groups:
        for turn in group.members:
            fates[turn] = replace(fates[turn], fate="not_chosen", step=number, because=because)
