"""Numbers and dates as people really type them in reports.

A number has a qualifier: "nearly 12,000" is kept as *under* 12,000, not as 12,000. What names no number at all
("hundreds of households") stays unquantified, and what is missing is not zero. What could be read in two ways
is refused rather than guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kheo.kit.days import read_date
from kheo.kit.refusals import Refused
from kheo.kit.text import normal, plain

__all__ = ["LARGEST", "MISSING", "QualifierName", "Quantity", "read_date", "read_number"]

QualifierName = Literal["exact", "about", "over", "under"]
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Quantity:
    """A number and how exact it is. ``number`` is None where there is none: missing, or only described.

    ``unquantified``: the text describes an amount without a number. ``rest``: the words after the number,
    mostly its unit ("households"), as typed but in lower case.
    """

    number: Decimal | None
    qualifier: QualifierName = "exact"
    unquantified: bool = False
    rest: str = ""


MISSING = Quantity(None)

_ABSENT = {
    *("", "-", "--", "–", "—", ".", "..", "...", "…", "?", "n/a", "na", "n.a.", "n.a", "#n/a", "null", "nan"),
    *("unknown", "not known", "not available", "not applicable", "no data", "tbd", "tbc"),
    *("không rõ", "chưa rõ", "không có số liệu", "chưa có số liệu", "chưa có", "không áp dụng", "kad"),
}
_ZERO_OR_MISSING = {"none", "nil", "no", "nothing", "không", "không có", "khong", "khong co", "x", "v"}

_QUALIFIERS: dict[QualifierName, tuple[str, ...]] = {
    "over": (
        *(
            "over",
            "more than",
            "above",
            "at least",
            "no less than",
            "no fewer than",
            "not less than",
            "minimum",
        ),
        *("hơn", "trên", "ít nhất", "tối thiểu", "không dưới", "không ít hơn", "quá", ">=", "≥", ">"),
    ),
    "under": (
        *(
            "nearly",
            "almost",
            "close to",
            "just under",
            "under",
            "below",
            "less than",
            "fewer than",
            "at most",
        ),
        *("up to", "no more than", "not more than", "maximum", "gần", "dưới", "ngót", "tối đa", "không quá"),
        *("chưa đến", "chưa tới", "chưa đầy", "ít hơn", "<=", "≤", "<"),
    ),
    "about": (
        *("about", "around", "approximately", "approx.", "approx", "roughly", "circa", "ca.", "c.", "some"),
        *(
            "an estimated",
            "estimated",
            "khoảng",
            "chừng",
            "độ",
            "ước tính",
            "ước đạt",
            "ước",
            "xấp xỉ",
            "~",
            "≈",
        ),
    ),
}
_OR_MORE: dict[str, QualifierName] = {
    **dict.fromkeys(("+", "or more", "and more", "and above", "trở lên"), "over"),
    **dict.fromkeys(("or less", "or fewer", "and below", "trở xuống"), "under"),
}
_SCALES = {
    **dict.fromkeys(("hundred", "trăm", "tram"), Decimal(10) ** 2),
    **dict.fromkeys(("thousand", "k", "nghìn", "nghin", "ngàn", "ngan"), Decimal(10) ** 3),
    "vạn": Decimal(10) ** 4,
    "lakh": Decimal(10) ** 5,
    **dict.fromkeys(("million", "mil", "mln", "triệu", "trieu", "tr"), Decimal(10) ** 6),
    "crore": Decimal(10) ** 7,
    **dict.fromkeys(("billion", "bn", "tỷ", "tỉ", "ty"), Decimal(10) ** 9),
    "trillion": Decimal(10) ** 12,
}
_ROUND = Decimal(10) ** 6


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_QUALIFIER_OF = {
    spelling: qualifier
    for qualifier, words in _QUALIFIERS.items()
    for word in words
    for spelling in (word, plain(word))
    if spelling != "do"
}
_LEADING_QUALIFIER = re.compile(rf"({_one_of(_QUALIFIER_OF)})(?:(?<=\W)|(?=[\d$])|\s)\s*")
_TRAILING_QUALIFIER = re.compile(rf"\s*({_one_of(_OR_MORE)})$")
_VAGUE = re.compile(
    r"(?:hàng (?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)"
    r"|(?:tens|dozens|scores|hundreds|thousands|millions|billions)"
    r"|nhiều|rất nhiều|vài|một vài|một số|mấy|vô số|many|several|various|numerous|a few|few|a lot)\b"
)
_CURRENCY_SIGN = re.compile(r"(?:us\$|usd|vnđ|vnd|npr|nrs|rs|eur|\$|€|£|₫|₹)\.?\s*(?=[\d+-])")
_MONEY = re.compile(
    r"(?:(?:vietnamese |us |nepali )?(?:đồng|dong|vnđ|vnd|đ|dollars?|usd|rupees?|npr|eur|euros?)\b|[$€£₫₹])"
)
_NUMBER = re.compile(r"([+-]?)(\d(?:[\d.,' ]*\d)?)(e[+-]?\d{1,2}(?!\w))?\s*")
_SCALE_WORD = re.compile(rf"({_one_of(_SCALES)})(?!\w)\.?\s*")
_WORDED = re.compile(rf"(?:(half a|nửa)|an?|one|một)\s+(?={_SCALE_WORD.pattern})")
_HALF_MORE = re.compile(r"rưỡi\b\s*")
_RANGE = re.compile(r"(?:-|–|—|~|đến|tới|to|and)\s*\d")
_RANGE_START = re.compile(r"(?:từ|from|between)\s+\d")


def read_number(text: str | int | float | Decimal, decimal: str | None = None) -> Quantity:
    """The number that a report states, with its qualifier.

    ``decimal`` is the decimal sign of the sender ("," or "."), used only where the text is ambiguous: without it
    "1.234" and "1,234" are one thousand two hundred and thirty-four. A number that is a number already is exact.
    Round millions of things ("20 million people") are *about*, whatever they say; of money they are exact.

    Raises Refused("quantity.…") for anything that is not one number.
    """
    if not isinstance(text, str):
        return _from_number(text)
    if text.isdecimal() and len(text) < 16:  # nearly every cell of a big file
        return Quantity(Decimal(text))
    typed = normal(text)
    s = typed.lower().translate(str.maketrans("’`´−", "'''-"))
    if s in _ABSENT:
        return MISSING
    if s in _ZERO_OR_MISSING:
        raise Refused("quantity.zero_or_missing", value=typed)
    qualifier, s = _qualifier(s)
    if _VAGUE.match(s) and not re.search(r"\d", s):
        return Quantity(None, "about", unquantified=True, rest=s)
    if _RANGE_START.match(s):
        raise Refused("quantity.range", value=typed)
    number, rounded, rest = _number(
        _CURRENCY_SIGN.sub("", s, count=1) if _CURRENCY_SIGN.match(s) else s, decimal, typed
    )
    if ending := _TRAILING_QUALIFIER.search(rest):
        qualifier, rest = _OR_MORE[ending[1]], rest[: ending.start()]
    _check_rest(rest, typed)
    if abs(number) >= LARGEST:
        raise Refused("quantity.too_large", value=typed)
    if qualifier == "exact" and rounded and rest and not _MONEY.match(rest):
        qualifier = "about"
    return Quantity(_tidy(number), qualifier, rest=rest)


def _from_number(value: float | Decimal) -> Quantity:
    if isinstance(value, bool):
        raise Refused("quantity.not_a_number", value=value)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise Refused("quantity.not_a_number", value=value)
    if abs(number) >= LARGEST:
        raise Refused("quantity.too_large", value=value)
    return Quantity(_tidy(number))


def _tidy(number: Decimal) -> Decimal:
    """The number in one spelling: 12.0 is 12, and no exponents."""
    return (
        Decimal(int(number))
        if number == number.to_integral_value()
        else Decimal(format(number.normalize(), "f"))
    )


def _qualifier(s: str) -> tuple[QualifierName, str]:
    """What stands before the number; of two ("about over") the one that gives a direction."""
    found: QualifierName = "exact"
    while read := _LEADING_QUALIFIER.match(s):
        if found in ("exact", "about"):
            found = _QUALIFIER_OF[read[1]]
        s = s[read.end() :]
    return found, s


def _number(s: str, decimal: str | None, typed: str) -> tuple[Decimal, bool, str]:
    """The number at the beginning of ``s`` ("2 triệu 500 nghìn"), whether it is a round one, and the rest."""
    total, smallest, terms = Decimal(0), Decimal("Infinity"), 0
    while (worded := _WORDED.match(s)) or (read := _NUMBER.match(s)):
        if worded:
            value, s = Decimal("0.5") if worded[1] else Decimal(1), s[worded.end() :]
        else:
            assert read is not None
            value, s = _digits(read[2], decimal, typed) * Decimal("1" + (read[3] or "e0")), s[read.end() :]
            value = -value if read[1] == "-" else value
        scale, s = _scale(s)
        if half := _HALF_MORE.match(s):
            value, s = value + Decimal("0.5"), s[half.end() :]
        if terms and not 1 < scale < smallest:
            raise Refused("quantity.two_numbers", value=typed)
        total, smallest, terms = total + value * scale, scale, terms + 1
        if scale == 1:
            break
    if not terms:
        raise Refused("quantity.not_a_number", value=typed)
    return total, terms == 1 and smallest >= _ROUND, s.strip()


def _scale(s: str) -> tuple[Decimal, str]:
    """The words of size at the beginning of ``s``, multiplied ("nghìn tỷ"), and the rest."""
    scale = Decimal(1)
    while read := _SCALE_WORD.match(s):
        scale, s = scale * _SCALES[read[1]], s[read.end() :]
    return scale, s


def _digits(token: str, decimal: str | None, typed: str) -> Decimal:
    """Digits with separators as a number."""
    if " " in token or "'" in token:
        if not re.fullmatch(r"\d{1,3}(?:([ '])\d{3})(?:\1\d{3})*(?:[.,]\d+)?", token):
            raise Refused("quantity.two_numbers", value=typed)
        return Decimal(re.sub(r"[ ']", "", token).replace(",", "."))
    signs = [sign for sign in token if sign in ".,"]
    if not signs:
        return Decimal(token)
    last = signs[-1]
    if len(signs) == 1 and not _groups(token, last, decimal):
        return Decimal(token.replace(",", "."))
    if len(set(signs)) == 2:
        whole, _, part = token.rpartition(last)
        if last in whole or not _is_grouped(whole, signs[0]):
            raise Refused("quantity.bad_separators", value=typed)
        return Decimal(f"{re.sub('[.,]', '', whole)}.{part}")
    if not _is_grouped(token, last):
        raise Refused("quantity.bad_separators", value=typed)
    return Decimal(re.sub("[.,]", "", token))


def _groups(token: str, sign: str, decimal: str | None) -> bool:
    """Whether the only separator of ``token`` separates thousands: three digits after it, and no other hint."""
    return sign != decimal and not token.startswith("0") and _is_grouped(token, sign)


def _is_grouped(token: str, sign: str) -> bool:
    """By threes, or as in South Asia by twos and a last three (12,34,567)."""
    s = re.escape(sign)
    return bool(re.fullmatch(rf"\d{{1,3}}(?:{s}\d{{3}})+|\d{{1,2}}(?:{s}\d{{2}})+{s}\d{{3}}", token))


def _check_rest(rest: str, typed: str) -> None:
    if _RANGE.match(rest):
        raise Refused("quantity.range", value=typed)
    if re.search(r"\d", rest):
        raise Refused("quantity.two_numbers", value=typed)
    if rest and not (rest[0].isalpha() or rest[0] in "%($€£₫₹°‰"):
        raise Refused("quantity.not_a_number", value=typed)
