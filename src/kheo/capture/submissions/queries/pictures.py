"""Pictures as they are shown, and whether the bytes that came are still here."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from kheo.capture.submissions.models import Attachment, Expiry
from kheo.capture.submissions.rules.pictures import without_traces
from kheo.ground.files import stored


def shown(attachment: Attachment) -> Path | None:
    """A copy without what the camera wrote; None where it is no picture that can be drawn anew.

    Made at the first look and kept under ``KHEO_DATA/shown``, which may be dropped at any time.
    """
    if expired := expiry_of(attachment):
        return stored(expired.shown_sha256)
    target = Path(settings.DATA) / "shown" / attachment.sha256[:2] / f"{attachment.sha256}.jpg"
    if not target.exists():
        with stored(attachment.sha256).open("rb") as original:
            plain = without_traces(original)
        if plain is None:
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{secrets.token_hex(8)}.part")
        part.write_bytes(plain)
        part.replace(target)
    return target


def expiry_of(attachment: Attachment) -> Expiry | None:
    """When the bytes that came were given up, if they were."""
    return Expiry.objects.filter(sha256=attachment.sha256).first()


def still_as_they_came(attachments: Iterable[Attachment]) -> set[int]:
    """The numbers of those whose bytes were not given up."""
    found = {one.pk: one.sha256 for one in attachments}
    gone = set(Expiry.objects.filter(sha256__in=found.values()).values_list("sha256", flat=True))
    return {number for number, sha256 in found.items() if sha256 not in gone}


def past_their_time(now: dt.datetime, days: int) -> dict[str, Attachment]:
    """Digest → an attachment, of the files whose every copy came more than ``days`` ago and that are still here."""
    gone = set(Expiry.objects.values_list("sha256", flat=True))
    newest = Attachment.objects.order_by().values("sha256")
    old = newest.annotate(last=Max("received_at"), number=Max("pk")).filter(
        last__lt=now - dt.timedelta(days=days)
    )
    numbers = {row["number"] for row in old if row["sha256"] not in gone}
    return {one.sha256: one for one in Attachment.objects.filter(pk__in=numbers)}
