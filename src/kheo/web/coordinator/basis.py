"""What every part of the overview draws from, asked in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kheo.consolidate.figures.queries import Tally
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell, Question, Status
from kheo.kit.text import pick
from kheo.web.coordinator.own import own_settings
from kheo.web.shared.absent import show_known
from kheo.web.shared.asking import Known, indicators_of, question_for, totals
from kheo.web.shared.days import period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.pieces import Piece, codes_in, pieces
from kheo.web.shared.reports import counts_of
from kheo.web.shared.shown import Shown


@dataclass(frozen=True)
class Basis:
    """The settings, the totals of all figures that the page names, the counts of reports."""

    frame: Frame
    settings: Mapping[str, Any]
    known: Mapping[str, Known]
    question: Question | None
    cells: Mapping[str, Cell]
    shown: Mapping[str, Shown]
    counts: Tally
    words: Mapping[str, str]

    @property
    def agency(self) -> str:
        """The agency whose own records are shown; empty in the programme's view."""
        view = self.frame.choices.view
        return "" if view == PROGRAMME_VIEW else self.frame.chosen.get("view", view)

    @property
    def main(self) -> str:
        """The first key figure."""
        return next((card["indicator"] for card in self.settings.get("key_figures", [])), "")

    @property
    def anything(self) -> bool:
        """Whether the period has a report that some key figure counts."""
        named = [card["indicator"] for card in self.settings.get("key_figures", [])]
        cells = [self.cells[code] for code in named or self.cells if code in self.cells]
        return bool(self.counts.facts) and any(cell.status != Status.MISSING for cell in cells)

    def text(self, texts: Mapping[str, str] | None) -> str:
        return pick(texts or {}, self.frame.language)

    def pieces(self, texts: Mapping[str, str] | None, main: str = "") -> tuple[Piece, ...]:
        return pieces(self.text(texts), self.shown, self.words, main)

    def with_words(self, **more: str) -> Basis:
        return replace(self, words={**self.words, **more})


def basis_of(frame: Frame) -> Basis:
    settings = frame.programme.settings.get("overview") or {}
    if frame.choices.view != PROGRAMME_VIEW:
        settings = own_settings(settings)
    known = indicators_of(frame.programme.code)
    codes = tuple(code for code in known if code in _named(settings)) or tuple(known)[:1]
    question = question_for(frame.choices, frame.calendar, codes) if codes else None
    cells = totals(question) if question else {}
    counted = counts_of(frame.programme, frame.choices)
    return Basis(
        frame=frame,
        settings=settings,
        known=known,
        question=question,
        cells=cells,
        shown={code: show_known(cells.get(code), known[code], frame.choices) for code in codes},
        counts=counted,
        words=_words(frame, counted),
    )


def _named(settings: Mapping[str, Any]) -> set[str]:
    """Every indicator whose total the overview needs."""
    texts = [settings.get("lead"), settings.get("note")]
    texts += [need.get("why") for need in settings.get("needs", [])]
    texts += [card.get("note") for card in settings.get("key_figures", [])]
    codes = codes_in(sentence for text in texts for sentence in (text or {}).values())
    for entry in [*settings.get("needs", []), *settings.get("key_figures", [])]:
        codes |= {entry.get("indicator", ""), entry.get("against", "")}
    for table in settings.get("tables", []):
        codes |= set(table.get("indicators", []))
    ranking = settings.get("ranking") or {}
    return codes | set(ranking.get("indicators", [])) | {ranking.get("share", "")}


def _words(frame: Frame, counted: Tally) -> dict[str, str]:
    language = frame.language
    return {
        "reports": number(counted.facts, language),
        "agencies": number(counted.agencies, language),
        "verified": number(counted.verified, language),
        "period": period_name(frame.choices.period),
    }
