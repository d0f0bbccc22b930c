"""What has been decided, and what still waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from kheo.capture.submissions.models import Record, Rival, Submission
from kheo.capture.submissions.queries import hands_in, is_withdrawn, newest_reports, replaced_by, senders_of
from kheo.kit.refusals import Refused
from kheo.plan.programmes.queries import chains_of
from kheo.verify.decisions import rules
from kheo.verify.decisions.models import Decision, RivalDecision
from kheo.verify.decisions.states import Outcome

FEW = 2_000


def standing(record: Record) -> Decision | None:
    """The decision that stands: the latest."""
    return Decision.objects.filter(record=record).order_by("-pk").first()


def last_about(submission: Submission) -> Decision | None:
    """The newest decision about any record of a report."""
    return Decision.objects.filter(record__submission=submission).order_by("-pk").first()


def waiting(submission: Submission) -> QuerySet[Record]:
    """The submission's records about which nothing was decided yet, in their order."""
    decided = Decision.objects.filter(record=OuterRef("pk"))
    if replaced_by(submission.instance) or is_withdrawn(submission):
        # Its sender sent another in its place, or took it back: there is nothing left to decide.
        return Record.objects.none()
    return Record.objects.filter(~Exists(decided), submission=submission).order_by("pk")


def newest_of(submission: Submission) -> Decision | None:
    """The decision that stands about a report: the newest about any of its records, what goes back before what is taken."""
    return _foremost(Decision.objects.filter(record__submission=submission).order_by("pk"))


def outcomes_of(submissions: Sequence[int] | QuerySet[Any]) -> dict[int, str]:
    """Report → the outcome that ``newest_of`` finds, for those about which something was decided. For short
    reports; a query of many is asked as one."""
    told: defaultdict[int, list[Decision]] = defaultdict(list)
    decisions = Decision.objects.filter(record__submission__in=submissions).order_by("pk")
    for decision in decisions.annotate(report=F("record__submission")):
        told[decision.report].append(decision)
    return {report: found.outcome for report, some in told.items() if (found := _foremost(some))}


def _foremost(decisions: Iterable[Decision]) -> Decision | None:
    standing = {decision.record_id: decision for decision in decisions}
    return min(
        standing.values(), key=lambda one: (one.outcome == Outcome.ACCEPTED.value, -one.pk), default=None
    )


def is_accepted(submission: Submission) -> bool:
    """Whether any record of a submission is accepted."""
    return accepted(Record.objects.filter(submission=submission)).exists()


def outcomes(records: list[int]) -> dict[int, Outcome]:
    """record → the outcome that stands, for those about which something was decided."""
    found = Decision.objects.filter(record__in=records).order_by("pk").values_list("record_id", "outcome")
    return {record: Outcome(outcome) for record, outcome in found}


def accepted_among(records: Sequence[int]) -> set[int]:
    """Those of ``records``, rising, whose decision that stands is an acceptance. Short enough for one query."""
    decisions = Decision.objects.filter(record__in=records)
    if len(records) > FEW:
        # The records of one submission stand close together, so that a range holds little else.
        decisions = Decision.objects.filter(record__gte=records[0], record__lte=records[-1])
    standing = dict(decisions.order_by("pk").values_list("record_id", "outcome"))
    return {record for record in records if standing.get(record) == Outcome.ACCEPTED.value}


def verified_among(records: Iterable[Record]) -> set[int]:
    """Those of ``records``, by number, that passed the step of their chain that makes what they say verified, and whose
    decision that stands is an acceptance."""
    found: set[int] = set()
    by_form: defaultdict[str, list[int]] = defaultdict(list)
    every = sorted(one.pk for one in records)
    for at in range(0, len(every), FEW):
        rows = Record.objects.filter(pk__in=every[at : at + FEW]).values_list("pk", "form__code")
        for pk, form in rows:
            by_form[form].append(pk)
    for form, chain in chains_of(by_form).items():
        steps = [step.code for step in chain.steps if step.verifies]
        for at in range(0, len(by_form[form]), FEW):
            some = by_form[form][at : at + FEW]
            taken = Decision.objects.filter(record__in=some, step__in=steps, outcome=Outcome.ACCEPTED.value)
            found |= set(taken.values_list("record_id", flat=True)) & accepted_among(sorted(some))
    return found


def accepted(records: QuerySet[Record]) -> QuerySet[Record]:
    """Those of ``records`` whose decision that stands is an acceptance."""
    newest = Decision.objects.filter(record=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
    return records.annotate(standing=Subquery(newest)).filter(standing=Outcome.ACCEPTED.value)


def returned(forms: Sequence[str]) -> list[int]:
    """The reports that somebody returned and whose senders did not mend them yet, newest first."""
    decisions = Decision.objects.filter(record__submission=OuterRef("pk")).order_by("-pk")
    found = newest_reports(forms).annotate(standing=Subquery(decisions.values("outcome")[:1]))
    return list(found.filter(standing=Outcome.RETURNED.value).values_list("pk", flat=True))


def rivals(forms: Sequence[str]) -> QuerySet[Rival]:
    """The rivals about which nobody decided yet, newest first."""
    decided = RivalDecision.objects.filter(rival=OuterRef("pk"))
    found = Rival.objects.filter(submission__form_version__form__code__in=forms)
    return found.filter(~Exists(decided)).order_by("-pk")


def decision_about(rival: Rival) -> RivalDecision | None:
    """What was done about a rival."""
    return RivalDecision.objects.select_related("taken").filter(rival=rival).first()


def rivals_of(submission: Submission) -> list[tuple[Rival, RivalDecision | None]]:
    """What contradicts a submission, the oldest first, each with what was done about it."""
    found = list(Rival.objects.filter(submission=submission).order_by("pk"))
    done = {one.rival_id: one for one in RivalDecision.objects.filter(rival__in=found)}
    return [(one, done.get(one.pk)) for one in found]


def senders_of_rival(rival: Rival) -> set[str]:
    """The names of all who had a hand in sending it, or what it contradicts."""
    own = {rival.device.user.get_username()} if rival.device else set()
    return {rival.sender, *own, *hands_in(rival.submission)}


def check_hands(submission: Submission, by: str) -> None:
    """Refuses one's own report, and that of somebody in whose name one could have sent it."""
    rules.check_not_own(senders_of(submission), by, hands=hands_in(submission))


def check_may_decide(submission: Submission, by: str) -> None:
    """Refuses what ``check_hands`` refuses, and a report that has no say any more."""
    check_hands(submission, by)
    newer = replaced_by(submission.instance) if submission.instance else None
    rules.check_open(newer.pk if newer else None, is_withdrawn(submission))
    if not submission.rows_recorded:
        raise Refused("verify.no_record")


def check_rival(rival: Rival, reason: str, by: str) -> None:
    """Refuses a missing reason, a rival that was decided about, and one's own report."""
    rules.check_rival(reason, decision_about(rival) is not None)
    rules.check_not_own(senders_of_rival(rival), by)
