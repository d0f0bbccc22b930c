"""What may be decided about a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import NoReturn

from kheo.ground.accounts.states import Seat
from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.chain import Chain, Step
from kheo.verify.decisions.states import Outcome


@dataclass(frozen=True)
class Taken:
    """A decision about a whole report."""

    step: str
    outcome: Outcome
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Turn:
    """Where a report stands in its ``chain``. ``step``: the one to be taken; None where it went back or passed all.
    ``taken``: the steps that it passed since it came, in order; ``last``: the newest decision, if there is one.
    ``held_to``: the step whose seat may send it back: the one to be taken, or the last that counts."""

    chain: Chain
    step: Step | None
    held_to: Step
    taken: tuple[Taken, ...] = ()
    last: Taken | None = None

    @property
    def code(self) -> str:
        return self.step.code if self.step else ""


def check_reason(outcome: Outcome, reason: str) -> None:
    """Whoever sends a record back says why."""
    if outcome is not Outcome.ACCEPTED and not reason.strip():
        raise Refused("verify.reason_needed")


def check_not_repeated(outcome: Outcome, standing: Outcome | None) -> None:
    """A decision that stands already is not made again."""
    if outcome is standing:
        raise Refused("verify.already_decided", outcome=outcome.value)


def check_not_own(senders: Collection[str], by: str, *, hands: Collection[str] = ()) -> None:
    """Nobody decides about what they sent themselves. ``senders``: the names of all who had a hand in it; ``hands``: of those
    who could have sent it in another's name."""
    if by in senders:
        raise Refused("verify.own_report")
    if by in hands:
        raise Refused("verify.made_their_link")


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


def check_seen(turn: Turn, seen: str | None) -> None:
    """Refuses where somebody decided since the step ``seen`` was to be taken ("": none; None: nobody looked)."""
    if seen is not None and seen != turn.code:
        raise _by_another(turn)


def check_turn(turn: Turn, *, seen: str | None, by: str) -> Step:
    """The step that ``by`` takes. Refuses where none is left, what ``check_seen`` refuses, and a second step of one
    person."""
    check_seen(turn, seen)
    if turn.step is None:
        raise Refused("verify.nothing_left")
    check_second_person(turn, by)
    return turn.step


def _by_another(turn: Turn) -> Refused:
    if turn.last is None:  # it was taken back, or another version came
        return Refused("verify.moved")
    return Refused("verify.decided_meanwhile", by=turn.last.by, said=said_of(turn.last.outcome))


def said_of(outcome: Outcome) -> Refused:
    """What somebody did, as a part of a refusal's sentence."""
    return {
        Outcome.ACCEPTED: Refused("verify.accepted_it"),
        Outcome.RETURNED: Refused("verify.returned_it"),
        Outcome.REJECTED: Refused("verify.rejected_it"),
    }[outcome]


def check_second_person(turn: Turn, by: str) -> None:
    """Each step of a chain is another person's."""
    if by in {taken.by for taken in turn.taken}:
        raise Refused("verify.took_a_step")


def check_seat(step: Step, sits_there: bool) -> None:
    """Refuses whoever does not sit where the step is taken."""
    if not sits_there:
        raise {
            Seat.SUPERIOR: Refused("verify.step_of_superior"),
            Seat.AGENCY: Refused("verify.step_of_agency"),
            Seat.PROGRAMME: Refused("verify.step_of_programme"),
        }.get(step.seat, Refused("verify.not_your_step"))


def refuse_held(by: str, holder: str, outcome: str) -> NoReturn:
    """One decision about a report is held at a time: that of whoever came first."""
    if by == holder:
        raise Refused("verify.you_decided")
    raise Refused("verify.decided_meanwhile", by=holder, said=said_of(Outcome(outcome)))
