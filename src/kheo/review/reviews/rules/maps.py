"""The map of the first places below the country: a circle for each, its area one figure, its colour another."""

from __future__ import annotations

from decimal import Decimal

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.kit import drawing
from kheo.kit.drawing import Dot, Key
from kheo.review.reviews.rules.charts import FONT, INK
from kheo.review.reviews.rules.document import Picture, refs_text
from kheo.review.reviews.rules.material import Material, Subject
from kheo.review.reviews.rules.numbers import cell_mark, number_text
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.rules.tables import Counter

CLASSES = ("#d3e5ea", "#93c0ce", "#4a8fa8", "#0f536b")
EDGE, GROUND, NONE = "#0b3f52", "#e2dfd7", "#ffffff"
WIDTH, LARGEST, LEGEND = 600, 17, 150


def place_map(material: Material, refs: References, count: Counter) -> Picture | None:
    """None where nothing places the figures on the earth, or fewer than three places have one."""
    asked, one = material.by_place, material.subject(material.map.colour)
    if asked is None or one is None:
        return None
    cells = {
        row.number: asked.cell(one.code, row.number)
        for row in material.places
        if row.number in material.points
    }
    values = {number: middle for number, cell in cells.items() if (middle := _middle(cell)) is not None}
    if len(values) < 3:
        return None
    size = material.subject(material.map.size)
    bounds = drawing.quantile_bounds(values.values(), len(CLASSES))
    caption = count.picture(refs, refs.words("map", title=one.title, unit=one.unit, level=material.level))
    told = [f"{row.name}: {cell_mark(cells.get(row.number), refs.words.language)}" for row in material.places]
    svg = _draw(material, one, size, values, bounds, refs)
    shown = [refs.of(asked, cell) for cell in cells.values()]
    if size:
        shown += [refs.of(asked, asked.cell(size.code, number)) for number in cells]
    notes = (refs.words("refs_of_picture", refs=refs_text(shown)),)
    return Picture(svg, caption, f"{caption}. {'; '.join(told)}.", notes, 0.8)


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
    one: Subject,
    size: Subject | None,
    values: dict[int, Decimal],
    bounds: list[Decimal],
    refs: References,
) -> str:
    asked = material.by_place
    assert asked is not None
    sizes = {n: _middle(asked.cell(size.code, n)) for n in values} if size else values
    largest = max((value for value in sizes.values() if value is not None), default=Decimal(0))
    dots = []
    for row in material.places:
        if row.number not in material.points:
            continue
        value = values.get(row.number)
        radius = drawing.radius_of(sizes.get(row.number) or 0, largest, LARGEST, 3)
        colour = "url(#none)" if value is None else CLASSES[drawing.class_of(value, bounds)]
        dots.append(Dot(material.points[row.number], radius, colour, row.name, edge=EDGE))
    dots.sort(key=lambda dot: -dot.radius)
    everywhere = [*material.ground, *(dot.at for dot in dots)]
    height = min(drawing.fitting_height(everywhere, WIDTH), 700)
    on = drawing.frame(everywhere, WIDTH, height)
    names = [Dot(at, 1.5, INK, name) for at, name in material.map.labels]
    heading, keys = _legend(one, size, bounds, largest, refs)
    parts = [
        f'<rect width="{WIDTH}" height="{height + LEGEND:g}" fill="#ffffff"/>',
        drawing.ground_svg(material.ground, on, GROUND, 2.4),
        *(drawing.dot_svg(dot, on) for dot in dots),
        drawing.labels_svg([*dots, *names], on, WIDTH, size=11, font=FONT, colour=INK),
        drawing.legend_svg(keys, 8, height + 18, size=12, font=FONT, colour=INK, heading=heading),
    ]
    hatch = drawing.HATCH.format(id="none", ground=NONE, line="#8b8f8c", width=1)
    return drawing.picture(WIDTH, height + LEGEND, parts, label=one.title, defs=hatch)


def _legend(
    one: Subject, size: Subject | None, bounds: list[Decimal], largest: Decimal, refs: References
) -> tuple[str, list[Key]]:
    words = refs.words
    texts = [number_text(bound, words.language) for bound in bounds]
    lines = [words("below", high=texts[0])] if texts else []
    lines += [words("between", low=low, high=high) for low, high in zip(texts, texts[1:], strict=False)]
    lines += [words("from_on", low=texts[-1])] if texts else []
    keys = [Key(line, colour) for line, colour in zip(lines, CLASSES, strict=False)]
    keys.append(Key(words("missing_words").strip("()"), "url(#none)"))
    sized = size or one
    if largest:
        shown = f"{words('map_size', title=sized.title, unit=sized.unit)}; {number_text(largest, words.language)}:"
        keys.append(Key(f"= {number_text(largest, words.language)} ({shown.rpartition(';')[0]})", radius=8))
    return words("map_colour", title=one.title, unit=one.unit), keys
