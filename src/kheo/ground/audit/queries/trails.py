"""Read the trail of acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

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


def details(acts: Sequence[str], subjects: Sequence[str]) -> dict[str, dict[str, Any]]:
    """subject → the detail of the first of these acts on it, for those that there is one on."""
    rows = AuditRow.objects.filter(act__in=acts, subject__in=subjects).order_by("-id")
    return dict(rows.values_list("subject", "detail"))
