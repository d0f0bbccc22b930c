"""A device counts its envelopes; what it took back before anything was sent under a number never comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from kheo.capture.submissions.models import Envelope
from kheo.ground.accounts.models import Device
from kheo.ground.audit.actions import record as record_act

MOST = 1_000
HIGHEST = 10**9


@transaction.atomic
def take_back_numbers(*, device: Device, numbers: Collection[int], by: str, now: dt.datetime) -> list[int]:
    """Tick off numbers that the device had told of, and under which it will send nothing: those it named, rising.

    A second time changes nothing. What is no such number, and all beyond the first MOST, is left out.
    """
    named = sorted({one for one in numbers if 0 < one < HIGHEST})[:MOST]
    told = []
    for number in named:
        _, new = Envelope.objects.get_or_create(
            device=device, number=number, instance="", defaults={"highest": number, "received_at": now}
        )
        if new:
            told.append(number)
    if told:
        numbers_told = ", ".join(map(str, told))
        record_act(
            "device.numbers_taken_back",
            f"device:{device.pk}",
            by=by,
            now=now,
            label=str(device),
            detail={"numbers": numbers_told},
        )
    return named
