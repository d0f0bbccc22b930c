"""How a document prints numbers."""

from decimal import Decimal

import pytest

from kheo.consolidate.figures.rules.question import Cell, Qualifier, Status
from kheo.review.reviews.rules.document import refs_text
from kheo.review.reviews.rules.numbers import cell_mark, cell_words, change_text, number_text, share_text
from kheo.review.reviews.rules.template import Words


def value(number: object, qualifier: Qualifier = Qualifier.EXACT) -> Cell:
    known = Decimal(str(number))
    return Cell("A", 1, (), Status.VALUE, known, known, known, qualifier)


def between(low: int | None, high: int | None) -> Cell:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Cell("A", 1, (), Status.RANGE, None, *ends)


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        ("0", "0", "0"),
        ("1234", "1.234", "1,234"),
        ("1234567.5", "1.234.568", "1,234,568"),
        ("1234.56", "1.234,6", "1,234.6"),
        ("0.333333", "0,33", "0.33"),
        ("93.46", "93,5", "93.5"),
        ("-1234", "−1.234", "−1,234"),
        ("12.0000000000", "12", "12"),
        ("9.999", "10", "10"),
        ("-0.001", "0", "0"),
    ],
)
def test_it_writes_a_number_in_the_readers_way(number: str, vietnamese: str, english: str) -> None:
    assert number_text(Decimal(number), "vi") == vietnamese
    assert number_text(Decimal(number), "en") == english


def test_it_tells_the_ways_of_having_no_number_apart() -> None:
    without = [Status.MISSING, Status.NOT_APPLICABLE, Status.SUPPRESSED, Status.NOT_ATTRIBUTABLE]
    marks = [cell_mark(Cell("A", 1, (), status), "vi") for status in without]
    said = [cell_words(Cell("A", 1, (), status), Words("vi")) for status in without]
    assert marks == ["…", "–", "•", "×"]
    assert len(set(said)) == 4
    assert cell_mark(value(0), "vi") == "0"
    assert cell_mark(None, "vi") == "…"


@pytest.mark.parametrize(
    ("cell", "mark", "vietnamese", "english"),
    [
        (value(12000, Qualifier.UNDER), "<12.000", "gần 12.000", "nearly 12,000"),
        (value(12000, Qualifier.OVER), ">12.000", "trên 12.000", "over 12,000"),
        (value(12000, Qualifier.ABOUT), "≈12.000", "khoảng 12.000", "about 12,000"),
        (between(1240, 1310), "1.240–1.310", "từ 1.240 đến 1.310", "between 1,240 and 1,310"),
        (between(None, 1310), "≤ 1.310", "tối đa 1.310", "at most 1,310"),
        (between(1240, None), "≥ 1.240", "ít nhất 1.240", "at least 1,240"),
    ],
)
def test_it_says_how_sure_a_number_is(cell: Cell, mark: str, vietnamese: str, english: str) -> None:
    assert cell_mark(cell, "vi") == mark
    assert cell_words(cell, Words("vi")) == vietnamese
    assert cell_words(cell, Words("en")) == english


def test_it_compares_with_the_target() -> None:
    assert share_text(value(90), Decimal(120), "vi") == "75"
    assert share_text(between(90, 100), Decimal(120), "vi") == "75…83,3"
    assert share_text(value(90), None, "vi") == "–"
    assert share_text(value(90), Decimal(0), "vi") == "–"
    assert share_text(Cell("A", 1, (), Status.MISSING), Decimal(9), "vi") == "–"


def test_it_compares_with_the_period_before() -> None:
    assert change_text(value(90), value(120), "vi") == "−25%"
    assert change_text(value(135), value(120), "en") == "+12.5%"
    assert change_text(value(120), value(120), "vi") == "0%"
    assert change_text(value(93), value(90), "vi", points="điểm") == "+3 điểm"
    assert change_text(value(90), value(0), "vi") == "–"
    assert change_text(value(90), None, "vi") == "–"
    assert change_text(value(90), between(1, 2), "vi") == "–"


def test_it_shortens_references() -> None:
    assert refs_text([3, 41, 40, 42, 0, 3, 44, 45]) == "3, 40–42, 44–45"
    assert refs_text([0]) == ""
