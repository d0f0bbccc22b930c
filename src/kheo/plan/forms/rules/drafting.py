"""What may be done with a draft, by whom, and when: each check raises, and nothing else decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.coded import LONGEST, SHORTEST
from kheo.plan.forms.states import NEXT, DraftState

MOST_REASON = 1000


def check_next(state: DraftState, wanted: DraftState) -> None:
    if wanted not in NEXT[state]:
        raise Refused("plan.draft_state", state=state.value, wanted=wanted.value)


def check_may_change(state: DraftState) -> None:
    """A draft that is published or discarded stays as it is."""
    if not NEXT[state]:
        raise Refused("plan.draft_is_closed")


def check_may_ask(state: DraftState, *, errors: int, missing: Sequence[str], needed: Collection[str]) -> None:
    """Ask a second person: every new coded field has a purpose, and nothing else stands in the way."""
    check_next(state, DraftState.ASKED)
    _check_errors(errors)
    if not needed:
        raise Refused("plan.nothing_to_approve")
    _check_purposes(missing)


def check_may_decide(state: DraftState, *, by: str, authors: Collection[str], wanted: DraftState) -> None:
    """Approve or refuse: somebody else than those who made it."""
    check_next(state, wanted)
    if by in authors:
        raise Refused("plan.own_draft")


def check_reason(reason: str) -> None:
    if not SHORTEST <= len(reason) <= MOST_REASON:
        raise Refused("plan.reason_length", least=SHORTEST, most=MOST_REASON)


def check_purpose(field: str, purpose: str) -> None:
    if len(purpose) > LONGEST:
        raise Refused("plan.purpose_too_long", field=field, most=LONGEST)


def check_may_publish(
    state: DraftState, *, errors: int, missing: Sequence[str], needed: Collection[str]
) -> None:
    check_may_change(state)
    _check_errors(errors)
    _check_purposes(missing)
    if needed and state is not DraftState.APPROVED:
        raise Refused("plan.not_approved", fields=sorted(needed))
    check_next(state, DraftState.PUBLISHED)


def allowed(check: object, *args: object, **more: object) -> bool:
    """Whether a check lets it pass: for showing a button only where it does something."""
    try:
        check(*args, **more)  # type: ignore[operator]
    except Refused:
        return False
    return True


def _check_errors(errors: int) -> None:
    if errors:
        raise Refused("plan.draft_has_errors", count=errors)


def _check_purposes(missing: Sequence[str]) -> None:
    if missing:
        raise Refused("plan.no_purpose", fields=list(missing), least=SHORTEST)
