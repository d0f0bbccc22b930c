"""Who, where and when: the answers that are more than values to Kheo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from kheo.capture.submissions.rules.answers import Answer
from kheo.capture.submissions.rules.headers import Header, bind, shown
from kheo.capture.submissions.rules.lookups import (
    ORGANISATION_THEN,
    PLACE_THEN,
    Organisation,
    Organisations,
    Place,
    Places,
    organisation_of,
    place_of,
)
from kheo.capture.submissions.rules.mapping import Mapping
from kheo.capture.submissions.rules.tables import Cell
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Field

MOST_REMEMBERED = 50_000
OF_A_DAY = (
    *("capture.which_place", *PLACE_THEN),
    *("capture.which_organisation", *ORGANISATION_THEN),
)
One = TypeVar("One", Place, Organisation)
Key = tuple[str, ...]


class Found(NamedTuple):
    """``agency``: an id, or the name of one to be created. ``unplaced``: a place was named that nobody knows."""

    place: int | None
    unit: int | None
    agency: int | str | None
    start: str | None
    day: str | None
    unplaced: bool


class _Lookup(Generic[One]):
    """Looks things up once: what ``key`` means on any day, where it only ever meant one thing, else on each day."""

    def __init__(self, find: Callable[[Key, dt.date | None], One]) -> None:
        self._find: Callable[[Key, dt.date | None], One] = find
        self._only: dict[Key, One | None] = {}
        self._then: dict[tuple[Key, dt.date | None], One | Refused] = {}

    def get(self, key: Key, day: dt.date | None) -> One | Refused:
        only = self._only[key] if key in self._only else self._learn(key)
        if only is not None and _stands(only, day):
            return only
        if (key, day) not in self._then:
            if len(self._then) > MOST_REMEMBERED:
                self._then.clear()
            try:
                self._then[key, day] = self._find(key, day)
            except Refused as trouble:
                self._then[key, day] = trouble
        return self._then[key, day]

    def _learn(self, key: Key) -> One | None:
        if len(self._only) > MOST_REMEMBERED:
            self._only.clear()
        try:
            self._only[key] = self._find(key, None)
        except Refused:
            self._only[key] = None
        return self._only[key]


def _stands(one: Place | Organisation, day: dt.date | None) -> bool:
    return day is None or (
        (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day < one.valid_to)
    )


class Roles:
    """Finds the place, unit, agency and days of a row."""

    def __init__(
        self,
        fields: Sequence[Field],
        names: Sequence[str],
        mapping: Mapping,
        header: Header,
        places: Places,
        organisations: Organisations,
        known: dict[object, Any],
    ) -> None:
        """``known`` keeps what was looked up, also for the next file that is read so."""
        self.mapping = mapping
        at = {one.role: names.index(one.name) for one in fields if one.role and one.name in names}
        self._place_at, self._unit_at = at.get("place", -1), at.get("unit", -1)
        self._agency_at = at.get("agency", -1)
        self._start_at, self._end_at = at.get("start", -1), at.get("end", -1)
        self._required = {one.role for one in fields if one.required}
        self._ends = any(one.role == "end" for one in fields)
        around = bind(header, {str(at): wanted for at, (wanted, _) in enumerate(mapping.place.around)})
        self.columns = tuple(around.get(str(at), -1) for at in range(len(mapping.place.around)))
        ref = mapping.place.within
        self._within = place_of(places, ref, None, by=("ref", "code")).number if ref else None
        self._all_places = places
        self._places: _Lookup[Place] = known.setdefault(mapping.place, _Lookup(self._find_place))
        self._units: _Lookup[Organisation] = known.setdefault(
            ("unit", mapping.unit.by),
            _Lookup(
                lambda key, day: organisation_of(organisations, key[0], day, by=mapping.unit.by, agency=False)
            ),
        )
        self._agencies: _Lookup[Organisation] = known.setdefault(
            ("agency", mapping.agency.by),
            _Lookup(
                lambda key, day: organisation_of(
                    organisations, key[0], day, by=mapping.agency.by, agency=True
                )
            ),
        )

    def found(self, answers: Sequence[Answer], cells: Sequence[Cell]) -> tuple[Found, dict[int, Refused]]:
        """What the row's roles are, and the troubles with them by the answer's position."""
        troubles: dict[int, Refused] = {}
        start = answers[self._start_at].value if self._start_at >= 0 else None
        end = answers[self._end_at].value if self._end_at >= 0 else None
        started = start if isinstance(start, dt.date) else None
        ended = end if isinstance(end, dt.date) else None
        if started and ended and ended < started:
            troubles[self._end_at] = Refused("capture.end_before_start", start=started, end=ended)
        day = ended if self._ends else started
        place, unplaced = self._place(answers, cells, day or started, troubles)
        unit, agency = self._agency(answers, day or started, troubles)
        decides = self._end_at if self._ends else self._start_at
        if troubles and decides >= 0 and answers[decides].reason:
            # What stood or was called so on the day cannot be said while the day itself is wrong.
            troubles = {at: one for at, one in troubles.items() if one.code not in OF_A_DAY}
        first, last = (one.isoformat() if one else None for one in (started, day))
        return Found(place, unit, agency, first, last, unplaced), troubles

    def _place(
        self,
        answers: Sequence[Answer],
        cells: Sequence[Cell],
        day: dt.date | None,
        troubles: dict[int, Refused],
    ) -> tuple[int | None, bool]:
        text = answers[self._place_at].text if self._place_at >= 0 else ""
        if not text:
            return None, False
        around = [shown(cells[column]) if column >= 0 else "" for column in self.columns]
        found = self._places.get((text, *around), day)
        if not isinstance(found, Refused):
            return found.number, False
        if found.code != "capture.no_such_place" or "place" in self._required:
            troubles[self._place_at] = found
        return None, True

    def _find_place(self, key: Key, day: dt.date | None) -> Place:
        within, place = self._within, self.mapping.place
        for name, (_, level) in zip(key[1:], place.around, strict=True):
            if name:
                by = ("name", "code")
                within = place_of(self._all_places, name, day, by=by, level=level, within=within).number
        return place_of(self._all_places, key[0], day, by=place.by, level=place.level, within=within)

    def _agency(
        self, answers: Sequence[Answer], day: dt.date | None, troubles: dict[int, Refused]
    ) -> tuple[int | None, int | str | None]:
        unit = self._organisation("unit", self._units, self._unit_at, answers, day, troubles)
        agency = self._organisation("agency", self._agencies, self._agency_at, answers, day, troubles)
        told = self._agency_at
        named = answers[told].text if told >= 0 and told not in troubles else ""
        if agency is None and named and self.mapping.agency.create:
            return unit.number if unit else None, named
        if unit and agency and (unit.agency or unit.number) != agency.number:
            troubles[told] = Refused("capture.unit_of_another_agency", unit=unit.ref, agency=agency.ref)
        through = agency or unit
        return unit.number if unit else None, (through.agency or through.number) if through else None

    def _organisation(
        self,
        role: str,
        known: _Lookup[Organisation],
        at: int,
        answers: Sequence[Answer],
        day: dt.date | None,
        troubles: dict[int, Refused],
    ) -> Organisation | None:
        text = answers[at].text if at >= 0 else ""
        if not text:
            return None
        found = known.get((text,), day)
        if not isinstance(found, Refused):
            return found
        unknown = found.code in ("capture.no_such_agency", "capture.no_such_unit")
        create = role == "agency" and self.mapping.agency.create
        if not unknown or (role in self._required and not create):
            troubles[at] = found
        return None
