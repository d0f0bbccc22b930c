"""What may be decided about a record."""

from __future__ import annotations

from collections.abc import Collection

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


def check_not_own(senders: Collection[str], by: str) -> None:
    """Nobody decides about what they sent themselves. ``senders``: the names of all who had a hand in it."""
    if by in senders:
        raise Refused("verify.own_report")


def check_open(replaced_by: int | None, withdrawn: bool) -> None:
    """Only the newest version of a report is decided about, and only one that its sender stands by."""
    if replaced_by is not None:
        raise Refused("verify.replaced_report", number=replaced_by)
    if withdrawn:
        raise Refused("verify.withdrawn_report")


def check_question(field: str, known: Collection[str]) -> None:
    """A reason is about a question of the form, or about the whole report."""
    if field and field not in known:
        raise Refused("verify.no_such_question", field=field)


def check_rival(reason: str, decided: bool) -> None:
    """Of two that contradict each other one is chosen once, with a reason."""
    if not reason.strip():
        raise Refused("verify.rival_reason")
    if decided:
        raise Refused("verify.rival_decided")
