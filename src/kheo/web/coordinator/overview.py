"""The programme's overview: one sentence, what needs a person, key figures, where, by kind, who has reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.web.coordinator.basis import Basis, basis_of
from kheo.web.coordinator.cards import Card, cards
from kheo.web.coordinator.completeness import Completeness, completeness
from kheo.web.coordinator.needs import Need, needs, of_the_reader
from kheo.web.coordinator.nothing import Nothing, nothing_in
from kheo.web.coordinator.tables import KindTable, kind_tables
from kheo.web.coordinator.where import Where, where
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.pieces import Piece


@dataclass(frozen=True)
class Overview:
    lead: tuple[Piece, ...]
    note: tuple[Piece, ...]
    needs: tuple[Need, ...]
    cards: tuple[Card, ...]
    reform: dt.date | None
    where: Where | None
    tables: tuple[KindTable, ...]
    completeness: Completeness | None
    agency: str
    programme_url: str
    anything: bool
    nothing: Nothing | None
    cannot: tuple[str, ...]


T = TypeVar("T")


def overview_of(frame: Frame) -> Overview:
    """Every part by itself: what cannot be answered (a level that did not exist on the map's day) says so."""
    basis = basis_of(frame)
    settings = basis.settings
    if not basis.anything:
        return _empty(basis)
    cannot: list[str] = []

    def part(make: Callable[[], T], instead: T) -> T:
        try:
            return make()
        except Refused as refused:
            cannot.append(sentence(refused))
            return instead

    reported = part(lambda: completeness(basis), None)
    none: tuple[Card, ...] = ()
    found = part(lambda: cards(basis), none)
    if reported:
        basis = basis.with_words(
            expected=number(reported.expected, frame.language),
            received=number(reported.received, frame.language),
        )
    return Overview(
        lead=_own_lead(basis) if basis.agency else basis.pieces(settings.get("lead"), basis.main),
        note=basis.pieces(settings.get("note")),
        needs=needs(basis, reported),
        cards=found,
        reform=next((card.spark.reform for card in found if card.spark and card.spark.marks), None),
        where=part(lambda: where(basis), None),
        tables=part(lambda: kind_tables(basis), ()),
        completeness=reported,
        agency=basis.agency,
        programme_url=frame.choices.but(view=PROGRAMME_VIEW).to("overview"),
        anything=True,
        nothing=None,
        cannot=tuple(dict.fromkeys(cannot)),
    )


def _own_lead(basis: Basis) -> tuple[Piece, ...]:
    """An agency's first key figure, named as its own count: the programme's sentence is not true of one agency."""
    known, shown = basis.known.get(basis.main), basis.shown.get(basis.main)
    if known is None or shown is None:
        return (Piece(_("%(agency)s: own count") % {"agency": basis.agency}),)
    said = _("%(agency)s, own count. %(title)s:")
    title = pick(known.title, basis.frame.language)
    return (
        Piece(said % {"agency": basis.agency, "title": title} + " "),
        Piece(shown=shown, main=True),
        Piece("."),
    )


def _empty(basis: Basis) -> Overview:
    """A period without reports: where there are some, and what waits for the reader whatever the period."""
    return Overview(
        lead=(),
        note=(),
        needs=of_the_reader(basis),
        cards=(),
        reform=None,
        where=None,
        tables=(),
        completeness=None,
        agency=basis.agency,
        programme_url=basis.frame.choices.but(view=PROGRAMME_VIEW).to("overview"),
        anything=False,
        nothing=nothing_in(basis),
        cannot=(),
    )
