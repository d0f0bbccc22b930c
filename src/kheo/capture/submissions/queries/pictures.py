"""Pictures as they are shown, and whether the bytes that came are still here."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from kheo.capture.submissions.models import Attachment, Expiry, Rival, Submission
from kheo.capture.submissions.queries.receiving import xform_of
from kheo.capture.submissions.queries.sent import bytes_of
from kheo.capture.submissions.rules.instances import files_named, read_instance
from kheo.capture.submissions.rules.pictures import is_drawable, without_traces
from kheo.ground.files import stored
from kheo.plan.forms.queries import fields_of

# Whatever came as a file of a report, and what contradicts one.
Picture = Attachment | Rival


def shown(picture: Picture) -> Path | None:
    """A copy without what the camera wrote; None where it is no picture that can be drawn anew.

    Made at the first look and kept under ``KHEO_DATA/shown``, which may be dropped at any time.
    """
    if expired := expiry_of(picture):
        return stored(expired.shown_sha256)
    target = _drawn(picture)
    if not target.exists():
        with stored(picture.sha256).open("rb") as original:
            plain = without_traces(original)
        if plain is None:
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{secrets.token_hex(8)}.part")
        part.write_bytes(plain)
        part.replace(target)
    return target


def pictures_named(report: Submission) -> tuple[str, ...]:
    """The names of the files with which a report answers its questions for pictures, whether they have come or not."""
    asked = {one.name for one in fields_of(report.form_version) if one.type == "image"}
    instance = read_instance(bytes_of(report).read_bytes())
    return files_named(instance, xform_of(report.form_version), asked)


def is_picture(picture: Picture) -> bool:
    """Whether its bytes are those of a picture that can be shown, whatever its sender called it."""
    if _drawn(picture).exists() or expiry_of(picture):
        return True
    path = stored(picture.sha256)
    if not path.exists():
        return False
    with path.open("rb") as original:
        return is_drawable(original)


def _drawn(picture: Picture) -> Path:
    return Path(settings.DATA) / "shown" / picture.sha256[:2] / f"{picture.sha256}.jpg"


def expiry_of(picture: Picture) -> Expiry | None:
    """When the bytes that came were given up, if they were."""
    return Expiry.objects.filter(sha256=picture.sha256).first()


def still_as_they_came(attachments: Iterable[Attachment]) -> set[int]:
    """The numbers of those whose bytes were not given up."""
    found = {one.pk: one.sha256 for one in attachments}
    gone = set(Expiry.objects.filter(sha256__in=found.values()).values_list("sha256", flat=True))
    return {number for number, sha256 in found.items() if sha256 not in gone}


def past_their_time(now: dt.datetime, days: int) -> dict[str, Picture]:
    """Digest → a picture, of the files whose every copy came more than ``days`` ago and that are still here."""
    gone = set(Expiry.objects.values_list("sha256", flat=True))
    limit = now - dt.timedelta(days=days)
    found: dict[str, Picture] = {}
    late: set[str] = set()
    for rows in (Attachment.objects.all(), Rival.objects.exclude(name="")):
        newest = rows.order_by().values("sha256").annotate(last=Max("received_at"), number=Max("pk"))
        late.update(row["sha256"] for row in newest if row["last"] >= limit)
        numbers = {row["number"] for row in newest if row["last"] < limit and row["sha256"] not in gone}
        found |= {one.sha256: one for one in rows.filter(pk__in=numbers)}
    return {sha256: one for sha256, one in found.items() if sha256 not in late}
