"""Classes of colour: light to dark up to the whole, a second hue past it, so that more is never read as better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kheo.kit.drawing import class_of
from kheo.web.shared.numbers import DASH, number

WHOLE = Decimal(100)
SEQUENCE = ("c1", "c2", "c3", "c4")
OVER = ("c5", "c6")


@dataclass(frozen=True)
class Step:
    """One class of the legend."""

    css: str
    text: str


@dataclass(frozen=True)
class Scale:
    """``bounds`` rise; class n lies between bound n-1 and bound n."""

    bounds: tuple[Decimal, ...]
    looks: tuple[str, ...]

    def css(self, value: Decimal) -> str:
        return self.looks[class_of(value, self.bounds)]

    def steps(self, language: str) -> list[Step]:
        ends = [number(bound, language) for bound in self.bounds]
        texts = [f"0{DASH}{ends[0]}"] if ends else [""]
        texts += [f"{low}{DASH}{high}" for low, high in zip(ends, ends[1:], strict=False)]
        texts += [f"{ends[-1]}+"] if ends else []
        return [Step(css, text) for css, text in zip(self.looks, texts, strict=True)]


def scale(bounds: Sequence[Decimal], of_a_whole: bool) -> Scale:
    """``of_a_whole``: the values are percent of what can be, so that classes from 100 on take the second hue."""
    over = [at for at in range(len(bounds)) if of_a_whole and bounds[at] >= WHOLE]
    within = len(bounds) + 1 - len(over)
    looks = [SEQUENCE[_spread(at, within, len(SEQUENCE))] for at in range(within)]
    looks += [OVER[_spread(at, len(over), len(OVER))] for at in range(len(over))]
    return Scale(tuple(bounds), tuple(looks))


def _spread(at: int, of: int, colours: int) -> int:
    """The ``at``-th of ``of`` classes on a row of colours: the last class takes the last colour."""
    if of <= 1:
        return colours - 1
    return round(at * (colours - 1) / (of - 1))
