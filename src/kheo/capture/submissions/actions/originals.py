"""Pictures as the camera made them: each look is written down, and at the end of their time they go; what is shown stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.models import Attachment, Expiry
from kheo.ground.audit.actions import record as record_act
from kheo.ground.files import drop, keep, stored


def look_at(*, attachment: Attachment, by: str, now: dt.datetime) -> Path | None:
    """The bytes as they came, and a line in the audit that says who looked; None where they were given up."""
    path = stored(attachment.sha256)
    if queries.expiry_of(attachment) or not path.exists():
        return None
    record_act(
        "picture.seen",
        f"submission:{attachment.submission_id}",
        by=by,
        now=now,
        label=attachment.name,
        detail={"sha256": attachment.sha256},
    )
    return path


def expire(*, attachment: Attachment, by: str, now: dt.datetime) -> Expiry | None:
    """Keep what is shown of a picture, and give up the bytes that came; None where nothing of it can be shown.

    First the copy is safe, then the row that says so, then the bytes go: whatever breaks off in between can be done
    again.
    """
    path = queries.shown(attachment)
    if path is None:
        return None
    kept = keep(path.read_bytes(), filename=attachment.name)
    with transaction.atomic():
        row, new = Expiry.objects.get_or_create(
            sha256=attachment.sha256,
            defaults={"shown_sha256": kept.sha256, "size": kept.size, "at": now, "by": by},
        )
        if new:
            record_act(
                "picture.expired",
                f"submission:{attachment.submission_id}",
                by=by,
                now=now,
                label=attachment.name,
                detail={"sha256": attachment.sha256, "shown": kept.sha256},
            )
    drop(attachment.sha256)
    return row


def sweep() -> None:
    """Bytes that were given up and came again with a late copy of their report go once more."""
    for sha256 in Expiry.objects.values_list("sha256", flat=True):
        if stored(sha256).exists():
            drop(sha256)
