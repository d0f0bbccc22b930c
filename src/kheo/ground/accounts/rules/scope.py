"""Whose reports a person may see: the reach of each of their grants. What a grant leaves empty narrows nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kheo.ground.accounts.states import Seat


@dataclass(frozen=True)
class Reach:
    """What one grant covers. None: all of them.

    ``agencies`` with all their units, and ``units`` on their own; ``places``, each with what lies in it and what it was
    made of; ``programme``: a code, "" for all. ``root``: the organisation that the grant names.
    """

    agencies: frozenset[int] | None = None
    units: frozenset[int] = frozenset()
    places: frozenset[int] | None = None
    programme: str = ""
    root: int | None = None

    @property
    def everything(self) -> bool:
        """Of the programme, or of all."""
        return self.agencies is None and self.places is None

    def seated(self, seat: Seat) -> Reach | None:
        """The part of it that sits this high over the reports that it covers; None where no part does."""
        if self.agencies is None:
            return self if self.everything or seat < Seat.PROGRAMME else None
        if seat is Seat.ANYONE:
            return self
        if seat is Seat.SUPERIOR:
            # An agency's own report has nobody over it within the agency: its head office stands for that.
            return replace(self, units=self.units - {self.root})
        return replace(self, units=frozenset()) if seat is Seat.AGENCY and self.agencies else None

    def covers_organisation(self, agency: int | None, unit: int | None) -> bool:
        return self.agencies is None or agency in self.agencies or unit in self.agencies | self.units

    def covers(self, agency: int | None, unit: int | None, place: int | None) -> bool:
        return self.covers_organisation(agency, unit) and (self.places is None or place in self.places)


@dataclass(frozen=True)
class Scope:
    """What a person may do one thing to: whatever any of these covers. Nothing, where there is none."""

    reaches: tuple[Reach, ...] = ()

    @property
    def everything(self) -> bool:
        return any(reach.everything for reach in self.reaches)

    def within(self, programme: str) -> Scope:
        """The part of it that is about a programme; what is not for that one alone is for all of them."""
        return Scope(tuple(reach for reach in self.reaches if reach.programme in ("", programme)))

    def seated(self, seat: Seat) -> Scope:
        """The part of it that sits this high over the reports that it covers."""
        parts = (reach.seated(seat) for reach in self.reaches)
        return Scope(tuple(part for part in parts if part is not None))

    @property
    def programmes(self) -> frozenset[str]:
        """The codes of the programmes that it is narrowed to; none where some of it is for all."""
        found = frozenset(reach.programme for reach in self.reaches)
        return frozenset() if "" in found else found

    def covers_organisation(self, agency: int | None, unit: int | None) -> bool:
        return any(reach.covers_organisation(agency, unit) for reach in self.reaches)

    def covers(self, agency: int | None, unit: int | None, place: int | None) -> bool:
        """Whether a record that they told about the place is within it."""
        return any(reach.covers(agency, unit, place) for reach in self.reaches)


ALL = Scope((Reach(),))
