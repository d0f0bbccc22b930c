"""The map of the first places below the country: a circle for each, its area one figure, its colour another."""

from __future__ import annotations

from decimal import Decimal

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.kit import drawing
from kheo.kit.drawing import Dot
from kheo.review.reviews.rules.asked import Key
from kheo.review.reviews.rules.breakdown import Breakdown
from kheo.review.reviews.rules.charts import FONT, INK
from kheo.review.reviews.rules.document import Picture, refs_text
from kheo.review.reviews.rules.material import Material, Subject
from kheo.review.reviews.rules.numbers import cell_mark, number_text
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.rules.tables import Counter

CLASSES = ("#d3e5ea", "#93c0ce", "#4a8fa8", "#0f536b")
EDGE, GROUND, NONE = "#0b3f52", "#cfcabd", "#ffffff"
WIDTH, LARGEST, LEGEND = 600, 13, 150


def place_map(material: Material, refs: References, count: Counter) -> Picture | None:
    """None where nothing places the figures on the earth, or fewer than three places have one."""
    found, one = material.by_place, material.subject(material.map.colour)
    if found is None or one is None:
        return None
    placed = [(key, name) for key, name in found.rows if key in material.points]
    values = {key: middle for key, _ in placed if (middle := _middle(found.at(one.code, key)[1])) is not None}
    if len(values) < 3:
        return None
    size = material.subject(material.map.size) or one
    caption = count.picture(refs, refs.words("map", title=one.named, level=material.level))
    told = [f"{name}: {cell_mark(found.at(one.code, key)[1], refs.words.language)}" for key, name in placed]
    notes = (_source(found, placed, {one.code, size.code}, refs, count),)
    svg = _draw(material, found, one, size, values, refs)
    return Picture(svg, caption, f"{caption}. {'; '.join(told)}.", notes, 0.8)


def _source(
    found: Breakdown, placed: list[tuple[Key, str]], codes: set[str], refs: References, count: Counter
) -> str:
    """Where the map's numbers stand: the tables that hold them all, else their lines in the annex."""
    tables = sorted({count.holds.get(code, 0) for code in codes})
    if tables[0]:
        return refs.words("tables_of_picture", tables=", ".join(map(str, tables)))
    shown = [refs.of(*found.at(code, key)) for key, _ in placed for code in codes]
    return refs.words("refs_of_picture", refs=refs_text(shown))


def _middle(cell: Cell | None) -> Decimal | None:
    """The number that chooses a class: the value, or the middle of a range."""
    if cell is None or cell.status not in (Status.VALUE, Status.RANGE):
        return None
    if cell.value is not None:
        return cell.value
    ends = [end for end in (cell.low, cell.high) if end is not None]
    return sum(ends, Decimal(0)) / len(ends) if ends else None


def _draw(
    material: Material,
    found: Breakdown,
    one: Subject,
    size: Subject,
    values: dict[Key, Decimal],
    refs: References,
) -> str:
    bounds = drawing.quantile_bounds(values.values(), len(CLASSES))
    sizes = {key: _middle(found.at(size.code, key)[1]) or Decimal(0) for key, _ in found.rows}
    largest = max(sizes.values(), default=Decimal(0))
    dots = []
    for key, name in found.rows:
        if key in material.points:
            colour = CLASSES[drawing.class_of(values[key], bounds)] if key in values else "url(#none)"
            radius = drawing.radius_of(sizes[key], largest, LARGEST, 3)
            dots.append(Dot(material.points[key], radius, colour, name, edge=EDGE))
    dots.sort(key=lambda dot: -dot.radius)
    everywhere = [*material.ground, *(dot.at for dot in dots)]
    height = min(drawing.fitting_height(everywhere, WIDTH), 700)
    on = drawing.frame(everywhere, WIDTH, height)
    names = [Dot(at, 1.5, INK, name) for at, name in material.map.labels]
    heading, keys = _legend(one, size, bounds, largest, refs)
    parts = [
        f'<rect width="{WIDTH}" height="{height + LEGEND:g}" fill="#ffffff"/>',
        drawing.ground_svg(material.ground, on, GROUND, 2.4),
        *(drawing.dot_svg(dot, on) for dot in (*dots, *names)),
        drawing.labels_svg([*dots, *names], on, WIDTH, size=11, font=FONT, colour=INK),
        drawing.legend_svg(keys, 8, height + 18, size=12, font=FONT, colour=INK, heading=heading),
    ]
    hatch = drawing.HATCH.format(id="none", ground=NONE, line="#8b8f8c", width=1)
    return drawing.picture(WIDTH, height + LEGEND, parts, label=one.title, defs=hatch)


def _legend(
    one: Subject, size: Subject, bounds: list[Decimal], largest: Decimal, refs: References
) -> tuple[str, list[drawing.Key]]:
    words = refs.words
    texts = [number_text(bound, words.language) for bound in bounds]
    lines = [words("below", high=texts[0])] if texts else []
    lines += [words("between", low=low, high=high) for low, high in zip(texts, texts[1:], strict=False)]
    lines += [words("from_on", low=texts[-1])] if texts else []
    keys = [drawing.Key(line, colour) for line, colour in zip(lines, CLASSES, strict=False)]
    keys.append(drawing.Key(words("missing_words").strip("()"), "url(#none)"))
    if largest:
        size_text = words("map_size", title=size.named)
        keys.append(drawing.Key(f"= {number_text(largest, words.language)} ({size_text})", radius=LARGEST))
    return words("map_colour", title=one.named), keys
