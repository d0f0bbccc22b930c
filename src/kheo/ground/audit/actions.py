"""One row for each act, in the act's own transaction."""

import datetime as dt
from typing import Any

from kheo.ground.audit.models import AuditRow


def record(
    act: str,
    subject: str,
    *,
    by: str,
    now: dt.datetime,
    label: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditRow:
    """Write that ``by`` did ``act`` to ``subject`` ("submission:12") at ``now`` (aware, UTC)."""
    return AuditRow.objects.create(
        at=now, actor=by, act=act, subject=subject, label=label[:300], detail=detail or {}
    )
