"""A figure's passport as a page: the number, how sure it is, where it comes from, how to check and cite it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.consolidate.figures.rules.passport import FunnelRow, Passport
from kheo.consolidate.figures.rules.question import Status
from kheo.kit.text import pick
from kheo.web.coordinator.bridge import Bridge, bridge_of
from kheo.web.coordinator.cite import Citation, citation
from kheo.web.coordinator.figures import name_of
from kheo.web.shared.asking import names_of
from kheo.web.shared.atlas import atlas
from kheo.web.shared.bars import Bar, range_bar, share_bar, steps
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.dimensions import dimension_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import MINUS, Unit, number
from kheo.web.shared.shown import Shown, grade_said, show

MOST_REASONS = 12


@dataclass(frozen=True)
class FunnelLine:
    text: str
    count: str
    stays: bool
    bar: Bar


@dataclass(frozen=True)
class Part:
    """One measure of completeness."""

    text: str
    said: str
    bar: Bar


@dataclass(frozen=True)
class Reason:
    """Why the figure is a range: a place whose share here nobody knows."""

    origin: str
    targets: str
    decision: str
    effective: dt.date | None
    reports: str


@dataclass(frozen=True)
class Page:
    id: str
    title: str
    scope: tuple[tuple[str, str], ...]
    shown: Shown
    unit: Unit
    grade: str
    sentence: str
    range_bar: Bar | None
    certain: str
    possible: str
    funnel: tuple[FunnelLine, ...]
    bridge: Bridge | None
    reasons: tuple[Reason, ...]
    more_reasons: int
    together: tuple[str, str, str] | None
    decision: str
    completeness: tuple[Part, ...]
    approximate: str
    indicator: Any
    words: tuple[str, ...]
    period: str
    calendar: str
    made_at: dt.datetime
    digest: str
    position: int
    place_url: str
    where: str
    language: str
    cite: Citation

    @property
    def counts_lines(self) -> bool:
        """Whether there is nothing to say about the figure and the number of its lines: they are the same, or no
        reader would take one for the other."""
        counted = self.funnel[-1].count if self.funnel else ""
        return self.unit.is_percent or not self.shown.has_number or self.shown.text == counted

    @property
    def unit_plural(self) -> str:
        return self.unit.named(None, self.language)


def page_of(frame: Frame, passport: Passport, link: str) -> Page:
    """``link``: the absolute address of the passport."""
    language, cell = frame.language, passport.cell
    face = passport.indicator
    unit = Unit(face.unit, face.unit_title, face.unit_plural)
    shown = show(cell, unit, frame.choices)
    title, scope = pick(face.title, language), scope_of(frame, passport)
    is_range = cell.status == Status.RANGE and cell.high
    return Page(
        id=passport.id,
        title=title,
        scope=scope,
        shown=shown,
        unit=unit,
        grade=grade_said(
            passport.question.grade,
            passport.completeness.verified,
            passport.completeness.selected,
            language,
        ),
        sentence=_sentence(passport, title, language),
        range_bar=range_bar(cell.low or 0, cell.high, cell.high) if is_range and cell.high else None,
        certain=number(cell.low, language, unit.places),
        possible=number(cell.high, language, unit.places),
        funnel=funnel_of(passport, language),
        bridge=bridge_of(frame, passport, unit),
        reasons=tuple(_reason(reason, language) for reason in passport.reasons[:MOST_REASONS]),
        more_reasons=max(len(passport.reasons) - MOST_REASONS, 0),
        together=_together(frame, passport, unit),
        decision=_one_decision(passport),
        completeness=tuple(completeness_of(passport, language)),
        approximate=_approximate(passport, language),
        indicator=face,
        words=passport.words.get(language, ()),
        period=_period(passport),
        calendar=pick(passport.calendar_title, language) or passport.calendar,
        made_at=passport.made_at,
        digest=passport.digest,
        position=passport.position,
        place_url=_place_url(frame, passport),
        where=passport.question.where,
        language=language,
        cite=citation(frame, passport, shown, unit, title, scope, link),
    )


def _sentence(passport: Passport, title: str, language: str) -> str:
    """The pack's own sentence; where that only repeats the title, the rule in words."""
    own = pick(passport.sentence, language)
    return own if own != title else " ".join(passport.words.get(language, ()))


def scope_of(frame: Frame, passport: Passport) -> tuple[tuple[str, str], ...]:
    """What the cell is about: (breakdown, key) in words, and the place within which it was asked."""
    question = passport.question
    found = []
    spot = atlas().spots.get(passport.place) if passport.place else None
    if question.within and spot and not question.by:
        found.append((_("Within"), spot.name))
    if question.by:
        names = names_of(question, frame.language)
        found += [
            (dimension_name(by, frame.language), name_of(names, by, key))
            for by, key in zip(question.by, passport.cell.keys, strict=True)
        ]
    return tuple(found)


