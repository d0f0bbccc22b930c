"""Small random worlds: places that merge and split, agencies that tell the same work, corrections, gaps.

Everything comes from one seed, so that a world that went wrong can be built again.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
from sqlglot import exp

from kheo.consolidate.figures.rules import arrow, compiler, interpreter
from kheo.consolidate.figures.rules import setting as settings
from kheo.consolidate.figures.rules.question import Question
from kheo.consolidate.figures.rules.rows import Relation
from kheo.facts.columns import rules as columns
from kheo.facts.columns.rules import JOINT_RULES
from kheo.ground.places.rules import CHANGE_GROUP, Atlas, Edge, Span, cells
from kheo.kit.periods import GRAINS as SIZES
from kheo.kit.periods import Calendar
from kheo.plan.programmes.rules.definition import Definition

FIELDS = {
    "works": {"people": "integer", "km": "decimal", "kind": "select_one", "event": "text"},
    "relief": {"families": "integer", "kind": "select_one"},
}
CHANGES = (dt.date(2025, 3, 1), dt.date(2025, 7, 1))
CALENDARS = {
    "civil": [{"from": None, "to": None, "month_starts_on": 1}],
    "state": [{"from": None, "to": None, "month_starts_on": 15}],
    "changed": [
        {"from": None, "to": "2025-05-01", "month_starts_on": 1},
        {"from": "2025-05-01", "to": None, "month_starts_on": 15},
    ],
}


@dataclass
class World:
    atlas: Atlas
    facts: list[interpreter.Fact]
    setting: settings.Setting
    definition: Definition


def build(seed: int) -> World:
    dice = random.Random(seed)
    atlas = _atlas(dice)
    calendar = Calendar.from_json("c", CALENDARS[dice.choice(list(CALENDARS))])
    definition = _definition(dice, random.Random(-1 - seed))
    return World(atlas, _facts(dice, atlas), _setting(dice, atlas, calendar, definition), definition)


def _atlas(dice: random.Random) -> Atlas:
    """A country, provinces that may merge, and communes that merge, split with or without a known share, or end."""
    spans = [Span(1, "country", None, None, None)]
    edges: list[Edge] = []
    last = CHANGES[-1]
    provinces, number = [], 2
    for _ in range(dice.randint(1, 3)):
        provinces.append(number)
        spans.append(Span(number, "province", 1, None, last))
        number += 1
    after = {}
    for province in provinces:
        if after and dice.random() < 0.4:
            after[province] = dice.choice(list(after.values()))
        else:
            after[province] = number
            spans.append(Span(number, "province", 1, last, None))
            number += 1
        edges.append(Edge(province, after[province], last, Decimal(1)))
    for province in provinces:
        current = []
        for _ in range(dice.randint(1, 4)):
            current.append((number, None))
            number += 1
        for change in CHANGES:
            current, number = _reform(dice, current, change, province, after, spans, edges, number)
        parent = after[province]
        spans.extend(Span(place, "commune", parent, since, None) for place, since in current)
    return Atlas(spans, edges)


def _reform(
    dice: random.Random,
    current: list[tuple[int, dt.date | None]],
    change: dt.date,
    province: int,
    after: dict[int, int],
    spans: list[Span],
    edges: list[Edge],
    number: int,
) -> tuple[list[tuple[int, dt.date | None]], int]:
    if change != CHANGES[-1] and dice.random() < 0.5:
        return current, number
    new = list(range(number, number + dice.randint(1, max(1, len(current)))))
    number += len(new)
    for place, since in current:
        spans.append(Span(place, "commune", province, since, change))
        draw = dice.random()
        targets = dice.sample(new, min(len(new), 1 if draw < 0.6 else 2))
        if draw > 0.95:
            continue  # abolished without a successor
        if len(targets) == 1:
            edges.append(Edge(place, targets[0], change, Decimal(1) if dice.random() < 0.8 else None))
        elif dice.random() < 0.5:
            weight = Decimal(dice.randint(1, 9)) / 10
            edges.append(Edge(place, targets[0], change, weight))
            edges.append(Edge(place, targets[1], change, 1 - weight if dice.random() < 0.7 else None))
        else:
            edges.extend(Edge(place, target, change, None) for target in targets)
    return [(place, change) for place in new], number


def _facts(dice: random.Random, atlas: Atlas) -> list[interpreter.Fact]:
    facts: list[interpreter.Fact] = []
    negative = dice.random() < 0.15
    for record in range(1, dice.choice([2, 12, 25, 40, 60])):
        form = dice.choice(["works", "works", "relief"])
        day = None if dice.random() < 0.05 else dt.date(2024, 12, 1) + dt.timedelta(days=dice.randint(0, 400))
        places = [
            s.place for s in atlas.spans.values() if s.level == "commune" and (day is None or s.on(day))
        ]
        if dice.random() < 0.1:
            places = list(atlas.spans)
        fields: dict[str, Any] = {"kind": dice.choice(["a", "b", None])}
        number = "people" if form == "works" else "families"
        if dice.random() < 0.85:
            fields[number] = dice.randint(-3 if negative else 0, 9)
        if form == "works":
            fields["km"] = Decimal(dice.randint(0, 400)) / 8 if dice.random() < 0.7 else None
            fields["event"] = dice.choice(["e1", "e2", "é3", None])
        facts.append(
            interpreter.Fact(
                form=form,
                record=record,
                posted=dice.choice([1, 1, 2, 3, 4, 5, 6]),
                until=dice.choice([None] * 6 + [4, 7]),
                repeat=dice.choice([None] * 9 + [1]),
                grade=dice.choice([0, 0, 1, 2]),
                unit=dice.randint(1, 4),
                agency=dice.randint(1, 3),
                place=dice.choice(places) if places and dice.random() < 0.92 else None,
                day=day,
                fields=fields,
                bits={number: dice.choice([0, 0, 0, 1, 2, 4])},
            )
        )
    return _told_together(dice, facts)


def _told_together(dice: random.Random, facts: list[interpreter.Fact]) -> list[interpreter.Fact]:
    """Some facts become claims to joint activities."""
    from dataclasses import replace

    loose = list(range(len(facts)))
    dice.shuffle(loose)
    for activity in range(dice.randint(0, 4)):
        members, loose = loose[: dice.randint(2, 3)], loose[3:]
        rule = dice.choice(list(JOINT_RULES))
        for rank, index in enumerate(members):
            facts[index] = replace(facts[index], joint=100 + activity, rank=rank, rule=rule)
    return facts


def _definition(dice: random.Random, rare: random.Random) -> Definition:
    """``rare``: dice of their own for what came later, so that it leaves most worlds as they were."""
    sources = [
        {"form": "works", "value": dice.choice(["people", "km", "people + 2 * coalesce(km, 0)", "people"])},
        {"form": "relief", "value": dice.choice(["families", "families * 3"])},
        {"form": "works"},
    ]
    chosen = dice.sample(sources, dice.choice([1, 1, 2]))
    for source in chosen:
        if dice.random() < 0.4:
            source["where"] = dice.choice(
                [
                    "kind = 'a'",
                    "kind <> 'a' or place is null",
                    "not (kind in ('b'))",
                    "day >= '2025-02-01'",
                    "grade > 0",
                ][:4]
            )
        if rare.random() < 0.2:
            source["as_told"] = True
    steps = _steps(dice, rare)
    plain: dict[str, Any] = {"code": "X", "unit": "person", "sources": chosen, "steps": steps}
    if dice.random() < 0.2:
        plain["carry"] = dice.choice(["1 month", "2 quarters", "1 year", "0 quarters"])
    return Definition.from_json(plain)


KEYS = (
    "place",
    "unit",
    "agency",
    "joint",
    "record",
    "kind",
    "month",
    "quarter",
    "day",
    "event",
    "year",
    "half",
    "period",
)


def _steps(dice: random.Random, rare: random.Random) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    kept: list[str] | None = None
    for _ in range(dice.choice([0, 0, 1, 1, 2, 3])):
        pool = list(KEYS) if kept is None else kept
        if not pool:
            break
        per = dice.sample(pool, min(len(pool), dice.randint(1, 3)))
        if kept is None and dice.random() < 0.4 and "place" not in per:
            per.insert(0, "place")
        how = dice.choice(
            ["max", "min", "first", "last", "sum", "mean", "median", "count", "distinct", "where"]
        )
        if how in ("first", "last") and kept is not None and "day" not in kept:
            how = "max"
        if how == "where":
            steps.append({"where": dice.choice(["value > 2", "value = 1", "value <= 5"])})
            if rare.random() < 0.5:
                asked = ["value > 2", "value <= 5"] + ([] if kept else ["families > 1", "kind = 'a'"])
                steps[-1] = {"any": rare.choice(asked), "per": per}
        elif how in ("max", "min", "first", "last"):
            steps.append({how: "value", "per": per})
        else:
            of = dice.choice(pool) if how == "distinct" else "value"
            steps.append({how: of, "per": per})
            kept = per
    how = dice.choice(["sum", "sum", "sum", "max", "min", "mean", "median", "count", "distinct"])
    if how == "distinct" and (kept is None or kept):
        steps.append({"distinct": dice.choice(kept or list(KEYS))})
    else:
        steps.append({"sum" if how == "distinct" else how: "value"})
    return steps


def _setting(
    dice: random.Random, atlas: Atlas, calendar: Calendar, definition: Definition
) -> settings.Setting:
    by = dice.sample(
        ["month", "quarter", "half", "year", "agency", "kind", "unit"], dice.choice([0, 0, 1, 2])
    )
    by += dice.choice([[], ["province"], ["commune"], ["commune"], ["commune", "province"]])
    dice.shuffle(by)
    if dice.random() < 0.15:
        by = [CHANGE_GROUP if key == "commune" else key for key in by]
    levels = tuple(key for key in by if key in ("province", "commune", CHANGE_GROUP))
    day = dice.choice(
        [None, dt.date(2024, 12, 31), dt.date(2025, 2, 1), dt.date(2025, 4, 1), dt.date(2025, 7, 1)]
    )
    within = None
    if dice.random() < 0.15:
        within = dice.choice(
            [s.place for s in atlas.spans.values() if s.level != "country" and (day is None or s.on(day))]
        )
    span = (
        calendar.span(dice.choice(["2025", "2025", "2025-Q2", "2024..2025", "2025-H1..2025-Q3"]))
        if dice.random() < 0.7
        else None
    )
    carry = definition.carry
    windows = None
    if carry is not None:
        span = span or calendar.span("2025")
        grains = [key for key in by if key in SIZES]
        windows = {carry: settings.windows_of(carry, calendar, grains, span.first, span.last)}
    placed = cells(atlas, levels=levels, day=day, within=within) if levels or within is not None else None
    return settings.Setting(
        question=Question(indicators=("X",), by=tuple(by), grade=dice.choice([0] * 6 + [1, 2])),
        definitions=((definition, 1),),
        fields=FIELDS,
        months=settings.Months.of(calendar),
        position=dice.choice([3, 5, 6, 6, 6, 6]),
        levels=levels,
        first=span.first if span else None,
        last=span.last if span else None,
        agency=dice.choice([None] * 5 + [1, 2]),
        within=within is not None,
        places=placed,
        windows=windows,
    )


def tables(world: World, connection: duckdb.DuckDBPyConnection) -> compiler.Tables:
    """The world's facts, placements and windows registered with a database, and the names to read them by."""
    for form, fields in FIELDS.items():
        rows = [_row(fact) for fact in world.facts if fact.form == form]
        connection.register(f"facts_{form}", columns.table(rows, columns.schema(fields)))
    setting, places, windows = world.setting, None, {}
    if setting.places is not None:
        connection.register("places", arrow.places_table(setting.places, setting.levels))
        places = exp.to_table("places")
    for carry, rows in (setting.windows or {}).items():
        connection.register("windows", arrow.windows_table(rows))
        windows[carry] = exp.to_table("windows")
    forms = {
        form: Relation(
            exp.to_table(f"facts_{form}"), approximate=frozenset({"people", "families"} & set(fields))
        )
        for form, fields in FIELDS.items()
    }
    return compiler.Tables(forms, places, arrow.uncertain(setting), windows)


def _row(fact: interpreter.Fact) -> dict[str, Any]:
    own = {
        key: getattr(fact, key)
        for key in ("record", "posted", "until", "repeat", "joint", "grade", "unit", "agency", "place", "day")
    }
    told = {"joint_rank": fact.rank, "joint_rule": JOINT_RULES[fact.rule]} if fact.joint is not None else {}
    return {**own, **told, **fact.fields, **{f"{name}__q": bits for name, bits in fact.bits.items()}}
