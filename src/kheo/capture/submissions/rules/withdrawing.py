"""Who may take a report back."""

from __future__ import annotations

from collections.abc import Collection

from kheo.kit.refusals import Refused


def check_withdrawal(senders: Collection[str], by: str, reason: str, replaced_by: int | None) -> None:
    """``senders``: who had a hand in sending it. ``replaced_by``: the number of the version that took its place."""
    if by not in senders:
        raise Refused("capture.not_your_report")
    if replaced_by is not None:
        raise Refused("capture.withdraw_newest", number=replaced_by)
    if not reason.strip():
        raise Refused("capture.withdraw_reason")
