"""A report passes the steps of its programme's chain, each taken by another person who sits over it; what counts, and
as what, follows from them."""

from __future__ import annotations

from typing import Any

import pytest

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import submission_with
from kheo.facts.ledger.models import Grading
from kheo.facts.ledger.queries import standing
from kheo.facts.ledger.states import Grade
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.ground.accounts.actions import add_user, set_active
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Calendar, Pack, Programme
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import for_me, turn_of
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

CHAIN = [
    {"code": "superior", "by": "superior", "verifies": False, "title": {"en": "Superior"}},
    {"code": "agency", "by": "agency", "verifies": True, "title": {"en": "Agency"}},
    {"code": "secretariat", "by": "programme", "verifies": False, "title": {"en": "Secretariat"}},
]
DAY = "<done>2025-07-01</done>"


def person(name: str, ref: str = "") -> User:
    own = Organisation.objects.get(ref=ref).pk if ref else None
    return add_user(
        username=name,
        password="a-long-password-1",
        role=Role.VERIFIER,
        organisation=own,
        by="test",
        now=NOW,
    )


@pytest.fixture
def report(device: Device) -> Submission:
    """Of a unit of the army's, in a programme whose chain has three steps."""
    calendar = Calendar.objects.create(code="plain", title={}, regimes=[])
    pack = Pack.objects.create(code="p", digest="", loaded_at=NOW)
    Programme.objects.create(
        code="p", pack=pack, calendar=calendar, valid_from=NOW.date(), verification=CHAIN
    )
    arrives(device, filled())
    for name, ref in (("of-army", "army"), ("also-army", "army"), ("centre", ""), ("second", "")):
        person(name, ref)
    return Submission.objects.get()


def code_of(act: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(now=NOW, **more)
    return caught.value.code


def grades() -> list[int]:
    return list(Grading.objects.order_by("pk").values_list("grade", flat=True))


def test_it_counts_from_the_first_step_and_is_verified_after_the_one_that_verifies(
    report: Submission,
) -> None:
    assert turn_of(report).code == "superior"
    accept_report(submission=report, by="of-army", now=NOW)
    assert (len(standing()), grades(), turn_of(report).code) == (1, [], "agency")
    accept_report(submission=report, by="also-army", now=NOW)
    assert (grades(), turn_of(report).code) == ([Grade.VERIFIED], "secretariat")
    accept_report(submission=report, by="centre", now=NOW)
    assert (grades(), turn_of(report).step) == ([Grade.VERIFIED], None)
    assert [(one.step, one.by) for one in Decision.objects.all()] == [
        ("superior", "of-army"),
        ("agency", "also-army"),
        ("secretariat", "centre"),
    ]
    assert code_of(accept_report, submission=report, by="second") == "verify.nothing_left"


def test_each_step_is_another_persons(report: Submission) -> None:
    accept_report(submission=report, by="centre", now=NOW)
    assert code_of(accept_report, submission=report, by="centre") == "verify.took_a_step"
    accept_report(submission=report, by="second", now=NOW)


def test_nobody_takes_a_step_that_is_not_theirs_to_take(report: Submission) -> None:
    assert code_of(accept_report, submission=report, by="lan") == "verify.own_report"
    assert code_of(accept_report, submission=report, by="nobody-known") == "verify.step_of_superior"
    for name in ("of-army", "also-army"):
        accept_report(submission=report, by=name, now=NOW)
    third = person("third-army", "army")
    assert code_of(accept_report, submission=report, by=third.username) == "verify.step_of_programme"
    back = {"outcome": Outcome.RETURNED, "reason": "x", "field": ""}
    assert (
        code_of(send_back_report, submission=report, by=third.username, **back) == "verify.step_of_programme"
    )


def test_an_account_that_is_shut_decides_nothing(report: Submission) -> None:
    user = User.objects.get(username="centre")
    set_active(user=user, active=False, by="test", now=NOW)
    assert code_of(accept_report, submission=report, by="centre") == "verify.step_of_superior"


def test_whoever_decided_in_the_meantime_is_named(report: Submission) -> None:
    accept_report(submission=report, seen="superior", by="of-army", now=NOW)
    with pytest.raises(Refused) as caught:
        accept_report(submission=report, seen="superior", by="also-army", now=NOW)
    assert (caught.value.code, caught.value.particulars["by"]) == ("verify.decided_meanwhile", "of-army")
    assert caught.value.particulars["said"].code == "verify.accepted_it"


def test_returned_at_any_step_it_stops_counting_and_its_mended_version_begins_anew(
    report: Submission, device: Device
) -> None:
    accept_report(submission=report, by="of-army", now=NOW)
    accept_report(submission=report, by="also-army", now=NOW)
    back = {"outcome": Outcome.RETURNED, "reason": "Which houses?", "field": "houses"}
    send_back_report(submission=report, by="centre", now=NOW, **back)
    assert (len(standing()), turn_of(report).step) == (0, None)
    arrives(device, filled("uuid:2", f"{DAY}<houses>3</houses>", replaces="uuid:1"))
    mended = submission_with("uuid:2")
    assert mended and turn_of(mended).code == "superior"
    accept_report(submission=mended, by="also-army", now=NOW)
    assert [fact.record.values["houses"] for fact in standing()] == [3]


def test_a_correction_of_what_was_verified_opens_the_later_steps_again(
    report: Submission, device: Device
) -> None:
    """Until somebody accepts the correction, what was verified stands; then the correction does, as reported."""
    accept_report(submission=report, by="of-army", now=NOW)
    accept_report(submission=report, by="also-army", now=NOW)
    arrives(device, filled("uuid:2", f"{DAY}<houses>1</houses>", replaces="uuid:1"))
    [fact] = standing()
    assert fact.record.submission == report
    corrected = submission_with("uuid:2")
    assert corrected
    accept_report(submission=corrected, by="of-army", now=NOW)
    [fact] = standing()
    assert (fact.record.values["houses"], fact.gradings.count()) == (1, 0)
    assert turn_of(corrected).code == "agency"


def test_the_queue_holds_for_each_what_they_may_decide_now(report: Submission) -> None:
    def waits(name: str) -> bool:
        from kheo.ground.accounts.queries import scope_of
        from kheo.ground.accounts.states import Act

        user = User.objects.get(username=name)
        return for_me(["relief"], scope_of(user, Act.DECIDE), name).exists()

    everybody = ("of-army", "also-army", "centre", "second")
    assert [waits(name) for name in everybody] == [True, True, True, True]
    assert not waits("lan")
    accept_report(submission=report, by="of-army", now=NOW)
    assert [waits(name) for name in everybody] == [False, True, True, True]
    accept_report(submission=report, by="also-army", now=NOW)
    assert [waits(name) for name in everybody] == [False, False, True, True]
    accept_report(submission=report, by="centre", now=NOW)
    assert [waits(name) for name in everybody] == [False, False, False, False]
