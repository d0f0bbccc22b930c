"""What arrived and is not whole: reports with files missing, reports that went back, numbers that never came."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from kheo.capture.submissions.models import Attachment, Envelope, Submission, Withdrawn
from kheo.ground.accounts.models import Device

MANY = 2_000


@dataclass(frozen=True, slots=True)
class Gap:
    """``missing``: the numbers that a device gave out and that have not come; ``since``: when the first of them was
    first known to have been given out."""

    device: int
    missing: tuple[int, ...]
    highest: int
    since: dt.datetime


def newest_reports(forms: Sequence[str]) -> QuerySet[Submission]:
    """The reports from phones that nothing replaced and nobody withdrew, newest first."""
    later = Submission.objects.filter(replaces=OuterRef("instance"))
    withdrawn = Withdrawn.objects.filter(submission=OuterRef("pk"))
    found = Submission.objects.filter(form_version__form__code__in=forms, device__isnull=False)
    return found.filter(~Exists(later), ~Exists(withdrawn)).order_by("-pk")


def incomplete(forms: Sequence[str]) -> list[tuple[int, int]]:
    """(report, how many of its files are here), newest first, for those of which not all are."""
    named = list(newest_reports(forms).exclude(files=[]).values_list("pk", "files"))
    here: defaultdict[int, set[str]] = defaultdict(set)
    for at in range(0, len(named), MANY):
        some = [number for number, _ in named[at : at + MANY]]
        rows = Attachment.objects.filter(submission__in=some).values_list("submission_id", "name")
        for number, name in rows:
            here[number].add(name)
    counted = ((number, len(here[number] & set(files)), len(files)) for number, files in named)
    return [(number, have) for number, have, expected in counted if have < expected]


def gone_back(forms: Sequence[str]) -> list[int]:
    """The reports that broke their form's rules and were not mended, newest first."""
    return list(newest_reports(forms).exclude(reasons=[]).values_list("pk", flat=True))


def gaps(forms: Sequence[str]) -> list[Gap]:
    """Of the devices that sent any of these forms those of whose envelopes some are missing, newest gap first."""
    senders = Submission.objects.filter(form_version__form__code__in=forms, device=OuterRef("pk"))
    devices = Device.objects.filter(Exists(senders)).values("pk")
    counted = Envelope.objects.filter(device__in=devices).order_by().values("device")
    lacking = counted.annotate(most=Max("highest"), here=Count("number", distinct=True)).filter(
        most__gt=F("here")
    )
    rows = Envelope.objects.filter(device__in=[row["device"] for row in lacking]).order_by("received_at")
    told: defaultdict[int, list[tuple[int, int, dt.datetime]]] = defaultdict(list)
    for device, number, highest, at in rows.values_list("device_id", "number", "highest", "received_at"):
        told[device].append((number, highest, at))
    found = [gap for device, some in told.items() if (gap := _gap(device, some))]
    return sorted(found, key=lambda gap: gap.since, reverse=True)


def _gap(device: int, envelopes: Sequence[tuple[int, int, dt.datetime]]) -> Gap | None:
    """``envelopes``: (number, highest given out, when), in the order in which they came."""
    here = {number for number, _, _ in envelopes}
    highest = max(most for _, most, _ in envelopes)
    missing = tuple(number for number in range(1, highest + 1) if number not in here)
    if not missing:
        return None
    return Gap(device, missing, highest, next(at for _, most, at in envelopes if most >= missing[0]))
