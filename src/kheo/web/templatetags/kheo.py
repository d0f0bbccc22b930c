"""What templates need to write numbers, days, bilingual texts and addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import get_language

from kheo.capture.submissions.models import Submission
from kheo.kit.text import pick as pick_text
from kheo.web.shared import days, numbers, standing

register = template.Library()


def _language() -> str:
    return get_language() or "vi"


@register.filter
def number(value: Decimal | int | None) -> str:
    return numbers.number(value, _language())


@register.filter
def minus(value: Decimal | int) -> str:
    """What goes: always with its sign, except nothing."""
    return numbers.number(-abs(Decimal(value)), _language())


@register.filter
def pick(texts: Mapping[str, str] | None) -> str:
    """The text in the reader's language, else in the other one."""
    return pick_text(texts or {}, _language())


@register.filter
def day(value: dt.date | None) -> str:
    return days.day_name(value)


@register.filter
def last_day(end: dt.date | None) -> str:
    """The last day of what ended before ``end``: dates in the database are half-open."""
    return days.last_day_name(end)


@register.filter
def moment(value: dt.datetime | None) -> str:
    return days.moment_name(value)


@register.filter
def period(label: str) -> str:
    return days.period_name(label)


@register.filter
def called(submission: Submission) -> str:
    return standing.called(submission)


@register.filter
def size(count: int) -> str:
    """A file's size, in the unit that keeps it short."""
    amount, units = Decimal(count), ("B", "kB", "MB", "GB")
    at = 0
    while amount >= 1000 and at < len(units) - 1:
        amount, at = amount / 1000, at + 1
    return f"{numbers.number(amount, _language(), 0 if at == 0 else 1)}\u00a0{units[at]}"


@register.simple_tag(takes_context=True)
def to(context: RequestContext, page: str, *args: Any, **more: Any) -> str:
    """The address of a page of the programme at hand, with the reader's choices."""
    return str(context["frame"].choices.to(page, *args, **more))
