"""Bring programmes and all that belongs to them to what a pack says."""

from kheo.plan.programmes.actions.packs import load_contents
from kheo.plan.programmes.actions.programmes import (
    load_calendars,
    load_indicators,
    load_programme,
    load_schedules,
    load_targets,
    load_units,
)

__all__ = [
    "load_calendars",
    "load_contents",
    "load_indicators",
    "load_programme",
    "load_schedules",
    "load_targets",
    "load_units",
]
