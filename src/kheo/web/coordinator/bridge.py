"""From what each agency did to the programme's total: the sum, less the work that several of them tell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.consolidate.figures.rules.passport import BridgeRow, Passport
from kheo.ground.organisations.models import Organisation
from kheo.kit.text import pick
from kheo.web.shared.bars import Bar, part
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import MINUS, Unit, number, span

MOST_AGENCIES = 8


@dataclass(frozen=True)
class BridgeLine:
    """``look``: "" an agency, "sum" a sum, "go" what is taken away."""

    text: str
    value: str
    look: str
    bar: Bar | None
    url: str = ""


@dataclass(frozen=True)
class Bridge:
    unit: str
    lines: tuple[BridgeLine, ...]
    others: tuple[BridgeLine, ...]
    counted: int
    known: int


def bridge_of(frame: Frame, passport: Passport, unit: Unit) -> Bridge | None:
    """None for a ratio, in an agency's own view, and where one agency alone reported."""
    rows = [row for row in passport.bridge if row.high is not None]
    if len(rows) < 2 or passport.bridge_sum is None or passport.cell.value is None:
        return None
    total, whole = passport.cell.value, max(passport.bridge_sum, passport.cell.value)
    urls = _urls(frame, passport)
    shown, rest = (
        (rows, []) if len(rows) <= MOST_AGENCIES + 1 else (rows[:MOST_AGENCIES], rows[MOST_AGENCIES:])
    )
    lines, level = [], Decimal(0)
    for row in shown:
        lines.append(_agency(row, level, whole, unit, frame.language, urls))
        level += row.high or Decimal(0)
    if rest:
        size = sum((row.high or Decimal(0) for row in rest), Decimal(0))
        text = ngettext("%(count)s other agency", "%(count)s other agencies", len(rest)) % {
            "count": len(rest)
        }
        bar = Bar((part("quiet", level, level + size, whole),))
        lines.append(BridgeLine(text, number(size, frame.language, unit.places), "", bar))
    return Bridge(
        unit=unit.named(None, frame.language),
        lines=(*lines, *_ends(passport.bridge_sum, total, whole, unit, frame.language)),
        others=tuple(_agency(row, Decimal(0), whole, unit, frame.language, urls) for row in rest),
        counted=len(rows),
        known=len(passport.bridge),
    )


def _agency(
    row: BridgeRow, level: Decimal, whole: Decimal, unit: Unit, language: str, urls: dict[int, str]
) -> BridgeLine:
    high = row.high or Decimal(0)
    value = (
        number(row.value, language, unit.places)
        if row.value is not None
        else span(row.low, row.high, language)
    )
    return BridgeLine(
        text=pick(row.name, language) or _("no agency"),
        value=value,
        look="",
        bar=Bar((part("quiet", level, level + high, whole),)),
        url=urls.get(row.agency or 0, ""),
    )


def _ends(added: Decimal, total: Decimal, whole: Decimal, unit: Unit, language: str) -> list[BridgeLine]:
    ends = [
        BridgeLine(
            _("Sum over agencies"),
            number(added, language, unit.places),
            "sum",
            Bar((part("quiet", 0, added, whole),)),
        )
    ]
    if added > total:
        ends.append(
            BridgeLine(
                _("shared work, counted once"),
                f"{MINUS}{number(added - total, language, unit.places)}",
                "go",
                Bar((part("cut", total, added, whole),)),
            )
        )
    if total > added:
        ends.append(
            BridgeLine(
                _("counted in the programme only"),
                f"+{number(total - added, language, unit.places)}",
                "go",
                Bar((part("cut", added, total, whole),)),
            )
        )
    ends.append(
        BridgeLine(
            _("Programme total"),
            number(total, language, unit.places),
            "sum",
            Bar((part("is", 0, total, whole),)),
        )
    )
    return ends


def _urls(frame: Frame, passport: Passport) -> dict[int, str]:
    """The same figure in each agency's own view."""
    agencies = [row.agency for row in passport.bridge if row.agency]
    return {
        number_: frame.choices.but(view=ref).to("passport", passport.id)
        for number_, ref in Organisation.objects.filter(pk__in=agencies).values_list("pk", "ref")
    }
