"""Who may take a report back."""

from __future__ import annotations

from collections.abc import Collection

from kheo.kit.refusals import Refused


def check_sender(senders: Collection[str], by: str) -> None:
    """``senders``: who had a hand in sending it."""
    if by not in senders:
        raise Refused("capture.not_your_report")


def check_withdrawal(reason: str, replaced_by: int | None) -> None:
    """``replaced_by``: the number of the version that took its place."""
    if replaced_by is not None:
        raise Refused("capture.withdraw_newest", number=replaced_by)
    if not reason.strip():
        raise Refused("capture.withdraw_reason")
