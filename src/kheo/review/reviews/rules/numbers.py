"""Numbers as a document prints them: in tables with a mark, in sentences with a word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Status
from kheo.review.reviews.rules.template import Words

MARKS = {
    Status.MISSING: "…",
    Status.NOT_APPLICABLE: "–",
    Status.SUPPRESSED: "•",
    Status.NOT_ATTRIBUTABLE: "×",
}
_SIGNS = {Qualifier.EXACT: "", Qualifier.ABOUT: "≈", Qualifier.OVER: ">", Qualifier.UNDER: "<"}
_SEPARATORS = {"vi": (".", ","), "en": (",", ".")}


def number_text(value: Decimal, language: str, places: int | None = None) -> str:
    """1234.5 as 1.234,5 or 1,234.5. Without ``places``: two decimals below ten, one below ten thousand, else none."""
    if places is None:
        places = 2 if abs(value) < 10 else 1 if abs(value) < 10_000 else 0
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, part = f"{abs(rounded):f}".partition(".")
    thousands, point = _SEPARATORS[language]
    text = f"{int(whole):,}".replace(",", thousands)
    part = part.rstrip("0")
    return ("−" if rounded < 0 else "") + text + (point + part if part else "")


def cell_mark(cell: Cell | None, language: str) -> str:
    """For a table: the number with a sign for an approximate one, a range, or the mark of having no number."""
    if cell is None:
        return MARKS[Status.MISSING]
    if cell.status in MARKS:
        return MARKS[cell.status]
    sign = _SIGNS[cell.qualifier]
    if cell.status is Status.RANGE:
        low, high = _ends(cell, language)
        text = f"{low}–{high}" if low and high else f"≤ {high}" if high else f"≥ {low}"
        return sign + text
    return sign + (number_text(cell.value, language) if cell.value is not None else MARKS[Status.MISSING])


def cell_words(cell: Cell | None, words: Words) -> str:
    """For a sentence: "trên 12.000", "từ 1.240 đến 1.310", "(chưa có báo cáo)"."""
    if cell is None or (cell.status is Status.VALUE and cell.value is None):
        return words("missing_words")
    if cell.status in MARKS:
        return words(f"{cell.status.value}_words")
    if cell.status is Status.RANGE:
        low, high = _ends(cell, words.language)
        if low and high:
            return words("between_words", low=low, high=high)
        return words("at_most", high=high) if high else words("at_least", low=low)
    assert cell.value is not None
    text = number_text(cell.value, words.language)
    return text if cell.qualifier is Qualifier.EXACT else f"{words(f'state_{cell.qualifier.value}')} {text}"


def _ends(cell: Cell, language: str) -> tuple[str, str]:
    low = number_text(cell.low, language) if cell.low is not None else ""
    high = number_text(cell.high, language) if cell.high is not None else ""
    return low, high


def share_text(cell: Cell | None, whole: Decimal | None, language: str) -> str:
    """The cell as a percentage of ``whole`` with one decimal; a range stays a range. "–" where it makes no sense."""
    if not whole:
        return "–"
    return _each_end(cell, lambda value: number_text(value * 100 / whole, language, 1))


def within_limit(cell: Cell | None, limit: Decimal) -> bool | None:
    """Whether the cell stays at or below an upper limit; None where that is not known."""
    if cell is None or cell.status not in (Status.VALUE, Status.RANGE):
        return None
    low, high = (cell.value, cell.value) if cell.status is Status.VALUE else (cell.low, cell.high)
    if high is not None and high <= limit:
        return True
    return False if low is not None and low > limit else None


def change_text(now: Cell | None, before: Cell | None, language: str, *, points: str = "") -> str:
    """The change in per cent, or in points where ``points`` names them (the unit is a percentage itself)."""
    if before is None or before.status is not Status.VALUE or before.value is None:
        return "–"
    base = before.value
    if points:
        return _each_end(now, lambda value: f"{_signed(value - base, language)} {points}")
    if base == 0:
        return "–"
    return _each_end(now, lambda value: f"{_signed((value - base) * 100 / abs(base), language)}%")


def _signed(value: Decimal, language: str) -> str:
    text = number_text(value, language, 1)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def _each_end(cell: Cell | None, text: Callable[[Decimal], str]) -> str:
    if cell is None or cell.status in MARKS:
        return "–"
    if cell.status is Status.RANGE:
        return "–" if cell.low is None or cell.high is None else f"{text(cell.low)}…{text(cell.high)}"
    return text(cell.value) if cell.value is not None else "–"
