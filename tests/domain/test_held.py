"""A decision may be taken back for ten seconds; then it is carried out, once, or its maker learns why not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kheo.capture.submissions.models import Submission
from kheo.facts.ledger.queries import standing
from kheo.flow.carry_out import carry_out
from kheo.flow.decide_report import accept_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import add_user, set_active
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused, refusal_from_json
from kheo.verify.decisions.actions import TO_TAKE_BACK, forget, hold_decision, take_back
from kheo.verify.decisions.models import Decision, Held
from kheo.verify.decisions.queries import held_by
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

LATER = NOW + TO_TAKE_BACK


@pytest.fixture
def report(device: Device) -> Submission:
    arrives(device, filled())
    for name in ("minh", "thu"):
        add_user(username=name, password="a-long-password-1", role=Role.VERIFIER, by="test", now=NOW)
    return Submission.objects.get()


def hold(report: Submission, by: str = "minh", **more: Any) -> Held:
    return hold_decision(
        submission=report,
        by=by,
        now=NOW,
        **{"outcome": Outcome.ACCEPTED, "seen": "review", **more},
    )


def code_of(act: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(**more)
    return caught.value.code


def test_nothing_comes_of_it_until_its_time_is_over(report: Submission) -> None:
    hold(report)
    assert carry_out(now=LATER - dt.timedelta(seconds=1)) == 0
    assert (Decision.objects.count(), len(standing())) == (0, 0)
    assert carry_out(now=LATER) == 1
    assert (Decision.objects.get().by, len(standing()), Held.objects.count()) == ("minh", 1, 0)
    assert carry_out(now=LATER) == 0


def test_taken_back_it_leaves_the_report_as_it_was_and_a_line_in_the_audit(report: Submission) -> None:
    hold(report)
    take_back(submission=report, by="minh", now=NOW)
    assert carry_out(now=LATER) == 0
    assert (Decision.objects.count(), Held.objects.count()) == (0, 0)
    assert AuditRow.objects.get(act="decision.taken_back").detail == {"outcome": "accepted"}
    hold(report, by="thu")


def test_only_its_maker_takes_it_back_and_only_in_time(report: Submission) -> None:
    hold(report)
    assert code_of(take_back, submission=report, by="thu", now=NOW) == "verify.too_late"
    carry_out(now=LATER)
    assert code_of(take_back, submission=report, by="minh", now=LATER) == "verify.too_late"


def test_of_two_who_decide_at_once_one_wins_and_the_other_learns_who(report: Submission) -> None:
    hold(report)
    with pytest.raises(Refused) as caught:
        hold(report, by="thu", outcome=Outcome.REJECTED, reason="x")
    assert (caught.value.code, caught.value.particulars["by"]) == ("verify.decided_meanwhile", "minh")
    assert code_of(hold, report=report) == "verify.you_decided"


def test_what_would_be_refused_later_is_refused_at_once(report: Submission) -> None:
    assert code_of(hold, report=report, outcome=Outcome.RETURNED, reason=" ") == "verify.reason_needed"
    assert (
        code_of(hold, report=report, outcome=Outcome.RETURNED, reason="x", field="roof")
        == "verify.no_such_question"
    )
    assert code_of(hold, report=report, by="lan") == "verify.own_report"
    assert code_of(hold, report=report, seen="agency") == "verify.moved"


def test_returned_with_the_reason_at_the_question(report: Submission) -> None:
    hold(report, outcome=Outcome.RETURNED, reason=" Which houses? ", field="houses")
    carry_out(now=LATER)
    [decision] = Decision.objects.all()
    assert (decision.outcome, decision.reason, decision.field) == ("returned", "Which houses?", "houses")


def test_what_became_impossible_is_told_to_its_maker_and_nothing_else_is_done(report: Submission) -> None:
    hold(report)
    withdraw_report(submission=report, reason="Wrong day", by="lan", now=NOW)
    carry_out(now=LATER)
    [held] = held_by("minh")
    assert refusal_from_json(held.refused).code == "verify.withdrawn_report"
    assert (Decision.objects.count(), carry_out(now=LATER)) == (0, 0)
    forget(submission=report, by="minh", now=LATER)
    assert not held_by("minh").exists()


def test_somebody_who_decided_on_another_way_meanwhile_is_named(report: Submission) -> None:
    hold(report)
    accept_report(submission=report, by="thu", now=NOW)
    carry_out(now=LATER)
    refused = refusal_from_json(held_by("minh").get().refused)
    assert (refused.code, refused.particulars["by"]) == ("verify.decided_meanwhile", "thu")
    assert refused.particulars["said"].code == "verify.accepted_it"


def test_nothing_is_carried_out_for_an_account_that_was_shut(report: Submission) -> None:
    hold(report)
    set_active(user=User.objects.get(username="minh"), active=False, by="test", now=NOW)
    carry_out(now=LATER)
    assert (Decision.objects.count(), len(standing())) == (0, 0)


def test_one_that_fails_does_not_hold_up_the_others(
    report: Submission, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = arrives(device, filled("uuid:2")).submission
    hold(report)
    hold(other)
    carried = accept_report

    def fails_once(*, submission: Submission, **more: Any) -> object:
        if submission == report:
            raise ValueError("a slip of ours")
        return carried(submission=submission, **more)

    monkeypatch.setattr("kheo.flow.carry_out.accept_report", fails_once)
    with pytest.raises(ExceptionGroup):
        carry_out(now=LATER)
    assert (Decision.objects.get().record.submission, Held.objects.get().submission) == (other, report)
    monkeypatch.undo()
    carry_out(now=LATER)
    assert (Decision.objects.count(), Held.objects.count()) == (2, 0)
