"""Reasons why something went back, as JSON that any language can be made of later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kheo.capture.submissions.rules.rows import Reason
from kheo.kit.refusals import Refused

_DAY = "day:"


def reason_as_json(reason: Reason) -> dict[str, Any]:
    particulars = {name: _plain(value) for name, value in reason.refused.particulars.items()}
    turn = {"turn": reason.turn} if reason.turn else {}
    return {
        "field": reason.column,
        "value": reason.value,
        "code": reason.refused.code,
        "particulars": particulars,
        **turn,
    }


def reason_from_json(plain: Mapping[str, Any]) -> Reason:
    particulars = {name: _read(value) for name, value in plain["particulars"].items()}
    return Reason(plain["field"], plain["value"], Refused(plain["code"], **particulars), plain.get("turn", 0))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return f"{_DAY}{value.isoformat()}"
    if isinstance(value, Mapping):
        return {str(key): str(text) for key, text in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) if isinstance(one, Mapping) else str(one) for one in value]
    return (
        value
        if isinstance(value, int | float)
        else format(value, "f")
        if isinstance(value, Decimal)
        else str(value)
    )


def _read(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_DAY):
        return dt.date.fromisoformat(value.removeprefix(_DAY)[:10])
    return value
