"""Polygons that an administrator supplied: GeoJSON files whose features' ids are official codes of places.

``KHEO_DATA/geometry/<level>.geojson``; without a file the map draws points. Coordinates are longitude and latitude.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from kheo.kit.drawing import Frame
from kheo.web.shared.kept import kept
from kheo.web.shared.land import path, simplified

FINE = 0.35  # pixels: detail below this is not drawn


@dataclass(frozen=True)
class Outline:
    """The rings of a place, holes among them."""

    rings: tuple[tuple[tuple[float, float], ...], ...]

    def path(self, on: Frame) -> str:
        return path(simplified([on.xy(point) for point in ring], FINE) for ring in self.rings)


def outlines_of(level: str) -> Mapping[str, Outline]:
    """The polygons of a level by code; empty where none were supplied."""
    file = Path(settings.DATA) / "geometry" / f"{level}.geojson"
    if not file.exists():
        return {}
    return _read(file, file.stat().st_mtime_ns)


@kept(8)
def _read(file: Path, _changed: int) -> Mapping[str, Outline]:
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    found = {}
    for feature in features:
        code = feature.get("id") or (feature.get("properties") or {}).get("code")
        if code and feature.get("geometry"):
            found[str(code)] = Outline(tuple(_rings(feature["geometry"])))
    return found


def _rings(geometry: Mapping[str, Any]) -> Iterable[tuple[tuple[float, float], ...]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)
