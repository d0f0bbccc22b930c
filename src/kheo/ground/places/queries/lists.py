"""Places of a day as lists that a phone takes along."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kheo.ground.places.models import Place


class _Listed(NamedTuple):
    pk: int
    ref: str
    name: str
    name_plain: str
    search_text: str
    sort_key: str
    parent: int | None
    code: str
    level: str
    rank: int


def listed_places(day: dt.date, *, level: str = "") -> Iterator[tuple[str, str, str, str, str, str]]:
    """(ref, name with what lies around it, parent's ref, level, code, search) of the places of a day, perhaps of one
    level only, as Vietnamese sorts: one query.

    What lies around a place is every place above it but the highest, which is around all of them. ``search`` holds the
    same without diacritics and the other names, for phones whose search compares letter by letter.
    """
    rows = (
        Place.objects.on(day)
        .order_by("pk")
        .values_list(
            "pk",
            "ref",
            "name",
            "name_plain",
            "search_text",
            "sort_key",
            "parent_id",
            "code",
            "level__code",
            "level__rank",
        )
    )
    found = {row[0]: _Listed(*row) for row in rows}
    ranks = Counter(one.rank for one in found.values())
    highest = min(ranks, default=0)
    around_all = highest if ranks[highest] == 1 else None
    lines = {pk: _line(found, pk, around_all) for pk, one in found.items() if not level or one.level == level}
    for pk in sorted(lines, key=lambda pk: [found[each].sort_key for each in lines[pk]]):
        one, line = found[pk], [found[each] for each in lines[pk]]
        upper = found[one.parent].ref if one.parent in found else ""
        own = one.search_text.strip("|").replace("|", " ") or one.name_plain
        search = " ".join([own, *(each.name_plain for each in line[1:])])
        yield one.ref, ", ".join(each.name for each in line), upper, one.level, one.code, search


def _line(found: Mapping[int, _Listed], pk: int, around_all: int | None) -> list[int]:
    """The place and those around it, the nearest first."""
    line = [pk]
    upper = found[pk].parent
    while upper is not None and upper in found and upper not in line and found[upper].rank != around_all:
        line.append(upper)
        upper = found[upper].parent
    return line
