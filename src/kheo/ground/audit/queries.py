"""Read the trail of acts."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from kheo.ground.audit.models import AuditRow


def trail(
    *,
    subject: str = "",
    actor: str = "",
    act: str = "",
    since: dt.datetime | None = None,
    before: int | None = None,
) -> QuerySet[AuditRow]:
    """Acts, the newest first; each argument narrows them. ``before``: only rows older than that number, for paging."""
    rows = AuditRow.objects.order_by("-id")
    if subject:
        rows = rows.filter(subject=subject)
    if actor:
        rows = rows.filter(actor=actor)
    if act:
        rows = rows.filter(act=act)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows if before is None else rows.filter(id__lt=before)


def latest(subject: str, act: str = "") -> AuditRow | None:
    """The newest act on a subject, perhaps of one kind."""
    return trail(subject=subject, act=act).first()
