"""Map layers of a pack: GeoJSON polygons, each checked, each kept with its place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kheo.flow.load_pack import Loaded, load_pack
from kheo.ground.places.models import Place, PlaceShape
from kheo.kit.polygons import area, crossing, holds
from kheo.kit.problems import Problem
from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence
from tests.packs import TINY

SQUARE = [[105.0, 20.0], [106.0, 20.0], [106.0, 21.0], [105.0, 21.0], [105.0, 20.0]]
HOLE = [[105.2, 20.2], [105.4, 20.2], [105.4, 20.4], [105.2, 20.2]]
BOW_TIE = [[105.0, 20.0], [106.0, 21.0], [106.0, 20.0], [105.0, 21.0], [105.0, 20.0]]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


def feature(
    name: str | None, *rings: list[list[float]], kind: str = "Polygon", **more: Any
) -> dict[str, Any]:
    coordinates: list[Any] = [list(rings)] if kind == "MultiPolygon" else list(rings)
    told = {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}
    return told | ({"id": name} if name else {}) | more


def layer(pack: Path, *features: dict[str, Any], file: str = "layer.geojson", **more: Any) -> None:
    (pack / "geometry").mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features, **more})
    (pack / "geometry" / file).write_text(text)


def load(pack: Path) -> Loaded:
    return load_pack(path=pack, by="test", now=timezone.now())


def problems(pack: Path) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        load(pack)
    found: list[Problem] = refused.value.particulars["problems"]
    return found


def test_a_polygon_is_kept_with_its_place_and_a_second_time_changes_nothing(db: None, pack: Path) -> None:
    layer(pack, feature("t:c@new", SQUARE, HOLE), feature("t:d@new", SQUARE, kind="MultiPolygon"))
    assert load(pack).done["shapes"].created == 2
    assert PlaceShape.objects.get(place__ref="t:c@new").polygons == [[SQUARE, HOLE]]
    assert load(pack).done["shapes"].unchanged == 2
    layer(pack, feature("t:c@new", SQUARE))
    tally = load(pack).done["shapes"]
    assert (tally.updated, tally.retired) == (1, 1)


def test_a_code_means_the_place_that_has_it_on_the_layers_day(db: None, pack: Path) -> None:
    layer(pack, feature("02", SQUARE), file="commune@2025-06-30.geojson")
    layer(pack, feature("02", SQUARE), file="commune.geojson")
    layer(pack, feature("01", SQUARE, id=None, properties={"code": "01", "valid_on": "2025-06-30"}))
    load(pack)
    assert set(PlaceShape.objects.values_list("place__ref", flat=True)) == {"t:a@old", "t:b@old", "t:c@new"}
    assert Place.objects.filter(code="02").count() == 2


def test_every_wrong_feature_is_named_with_its_file(db: None, pack: Path) -> None:
    layer(
        pack,
        feature(None, SQUARE),
        feature("nowhere", SQUARE),
        feature("t:c@new", SQUARE[:-1]),
        feature("t:d@new", BOW_TIE),
        feature("t:a@old", [[205.0, 20.0], *SQUARE[1:-1], [205.0, 20.0]]),
        feature("t:b@old", SQUARE, [[x + 5, y] for x, y in HOLE]),
        file="wrong.geojson",
    )
    found = problems(pack)
    assert {problem.file for problem in found} == {"geometry/wrong.geojson"}
    assert [(problem.refused.code, str(problem.refused.particulars["feature"])) for problem in found] == [
        ("ground.feature_without_code", "1"),
        ("ground.feature_no_place", "2 (nowhere)"),
        ("ground.ring_open", "3 (t:c@new)"),
        ("ground.ring_crosses_itself", "4 (t:d@new)"),
        ("ground.point_not_on_earth", "5 (t:a@old)"),
        ("ground.hole_outside", "6 (t:b@old)"),
    ]
    assert "…" not in "".join(sentence(problem.refused) for problem in found)
    assert not PlaceShape.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"geometry": None}, "ground.feature_no_polygon"),
        ({"geometry": {"type": "Point", "coordinates": [105, 20]}}, "ground.feature_no_polygon"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "ground.feature_no_polygon"),
        ({"geometry": {"type": "Polygon", "coordinates": "x"}}, "ground.feature_no_polygon"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}},
            "ground.ring_too_short",
        ),
        ({"geometry": {"type": "Polygon", "coordinates": [[[1, 2]] * 4]}}, "ground.ring_flat"),
        ({"geometry": {"type": "Polygon", "coordinates": [[["1", "2"]] * 4]}}, "ground.point_not_on_earth"),
        ({"properties": {"valid_on": "soon"}}, "ground.layer_without_day"),
        ({"id": True}, "ground.feature_without_code"),
        ({"properties": "x"}, "ground.not_geojson"),
    ],
)
def test_what_is_no_polygon_of_a_place_is_refused(db: None, pack: Path, wrong: Any, code: str) -> None:
    layer(pack, feature("t:c@new", SQUARE, **wrong))
    assert [problem.refused.code for problem in problems(pack)] == [code]


def test_a_place_has_one_polygon(db: None, pack: Path) -> None:
    layer(pack, feature("t:c@new", SQUARE), file="a.geojson")
    layer(pack, feature("t:c@new", SQUARE), file="b.geojson")
    (one,) = problems(pack)
    assert (one.file, one.refused.particulars["other"]) == (
        "geometry/b.geojson",
        "geometry/a.geojson, 1 (t:c@new)",
    )


def test_a_layer_in_metres_or_no_layer_at_all_is_refused(db: None, pack: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
    layer(pack, feature("t:c@new", SQUARE), file="a.geojson", crs=crs)
    (pack / "geometry" / "b.geojson").write_text("{")
    (pack / "geometry" / "c.geojson").write_text("[]")
    assert [(one.file[-9:], one.refused.code) for one in problems(pack)] == [
        ("a.geojson", "ground.layer_projected"),
        ("b.geojson", "ground.not_geojson"),
        ("c.geojson", "ground.not_geojson"),
    ]


def test_rings() -> None:
    square, tie = ([(x, y) for x, y in ring] for ring in (SQUARE, BOW_TIE))
    assert area(square) == 1
    assert area(square[::-1]) == -1
    assert crossing(square) is None
    assert crossing(tie) is not None
    assert holds(square, (105.5, 20.5))
    assert not holds(square, (107, 20.5))
    touching = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0), (0.0, 0.0)]
    assert crossing(touching) is None
