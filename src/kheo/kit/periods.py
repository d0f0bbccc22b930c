"""Reporting calendars: when a month, a quarter, a half and a year begin and end, under rules that change over time.

A calendar is made of dated regimes. In one regime a month runs from a fixed day of a civil month to the day before
that day a month later: from the 1st in the calendar year, from the 15th of the month before in the state reporting
calendar. Whatever the regimes, the months follow each other without gap or overlap, and quarters, halves and years
are made of whole months; so a figure of a year is about the same days as those of its twelve months.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kheo.kit.refusals import Refused

GRAINS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SPAN = "span"

_LABEL = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
_FIRST_YEAR, _LAST_YEAR = 1800, 2999


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included. ``grain``: month, quarter, half, year or span."""

    label: str
    grain: str
    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Regime:
    """What holds from ``first`` (None: always did) to the day before ``end`` (None: for ever).

    Month M begins on day ``starts_on`` (1..28) of the civil month M + ``offset``.
    """

    first: dt.date | None
    end: dt.date | None
    starts_on: int
    offset: int

    def begin(self, month: int) -> dt.date:
        """The first day of a month, counted from the year 0."""
        year, at = divmod(month + self.offset, 12)
        return dt.date(year, at + 1, self.starts_on)

    def close(self, month: int) -> dt.date:
        return self.begin(month + 1) - dt.timedelta(days=1)

    def month_of(self, day: dt.date) -> int:
        return _month(day.year, day.month) - self.offset - (day.day < self.starts_on)


