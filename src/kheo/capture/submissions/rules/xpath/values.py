"""The four kinds of value of an expression, and how one becomes another.

A number is a Decimal; what is not a number (NaN) is None. A missing answer is the empty string, as in ODK.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

Value = str | bool | Decimal | dt.date | None

_DAY_ZERO = dt.date(1970, 1, 1).toordinal()


def number(value: Value) -> Decimal | None:
    """The value as a number; a day as days since 1970-01-01; None for what is no number."""
    if isinstance(value, Decimal) or value is None:
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, dt.date):
        return Decimal(value.toordinal() - _DAY_ZERO)
    return _read(value.strip())


def _read(text: str) -> Decimal | None:
    try:
        read = Decimal(text)
        return read if read.is_finite() and "_" not in text else None
    except InvalidOperation:
        pass_as_day = text[:10]
    try:
        return Decimal(dt.date.fromisoformat(pass_as_day).toordinal() - _DAY_ZERO)
    except ValueError:
        return None


def string(value: Value) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "NaN"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return value.isoformat()


def boolean(value: Value) -> bool:
    """A number is true when it is not zero, a text when it is not empty."""
    return bool(value)


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where a number is asked for and there is none."""
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if (
        not isinstance(left, Decimal)
        and not isinstance(right, Decimal)
        and left is not None
        and right is not None
    ):
        # A day beside a text: as days, so that the text may carry a time.
        return number(left) == number(right)
    one, other = number(left), number(right)
    return None if one is None or other is None else one == other


def less(left: Value, right: Value) -> bool:
    one, other = number(left), number(right)
    return one is not None and other is not None and one < other


def at_most(left: Value, right: Value) -> bool:
    one, other = number(left), number(right)
    return one is not None and other is not None and one <= other
