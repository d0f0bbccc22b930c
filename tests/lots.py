"""A programme's row of sampling, and the visits to a lot: what the tests of samples share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from kheo.verify.sampling.actions import note_visit
from kheo.verify.sampling.models import Lot
from kheo.verify.sampling.queries import drawn_of

ROW: dict[str, Any] = {
    "from": "2024-01-01",
    "issuer": {"en": "The board", "vi": "Ban chỉ đạo"},
    "n": 19,
    "good": "0.95",
    "bad": "0.70",
    "pass": 17,
    "tolerance": "0.10",
    "revisit_months": 12,
}


def visit_all(lot: Lot, *, right: int, by: str, now: dt.datetime) -> None:
    """Find what was reported of the first ``right`` drawn records, and nothing of the others."""
    for one in drawn_of(lot):
        found = one.reported if one.member.rank <= right else None
        note_visit(member=one.member, found=found, day=timezone.localdate(now), by=by, now=now)
