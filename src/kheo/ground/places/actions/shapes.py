"""Map layers: GeoJSON files whose features are polygons of places, checked one by one and kept by place."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Q

from kheo.ground.audit.actions import record
from kheo.ground.places.actions.rows import Standing
from kheo.ground.places.models import Place, PlaceShape
from kheo.ground.upsert import upsert
from kheo.kit.polygons import FEWEST, Point, area, crossing, holds
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.kit.tally import Tally

EXACT = 5  # digits after the point that are kept: about a metre
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")

Ring = list[list[float]]


@dataclass(frozen=True)
class ShapeRow:
    """``polygons`` as in a GeoJSON MultiPolygon: each has its outer ring first, then its holes."""

    place: str
    polygons: list[list[Ring]]


@dataclass(frozen=True)
class Coded:
    """What a layer's features may name: a place by its ref, or by its code on a day."""

    ref: str
    code: str
    standing: Standing

    def on(self, day: dt.date | None) -> bool:
        """Without a day: the place has not ended."""
        since, until = self.standing.valid_from, self.standing.valid_to
        if day is None:
            return until is None
        return (since is None or since <= day) and (until is None or day < until)


class Layers:
    """The features of a pack's layers. A file may be named after a level and a day: ``province@2025-07-01.geojson``."""

    def __init__(self, places: Iterable[Coded], levels: Iterable[str], problems: Problems) -> None:
        self.levels = frozenset(levels)
        self.problems = problems
        self.read: dict[str, ShapeRow] = {}
        self._from: dict[str, str] = {}
        self._by_ref: dict[str, Coded] = {}
        self._by_code: dict[str, list[Coded]] = defaultdict(list)
        for place in places:
            self._by_ref[place.ref] = place
            self._by_code[place.code].append(place)

    def add(self, content: bytes, file: str) -> None:
        """Read one file. What is wrong with a feature names the file and the feature."""
        features = self._features(content, file)
        stem = PurePath(file).stem
        dated = _DAY.search(stem)
        level = stem[: dated.start()].rstrip("@_- ") if dated else stem
        for number, feature in enumerate(features, 1):
            with self.problems.at(file):
                if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
                    raise Refused("ground.not_geojson", reason=f"feature {number}")
                named = f"{number} ({code})" if (code := _code(feature)) else str(number)
                if not code:
                    raise Refused("ground.feature_without_code", feature=named)
                place = self._place(named, code, level if level in self.levels else "", _day(dated, feature))
                if place.ref in self.read:
                    raise Refused(
                        "ground.feature_twice", feature=named, place=place.ref, other=self._from[place.ref]
                    )
                self.read[place.ref] = ShapeRow(place.ref, list(_polygons(feature, named)))
                self._from[place.ref] = f"{file}, {named}"

    def _features(self, content: bytes, file: str) -> Sequence[Any]:
        try:
            layer = json.loads(content)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            self.problems.add(file, line, "ground.not_geojson", reason=str(error).splitlines()[0])
            return ()
        features = layer.get("features") if isinstance(layer, dict) else None
        if not isinstance(features, list):
            self.problems.add(file, 0, "ground.not_geojson", reason="features")
            return ()
        crs = str(((layer.get("crs") or {}).get("properties") or {}).get("name") or _WGS84[0])
        if not crs.endswith(_WGS84):
            self.problems.add(file, 0, "ground.layer_projected", crs=crs)
            return ()
        return features

    def _place(self, named: str, code: str, level: str, day: dt.date | None) -> Coded:
        if code in self._by_ref:
            return self._by_ref[code]
        found = [
            place
            for place in self._by_code.get(code, ())
            if place.on(day) and level in ("", place.standing.level)
        ]
        if not found:
            refusal = "ground.feature_no_place_then" if day else "ground.feature_no_place"
            raise Refused(refusal, feature=named, code=code, day=day)
        if len(found) > 1:
            refs = sorted(place.ref for place in found)
            raise Refused("ground.feature_ambiguous", feature=named, code=code, places=refs)
        return found[0]


