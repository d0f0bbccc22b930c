"""Find places: by ref, by a code on a day, by a name as people type it, above and below."""

from kheo.ground.places.queries.book import Entry, PlaceBook, place_book
from kheo.ground.places.queries.finding import (
    Found,
    ancestor_at,
    ancestors,
    by_code,
    by_ref,
    change_days,
    codes,
    level_codes,
    level_on,
    named,
    search,
    standings,
)
from kheo.ground.places.queries.lists import listed_places

__all__ = [
    "Entry",
    "Found",
    "PlaceBook",
    "ancestor_at",
    "ancestors",
    "by_code",
    "by_ref",
    "change_days",
    "codes",
    "level_codes",
    "level_on",
    "listed_places",
    "named",
    "place_book",
    "search",
    "standings",
]
