"""Units that stand in every place of a level, written as one rule instead of ten thousand rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kheo.kit.refusals import Refused

Row = dict[str, str]
LANGUAGES = ("vi", "en")


def expand(
    rule: Mapping[str, Any], places: Iterable[Mapping[str, str]], *, everywhere: bool = False
) -> list[Row]:
    """Rows with the columns of ``organisations.csv``, parents before children.

    ``rule`` is an ``organisations.yaml`` as read: ``kinds`` (how a place's kind reads inside a title) and
    ``units``, each with ``agency``, ``levels``, ``title`` and perhaps ``ref`` and ``within``. ``places`` are rows
    of ``places.csv``. A unit has its place's dates; it reports to its agency's unit at the nearest place above
    that has one, else to the agency. ``everywhere`` ignores ``within``. Raises ``organisations.*`` refusals.
    """
    by_ref = {place["place_id"]: place for place in places}
    units = rule.get("units") or []
    chosen = [(unit, _places_of(unit, by_ref, everywhere)) for unit in map(_checked, units)]
    refs = {(unit["agency"], place["place_id"]): _ref(unit, place) for unit, some in chosen for place in some}
    kinds = rule.get("kinds") or {}
    rows = [
        (_depth(place, by_ref), _row(unit, place, kinds, _parent(unit["agency"], place, by_ref, refs)))
        for unit, some in chosen
        for place in some
    ]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _checked(unit: Mapping[str, Any]) -> Mapping[str, Any]:
    for part in ("agency", "levels", "title"):
        if not unit.get(part):
            raise Refused("organisations.unit_rule_lacks", part=part, rule=str(dict(unit)))
    return unit


def _places_of(
    unit: Mapping[str, Any], by_ref: Mapping[str, Mapping[str, str]], everywhere: bool
) -> list[Mapping[str, str]]:
    roots = None if everywhere or not unit.get("within") else set(unit["within"])
    if roots and (unknown := sorted(roots - by_ref.keys())):
        raise Refused("organisations.no_such_place", place=unknown[0], rule=unit["agency"])
    levels = set(unit["levels"])
    return [
        place
        for place in by_ref.values()
        if place["level"] in levels and (roots is None or not roots.isdisjoint(_line(place, by_ref)))
    ]


def _line(place: Mapping[str, str], by_ref: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The place's ref, its parent's, and so on up to the root."""
    line = [place["place_id"]]
    while parent := place.get("parent_id"):
        if parent not in by_ref or parent in line:
            raise Refused("organisations.no_such_place", place=parent, rule=place["place_id"])
        line.append(parent)
        place = by_ref[parent]
    return line


def _depth(place: Mapping[str, str], by_ref: Mapping[str, Mapping[str, str]]) -> int:
    return len(_line(place, by_ref))


def _ref(unit: Mapping[str, Any], place: Mapping[str, str]) -> str:
    return str(unit.get("ref", "{agency}:{place}")).format(agency=unit["agency"], place=place["place_id"])


def _parent(
    agency: str,
    place: Mapping[str, str],
    by_ref: Mapping[str, Mapping[str, str]],
    refs: Mapping[tuple[str, str], str],
) -> str:
    above = _line(place, by_ref)[1:]
    return next((refs[agency, ref] for ref in above if (agency, ref) in refs), agency)


def _row(unit: Mapping[str, Any], place: Mapping[str, str], kinds: Mapping[str, Any], parent: str) -> Row:
    titles = {
        language: unit["title"][language].format(place=_place_name(place, kinds, language))
        for language in LANGUAGES
        if unit["title"].get(language)
    }
    return {
        "ref": _ref(unit, place),
        "title_vi": titles.get("vi", ""),
        "title_en": titles.get("en", ""),
        "parent": parent,
        "agency": unit["agency"],
        "place": place["place_id"],
        "valid_from": place.get("valid_from") or "",
        "valid_to": place.get("valid_to") or "",
        "aliases": "",
    }


def _place_name(place: Mapping[str, str], kinds: Mapping[str, Any], language: str) -> str:
    """The name as it stands inside a title: "xã Tân Lập" in Vietnamese, "Tân Lập commune" in English."""
    name = place["name_vi"]
    kind = kinds.get(place.get("kind", ""))
    if not kind:
        return name
    word = kind["vi"]
    if not name.lower().startswith(word.lower() + " "):
        return name
    bare = name[len(word) + 1 :]
    return f"{word} {bare}" if language == "vi" else f"{bare} {kind.get('en', word)}"
