"""Who, where and when: the answers that are more than values to Kheo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kheo.capture.submissions.rules.answers import Answer
from kheo.capture.submissions.rules.headers import Header, bind, shown
from kheo.capture.submissions.rules.lookups import (
    Organisation,
    Organisations,
    Places,
    organisation_of,
    place_of,
)
from kheo.capture.submissions.rules.mapping import Mapping
from kheo.capture.submissions.rules.tables import Cell
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Field

MOST_REMEMBERED = 50_000


class Roles:
    """Finds the place, unit, agency and days of a row. The parts of one answer are remembered: they come again."""

    @dataclass(frozen=True, slots=True)
    class Found:
        """``agency``: an id, or the name of one to be created."""

        place: int | None = None
        unit: int | None = None
        agency: int | str | None = None
        start: dt.date | None = None
        day: dt.date | None = None
        unplaced: bool = False

    def __init__(
        self,
        fields: Sequence[Field],
        names: Sequence[str],
        mapping: Mapping,
        header: Header,
        places: Places,
        organisations: Organisations,
    ) -> None:
        self.mapping = mapping
        self.places = places
        self.organisations = organisations
        self.at = {one.role: names.index(one.name) for one in fields if one.role and one.name in names}
        self.required = {one.role for one in fields if one.required}
        self.ends = any(one.role == "end" for one in fields)
        around = bind(header, {str(at): wanted for at, (wanted, _) in enumerate(mapping.place.around)})
        self.columns = tuple(around.get(str(at), -1) for at in range(len(mapping.place.around)))
        self.within = self._fixed_within()
        self._places: dict[tuple[object, ...], int | Refused] = {}
        self._organisations: dict[tuple[object, ...], Organisation | Refused] = {}

    def _fixed_within(self) -> int | None:
        ref = self.mapping.place.within
        return place_of(self.places, ref, None, by=("ref", "code")).number if ref else None

    def found(
        self, answers: Sequence[Answer], cells: Sequence[Cell]
    ) -> tuple[Roles.Found, dict[int, Refused]]:
        """What the row's roles are, and the troubles with them by the answer's position."""
        troubles: dict[int, Refused] = {}
        start, end = self._date("start", answers), self._date("end", answers)
        day = end if self.ends else start
        if start and end and end < start:
            troubles[self.at["end"]] = Refused("capture.end_before_start", start=start, end=end)
        place, unplaced = self._place(answers, cells, day or start, troubles)
        unit, agency = self._agency(answers, day or start, troubles)
        return Roles.Found(place, unit, agency, start, day, unplaced), troubles

    def _date(self, role: str, answers: Sequence[Answer]) -> dt.date | None:
        value = answers[self.at[role]].value if role in self.at else None
        return value if isinstance(value, dt.date) else None

    def _place(
        self,
        answers: Sequence[Answer],
        cells: Sequence[Cell],
        day: dt.date | None,
        troubles: dict[int, Refused],
    ) -> tuple[int | None, bool]:
        at = self.at.get("place", -1)
        if at < 0 or not answers[at].text:
            return None, False
        around = tuple(shown(cells[column]) if column >= 0 else "" for column in self.columns)
        key = (answers[at].text, day, around)
        if key not in self._places:
            _make_room(self._places)
            self._places[key] = self._look_up_place(answers[at].text, day, around)
        found = self._places[key]
        if isinstance(found, int):
            return found, False
        if found.code != "capture.no_such_place" or "place" in self.required:
            troubles[at] = found
        return None, True

    def _look_up_place(self, text: str, day: dt.date | None, around: tuple[str, ...]) -> int | Refused:
        within, place = self.within, self.mapping.place
        try:
            for name, (_, level) in zip(around, place.around, strict=True):
                if name:
                    outer = place_of(self.places, name, day, by=("name", "code"), level=level, within=within)
                    within = outer.number
            return place_of(self.places, text, day, by=place.by, level=place.level, within=within).number
        except Refused as trouble:
            return trouble

    def _agency(
        self, answers: Sequence[Answer], day: dt.date | None, troubles: dict[int, Refused]
    ) -> tuple[int | None, int | str | None]:
        unit = self._organisation("unit", answers, day, troubles)
        agency = self._organisation("agency", answers, day, troubles)
        told = self.at.get("agency", -1)
        named = answers[told].text if told >= 0 and told not in troubles else ""
        if agency is None and named and self.mapping.agency.create:
            return unit.number if unit else None, named
        if unit and agency and (unit.agency or unit.number) != agency.number:
            troubles[told] = Refused("capture.unit_of_another_agency", unit=unit.ref, agency=agency.ref)
        through = agency or unit
        return unit.number if unit else None, (through.agency or through.number) if through else None

    def _organisation(
        self, role: str, answers: Sequence[Answer], day: dt.date | None, troubles: dict[int, Refused]
    ) -> Organisation | None:
        at = self.at.get(role, -1)
        if at < 0 or not answers[at].text:
            return None
        key = (role, answers[at].text, day)
        if key not in self._organisations:
            _make_room(self._organisations)
            self._organisations[key] = self._look_up_organisation(role, answers[at].text, day)
        found = self._organisations[key]
        if not isinstance(found, Refused):
            return found
        unknown = found.code in ("capture.no_such_agency", "capture.no_such_unit")
        create = role == "agency" and self.mapping.agency.create
        if not unknown or (role in self.required and not create):
            troubles[at] = found
        return None

    def _look_up_organisation(self, role: str, text: str, day: dt.date | None) -> Organisation | Refused:
        by = self.mapping.unit.by if role == "unit" else self.mapping.agency.by
        try:
            return organisation_of(self.organisations, text, day, by=by, agency=role == "agency")
        except Refused as trouble:
            return trouble


def _make_room(remembered: dict[Any, Any]) -> None:
    if len(remembered) > MOST_REMEMBERED:
        remembered.clear()
