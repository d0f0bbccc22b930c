"""Why a place or an organisation is not the one that is meant: by the days that are known, and by no others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.utils import translation

from kheo.capture.submissions.rules.lookups import organisation_of, place_of
from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 7, 1)


@dataclass(frozen=True)
class One:
    valid_from: dt.date | None
    valid_to: dt.date | None
    number: int = 1
    ref: str = "one"
    code: str = ""
    agency: int | None = None


class Book:
    def __init__(self, *known: One) -> None:
        self.known = known

    def find(self, text: str, *, on: dt.date | None = None, **_more: object) -> Sequence[One]:
        return [
            one
            for one in self.known
            if not on or (one.valid_from or on) <= on and (one.valid_to is None or on < one.valid_to)
        ]


def told(day: dt.date, *known: One) -> list[str]:
    """The codes and sentences of both, a place and an organisation, on a day on which there was none."""
    found = []
    for language in ("en", "vi"):
        for lookup in (
            lambda: place_of(Book(*known), "one", day, by=("ref",)),
            lambda: organisation_of(Book(*known), "one", day, by=("ref",), agency=False),
        ):
            with pytest.raises(Refused) as caught, translation.override(language):
                lookup()
            with translation.override(language):
                found.append(f"{caught.value.code}: {sentence(caught.value)}")
    assert not any("…" in one for one in found)
    return found


def test_where_both_ends_are_known_both_are_told() -> None:
    for one in told(dt.date(2025, 8, 1), One(FIRST, LAST)):
        assert "_not_then" in one
        assert "2025" in one


def test_where_it_goes_on_to_this_day_no_end_is_told() -> None:
    place, organisation, *vietnamese = told(dt.date(2024, 8, 1), One(FIRST, None))
    assert place.startswith("capture.place_not_yet: this place did not exist yet on 1 August 2024;")
    assert organisation.startswith("capture.organisation_not_yet")
    for one in (place, organisation):
        assert "since 1 January 2025" in one
        assert "until" not in one
    assert all("1/1/2025" in one or "01/01/2025" in one for one in vietnamese)


def test_where_nobody_knows_since_when_only_the_end_is_told() -> None:
    place, organisation, *_vietnamese = told(dt.date(2025, 8, 1), One(None, LAST))
    assert place.startswith("capture.place_no_more")
    assert organisation.startswith("capture.organisation_no_more")
    for one in (place, organisation):
        assert "until 1 July 2025" in one
        assert "from" not in one


def test_of_several_the_one_is_told_that_lies_closest() -> None:
    early, late = One(None, dt.date(1990, 1, 1)), One(dt.date(2025, 9, 1), None)
    assert told(dt.date(2025, 8, 1), early, late)[0].startswith("capture.place_not_yet")
