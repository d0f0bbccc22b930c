"""Pictures as the camera made them: each look is written down, and at the end of their time they go; what is shown stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.models import Expiry
from kheo.ground.audit.actions import record as record_act
from kheo.ground.files import drop, keep, stored


def look_at(*, picture: queries.Picture, by: str, now: dt.datetime) -> Path | None:
    """The bytes as they came, and a line in the audit that says who looked; None where they were given up."""
    path = stored(picture.sha256)
    if queries.expiry_of(picture) or not path.exists():
        return None
    record_act(
        "picture.seen",
        f"submission:{picture.submission_id}",
        by=by,
        now=now,
        label=picture.name,
        detail={"sha256": picture.sha256},
    )
    return path


def expire(*, picture: queries.Picture, by: str, now: dt.datetime) -> Expiry | None:
    """Keep what is shown of a picture, and give up the bytes that came; None where nothing of it can be shown.

    First the copy is safe, then the row that says so, then the bytes go: whatever breaks off in between can be done
    again.
    """
    path = queries.shown(picture)
    if path is None:
        return None
    kept = keep(path.read_bytes(), filename=picture.name)
    with transaction.atomic():
        row, new = Expiry.objects.get_or_create(
            sha256=picture.sha256,
            defaults={"shown_sha256": kept.sha256, "size": kept.size, "at": now, "by": by},
        )
        if new:
            record_act(
                "picture.expired",
                f"submission:{picture.submission_id}",
                by=by,
                now=now,
                label=picture.name,
                detail={"sha256": picture.sha256, "shown": kept.sha256},
            )
    drop(picture.sha256)
    return row


def sweep() -> None:
    """Bytes that were given up and came again with a late copy of their report go once more."""
    for sha256 in Expiry.objects.values_list("sha256", flat=True):
        if stored(sha256).exists():
            drop(sha256)
