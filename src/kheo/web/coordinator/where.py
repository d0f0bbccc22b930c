"""Where: the map and the ranking of its areas, side by side, each row lighting its area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kheo.consolidate.figures.rules.question import Cell, Question, Status
from kheo.kit.drawing import quantile_bounds, radius_of
from kheo.web.coordinator.basis import Basis
from kheo.web.coordinator.ranking import Ranking, areas_asked, ranking
from kheo.web.shared import picture
from kheo.web.shared.asking import by_keys, question_for
from kheo.web.shared.atlas import Spot, atlas
from kheo.web.shared.classes import Scale, Step, scale
from kheo.web.shared.country import country_of
from kheo.web.shared.numbers import Unit, number
from kheo.web.shared.picture import Picture, Wanted
from kheo.web.shared.shown import said

MOST_CLASSES = 4
COVERED = Decimal("0.99")  # of the whole: the areas that fill the picture and have rows of their own
MOST_AREAS, FEWEST_AREAS = 40, 3


@dataclass(frozen=True)
class SizeKey:
    radius: float
    text: str


@dataclass(frozen=True)
class Where:
    title: str
    note: str
    said: str
    picture: Picture | None
    steps: tuple[Step, ...]
    sizes: tuple[SizeKey, ...]
    size_unit: str
    colour_title: str
    tips: list[list[str]]
    ranking: Ranking | None
    ranges: bool


def where(basis: Basis) -> Where | None:
    """None where the programme's settings name neither a map nor a ranking, or nothing was asked."""
    drawn, ranked = basis.settings.get("map") or {}, basis.settings.get("ranking") or {}
    named: list[str] = [drawn.get("size") or "", drawn.get("colour") or ""]
    codes = list(dict.fromkeys(code for code in named if code in basis.known))
    if not codes:
        return _ranked_only(basis, ranked) if ranked else None
    size = codes[0]
    question = question_for(basis.frame.choices, basis.frame.calendar, tuple(codes), by=(drawn["level"],))
    area_level = drawn.get("label_level") or ranked.get("level") or drawn["level"]
    areas = areas_asked(basis, ranked, area_level, size)
    main = _main(
        by_keys(areas)[size], country_of(basis.frame.programme.code).at(area_level, basis.frame.map_day)
    )
    wanted = _wanted(basis, drawn, question, area_level, main)
    drawing = picture.draw(wanted)
    unit = basis.known[codes[0]].unit
    return Where(
        title=basis.text(drawn.get("title")) or basis.text(basis.known[codes[0]].title),
        note=basis.text(drawn.get("note")),
        said=basis.text(drawn.get("said")),
        picture=drawing,
        steps=tuple(wanted.scale.steps(basis.frame.language)),
        sizes=tuple(_sizes(wanted, basis.frame.language)),
        size_unit=unit.named(None, basis.frame.language),
        colour_title=basis.text(basis.known[codes[-1]].title),
        tips=_tips(basis, drawing, wanted, codes),
        ranking=ranking(basis, ranked, main, size) if ranked else None,
        ranges=any(cell.status == Status.RANGE for cell in wanted.sizes.values()),
    )


def _ranked_only(basis: Basis, ranked: Mapping[str, Any]) -> Where:
    title = basis.text(ranked.get("title"))
    return Where(title, "", "", None, (), (), "", "", [], ranking(basis, ranked, (), ""), False)


def _wanted(
    basis: Basis, drawn: Mapping[str, Any], question: Question, area_level: str, main: tuple[int, ...]
) -> Wanted:
    table = by_keys(question)
    size, colour = question.indicators[0], question.indicators[-1]
    sizes = {cell.keys[0]: cell for cell in table[size].values() if isinstance(cell.keys[0], int)}
    colours = {cell.keys[0]: cell for cell in table[colour].values() if isinstance(cell.keys[0], int)}
    return Wanted(
        programme=basis.frame.programme.code,
        level=drawn["level"],
        area_level=area_level,
        day=basis.frame.map_day,
        sizes=sizes,
        colours=colours,
        scale=_scale(drawn, basis.known[colour].unit, colours),
        main=main,
    )


def _scale(drawn: Mapping[str, Any], unit: Unit, colours: Mapping[int, Cell]) -> Scale:
    bounds = [Decimal(str(bound)) for bound in drawn.get("classes") or []]
    if not bounds:
        bounds = quantile_bounds(
            [cell.value for cell in colours.values() if cell.value is not None], MOST_CLASSES
        )
    return scale(bounds, unit.is_percent)


def _main(cells: Mapping[tuple[Any, ...], Cell], country: Sequence[Spot]) -> tuple[int, ...]:
    """The areas that hold nearly all of the whole, the largest first; where they are most of the country, all of it:
    a country is not shown with a hole."""
    sizes = {
        cell.keys[0]: cell.high or Decimal(0) for cell in cells.values() if isinstance(cell.keys[0], int)
    }
    whole, so_far = sum(sizes.values(), Decimal(0)), Decimal(0)
    found: list[int] = []
    for number_, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        if len(found) >= MOST_AREAS or (so_far >= whole * COVERED and len(found) >= FEWEST_AREAS) or not size:
            break
        found.append(number_)
        so_far += size
    if 2 * len(found) < len(country):
        return tuple(found)
    others = [spot for spot in country if spot.number not in found]
    others.sort(key=lambda spot: (-sizes.get(spot.number, Decimal(0)), spot.sort_key))
    return (*found, *(spot.number for spot in others))


def _sizes(wanted: Wanted, language: str) -> list[SizeKey]:
    """Two circles for the legend, of round sizes."""
    largest = picture.largest(wanted.sizes.values())
    if not largest:
        return []
    ten = Decimal(1).scaleb(largest.adjusted())
    big = next(ten * digit for digit in (5, 2, 1) if ten * digit <= largest)
    return [
        SizeKey(radius_of(size, largest, picture.MOST, picture.LEAST), number(size, language))
        for size in (big, big / 10)
    ]


def _tips(basis: Basis, drawing: Picture | None, wanted: Wanted, codes: list[str]) -> list[list[str]]:
    """What each dot says, by its number: the place, its size, its colour's value, the passport of the size."""
    if drawing is None:
        return []
    places, choices = atlas(), basis.frame.choices
    tips = []
    for number_ in drawing.drawn:
        size, colour = wanted.sizes.get(number_), wanted.colours.get(number_)
        texts = [
            said(cell, basis.known[code].unit, choices.language) if cell else ""
            for cell, code in ((size, codes[0]), (colour if len(codes) > 1 else None, codes[-1]))
        ]
        tips.append([places.spots[number_].name, *texts, size.passport if size else ""])
    return tips
