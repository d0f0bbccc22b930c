"""Maps, classes, bars and sparklines as they are drawn by the server."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from unittest.mock import patch

from django.db import connection
from django.test import Client

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.ground.places.models import Place, PlaceShape
from kheo.plan.programmes.models import Programme
from kheo.web.coordinator.where import _main
from kheo.web.shared.atlas import Spot
from kheo.web.shared.bars import percent, range_bar, steps, target_bar
from kheo.web.shared.classes import scale
from kheo.web.shared.land import outlines, simplified
from kheo.web.shared.spark import spark
from kheo.web.warm import warm
from tests.ledger_build import Ground
from tests.web.conftest import text_of


def test_it_gives_what_is_past_the_whole_another_colour() -> None:
    found = scale([Decimal(n) for n in (25, 50, 75, 100, 150)], True)
    assert found.looks == ("c1", "c2", "c3", "c4", "c5", "c6")
    assert found.css(Decimal("99.9")) == "c4"
    assert found.css(Decimal(100)) == "c5"
    assert [step.text for step in found.steps("en")][-2:] == ["100–150", "150+"]


def test_it_keeps_to_one_colour_where_there_is_no_whole() -> None:
    assert set(scale([Decimal(50), Decimal(100), Decimal(500)], False).looks) <= {"c1", "c2", "c3", "c4"}


def test_it_draws_land_around_points_and_a_border_between_areas() -> None:
    points = [(x, y, 1 if x < 50 else 2) for x in range(5, 100, 10) for y in range(5, 100, 10)]
    paths = outlines([(float(x), float(y), area) for x, y, area in points], 100, 100)
    assert sorted(paths) == [1, 2]
    corners = [float(x) for x, _y in re.findall(r"([\d.-]+) ([\d.-]+)", paths[1])]
    assert 47 <= max(corners) <= 53
    assert outlines([], 100, 100) == {}


def test_it_thins_lines_without_losing_corners() -> None:
    line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 1.0), (2.0, 2.0)]
    assert (2.0, 0.0) in simplified(line, 0.1)
    assert (1.0, 0.01) not in simplified(line, 0.1)


def test_it_hangs_what_goes_on_what_stood_before() -> None:
    bars = steps([(100, True), (30, False), (20, False), (50, True)], 100)
    assert [(bar.parts[0].left, bar.parts[0].width) for bar in bars] == [
        ("0.00%", "100.00%"),
        ("70.00%", "30.00%"),
        ("50.00%", "20.00%"),
        ("0.00%", "50.00%"),
    ]


def test_it_marks_the_ends_of_a_range_and_the_part_past_a_target() -> None:
    assert range_bar(25, 100, 100).marks == ("25.00%", "100.00%")
    assert [part.kind for part in target_bar(150, 100).parts] == ["is", "over"]
    assert percent(1, 0) == 0


def test_it_leaves_gaps_where_nothing_was_reported_and_marks_the_reform() -> None:
    days = [dt.date(2025, month, 1) for month in range(1, 7)]
    values: list[Decimal | None] = [Decimal(1), Decimal(3), None, Decimal(2), Decimal(4), None]
    rows = [(f"{day:%m}", day, value) for day, value in zip(days, values, strict=True)]
    drawn = spark(rows, dt.date(2025, 4, 1), "said")
    assert drawn
    assert len(drawn.lines) == 2
    assert len(drawn.marks) == 1
    assert spark(rows[:1], None, "said") is None


SQUARE = [[104.9, 20.9], [105.1, 20.9], [105.1, 21.1], [104.9, 20.9]]


def test_it_draws_polygons_where_a_pack_brought_them(
    client: Client, programme: Programme, ground: Ground
) -> None:
    PlaceShape.objects.create(place=ground.places["a"], polygons=[[SQUARE]], pack="test")
    page = text_of(client.get("/p/test/?lang=en&map=2025-06-30"))
    assert len(re.findall(r'<path class="shape c\d" data-d="\d+" data-n="\d+"', page)) == 1
    assert len(re.findall(r"<circle [^>]*data-n=", page)) == 1
    assert '<path class="shape' not in text_of(client.get("/p/test/?lang=en&map=2025-07-01"))


def test_it_stands_a_place_without_a_point_in_the_middle_of_its_polygon(
    client: Client, programme: Programme, ground: Ground
) -> None:
    Place.objects.filter(ref="a").update(lat=None, lon=None)
    PlaceShape.objects.create(place=ground.places["a"], polygons=[[SQUARE]], pack="test")
    page = text_of(client.get("/p/test/?lang=en&map=2025-06-30"))
    assert '<path class="shape' in page
    assert "stand beside what they became" not in page


def test_it_draws_the_borders_that_a_pack_brought(
    client: Client, programme: Programme, ground: Ground
) -> None:
    PlaceShape.objects.create(place=ground.places["p"], polygons=[[SQUARE]], pack="test")
    page = text_of(client.get("/p/test/?lang=en&map=2025-06-30"))
    assert len(re.findall(r'<path class="dst"', page)) == 1
    assert "Borders are drawn from points" not in page


def test_it_puts_places_without_a_point_beside_what_they_became(
    client: Client, programme: Programme, ground: Ground
) -> None:
    Place.objects.filter(ref__in=["a", "b"]).update(lat=None, lon=None)
    page = text_of(client.get("/p/test/?lang=en&map=2025-06-30"))
    dots = set(re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" data-n=', page))
    assert len(dots) == 2
    assert "stand beside what they became" in page


def test_it_shows_only_the_programmes_own_country(
    client: Client, programme: Programme, ground: Ground
) -> None:
    level = ground.places["p"].level
    Place.objects.create(ref="far", level=level, name="Far away", name_plain="far away", sort_key="f")
    assert "Far away" not in text_of(client.get("/p/test/places?lang=en"))
    assert "Far away" not in text_of(client.get("/p/test/search?lang=en&q=far"))


def test_it_works_out_the_first_page_before_anybody_asks(client: Client, programme: Programme) -> None:
    connection.ensure_connection()
    with patch("kheo.web.warm.connection"):
        warm()
    with patch("kheo.consolidate.figures.queries.ask", side_effect=AssertionError("asked again")):
        assert client.get("/p/test/?period=2025&map=reported&view=programme&lang=en").status_code == 200


def test_it_names_places_on_a_map_without_the_word_for_their_kind() -> None:
    def spot(name: str, kind: str) -> Spot:
        return Spot(1, "r", "1", name, "", "province", None, None, None, None, None, kind)

    assert spot("Tỉnh Lào Cai", "tinh").short == "Lào Cai"
    assert spot("Thành phố Huế", "thanh_pho").short == "Huế"
    assert spot("Tinh Gia", "xa").short == "Tinh Gia"
    assert spot("Tỉnh", "tinh").short == "Tỉnh"


def test_it_shows_a_country_whole_and_a_disaster_close() -> None:
    def cell(area: int, value: int) -> Cell:
        return Cell("X", 1, (area,), Status.VALUE, Decimal(value), Decimal(value), Decimal(value))

    def country(count: int) -> list[Spot]:
        return [
            Spot(n, str(n), "", str(n), f"{n:03}", "p", None, None, None, None, None) for n in range(count)
        ]

    cells = {(area,): cell(area, 100) for area in range(5)} | {(5,): cell(5, 1)}
    assert set(_main(cells, country(7))) == set(range(7))
    assert set(_main(cells, country(70))) == set(range(5))
