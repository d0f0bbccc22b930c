"""The small map beside a report: its place in what it is part of, and how far a noted point lies from it."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from kheo.capture.submissions.models import Record
from kheo.ground.accounts.models import Device
from kheo.ground.places.models import Level, Place, PlaceShape
from kheo.plan.programmes.models import Programme
from kheo.web.shared.kept import forget
from kheo.web.shared.shapes import Outline
from kheo.web.verifier.comparing import pieces_of
from kheo.web.verifier.spot import kilometres, point_in, small_map
from tests.filled import filled
from tests.phones import arrives
from tests.web.conftest import text_of
from tests.web.test_overview import plain

INSIDE = "<done>2025-07-02</done><where>d</where><houses>2</houses>"
SQUARE = [[[[105.1, 20.9], [105.3, 20.9], [105.3, 21.1], [105.1, 21.1], [105.1, 20.9]]]]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def record(device: Device, programme: Programme) -> Record:
    """Of a report about d, one of five communes of its province."""
    province = Place.objects.get(ref="p")
    for at, (lat, lon) in enumerate(((21.3, 105.0), (21.3, 105.4), (20.8, 105.1))):
        Place.objects.create(
            ref=f"e{at}", code=f"e{at}", level=Level.objects.get(code="commune"), name=f"E{at}", name_plain=f"e{at}",
            sort_key=f"e{at}", parent=province, valid_from=dt.date(2025, 7, 1), lat=lat, lon=lon,
        )  # fmt: skip
    arrives(device, filled("uuid:map", INSIDE))
    forget()
    return Record.objects.get(submission__instance="uuid:map")


def noted(record: Record, told: str) -> Record:
    """The same record of a form that asks for a point."""
    version = record.submission.form_version
    left = [one for one in version.fields if one["name"] != "spot"]
    version.fields = [*left, {"name": "spot", "type": "geopoint", "label": {}}]
    type(version).objects.filter(pk=version.pk).update(fields=version.fields)
    record.values["spot"] = told
    forget()
    return record


def test_it_stands_on_the_verifiers_page_and_says_what_it_shows(client: Client, record: Record) -> None:
    page = text_of(client.get("/p/test/verify", {"lang": "en"}))
    assert re.search(r'<svg viewBox="[\d. ]+" role="img" aria-label="Map: d in p">', page)
    assert "not official" in plain(page[page.index("figcaption") :])
    assert page.count('class="here') == 1


def test_where_nothing_is_known_of_the_place_there_is_none(client: Client, record: Record) -> None:
    Place.objects.update(lat=None, lon=None)
    forget()
    page = text_of(client.get("/p/test/verify", {"lang": "en"}))
    assert "Where it is" not in page
    assert 'name="outcome" value="accepted"' in page


def test_polygons_that_a_pack_brought_are_drawn(record: Record) -> None:
    drawn = small_map([record], "en")
    assert drawn and not drawn.official
    for ref, polygons in (("p", [[[[104, 20], [106, 20], [106, 22], [104, 22], [104, 20]]]]), ("d", SQUARE)):
        PlaceShape.objects.create(place=Place.objects.get(ref=ref), polygons=polygons)
    forget()
    shaped = small_map([record], "en")
    assert shaped and shaped.official
    assert (len(shaped.area), len(shaped.own)) == (1, 1)
    assert shaped.area != drawn.area


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("21.0 105.2 0 5", "lies 0 km from the middle of d."),
        ("22.0 105.2 0 5", "lies 111.2 km from the middle of d."),
    ],
)
def test_a_noted_point_is_marked_and_its_distance_told(record: Record, told: str, said: str) -> None:
    drawn = small_map([noted(record, told)], "en")
    assert drawn
    assert [mark.point for mark in drawn.marks] == [False, True]
    assert drawn.notes[0].endswith(said)


def test_with_an_outline_it_is_inside_or_so_far_outside(record: Record) -> None:
    PlaceShape.objects.create(place=Place.objects.get(ref="d"), polygons=SQUARE)
    inside, outside = (small_map([noted(record, told)], "en") for told in ("21.05 105.15", "21.1 106.3"))
    assert inside and inside.notes == ["The point that was noted lies in d."]
    assert outside and outside.notes == ["The point that was noted lies 103.7 km outside of d."]


@pytest.mark.parametrize("told", ["", "somewhere", "21", "91 105", "21 181", "nan 105", None, 7])
def test_what_is_no_point_is_none(told: Any) -> None:
    assert point_in(told) is None


def test_the_earth_is_round_and_holes_are_holes() -> None:
    assert kilometres((105, 21), (105, 22)) == pytest.approx(111.19, abs=0.01)
    assert kilometres((0, 0), (180, 0)) == pytest.approx(math.pi * 6371)
    square = ((0, 0), (4, 0), (4, 4), (0, 4), (0, 0))
    hole = ((1, 1), (3, 1), (3, 3), (1, 3), (1, 1))
    assert Outline((square,)).holds((2.0, 2.0))
    assert not Outline((square, hole)).holds((2.0, 2.0))
    assert Outline((square, hole)).holds((0.5, 2.0))
    assert not Outline((square,)).holds((5.0, 2.0))


@pytest.mark.parametrize(
    ("text", "beside", "marked"),
    [
        ("Sửa 14 nhà ở xã Bình Minh", "Sửa 14 nhà ở xã An Bình", ["Minh"]),
        ("Sửa nhà", "sửa  nhà", []),
        ("Một", "Hai", []),
        ("a b c d", "b c", ["a ", "d"]),
    ],
)
def test_only_words_that_the_other_lacks_are_marked(text: str, beside: str, marked: list[str]) -> None:
    pieces = pieces_of(text, beside)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.differs] == marked


def test_both_places_of_two_reports_bear_their_letters(record: Record) -> None:
    other = Record.objects.get(pk=record.pk)
    other.place = Place.objects.get(ref="e1")
    drawn = small_map([record, other], "en")
    assert drawn and len(drawn.marks) == 2
    assert ">A d</text>" in drawn.labels and ">B E1</text>" in drawn.labels
    again = small_map([record, record], "en")
    assert again and len(again.marks) == 1 and ">A B d</text>" in again.labels
