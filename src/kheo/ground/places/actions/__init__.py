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

__all__ = [
    "ChangeRow",
    "LevelRow",
    "PlaceRow",
    "Standing",
    "load_changes",
    "load_levels",
    "load_places",
    "read_changes",
    "read_levels",
    "read_places",
]
