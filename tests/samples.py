"""A small country for made-up reports: two provinces that merge, four communes that become two, three agencies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kheo.capture.samples.rules.spec import Spec, read_spec
from kheo.capture.samples.rules.world import Duty, Spot, Unit, World, sized
from kheo.kit.periods import Calendar
from kheo.plan.forms.rules import Choice, Field

REFORM = dt.date(2025, 7, 1)
AGENCIES = ("ARMY", "FRONT", "TOWN")


def spots() -> dict[int, Spot]:
    old, new = (None, REFORM), (REFORM, None)
    rows = [
        (1, "x", "", "Xanadu", "country", None, None, None),
        (2, "p1@old", "1", "Province North", "province", 1, *old),
        (3, "p2@old", "2", "Province South", "province", 1, *old),
        (4, "p1@new", "1", "Province Whole", "province", 1, *new),
        (5, "c1@old", "11", "Commune A", "commune", 2, *old),
        (6, "c2@old", "12", "Commune B", "commune", 2, *old),
        (7, "c3@old", "13", "Commune C", "commune", 3, *old),
        (8, "c4@old", "14", "Commune D", "commune", 3, *old),
        (9, "c1@new", "11", "Commune AB", "commune", 4, *new),
        (10, "c3@new", "13", "Commune CD", "commune", 4, *new),
    ]
    return {row[0]: Spot(*row) for row in rows}


EDGES = {2: {4: 1.0}, 3: {4: 1.0}, 5: {9: 1.0}, 6: {9: None, 10: None}, 7: {10: 1.0}, 8: {10: 1.0}}


def field(name: str, type_: str = "integer", role: str = "", choices: tuple[str, ...] = ()) -> Field:
    options = tuple(Choice(choice, {"en": choice.title(), "vi": f"Đ {choice}"}) for choice in choices)
    return Field(
        name, type_, {"en": name.replace("_", " ").title(), "vi": f"Ô {name}"}, choices=options, role=role
    )


HEAD = (
    field("reference", "text"),
    field("sender", "text", "unit"),
    field("locality", "text", "place"),
    field("first_day", "date", "start"),
    field("last_day", "date", "end"),
)
FORMS = {
    "houses": (
        *HEAD,
        field("partner", "select_one", "partner", AGENCIES),
        field("words", "text"),
        field("part", "select_one", "", ("lead", "helper")),
        field("built"),
        field("handed_over"),
        field("km", "decimal"),
    ),
    "floods": (*HEAD, field("event", "text"), field("moved")),
    "town": (*HEAD, field("homes"), field("poor")),
}


def world() -> World:
    places = spots()
    units = [
        Unit(100 + 10 * at + spot.number, f"{agency}:{spot.ref}", agency, at + 1, spot)
        for at, agency in enumerate(AGENCIES)
        for spot in places.values()
        if spot.level != "country"
    ]
    first = dt.date(2024, 1, 1)
    duties = (
        *(Duty("houses", agency, "province", "quarter", 5, first, None) for agency in AGENCIES),
        *(Duty("floods", agency, "province", "month", 5, first, None) for agency in AGENCIES),
        Duty("town", "TOWN", "commune", "year", 5, first, None),
    )
    calendar = Calendar.from_json("civil", [{"from": None, "to": None, "month_starts_on": 1}])
    return sized(World(calendar, places, EDGES, tuple(units), duties, FORMS), "commune")


def generator(**changes: Any) -> Spec:
    """The generator's YAML as read, with entries changed."""
    plain: dict[str, Any] = {
        "seed": 7,
        "period": "2024..2025",
        "place_level": "commune",
        "sizes": {"many": {"facts": 30_000, "period": "2024..2025"}},
        "words": {"under": ["nearly {number}"], "over": ["over {number}"], "about": ["about {number}"]},
        "dialects": {"ARMY": {"date": "%d/%m/%Y", "thousands": ".", "decimal": ",", "headings": "label"}},
        "events": [
            {"code": "F1", "first": "2024-03-10", "last": "2024-03-14", "strength": 2, "within": ["p1@old"]}
        ],
        "forms": {
            "houses": {
                "rows": 2,
                "joint": {
                    "share": 0.4,
                    "agencies": list(AGENCIES),
                    "rule": "highest",
                    "lead": {"part": "lead"},
                },
                "fields": {
                    "part": {"pick": {"lead": 3, "helper": 1}},
                    "built": {"median": 40, "spread": 0.6},
                    "handed_over": {"share_of": "built", "low": 0.5, "high": 1},
                    "km": {"median": 1200, "spread": 0.3, "digits": 1},
                    "partner": {"partner": 0.1},
                    "words": {"text": {"any": ["{Place}: work as {part}"]}},
                },
            },
            "floods": {"each": "event", "fields": {"event": {"event": "code"}, "moved": {"mean": 5}}},
            "town": {
                "place": "own",
                "fields": {
                    "homes": {"median": 900, "spread": 0.2, "steady": True, "scaled": True},
                    "poor": {"share_of": "homes", "low": 0.01, "high": 0.1},
                },
            },
        },
    }
    return read_spec({**plain, **changes})
