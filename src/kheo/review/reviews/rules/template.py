"""The yearly review's outline and words, and the dated rows of layout rules: data files, read once."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kheo.kit.refusals import Refused
from kheo.review.reviews.states import Layout

HOME = Path(__file__).resolve().parent.parent
TEMPLATES = HOME / "templates"

# Vietnamese points are lettered by the Vietnamese alphabet.
_LETTERS = {"vi": "abcdđeghiklmnopqrstuvxy", "en": "abcdefghijklmnopqrstuvwxyz"}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@lru_cache
def _yearly() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((TEMPLATES / "yearly.yaml").read_text(encoding="utf-8"))
    return read


@lru_cache
def _layouts() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = yaml.safe_load((TEMPLATES / "layouts.yaml").read_text(encoding="utf-8"))
    return read


def outline() -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = _yearly()["outline"]
    return parts


class Words:
    """The template's words in one language; ``words("from_to", label=…)`` fills the blanks."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.all: dict[str, Any] = {name: texts[language] for name, texts in _yearly()["words"].items()}

    def __call__(self, name: str, **particulars: object) -> str:
        text = str(self.all[name])
        return text.format(**particulars) if particulars else text

    def day(self, day: dt.date) -> str:
        """The state's habit pads days, and months 1 and 2 only; in figures both are padded."""
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {day:%B %Y}"

    def letter(self, at: int) -> str:
        letters = _LETTERS[self.language]
        return (
            letters[at]
            if at < len(letters)
            else f"{letters[at // len(letters) - 1]}{letters[at % len(letters)]}"
        )


def roman(number: int) -> str:
    """1..39 in Roman numerals."""
    out = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        out += letters * count
    return out


def look_of(layout: Layout, on: dt.date) -> dict[str, Any]:
    """The layout's row that is in force on the document's date. Raises Refused("review.no_layout")."""
    for row in _layouts():
        if (
            row["layout"] == layout
            and row["valid_from"] <= on
            and (not row["valid_to"] or on < row["valid_to"])
        ):
            return row
    raise Refused("review.no_layout", layout=layout, day=on.isoformat())


def dated(words: Words, city: str, day: dt.date | None, year: int) -> str:
    """The line of place and date; days and months stay blank for the clerk where nobody has dated it yet."""
    if not city:
        return ""
    if day is None:
        return words("undated", place=city, year=year)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return words(
        "dated",
        place=city,
        day=f"{day.day:02d}" if words.language == "vi" else day.day,
        month=month,
        monthname=f"{day:%B}",
        year=day.year,
    )
