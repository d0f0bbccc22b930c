"""Days and periods as readers of each language write them."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_END = {"1": "đầu", "2": "cuối"}
_SHAPES = {
    "en": {
        "day": "{day} {name} {year}",
        "moment": "{day}, {time}",
        "month": "{name} {year}",
        "quarter": "Q{number} {year}",
        "half": "H{number} {year}",
    },
    "vi": {
        "day": "{day}/{month}/{year}",
        "moment": "{time} {day}",
        "month": "tháng {month}/{year}",
        "quarter": "quý {roman}/{year}",
        "half": "6 tháng {end} năm {year}",
    },
}
_LABEL = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")


def _shape(shape: str, /, **parts: object) -> str:
    language = (get_language() or "en").split("-")[0]
    return _SHAPES.get(language, _SHAPES["en"])[shape].format(**parts)


def day_name(day: dt.date | None) -> str:
    """``30 June 2025``; in Vietnamese ``30/6/2025``. Empty for None."""
    if day is None:
        return ""
    return _shape("day", day=day.day, month=day.month, name=_MONTHS[day.month - 1], year=day.year)


def last_day_name(end: dt.date | None) -> str:
    """The last day of what ended before ``end``, as dates in the database say it. Empty for None."""
    return day_name(end - dt.timedelta(days=1)) if end else ""


def moment_name(moment: dt.datetime | None) -> str:
    """A day and the minute, in the deployment's time zone. Empty for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return _shape("moment", day=day_name(local.date()), time=f"{local:%H:%M}")


def period_name(label: str) -> str:
    """``2025-Q3`` as ``Q3 2025`` or ``quý III/2025``; a span as its two ends; all time where it is empty."""
    if not label:
        return _("All time")
    if ".." in label:
        first, last = label.split("..", 1)
        return f"{period_name(first)}\u2013{period_name(last)}"
    parts = _LABEL.fullmatch(label)
    if parts is None:
        return label
    year, quarter, half, month = parts["year"], parts["quarter"], parts["half"], parts["month"]
    if quarter:
        return _shape("quarter", number=quarter, roman=_ROMAN[quarter], year=year)
    if half:
        return _shape("half", number=half, end=_END[half], year=year)
    if month:
        return _shape("month", month=int(month), name=_MONTHS[int(month) - 1], year=year)
    return year
