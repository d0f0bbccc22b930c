"""Bring levels, places and their changes to what a pack says."""

from kheo.ground.places.actions.loading import load_changes, load_levels, load_places
from kheo.ground.places.actions.rows import (
    ChangeRow,
    LevelRow,
    PlaceRow,
    Standing,
    read_changes,
    read_levels,
    read_places,
)
from kheo.ground.places.actions.shapes import Coded, Layers, ShapeRow, load_shapes

__all__ = [
    "ChangeRow",
    "Coded",
    "Layers",
    "LevelRow",
    "PlaceRow",
    "ShapeRow",
    "Standing",
    "load_changes",
    "load_levels",
    "load_places",
    "load_shapes",
    "read_changes",
    "read_levels",
    "read_places",
]
