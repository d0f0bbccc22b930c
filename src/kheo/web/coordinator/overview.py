"""The programme's overview: one sentence, what needs a person, key figures, where, by kind, who has reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kheo.kit.refusals import Refused
from kheo.web.coordinator.basis import basis_of
from kheo.web.coordinator.cards import Card, cards
from kheo.web.coordinator.completeness import Completeness, completeness
from kheo.web.coordinator.needs import Need, needs
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
    anything: bool
    cannot: tuple[str, ...]


T = TypeVar("T")


def overview_of(frame: Frame) -> Overview:
    """Every part by itself: what cannot be answered (a level that did not exist on the map's day) says so."""
    basis = basis_of(frame)
    settings = basis.settings
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
    main = next((card.get("indicator", "") for card in settings.get("key_figures", [])), "")
    return Overview(
        lead=basis.pieces(settings.get("lead"), main),
        note=basis.pieces(settings.get("note")),
        needs=needs(basis, reported),
        cards=found,
        reform=next((card.spark.reform for card in found if card.spark and card.spark.marks), None),
        where=part(lambda: where(basis), None),
        tables=part(lambda: kind_tables(basis), ()),
        completeness=reported,
        anything=basis.counts.facts > 0,
        cannot=tuple(dict.fromkeys(cannot)),
    )
