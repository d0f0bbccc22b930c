"""What came from a device, and what of it is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max

from kheo.capture.submissions.models import Envelope, Submission
from kheo.ground.accounts.models import Device, User

MOST_SHOWN = 200


def missing_envelopes(device: Device) -> tuple[list[int], int]:
    """The numbers that the device gave out and that have not arrived, and the highest number it gave out."""
    here = set(Envelope.objects.filter(device=device).values_list("number", flat=True))
    highest = Envelope.objects.filter(device=device).aggregate(most=Max("highest"))["most"] or 0
    return [number for number in range(1, highest + 1) if number not in here], highest


def last_sent(devices: Collection[Device]) -> dict[int, dt.datetime]:
    """Device → when its newest report arrived, for those from which any did."""
    found = Submission.objects.filter(device__in=devices).order_by().values_list("device")
    return dict(found.annotate(last=Max("received_at")))


def sent_by(user: User) -> list[Submission]:
    """The newest reports that a person sent from any device."""
    found = Submission.objects.filter(device__user=user).select_related("form_version__form", "device__user")
    return list(found.order_by("-pk")[:MOST_SHOWN])
