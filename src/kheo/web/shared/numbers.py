"""Numbers as readers of each language write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kheo.kit.text import pick

MINUS = "\u2212"
DASH = "\u2013"
# Digits that a number of this size keeps after the decimal mark when it is not whole.
FINE, COARSE, LARGE = 2, 1, 100

_MARKS = {"vi": (".", ","), "en": (",", ".")}


def number(value: Decimal | int | None, language: str, places: int | None = None) -> str:
    """``1.234,5`` in Vietnamese, ``1,234.5`` in English; empty for None.

    ``places`` fixes the digits after the mark; without it a whole number has none, a large one one, a small one two.
    """
    if value is None:
        return ""
    exact = Decimal(value)
    digits = _places(exact) if places is None else places
    rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    thousands, decimal = _MARKS.get(language.split("-")[0], _MARKS["en"])
    text = f"{abs(rounded):,f}".translate({ord(","): thousands, ord("."): decimal})
    return MINUS + text if rounded < 0 else text


def _places(value: Decimal) -> int:
    if value == value.to_integral_value():
        return 0
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
        return self.code in ("percent", "%")

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
