"""Three maps, one total: every additive indicator of the national facts, counted on each map.

    python benchmarks/maps.py [--size national] [--data build/national] [--period 2025] [--json]

Prints for each indicator the country's sum as reported, on the last day of the old map and on the first of the new one;
then the largest change group (in Hà Nội, 283 communes became 75): what it holds on either map, beside what its old
communes reported, added up one by one. Exit code 1 when two sums differ.
"""

from __future__ import annotations

import json
import sys
import time
from decimal import Decimal
from typing import Any

from national import arguments, prepare

OLD, NEW = "2025-06-30", "2025-07-01"


def main() -> int:
    parser = arguments(__doc__ or "")
    parser.add_argument("--period", default="2025")
    given = parser.parse_args()
    prepare(given.data.resolve(), given.size)
    began = time.perf_counter()
    codes = additive()
    country = {day or "as reported": sums(codes, given.period, day) for day in (None, OLD, NEW)}
    group, (old, new), members = largest()
    parts = {
        day: sums(codes, given.period, day, by=("change_group",), only={group}) for day in (None, OLD, NEW)
    }
    told = sums(codes, given.period, None, by=("place",), only=members)
    print(f"The largest change group: {old} communes became {new}\n")
    same = [show(code, country, parts, told) for code in codes]
    print(
        f"\n{sum(same)} of {len(codes)} additive indicators have one sum on three maps, "
        f"for the country and for the group; {time.perf_counter() - began:.0f} s"
    )
    if given.json:
        plain = {name: {code: str(each[code][1]) for code in codes} for name, each in country.items()}
        print(json.dumps({"indicators": len(codes), "same": sum(same), "sums": plain}, ensure_ascii=False))
    return 0 if all(same) else 1


def additive() -> tuple[str, ...]:
    """The indicators whose only steps are sums: their parts add up to the whole, whatever the parts are."""
    from kheo.consolidate.figures.rules.setting import kind_of
    from kheo.plan.programmes.models import Indicator
    from kheo.plan.programmes.rules.definition import Definition

    found = []
    for row in Indicator.objects.filter(retired=False).order_by("code"):
        definition = Definition.from_json(row.definition)
        if (
            definition.denominator is None
            and definition.carry is None
            and kind_of(definition.rule) == "additive"
        ):
            found.append(row.code)
    return tuple(found)


def largest() -> tuple[int, tuple[int, int], set[int]]:
    """The change group with most places: its number, how many of them were on the old and the new map, and all."""
    import datetime as dt

    from kheo.ground.places.queries.atlas import atlas

    book = atlas()[1]
    group = max({book.group(place) for place in book.spans}, key=lambda group: len(book.members(group)))
    members = book.members(group)
    days = [dt.date.fromisoformat(day) for day in (OLD, NEW)]
    old, new = [[place for place in members if book.spans[place].on(day)] for day in days]
    return group, (len(old), len(new)), set(members)


Sums = dict[str, tuple[Decimal, Decimal]]


def sums(
    codes: tuple[str, ...], period: str, day: str | None, only: set[int] | None = None, **more: Any
) -> Sums:
    """indicator → the sums of the cells' lows and highs; ``only``: of the cells with these keys."""
    from kheo.consolidate.figures.queries import ask
    from kheo.consolidate.figures.rules.question import Question

    asked = {"indicators": codes, "period": period, **({"boundaries": day} if day else {}), **more}
    found = {code: (Decimal(0), Decimal(0)) for code in codes}
    for cell in ask(Question.from_json({**Question(()).as_json(), **asked})).cells:
        if only is None or cell.keys[0] in only:
            low, high = found[cell.indicator]
            found[cell.indicator] = low + (cell.low or 0), high + (cell.high or 0)
    return found


def show(code: str, country: dict[str, Sums], group: dict[str | None, Sums], told: Sums) -> bool:
    """One line; whether each of the two has one sum, whatever the map."""
    whole, part = [[each[code] for each in some.values()] for some in (country, group)]
    exact = [
        len({bound for bounds in some for bound in bounds}) == 1 for some in (whole, [*part, told[code]])
    ]
    signs = [" = " if one else " ≠ " for one in exact]
    lines = [
        sign.join(f"{high:,}" for _, high in some) for sign, some in zip(signs, (whole, part), strict=True)
    ]
    print(f"{code:8} country {lines[0]:60} group {lines[1]}", flush=True)
    return all(exact)


if __name__ == "__main__":
    sys.exit(main())
