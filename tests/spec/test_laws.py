"""What holds for every rule, every map and every set of facts, tried on small worlds that Hypothesis makes up."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kheo.consolidate.figures.rules import interpreter
from kheo.consolidate.figures.rules.interpreter import Fact
from kheo.consolidate.figures.rules.question import Question
from kheo.consolidate.figures.rules.setting import Months, Reduced, Setting, homogeneous, kind_of
from kheo.ground.places.rules import Atlas, Edge, Span, cells
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.definition import Definition, Rule

pytestmark = pytest.mark.slow
CIVIL = Months.of(Calendar.from_json("civil", [{"month_starts_on": 1}]))
FIELDS = {"works": {"people": "integer", "kind": "select_one"}}
REFORM = dt.date(2025, 7, 1)
MAPS = (None, dt.date(2025, 1, 1), REFORM)
COUNTRY, OLD, NEW = 1, (11, 12, 13), (21, 22, 23)


@dataclass(frozen=True)
class Land:
    """Old communes and what each became; a province is everything that hangs together by the changes."""

    became: Mapping[int, tuple[int, ...]]

    @property
    def atlas(self) -> Atlas:
        province = {old: 100 + min(self._component(old)) for old in OLD}
        spans = [Span(COUNTRY, "country", None, None, None)]
        spans += [Span(number, "province", COUNTRY, None, None) for number in sorted(set(province.values()))]
        spans += [Span(old, "commune", province[old], None, REFORM) for old in OLD]
        for new in NEW:
            origins = [old for old in OLD if new in self.became[old]]
            spans.append(Span(new, "commune", province[origins[0]] if origins else COUNTRY, REFORM, None))
        edges = [
            Edge(old, new, REFORM, Decimal(1) if len(news) == 1 else None)
            for old, news in self.became.items()
            for new in news
        ]
        return Atlas(spans, edges)

    def _component(self, old: int) -> set[int]:
        found = {old}
        while True:
            news = {new for one in found for new in self.became[one]}
            more = {one for one in OLD if news & set(self.became[one])}
            if more <= found:
                return found
            found |= more


lands = st.fixed_dictionaries(
    {old: st.lists(st.sampled_from(NEW), min_size=1, max_size=2, unique=True).map(tuple) for old in OLD}
).map(Land)
days = st.sampled_from([dt.date(2025, 1, 10), dt.date(2025, 1, 20), dt.date(2025, 2, 5), dt.date(2025, 8, 5)])
KEYS = ("place", "unit", "agency", "record", "kind", "month", "day")
VERBS = ("max", "min", "first", "last", "sum", "mean", "median", "count", "distinct")
RISING = ("max", "sum", "count", "distinct")


@st.composite
def facts(draw: st.DrawFn, least: int = 0, joint: bool = False) -> list[Fact]:
    """Facts with places of their day. With ``joint``, some tell of joint activities under the lead's rule."""
    made = []
    for record in range(1, draw(st.integers(2, 7)) + 1):
        day = draw(days)
        made.append(
            Fact(
                "works",
                record,
                place=draw(st.sampled_from(OLD if day < REFORM else NEW)),
                unit=draw(st.integers(1, 2)),
                agency=draw(st.integers(1, 3)),
                day=day,
                joint=draw(st.sampled_from([None, 900, 901])) if joint else None,
                rank=record,
                fields={"people": draw(st.integers(least, 9)), "kind": draw(st.sampled_from("ab"))},
            )
        )
    return made


@st.composite
def rules(draw: st.DrawFn, verbs: Sequence[str] = VERBS) -> Rule:
    steps: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 2))):
        per = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
        steps.append(_step(draw, verbs) | {"per": per})
    steps.append(_step(draw, verbs))
    sources = [{"form": "works", "value": "people"}]
    try:
        return Definition.from_json({"code": "X", "unit": "u", "sources": sources, "steps": steps}).rule
    except Refused:  # a step asked for a key that the one before did not keep
        assume(False)
        raise


def _step(draw: st.DrawFn, verbs: Sequence[str]) -> dict[str, Any]:
    how = draw(st.sampled_from(verbs))
    return {how: draw(st.sampled_from(KEYS)) if how == "distinct" else "value"}


def rule_of(*steps: dict[str, Any]) -> Rule:
    sources = [{"form": "works", "value": "people"}]
    return Definition.from_json({"code": "X", "unit": "u", "sources": sources, "steps": list(steps)}).rule


def count(
    rule: Rule, facts: Sequence[Fact], land: Land | None = None, day: dt.date | None = None, **question: Any
) -> dict[tuple[Any, ...], Reduced]:
    """The rule's outcome in each cell. Without a ``land`` places are not looked at."""
    asked = Question(("X",), **question)
    levels = tuple(key for key in asked.by if key in ("commune", "province"))
    setting = Setting(
        question=asked,
        definitions=(),
        fields=FIELDS,
        months=CIVIL,
        position=9,
        levels=levels,
        places=cells(land.atlas, levels=levels, day=day) if land else None,
    )
    return {outcome.keys: outcome for outcome in interpreter.reduced(rule, setting, facts)}


@settings(max_examples=300)
@given(lands, rules(), facts(least=-3))
def test_whatever_covers_whole_components_has_the_same_figure_on_every_map(
    land: Land, rule: Rule, told: list[Fact]
) -> None:
    """A province that covers everything its communes may have become holds only certain facts, for every rule."""
    on_each_map = [count(rule, told, land, day, by=("province",)) for day in MAPS]
    assert on_each_map[0] == on_each_map[1] == on_each_map[2]
    assert all(outcome.sure and outcome.low == outcome.high for outcome in on_each_map[0].values())


