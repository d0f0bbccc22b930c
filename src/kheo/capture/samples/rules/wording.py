"""How an agency writes: its number and date formats, its words for "nearly", its way to name a place."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from kheo.capture.samples.rules.line import Line, Told
from kheo.capture.samples.rules.spec import Spec
from kheo.capture.samples.rules.world import Spot, World
from kheo.kit.text import pick
from kheo.plan.forms.rules.fields import Field

NO_DAY = "31/02"  # no calendar has it


class Hand:
    """The handwriting of one agency: ``dialects`` of the generator, by agency.

    date: a strftime pattern · thousands, decimal: separators · headings: name or label · place: ref, code or name ·
    choices: name or label · unicode: NFC or NFD · nothing: what an empty number is written as.
    """

    def __init__(self, spec: Spec, world: World, agency: str) -> None:
        told = {**(spec.dialects.get("any") or {}), **(spec.dialects.get(agency) or {})}
        self.spec, self.world = spec, world
        self.date = told.get("date", "%Y-%m-%d")
        self.thousands, self.decimal = told.get("thousands", ""), told.get("decimal", ".")
        self.headings, self.choices = told.get("headings", "name"), told.get("choices", "name")
        self.place, self.nothing = told.get("place", "ref"), told.get("nothing", "")
        self.unicode = told.get("unicode", "NFC")

    def mapping(self) -> dict[str, Any]:
        """What an import must know to read this hand: later lines with the same reference are corrections."""
        day_first = self.date.find("%d") < self.date.find("%Y")
        return {
            "key": ["reference"],
            "decimal": self.decimal,
            "dates": "dmy" if day_first else "ymd",
            "place": {"by": [self.place]},
        }

    def heading(self, form: tuple[Field, ...]) -> list[str]:
        return [
            self._text(pick(one.label, self.spec.language) if self.headings == "label" else one.name)
            for one in form
        ]

    def row(self, form: tuple[Field, ...], line: Line) -> list[str]:
        """The line's cells in the order of the form's fields."""
        rng = random.Random(f"{line.form}|{line.reference}|words")
        own: Mapping[str, Callable[[], str]] = {
            "unit": lambda: line.unit.ref,
            "agency": lambda: line.unit.agency,
            "place": lambda: self._place(line.spot),
            "start": lambda: line.start.strftime(self.date),
            "end": lambda: NO_DAY if line.broken else line.end.strftime(self.date),
        }
        return [
            self._text(own[one.role]() if one.role in own else self._cell(one, line, rng)) for one in form
        ]

    def _cell(self, one: Field, line: Line, rng: random.Random) -> str:
        if one.name == "reference":
            return line.reference
        told = line.values.get(one.name)
        if told is None:
            return self.nothing if one.type in ("integer", "decimal") else ""
        if isinstance(told, Told):
            return self._number(told, rng)
        if self.choices == "label":
            return next((pick(c.label, self.spec.language) for c in one.choices if c.name == told), told)
        return told

    def _number(self, told: Told, rng: random.Random) -> str:
        whole, _, part = f"{told.number:,.4f}".rstrip("0").rstrip(".").partition(".")
        text = whole.replace(",", self.thousands) + (self.decimal + part if part else "")
        words = self.spec.words.get(told.qualifier)
        return rng.choice(words).format(number=text) if words and told.qualifier != "exact" else text

    def _place(self, spot: Spot | None) -> str:
        if spot is None:
            return ""
        if self.place == "name":
            return ", ".join(above.name for above in self.world.line(spot)[:-1])
        return spot.code if self.place == "code" else spot.ref

    def _text(self, text: str) -> str:
        return unicodedata.normalize("NFD", text) if self.unicode == "NFD" else text