@dataclass(frozen=True)
class Calendar:
    """A reporting calendar; see the module. Make it with ``from_json``."""

    code: str
    regimes: tuple[Regime, ...]

    @classmethod
    def from_json(cls, code: str, regimes: Sequence[Mapping[str, Any]]) -> "Calendar":
        """Read regimes: {from, to (exclusive), month_starts_on, month_offset}; dates ISO, null is open.

        ``month_offset`` left out is -1 where months begin after the 1st, so that they are named after the civil
        month in which they end, and 0 otherwise. Raises Refused("periods.…") for regimes that overlap, leave a
        gap, or would make a month without days.
        """
        if not regimes:
            raise Refused("periods.no_regimes", calendar=code)
        made = cls(code, tuple(_regime(code, row) for row in regimes))
        for old, new in pairwise(made.regimes):
            if old.end is None or old.end != new.first:
                raise Refused(
                    "periods.regimes_do_not_join", calendar=code, until=old.end or "…", since=new.first or "…"
                )
            made._check_months_around(old.end)
        return made

    def period(self, label: str) -> Period:
        """The period that ``label`` names: 2025-07, 2025-Q3, 2025-H1 or 2025."""
        grain, first_month = _read(label)
        last_month = first_month + GRAINS[grain] - 1
        return Period(label, grain, self._first(first_month), self._last(last_month))

    def span(self, text: str) -> Period:
        """A period, or the days from one period to another: 2023..2025."""
        begin, dots, end = text.partition("..")
        if not dots:
            return self.period(text)
        first, last = self.period(begin), self.period(end)
        if last.last < first.first:
            raise Refused("periods.backwards", period=text)
        return Period(text, SPAN, first.first, last.last)

    def label(self, day: dt.date, grain: str) -> str:
        """The label of the period of ``grain`` that ``day`` falls in."""
        size = _size(grain)
        return _label(self._month_of(day) // size * size, grain)

    def periods(self, grain: str, first: dt.date, last: dt.date) -> list[Period]:
        """The periods of ``grain`` that share a day with ``first``..``last`` (both included), in order."""
        size = _size(grain)
        if last < first:
            return []
        start, stop = self._month_of(first) // size * size, self._month_of(last)
        return [self.period(_label(month, grain)) for month in range(start, stop + 1, size)]

    def _last(self, month: int) -> dt.date:
        """The day on which a month closes: that of the regime in force on that very day."""
        for regime in self.regimes:
            close = regime.close(month)
            if (regime.first is None or regime.first <= close) and (regime.end is None or close < regime.end):
                return close
        # At a change to an earlier closing day neither regime holds on its own one: the new regime's day stands.
        for old, new in pairwise(self.regimes):
            if old.end and old.end <= old.close(month) and new.close(month) < old.end:
                return new.close(month)
        raise Refused("periods.out_of_calendar", calendar=self.code, day=self.regimes[0].close(month))

    def _first(self, month: int) -> dt.date:
        """The day after the month before closed; the first regime's own day where it knows no month before."""
        oldest = self.regimes[0]
        if oldest.first and oldest.close(month - 1) < oldest.first:
            return oldest.begin(month)
        return self._last(month - 1) + dt.timedelta(days=1)

    def _month_of(self, day: dt.date) -> int:
        month = self._in_force(day).month_of(day)
        while day < self._first(month):
            month -= 1
        while self._last(month) < day:
            month += 1
        return month

    def _in_force(self, day: dt.date) -> Regime:
        for regime in self.regimes:
            if (regime.first is None or regime.first <= day) and (regime.end is None or day < regime.end):
                return regime
        raise Refused("periods.out_of_calendar", calendar=self.code, day=day)

    def _check_months_around(self, day: dt.date) -> None:
        middle = _month(day.year, day.month)
        for month in range(middle - 14, middle + 15):
            if self._known(month) and self._last(month) < self._first(month):
                raise Refused(
                    "periods.empty_month", calendar=self.code, month=_label(month, "month"), day=day
                )

    def _known(self, month: int) -> bool:
        oldest, newest = self.regimes[0], self.regimes[-1]
        after_begin = oldest.first is None or oldest.first <= oldest.close(month)
        return after_begin and (newest.end is None or newest.close(month) < newest.end)


def _month(year: int, month: int) -> int:
    return year * 12 + month - 1


def _size(grain: str) -> int:
    if grain not in GRAINS:
        raise Refused("periods.unknown_grain", grain=grain)
    return GRAINS[grain]


def _read(label: str) -> tuple[str, int]:
    """The grain of a label and its first month."""
    read = _LABEL.fullmatch(label.strip())
    if not read or not _FIRST_YEAR <= int(read[1]) <= _LAST_YEAR:
        raise Refused("periods.bad_label", label=label)
    year = int(read[1])
    if read[2]:
        return "month", _month(year, int(read[2]))
    if read[3]:
        return "quarter", _month(year, 3 * int(read[3]) - 2)
    if read[4]:
        return "half", _month(year, 6 * int(read[4]) - 5)
    return "year", _month(year, 1)


def _label(month: int, grain: str) -> str:
    year, at = divmod(month, 12)
    match grain:
        case "month":
            return f"{year}-{at + 1:02d}"
        case "quarter":
            return f"{year}-Q{at // 3 + 1}"
        case "half":
            return f"{year}-H{at // 6 + 1}"
        case _:
            return f"{year}"


def _regime(code: str, row: Mapping[str, Any]) -> Regime:
    starts_on = row.get("month_starts_on", 1)
    if type(starts_on) is not int or not 1 <= starts_on <= 28:
        raise Refused("periods.bad_month_start", calendar=code, value=starts_on)
    offset = row.get("month_offset")
    if offset is None:
        offset = -1 if starts_on > 1 else 0
    if type(offset) is not int or abs(offset) > 12:
        raise Refused("periods.bad_month_offset", calendar=code, value=offset)
    first, end = _day(code, row.get("from")), _day(code, row.get("to"))
    if first and end and end <= first:
        raise Refused("periods.regimes_do_not_join", calendar=code, until=first, since=end)
    return Regime(first, end, starts_on, offset)


def _day(code: str, value: object) -> dt.date | None:
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise Refused("periods.bad_date", calendar=code, value=value) from None
