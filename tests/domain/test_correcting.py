"""An answer is corrected at the desk: a visible next version with author and reason, accepted by somebody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kheo.capture.submissions.models import Correction, Submission
from kheo.capture.submissions.queries import bytes_of, first_came
from kheo.facts.ledger.queries import standing
from kheo.flow.correct_report import correct_report
from kheo.flow.decide_report import accept_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from tests.filled import filled
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

SENT = "<done>2025-07-01</done><houses>14</houses><item><given>3</given></item><item><given>4</given></item>"


@pytest.fixture
def report(device: Device) -> Submission:
    """Accepted by thu: fourteen houses count."""
    for name in ("minh", "thu"):
        add_user(username=name, password="a-long-password-1", role=Role.VERIFIER, by="test", now=NOW)
    arrives(device, filled(inside=SENT))
    found = Submission.objects.get()
    accept_report(submission=found, by="thu", now=NOW)
    return found


def correct(report: Submission, **more: Any) -> Correction:
    given: dict[str, Any] = {
        "field": "houses",
        "turn": 0,
        "value": "4",
        "reason": "14 was a slip",
        "by": "minh",
    }
    return correct_report(submission=report, now=NOW, **{**given, **more})


def code_of(report: Submission, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        correct(report, **more)
    return caught.value.code


def counted(field: str = "houses") -> list[Any]:
    return [
        one.record.values[field] for one in standing().order_by("record__line") if field in one.record.values
    ]


def test_what_was_accepted_stands_until_somebody_else_accepts_the_correction(report: Submission) -> None:
    before = bytes_of(report).read_bytes()
    done = correct(report)
    assert counted() == [14]
    with pytest.raises(Refused) as own:
        accept_report(submission=done.submission, by="minh", now=NOW)
    assert own.value.code == "verify.own_report"
    accept_report(submission=done.submission, by="thu", now=NOW)
    assert (counted(), counted("given")) == ([4], [3, 4])
    assert bytes_of(report).read_bytes() == before


def test_who_what_and_why_stay_with_the_version_and_in_the_audit(report: Submission) -> None:
    done = correct(report)
    assert (done.before, done.after, done.reason, done.by) == ("14", "4", "14 was a slip", "minh")
    assert (done.submission.sender, done.submission.replaces, done.submission.device) == (
        "minh",
        "uuid:1",
        report.device,
    )
    assert AuditRow.objects.get(act="submission.corrected").detail["old"] == report.pk


def test_one_repetition_is_corrected_and_the_others_stay(report: Submission) -> None:
    done = correct(report, field="given", turn=2, value="9")
    accept_report(submission=done.submission, by="thu", now=NOW)
    assert (counted("given"), counted()) == ([3, 9], [14])
    assert code_of(done.submission, field="given", turn=3) == "capture.no_such_repetition"


def test_an_answer_that_was_not_given_is_given(report: Submission) -> None:
    done = correct(report, field="households", value="20")
    accept_report(submission=done.submission, by="thu", now=NOW)
    assert counted("households") == [20]


def test_the_form_s_rules_hold_and_nothing_is_kept_of_what_breaks_them(report: Submission) -> None:
    code_of(report, value="-4")
    assert code_of(report, value="many") != ""
    assert (Submission.objects.count(), Correction.objects.count(), counted()) == (1, 0, [14])


def test_what_cannot_be_corrected_says_why(report: Submission) -> None:
    assert code_of(report, reason=" ") == "capture.correction_reason"
    assert code_of(report, value="14") == "capture.correction_same"
    assert code_of(report, field="roof") == "verify.no_such_question"
    assert code_of(report, field="photo") == "capture.not_corrected"
    assert code_of(report, by="lan") == "verify.not_your_step"
    assert code_of(report, by="nobody") == "verify.not_your_step"
    done = correct(report)
    assert code_of(report, value="5") == "capture.correct_newest"
    withdraw_report(submission=done.submission, reason="x", by="lan", now=NOW)
    assert code_of(done.submission, value="6") == "capture.correct_newest"


@pytest.mark.parametrize("value", ["</houses><x/>", "4 & 5", "<![CDATA[4]]>", "\x0b", "&lt;"])
def test_what_is_typed_is_never_read_as_more_than_an_answer(report: Submission, value: str) -> None:
    """The question is a text: whatever is typed stands there, or is refused, and no other answer moves."""
    try:
        done = correct(report, field="where", value=value)
    except Refused:
        assert Submission.objects.count() == 1
    else:
        accept_report(submission=done.submission, by="thu", now=NOW)
    assert counted() == [14]


def test_what_a_desk_corrects_comes_no_later_than_what_was_sent(report: Submission) -> None:
    first = report.received_at
    later = first + dt.timedelta(days=300)
    once = correct_report(
        submission=report, field="houses", turn=0, value="4", reason="a slip", by="minh", now=later
    ).submission
    twice = correct_report(
        submission=once, field="houses", turn=0, value="5", reason="a slip", by="minh", now=later
    ).submission
    assert twice.received_at == later
    assert first_came(Submission.objects.all()) == {once.pk: first, twice.pk: first}
    with CaptureQueriesContext(connection) as asked:
        first_came(Submission.objects.all())
    assert len(asked) == 3  # one for the reports, one for each version before
