"""What every part of the overview draws from, asked in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kheo.consolidate.figures.queries import Tally
from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.kit.text import pick
from kheo.web.shared.asking import Known, indicators_of, question_for, totals
from kheo.web.shared.days import period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.pieces import Piece, codes_in, pieces
from kheo.web.shared.reports import counts_of
from kheo.web.shared.shown import Shown, show


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

    def text(self, texts: Mapping[str, str] | None) -> str:
        return pick(texts or {}, self.frame.language)

    def pieces(self, texts: Mapping[str, str] | None, main: str = "") -> tuple[Piece, ...]:
        return pieces(self.text(texts), self.shown, self.words, main)

    def with_words(self, **more: str) -> Basis:
        return replace(self, words={**self.words, **more})


def basis_of(frame: Frame) -> Basis:
    settings = frame.programme.settings.get("overview") or {}
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
        shown={code: show(cells.get(code), known[code].unit, frame.choices) for code in codes},
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