MOVED = rule_of({"max": "value", "per": ["unit"]}, {"sum": "value", "per": ["month"]}, {"max": "value"})
USUAL = (
    *(rule_of({how: "value"}) for how in VERBS if how != "distinct"),
    rule_of({"sum": "value", "per": ["unit"]}, {"max": "value"}),
    rule_of({"max": "value", "per": ["unit"]}, {"sum": "value"}),
    rule_of({"last": "value", "per": ["place"]}, {"sum": "value"}),
    rule_of({"distinct": "unit"}),
)
SPLIT = Land({11: (21,), 12: (21, 22), 13: (23,)})


def one(record: int, place: int, unit: int, month: int, people: int) -> Fact:
    day = dt.date(2025, month, 10)
    return Fact("works", record, place=place, unit=unit, agency=1, day=day, fields={"people": people})


@settings(max_examples=400)
@given(
    lands,
    st.one_of(st.sampled_from(USUAL), rules()),
    facts(least=-2),
    st.sampled_from(MAPS[1:]),
    st.randoms(use_true_random=False),
)
@example(
    SPLIT, MOVED, [one(1, 11, 1, 1, 10), one(2, 11, 2, 1, 10), one(3, 12, 1, 2, 11)], REFORM, random.Random(0)
).via("a choice that moved a fact into another group once gave a range upside down")
@example(
    SPLIT, rule_of({"sum": "value"}), [one(1, 12, 1, 1, 5), one(2, 12, 1, 1, -3)], REFORM, random.Random(4)
).via("a place whose numbers above and below zero were added up before they were put on the map")
def test_whatever_really_happened_lies_between_low_and_high(
    land: Land, rule: Rule, told: list[Fact], day: dt.date, dice: Any
) -> None:
    """Give every fact whose place was split to one of the places it may lie in, as reality did: no bound is broken.

    What a step has worked out for a place belongs to the place as a whole, so its facts then go together.
    """
    shown = count(rule, told, land, day, by=("commune",))
    where = cells(land.atlas, levels=("commune",), day=day)
    together = homogeneous(rule) > 0
    pick = {}
    for fact in told:
        thing = fact.place if together else fact.record
        options = sorted(where[fact.place or 0], key=str)
        pick.setdefault(thing, dice.choice(options))
    for cell in {option for fact in told for option in where[fact.place or 0]}:
        here = [fact for fact in told if pick[fact.place if together else fact.record] == cell]
        truth = count(rule, here).get(())
        bounds = shown[cell]
        if bounds.sure and bounds.high is not None:
            real = truth.high if truth and truth.high is not None else None
            assert bounds.low is None or bounds.low <= (real if real is not None else Decimal(0))
            assert real is None or real <= bounds.high
            assert bounds.low is None or bounds.low <= bounds.high


@settings(max_examples=300)
@given(rules(RISING), facts(), facts())
def test_one_more_fact_never_lowers_a_rule_that_only_rises(
    rule: Rule, told: list[Fact], more: list[Fact]
) -> None:
    """Sums of numbers that are not negative, the highest, counts and distinct counts, one after another."""
    assume(kind_of(replace(rule, steps=rule.steps)) != "neither")
    assume(not homogeneous(rule))
    later = [replace(fact, record=fact.record + 100) for fact in more]
    before, after = count(rule, told).get(()), count(rule, [*told, *later]).get(())
    assert before is None or (after is not None and (after.high or 0) >= (before.high or 0))


@settings(max_examples=200)
@given(facts(joint=True), st.sampled_from([(), ("month",), ("kind",)]))
def test_agencies_together_claim_at_least_what_the_programme_counts(
    told: list[Fact], by: tuple[str, ...]
) -> None:
    """Joint work by the lead's rule: the total counts the lead's number, which is in the lead agency's own view."""
    rule = rule_of({"sum": "value"})
    claimed: dict[tuple[Any, ...], Decimal] = {}
    for agency in (1, 2, 3):
        own = [replace(fact, joint=None) for fact in told if fact.agency == agency]
        for cell, outcome in count(rule, own, by=by).items():
            claimed[cell] = claimed.get(cell, Decimal(0)) + (outcome.high or 0)
    for cell, outcome in count(rule, told, by=by).items():
        assert (outcome.high or 0) <= claimed[cell]


@settings(max_examples=200)
@given(facts(least=-5), st.sampled_from(["month", "quarter", "kind", "unit"]), lands)
def test_a_plain_sum_adds_up_over_any_breakdown(told: list[Fact], by: str, land: Land) -> None:
    """By month, quarter, unit, place as reported or any field: the cells of a plain sum add up to the whole."""
    rule = rule_of({"sum": "value"})
    whole = count(rule, told)[()].high
    assert sum(outcome.high or 0 for outcome in count(rule, told, by=(by,)).values()) == whole
    assert sum(o.high or 0 for o in count(rule, told, land, None, by=("commune",)).values()) == whole


@settings(max_examples=200)
@given(rules(), facts(least=-3, joint=True), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(rule: Rule, told: list[Fact], dice: Any) -> None:
    """Ties are settled by day and record, never by chance."""
    shuffled = list(told)
    dice.shuffle(shuffled)
    assert count(rule, told, by=("month",)) == count(rule, shuffled, by=("month",))
