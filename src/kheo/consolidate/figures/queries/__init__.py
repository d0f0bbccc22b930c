"""Ask for figures, and where each came from."""

from kheo.consolidate.figures.queries.accounts import reports
from kheo.consolidate.figures.queries.answers import ask, forget
from kheo.consolidate.figures.queries.labels import labels
from kheo.consolidate.figures.queries.lines import lines
from kheo.consolidate.figures.queries.passports import passport, recompute
from kheo.consolidate.figures.queries.supposing import suppose
from kheo.consolidate.figures.queries.tallies import Tally, records_told, tally, tally_by_agency

__all__ = [
    "Tally",
    "ask",
    "forget",
    "labels",
    "lines",
    "passport",
    "recompute",
    "records_told",
    "reports",
    "suppose",
    "tally",
    "tally_by_agency",
]
