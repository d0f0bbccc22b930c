"""Days as people really type them."""

import datetime as dt
import re

from kheo.kit.refusals import Refused
from kheo.kit.text import normal, plain

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_VIETNAMESE = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2})(?:,| nam|, nam)? (\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FIRST_YEAR, _LAST_YEAR, _TURN = 1900, 2100, 70


def read_date(text: str | dt.date, order: str = "dmy") -> dt.date:
    """The day that a report states: 2025-07-01 (with or without a time), 1/7/2025, 1.7.25, 20250701, 1 July 2025,
    July 1, 2025, or ngày 1 tháng 7 năm 2025.

    ``order`` ("dmy" or "mdy") says which comes first in 1/7/2025; it is never guessed from the numbers. Two-digit
    years are 1970 to 2069. Raises Refused("quantity.bad_date" or "quantity.no_such_day").
    """
    if isinstance(text, dt.datetime):
        return text.date()
    if isinstance(text, dt.date):
        return text
    typed = normal(text)
    year, month, day = _parts(typed, order)
    try:
        read = dt.date(year, month, day)
    except ValueError:
        raise Refused("quantity.no_such_day", value=typed, order=order) from None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise Refused("quantity.no_such_day", value=typed, order=order)
    return read


def _parts(typed: str, order: str) -> tuple[int, int, int]:
    """Year, month and day as typed."""
    if read := _YEAR_FIRST.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return int(read[1]), int(read[2]), int(read[3])
    if read := _YEAR_LAST.fullmatch(typed):
        first, second = int(read[1]), int(read[3])
        return (_year(read[4]), first, second) if order == "mdy" else (_year(read[4]), second, first)
    s = plain(typed)
    if read := _VIETNAMESE.fullmatch(s):
        return int(read[3]), int(read[2]), int(read[1])
    if (read := _DAY_MONTH.fullmatch(s)) and (month := _month(read[2])):
        return _year(read[3]), month, int(read[1])
    if (read := _MONTH_DAY.fullmatch(s)) and (month := _month(read[1])):
        return int(read[3]), month, int(read[2])
    raise Refused("quantity.bad_date", value=typed)


def _month(word: str) -> int | None:
    """jul, july, sept → the month's number."""
    found = [at for at, name in enumerate(_MONTHS, 1) if name.startswith(word)]
    return 9 if word == "sept" else found[0] if len(found) == 1 else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < _TURN else 1900)
