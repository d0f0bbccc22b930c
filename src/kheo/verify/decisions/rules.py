"""What may be decided about a record."""

from __future__ import annotations

from kheo.kit.refusals import Refused
from kheo.verify.decisions.states import Outcome


def check_reason(outcome: Outcome, reason: str) -> None:
    """Whoever sends a record back says why."""
    if outcome is not Outcome.ACCEPTED and not reason.strip():
        raise Refused("verify.reason_needed")


def check_not_repeated(outcome: Outcome, standing: Outcome | None) -> None:
    """A decision that stands already is not made again."""
    if outcome is standing:
        raise Refused("verify.already_decided", outcome=outcome.value)
