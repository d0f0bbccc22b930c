"""Programmes and what belongs to them; the reports that are expected; packs on disk."""

from kheo.plan.programmes.queries.chains import chain_of, chains_of, programme_for
from kheo.plan.programmes.queries.expected import Expectation, expectations, periods_around
from kheo.plan.programmes.queries.folder import Folder, find_pack, known_packs
from kheo.plan.programmes.queries.packs import FormFile, Pack, ReviewFile, read_pack
from kheo.plan.programmes.queries.plans import (
    calendar,
    calendar_of,
    indicator,
    indicators,
    newest_versions,
    programme,
    programmes,
    reminders_of,
    targets,
    unscheduled,
    versions,
)

__all__ = [
    "Expectation",
    "Folder",
    "FormFile",
    "Pack",
    "ReviewFile",
    "calendar",
    "calendar_of",
    "chain_of",
    "chains_of",
    "expectations",
    "find_pack",
    "indicator",
    "indicators",
    "known_packs",
    "newest_versions",
    "periods_around",
    "programme",
    "programme_for",
    "programmes",
    "read_pack",
    "reminders_of",
    "targets",
    "unscheduled",
    "versions",
]
