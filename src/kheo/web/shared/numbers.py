"""Numbers as readers of each language write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from kheo.kit.text import pick

MINUS = "\u2212"
DASH = "\u2013"
# Digits after the decimal mark that a number keeps at most: two below 100, one below 1,000, else none.
FINE, COARSE, WHOLE = 2, 1, 0
LARGE, HUGE = 100, 1000

_MARKS = {"vi": (".", ","), "en": (",", ".")}


def thousands(language: str) -> str:
    """The sign between groups of three digits."""
    return _MARKS.get(language.split("-")[0], _MARKS["en"])[0]


def number(value: Decimal | int | None, language: str, places: int | None = None) -> str:
    """``1.234,5`` in Vietnamese, ``1,234.5`` in English; empty for None.

    ``places`` fixes the digits after the mark; without it large numbers have none, small ones up to two.
    """
    if value is None:
        return ""
    exact = Decimal(value)
    rounded = _rounded(exact, _places(exact) if places is None else places)
    if exact and not rounded:
        rounded = _rounded(exact, -exact.adjusted())  # a little is not nothing: its first digit is shown
    if places is None:
        rounded = _rounded(rounded, 0) if rounded == rounded.to_integral_value() else rounded.normalize()
    groups, decimal = _MARKS.get(language.split("-")[0], _MARKS["en"])
    text = f"{abs(rounded):,f}".translate({ord(","): groups, ord("."): decimal})
    return MINUS + text if rounded < 0 else text


def answered(value: Any, language: str) -> str:
    """A number as a record keeps it (JSON), written for the reader; what is no number as it is."""
    if value is None:
        return ""
    try:
        return number(Decimal(str(value)), language)
    except InvalidOperation:
        return str(value)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _places(value: Decimal) -> int:
    if value == value.to_integral_value():
        return 0
    if abs(value) >= HUGE:
        return WHOLE
    return COARSE if abs(value) >= LARGE else FINE


def span(low: Decimal | None, high: Decimal | None, language: str, places: int | None = None) -> str:
    """``1,240–1,310``: what is certain to what is possible. Both are given."""
    return f"{number(low, language, places)}{DASH}{number(high, language, places)}"


@dataclass(frozen=True)
class Unit:
    """What a number counts. ``title`` and ``plural`` are bilingual texts; percent is written after each number."""

    code: str
    title: Mapping[str, str]
    plural: Mapping[str, str]

    @property
    def is_percent(self) -> bool:
        return self.code == "percent" or "%" in self.title.values()

    @property
    def places(self) -> int | None:
        return COARSE if self.is_percent else None

    def named(self, value: Decimal | int | None, language: str) -> str:
        """The unit's name beside ``value``: the singular for one, else the plural."""
        if self.is_percent:
            return "%"
        one = value is not None and abs(Decimal(value)) == 1
        return pick(self.title if one or not self.plural else self.plural, language)

    def counted(self, value: Decimal | int, language: str) -> str:
        """``602,366 households``; ``42.2 %``."""
        return f"{number(value, language, self.places)}\u00a0{self.named(value, language)}".rstrip("\u00a0")
