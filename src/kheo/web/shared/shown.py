"""How a cell reads: a number, a range, or one of the four kinds of no number, never mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Status
from kheo.web.shared.choices import Choices
from kheo.web.shared.numbers import Unit, number, span

SUPPRESSED = "\u2022"
NOT_APPLICABLE = "\u2013"
NOT_ATTRIBUTABLE = "\u00d7"
SIGNS = {Qualifier.ABOUT: "\u2248", Qualifier.OVER: ">", Qualifier.UNDER: "<"}


@dataclass(frozen=True)
class Shown:
    """``kind``: value, range, missing, not_applicable, suppressed, not_attributable, or none (nothing was asked).

    ``text`` is what stands on the page, ``said`` what it means in words, ``prefix`` about, over or under, ``sign``
    the same in one character.
    """

    kind: str
    text: str
    said: str
    prefix: str = ""
    sign: str = ""
    unit: str = ""
    url: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def has_number(self) -> bool:
        return self.kind in ("value", "range")

    @property
    def full(self) -> str:
        """With its qualifier, for a sentence."""
        return f"{self.prefix} {self.text}".strip() if self.has_number else self.said


NOTHING = Shown("none", "", "")


def not_reported() -> Shown:
    """A cell that the answer does not have: nobody reported anything that falls in it."""
    return Shown(str(Status.MISSING), "", _("not reported"))


def qualifier_name(qualifier: str) -> str:
    """The word before an approximate number; empty for an exact one."""
    if qualifier == Qualifier.EXACT:
        return ""
    return {Qualifier.ABOUT: _("about"), Qualifier.OVER: _("over"), Qualifier.UNDER: _("under")}[
        Qualifier(qualifier)
    ]


def show(cell: Cell | None, unit: Unit, choices: Choices) -> Shown:
    """A cell for the page, with the address of its passport."""
    if cell is None:
        return not_reported()
    url = choices.to("passport", cell.passport) if cell.passport else ""
    if cell.status not in (Status.VALUE, Status.RANGE):
        sign, meaning = _signs(cell.status)
        return Shown(str(cell.status), sign, meaning, url=url)
    return Shown(
        kind=str(cell.status),
        text=text_of(cell, unit, choices.language),
        said=said(cell, unit, choices.language),
        prefix=qualifier_name(cell.qualifier),
        sign=SIGNS.get(cell.qualifier, ""),
        unit=unit.named(cell.high, choices.language),
        url=url,
        value=cell.value,
        low=cell.low,
        high=cell.high,
    )


def said(cell: Cell, unit: Unit, language: str) -> str:
    """A cell in words: with its qualifier and unit, or why there is no number."""
    if cell.status not in (Status.VALUE, Status.RANGE):
        return _signs(cell.status)[1]
    words = (qualifier_name(cell.qualifier), text_of(cell, unit, language), unit.named(cell.high, language))
    return " ".join(word for word in words if word)


def _signs(status: Status) -> tuple[str, str]:
    """The sign that stands instead of a number, and what it means."""
    if status == Status.NOT_APPLICABLE:
        return NOT_APPLICABLE, _("not applicable")
    if status == Status.SUPPRESSED:
        return SUPPRESSED, _("suppressed: so few that persons could be known")
    if status == Status.NOT_ATTRIBUTABLE:
        return _("not attributable"), _("not attributable: how the place was split is not known")
    return "", _("not reported")


def text_of(cell: Cell, unit: Unit, language: str) -> str:
    """The digits of a number or a range."""
    if cell.status == Status.VALUE:
        return number(cell.value, language, unit.places)
    if cell.low is None:
        return _("at most %(high)s") % {"high": number(cell.high, language, unit.places)}
    if cell.high is None:
        return _("at least %(low)s") % {"low": number(cell.low, language, unit.places)}
    return span(cell.low, cell.high, language, unit.places)


def grade_said(grade: int, verified: int, whole: int, language: str) -> str:
    """How far a figure was verified, as its tag says it: by the grade asked for, else by its ``whole`` facts, of which
    ``verified`` are."""
    if grade:
        return ["", _("verified"), _("audited")][grade]
    if not verified:
        return _("reported, not verified")
    if verified == whole:
        return _("all verified")
    return _("%(part)s of %(whole)s verified") % {
        "part": number(verified, language),
        "whole": number(whole, language),
    }
