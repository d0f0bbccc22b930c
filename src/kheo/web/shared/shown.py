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


@dataclass(frozen=True)
class Shown:
    """``kind``: value, range, missing, not_applicable, suppressed, not_attributable, or none (nothing was asked).

    ``text`` is what stands on the page, ``said`` what it means in words, ``prefix`` about, over or under.
    """

    kind: str
    text: str
    said: str
    prefix: str = ""
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
    return {
        Qualifier.ABOUT: _("about"),
        Qualifier.OVER: _("over"),
        Qualifier.UNDER: _("under"),
    }.get(Qualifier(qualifier), "")


def show(cell: Cell | None, unit: Unit, choices: Choices) -> Shown:
    """A cell for the page, with the address of its passport."""
    if cell is None:
        return not_reported()
    language = choices.language
    url = choices.to("passport", cell.passport) if cell.passport else ""
    if cell.status == Status.VALUE:
        text = number(cell.value, language, unit.places)
        return _numbered("value", text, cell, unit, language, url)
    if cell.status == Status.RANGE:
        return _numbered("range", _range(cell, unit, language), cell, unit, language, url)
    sign, said = {
        Status.MISSING: ("", _("not reported")),
        Status.NOT_APPLICABLE: (NOT_APPLICABLE, _("not applicable")),
        Status.SUPPRESSED: (SUPPRESSED, _("suppressed: so few that persons could be known")),
        Status.NOT_ATTRIBUTABLE: (
            _("not attributable"),
            _("not attributable: how the place was split is not known"),
        ),
    }[cell.status]
    return Shown(str(cell.status), sign, said, url=url)


def _numbered(kind: str, text: str, cell: Cell, unit: Unit, language: str, url: str) -> Shown:
    prefix = qualifier_name(cell.qualifier)
    name = unit.named(cell.high if kind == "range" else cell.value, language)
    said = " ".join(word for word in (prefix, text, name) if word)
    return Shown(kind, text, said, prefix, name, url, cell.value, cell.low, cell.high)


def _range(cell: Cell, unit: Unit, language: str) -> str:
    if cell.low is None:
        return _("at most %(high)s") % {"high": number(cell.high, language, unit.places)}
    if cell.high is None:
        return _("at least %(low)s") % {"low": number(cell.low, language, unit.places)}
    return span(cell.low, cell.high, language, unit.places)


def grade_name(grade: int) -> str:
    """How far the figure was verified, as its tag says it."""
    return [_("reported, not verified"), _("verified"), _("audited")][grade]
