"""Where reports stand in their chain of verification, and which of them wait for whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import hold, newest_reports, wholly_within, without_hand_of
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import scope_of
from kheo.ground.accounts.rules import Scope
from kheo.ground.accounts.states import Act
from kheo.kit.refusals import Refused
from kheo.plan.programmes.queries import chain_of, chains_of
from kheo.plan.programmes.rules.chain import Chain, Step
from kheo.verify.decisions import rules
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries.standing import check_may_decide, waiting
from kheo.verify.decisions.rules import Taken, Turn
from kheo.verify.decisions.states import Outcome


def turn_of(submission: Submission, chain: Chain | None = None) -> Turn:
    """Where a report stands. A report of many lines stands where its last decision left it; one with a line that nobody
    decided about stands at the beginning. ``chain``: of its form, where the caller knows it."""
    chain = chain or chain_of(submission.form_version.form)
    taken = _taken(submission)
    last = taken[-1] if taken else None
    passed = tuple(_since_it_came(taken))
    if waiting(submission).exists():
        return Turn(chain, chain.first, chain.first, (), last)
    if last is None or last.outcome is not Outcome.ACCEPTED:
        return Turn(chain, None, chain.first, passed, last)
    step = chain.after(last.step)
    return Turn(chain, step, step or chain.steps[-1], passed, last)


def _taken(submission: Submission) -> list[Taken]:
    """One for each act: its decisions share step, outcome, person and moment."""
    rows = (
        Decision.objects.filter(record__submission=submission)
        .order_by("pk")
        .values_list("step", "outcome", "by", "at")
    )
    return list(dict.fromkeys(Taken(step, Outcome(outcome), by, at) for step, outcome, by, at in rows))


def _since_it_came(taken: Sequence[Taken]) -> Sequence[Taken]:
    """What passed after the last return or rejection."""
    back = [at for at, one in enumerate(taken) if one.outcome is not Outcome.ACCEPTED]
    return taken[back[-1] + 1 :] if back else taken


def turn_for(submission: Submission, *, seen: str | None, by: str) -> tuple[Turn, Step]:
    """Where a report stands, and the step that ``by`` takes; until the transaction ends nobody else decides about it.
    ``seen``: the step that was to be taken when ``by`` looked. Refuses one's own report, one that was replaced or
    withdrawn, one about which somebody decided in the meantime, a second step by one person, and who does not sit where
    the step is taken."""
    hold(submission)
    check_may_decide(submission, by)
    turn = turn_of(submission)
    step = rules.check_turn(turn, seen=seen, by=by)
    check_may_take(submission, step, by)
    return turn, step


def turn_to_send_back(submission: Submission, *, seen: str | None, by: str) -> Turn:
    """The same for whoever returns or rejects it: at the step that is to be taken, or, when all are taken, the last."""
    hold(submission)
    turn = turn_of(submission)
    rules.check_seen(turn, seen)
    check_may_take(submission, turn.held_to, by)
    return turn


def check_may_take(submission: Submission, step: Step, by: str) -> None:
    """Refuses a person whose roles do not reach the report, or who does not sit where the step is taken. Acts without a
    person (commands, made-up data) may take a step that is anyone's."""
    person = User.objects.filter(username=by).first()
    if person is None:
        rules.check_seat(step, not step.seat)
        return
    rules.check_seat(step, reaches(scope_of(person, Act.DECIDE), step, submission))


def check_may_reach(submission: Submission, by: str) -> None:
    """Refuses a person who does not decide about the report at all."""
    person = User.objects.filter(username=by).first()
    if person is None or not wholly_within(
        scope_of(person, Act.DECIDE), Submission.objects.filter(pk=submission.pk)
    ):
        raise Refused("verify.not_your_step")


def reaches(deciding: Scope, step: Step, submission: Submission) -> bool:
    """Whether somebody who decides about ``deciding`` sits where the step about this report is taken."""
    found = Submission.objects.filter(pk=submission.pk)
    return wholly_within(deciding.seated(step.seat), found).exists()


def for_me(forms: Sequence[str], deciding: Scope, by: str) -> QuerySet[Submission]:
    """The reports that wait for a step that ``by`` may take: not their own, not a second step. Files that they name may
    still be missing, and a decision about them may be held."""
    by_chain: dict[Chain, list[str]] = {}
    for form, chain in chains_of(forms).items():
        by_chain.setdefault(chain, []).append(form)
    wanted = Submission.objects.none()
    for chain, some in by_chain.items():
        for step in chain.steps:
            here = wholly_within(deciding.seated(step.seat), at_step(some, chain, step))
            wanted = wanted | here.order_by()
    mine = Decision.objects.filter(record__submission=OuterRef("pk"), by=by, outcome=Outcome.ACCEPTED.value)
    return without_hand_of(wanted, by).filter(~Exists(mine))


def at_step(forms: Sequence[str], chain: Chain, step: Step) -> QuerySet[Submission]:
    """The newest versions of reports that broke no rule and wait for this step of their chain."""
    found = newest_reports(forms).filter(reasons=[], rows_recorded__gt=0)
    about = Decision.objects.filter(record__submission=OuterRef("pk"))
    before = chain.before(step)
    if before is None:
        return found.filter(~Exists(about))
    later = Decision.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
    passed = about.filter(~Exists(later), outcome=Outcome.ACCEPTED.value)
    # Steps that the chain does not have count as the first: see ``Chain.after``.
    others = [one.code for one in chain.steps if one != chain.first]
    passed = passed.exclude(step__in=others) if before == chain.first else passed.filter(step=before.code)
    return found.filter(Exists(passed))