def funnel_of(passport: Passport, language: str) -> tuple[FunnelLine, ...]:
    rows = passport.funnel
    whole = next((row.count for row in rows), 0)
    bars = steps([(row.count, row.stays) for row in rows], whole)
    return tuple(
        FunnelLine(
            _funnel_text(row, language),
            number(row.count, language) if row.stays else f"{MINUS}{number(row.count, language)}",
            row.stays,
            bar,
        )
        for row, bar in zip(rows, bars, strict=True)
    )


def _funnel_text(row: FunnelRow, language: str) -> str:
    if row.kind == "not_chosen":
        return _not_chosen(row, language)
    if row.kind == "no_key":
        keys = _key_names(row, language, _("%(many)s or %(last)s"))
        return _("left out: no %(keys)s") % {"keys": keys} if keys else _("left out: a key is missing")
    return {
        "selected": _("Reports selected"),
        "repeat": _("exact repeats merged"),
        "joint": _("same work, told by several agencies: merged"),
        "no_value": _("left out: number not reported"),
        "counted": ngettext("Counted: one report", "Counted", row.count),
    }.get(row.kind, row.kind)


def _not_chosen(row: FunnelRow, language: str) -> str:
    keys, how = _key_names(row, language, _("%(many)s and %(last)s")), row.particulars.get("how", "")
    said = {
        "max": _("lower within the same %(keys)s"),
        "min": _("higher within the same %(keys)s"),
        "first": _("later within the same %(keys)s"),
        "last": _("earlier within the same %(keys)s"),
    }.get(how)
    if said and keys:
        return said % {"keys": keys}
    if how == "where":
        return _("does not meet the rule's condition")
    return _("not chosen by the rule")


def _key_names(row: FunnelRow, language: str, joined: str) -> str:
    """The keys of a step in words: "place and item"."""
    names = [
        _("place") if key == "place" else dimension_name(key, language).lower()
        for key in row.particulars.get("keys") or ()
    ]
    if len(names) < 2:
        return "".join(names)
    return joined % {"many": ", ".join(names[:-1]), "last": names[-1]}


def _reason(reason: Any, language: str) -> Reason:
    return Reason(
        reason.origin,
        ", ".join(reason.targets),
        reason.decision,
        reason.effective,
        number(reason.facts, language),
    )


def _one_decision(passport: Passport) -> str:
    """The legal act behind all splits, with its day; empty where there are several or none."""
    acts = {(reason.decision, reason.effective) for reason in passport.reasons}
    if len(acts) != 1:
        return ""
    decision, effective = acts.pop()
    return ", ".join(part for part in (decision, day_name(effective)) if part)


def completeness_of(passport: Passport, language: str) -> list[Part]:
    found, whole = passport.completeness, passport.completeness.selected
    rows: list[tuple[str, int, int]] = []
    if found.expected:
        rows.append((_("Expected reports received"), found.received or 0, found.expected))
    if whole:
        rows += [
            (_("Reports with a place"), found.with_place, whole),
            (_("Reports with a number"), found.with_value, whole),
            (_("Verified by a second person"), found.verified, whole),
        ]
    return [
        Part(
            text,
            _("%(part)s of %(whole)s") % {"part": number(part, language), "whole": number(of, language)},
            share_bar(part, of),
        )
        for text, part, of in rows
    ]


def _approximate(passport: Passport, language: str) -> str:
    count = passport.cell.approximate
    if not count:
        return ""
    said = ngettext(
        "%(count)s of the counted numbers was reported as approximate, so the figure is approximate.",
        "%(count)s of the counted numbers were reported as approximate, so the figure is approximate.",
        count,
    )
    return said % {"count": number(count, language)}


def _together(frame: Frame, passport: Passport, unit: Unit) -> tuple[str, str, str] | None:
    """The change group's name, its figure and the address of that figure's passport."""
    if passport.together is None:
        return None
    shown = show(passport.together.cell, unit, frame.choices)
    return passport.together.name, f"{shown.full} {shown.unit}".strip(), shown.url


def _period(passport: Passport) -> str:
    if not passport.first:
        return _("All time")
    days = _("%(first)s to %(last)s") % {"first": day_name(passport.first), "last": day_name(passport.last)}
    return f"{period_name(passport.period)}: {days}"


def _place_url(frame: Frame, passport: Passport) -> str:
    spot = atlas().spots.get(passport.place) if passport.place else None
    return frame.choices.to("place", spot.ref) if spot else ""
