"""Maps and marks as SVG."""

from decimal import Decimal

from defusedxml.ElementTree import fromstring

from kheo.kit import drawing
from kheo.kit.drawing import Dot, Key, Shape

CORNERS = [(102.0, 8.0), (110.0, 23.0)]


def test_the_frame_holds_all_points_and_keeps_proportions() -> None:
    on = drawing.frame(CORNERS, 400, 600, pad=10)
    (left, bottom), (right, top) = on.xy(CORNERS[0]), on.xy(CORNERS[1])
    assert left >= 9.9
    assert right <= 390.1
    assert top >= 9.9
    assert bottom <= 590.1
    tall, wide = bottom - top, right - left
    assert abs(tall / wide - 15 / (8 * 0.9636)) < 0.02  # cosine of 15.5 degrees


def test_one_point_and_none_still_make_a_picture() -> None:
    assert drawing.frame([(105.0, 21.0)], 100, 100).xy((105.0, 21.0)) == (50.0, 50.0)
    assert drawing.frame([], 100, 100).xy((0.0, 0.0)) == (50.0, 50.0)
    assert drawing.fitting_height(CORNERS, 420) > 420


def test_classes_have_about_as_many_members() -> None:
    values = [Decimal(n) for n in (1, 2, 3, 14, 25, 36, 147, 258, 369, 1470)]
    bounds = drawing.quantile_bounds(values, 4)
    assert bounds == [3, 36, 260]
    assert [drawing.class_of(value, bounds) for value in (2, 3, 36, 400)] == [0, 1, 2, 3]
    assert drawing.quantile_bounds([Decimal(5)] * 9, 4) == []
    assert drawing.quantile_bounds([], 4) == []


def test_areas_are_in_proportion() -> None:
    assert drawing.radius_of(400, 400, 20) == 20
    assert drawing.radius_of(100, 400, 20) == 10
    assert drawing.radius_of(0, 400, 20) == 1.5
    assert drawing.radius_of(5, 0, 20) == 1.5


def test_everything_that_was_typed_is_escaped() -> None:
    on = drawing.frame(CORNERS, 400, 600)
    nasty = '"><script>alert(1)</script>'
    dot = Dot((105, 20), 5, "#fff", nasty, nasty, nasty, nasty)
    shape = Shape((((102, 8), (110, 8), (106, 20)),), "var(--seq-1)", nasty)
    svg = drawing.picture(
        400,
        600,
        [
            drawing.ground_svg(CORNERS, on, "#ccc"),
            drawing.shape_svg(shape, on),
            drawing.dot_svg(dot, on),
            drawing.labels_svg([dot], on, 400, size=10, font=nasty, colour="#000"),
            drawing.legend_svg(
                [Key(nasty, "#000"), Key("=", radius=9)], 5, 20, size=11, font="x", colour="#000", heading="h"
            ),
        ],
        label=nasty,
        defs=drawing.HATCH.format(id="h", ground="#fff", line="#000", width=1),
    )
    tree = fromstring(svg)
    assert not [one for one in tree.iter() if one.tag.endswith("script")]
    assert tree.attrib["aria-label"] == nasty


def test_names_do_not_cover_each_other() -> None:
    on = drawing.frame(CORNERS, 300, 300)
    crowd = [Dot((105 + at * 0.01, 15 + at * 0.01), 4, "#000", f"Tỉnh dài tên số {at}") for at in range(40)]
    texts = drawing.labels_svg(crowd, on, 300, size=10, font="x", colour="#000").count("<text")
    assert 1 <= texts < 10


def test_a_legends_circle_has_the_size_that_the_map_gives_it() -> None:
    keys = [Key("a", "#000"), Key("= 400", radius=13)]
    legend = drawing.legend_svg(keys, 8, 20, size=12, font="x", colour="#000")
    assert 'r="13"' in legend
    assert 'x="40"' in legend  # its words stand beside it, not in it