def _code(feature: Mapping[str, Any]) -> str:
    """A feature's id, else the code among its properties."""
    properties = feature.get("properties") or {}
    for named in (feature.get("id"), properties.get("place_id"), properties.get("code")):
        if isinstance(named, str | int) and not isinstance(named, bool) and str(named).strip():
            return str(named).strip()
    return ""


def _day(dated: re.Match[str] | None, feature: Mapping[str, Any]) -> dt.date | None:
    """The day on which the layer's codes hold: the feature's own, else that in the file's name."""
    text = str((feature.get("properties") or {}).get("valid_on") or (dated[0] if dated else ""))
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused("ground.layer_without_day", value=text) from None


def _polygons(feature: Mapping[str, Any], named: str) -> Iterable[list[Ring]]:
    geometry = feature.get("geometry") or {}
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Refused("ground.feature_no_polygon", feature=named, kind=kind or "-")
    coordinates = geometry.get("coordinates")
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    if not isinstance(polygons, list) or not polygons:
        raise Refused("ground.feature_no_polygon", feature=named, kind=kind)
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise Refused("ground.feature_no_polygon", feature=named, kind=kind)
        rings = [_ring(ring, named, number) for number, ring in enumerate(polygon, 1)]
        for number, hole in enumerate(rings[1:], 2):
            if not any(holds(rings[0], point) for point in hole):
                raise Refused("ground.hole_outside", feature=named, ring=number)
        yield [[[round(lon, EXACT), round(lat, EXACT)] for lon, lat in ring] for ring in rings]


def _ring(plain: Any, named: str, number: int) -> list[Point]:
    ring = [_point(point, named) for point in plain] if isinstance(plain, list) else []
    if len(ring) < FEWEST:
        raise Refused("ground.ring_too_short", feature=named, ring=number)
    if ring[0] != ring[-1]:
        raise Refused("ground.ring_open", feature=named, ring=number)
    if (where := crossing(ring)) is not None:
        raise Refused("ground.ring_crosses_itself", feature=named, ring=number, point=_spelt(*where))
    if not area(ring):
        raise Refused("ground.ring_flat", feature=named, ring=number)
    return ring


def _point(plain: Any, named: str) -> Point:
    numbers = plain[:2] if isinstance(plain, list) and len(plain) in (2, 3) else ()
    if len(numbers) != 2 or not all(_is_number(number) for number in numbers):
        raise Refused("ground.point_not_on_earth", feature=named, point=json.dumps(plain)[:60])
    lon, lat = (float(number) for number in numbers)
    if abs(lon) > 180 or abs(lat) > 90:
        raise Refused("ground.point_not_on_earth", feature=named, point=_spelt(lon, lat))
    return lon, lat


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _spelt(lon: float, lat: float) -> str:
    return f"[{lon:g}, {lat:g}]"


@transaction.atomic
def load_shapes(rows: Sequence[ShapeRow], *, pack: str, by: str, now: dt.datetime) -> Tally:
    """Bring the polygons of a pack to exactly these. Those of other packs are left alone, save for the same places."""
    numbers = dict(Place.objects.filter(ref__in=[row.place for row in rows]).values_list("ref", "pk"))
    wanted = {
        numbers[row.place]: {"place_id": numbers[row.place], "polygons": row.polygons, "pack": pack}
        for row in rows
    }
    there = PlaceShape.objects.filter(Q(pack=pack) | Q(place__in=wanted)).select_related("place")
    existing = {shape.place_id: shape for shape in there}
    gone = [shape for place, shape in existing.items() if shape.pack == pack and place not in wanted]
    tally, _ = upsert(PlaceShape, wanted, existing=existing, retire=gone)
    if tally.changed:
        detail = {"created": tally.created, "updated": tally.updated, "retired": tally.retired}
        record("shapes.loaded", "ground", by=by, now=now, detail=detail)
    return tally
