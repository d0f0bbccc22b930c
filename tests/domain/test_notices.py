"""Somebody is told in the transaction of the act, once, and by mail what they want and may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from kheo.capture.submissions.models import Submission
from kheo.flow.carry_out import carry_out
from kheo.flow.correct_report import correct_report
from kheo.flow.settle_rival import let_rival_stand, set_rival_aside
from kheo.ground.accounts.actions import (
    add_device,
    device_for_files,
    give_role,
    set_active,
    set_password,
    take_role,
)
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.notices.actions import Told, set_wishes, tell, tell_all
from kheo.ground.notices.models import Mail, Notice
from kheo.ground.notices.states import Kind, MailState
from kheo.kit.refusals import Refused
from kheo.verify.decisions.actions import TO_TAKE_BACK, hold_decision, take_back
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.phones import arrives
from tests.told import DAY, SOON, person, post_at, reach, returned, told_to

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture(autouse=True)
def mailing(settings: Any) -> None:
    settings.MAIL, settings.ADDRESS = True, "https://kheo.example.org"


@pytest.fixture
def report(device: Device) -> Submission:
    person("minh")
    return arrives(device, filled()).submission


@pytest.fixture
def lan(report: Submission) -> User:
    """Who sent it; nothing of the making of her phone is left to tell."""
    Notice.objects.all().delete()
    assert report.device
    return reach(report.device.user)


def test_whoever_sent_it_is_told_by_codes_and_not_by_words(lan: User, report: Submission) -> None:
    returned(report)
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.by, notice.read_at) == (lan, "report.returned", "minh", None)
    assert notice.detail == {
        "report": report.pk,
        "form": "relief",
        "programme": "",
        "place": "",
        "day": "2025-07-01",
        "reason": "The day is wrong.",
    }


def test_an_act_that_is_given_up_tells_nobody(lan: User, report: Submission) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        returned(report)
        assert told_to(lan) == ["report.returned"]
        raise ZeroDivisionError
    assert told_to(lan) == []
    with pytest.raises(Refused):
        returned(report, reason=" ")
    assert told_to(lan) == []


def test_a_decision_that_is_held_tells_when_it_is_carried_out_and_never_when_it_is_taken_back(
    lan: User, report: Submission
) -> None:
    held: dict[str, Any] = {
        "submission": report,
        "outcome": Outcome.REJECTED,
        "reason": "Twice.",
        "seen": "review",
    }
    hold_decision(**held, by="minh", now=DAY)
    take_back(submission=report, by="minh", now=DAY)
    carry_out(now=DAY + TO_TAKE_BACK)
    assert told_to(lan) == []
    hold_decision(**held, by="minh", now=DAY)
    assert told_to(lan) == []
    carry_out(now=DAY + TO_TAKE_BACK)
    assert told_to(lan) == ["report.rejected"]


def test_a_correction_at_the_desk_is_told_and_its_maker_is_not(lan: User, report: Submission) -> None:
    what: dict[str, Any] = {"field": "houses", "turn": 0, "value": "3", "reason": "By telephone."}
    correct_report(submission=report, **what, by="minh", now=DAY)
    assert told_to(lan) == ["report.corrected"]
    returned(Submission.objects.latest("pk"), by=person("thu").username)
    # Both had a hand in the corrected version.
    assert told_to(lan) == ["report.corrected", "report.returned"]
    assert told_to(User.objects.get(username="minh")) == ["report.returned"]
    assert told_to(User.objects.get(username="thu")) == []


@pytest.mark.parametrize(
    ("settle", "kind"), [(set_rival_aside, "rival.set_aside"), (let_rival_stand, "rival.taken")]
)
def test_the_end_of_a_contradiction_is_told(lan: User, report: Submission, settle: Any, kind: str) -> None:
    assert report.device
    arrives(report.device, filled(inside="<done>2025-07-01</done><houses>9</houses>"))
    settle(rival=report.rivals.get(), reason="By the paper.", by="minh", now=DAY)
    assert told_to(lan) == [kind]


def test_a_change_to_the_safety_of_an_account_is_told_to_its_owner(lan: User) -> None:
    device_for_files(user=lan, by="lan", now=DAY)  # no door that anybody could use
    add_device(user=lan, label="second", by="lan", now=DAY)
    grant = give_role(user=lan, role=Role.ANALYST, by="boss", now=DAY)
    take_role(grant=grant, by="boss", now=DAY)
    take_role(grant=grant, by="boss", now=SOON)
    set_password(user=lan, password="another quiet river", by="boss", now=DAY)
    assert told_to(lan) == [
        "account.device_added",
        "account.role_given",
        "account.role_taken",
        "account.password_set",
    ]
    with pytest.raises(Refused):
        set_password(user=lan, password="short", by="boss", now=DAY)
    assert len(told_to(lan)) == 4


def test_an_account_begins_with_nothing_told(report: Submission) -> None:
    assert told_to(User.objects.get(username="minh")) == []


def test_nobody_is_told_the_same_twice(lan: User) -> None:
    found = [Told(lan.pk, Kind.DUE, "a"), Told(lan.pk, Kind.DUE, "a"), Told(lan.pk, Kind.DUE, "b")]
    assert tell_all(found=found, by="kheo", now=DAY) == 2
    assert tell_all(found=[*found, Told(lan.pk, Kind.OVERDUE, "a")], by="kheo", now=SOON) == 1
    assert Notice.objects.count() == 3


def test_what_follows_within_minutes_comes_in_one_mail_in_the_readers_language(
    lan: User, report: Submission, device: Device
) -> None:
    second = arrives(device, filled("uuid:2")).submission
    returned(report)
    returned(second, "Không có ảnh.", now=DAY + dt.timedelta(minutes=5))
    reach(lan, language="vi")
    assert post_at(DAY + dt.timedelta(minutes=5)).sent == 0
    assert post_at(SOON).sent == 1
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["lan@example.org"], "Kheo: 2 báo cáo của bạn bị trả lại")
    assert f"Báo cáo số {report.pk} (Relief, 1/7/2025) được trả lại cho bạn: “The day is wrong.”" in sent.body
    assert "“Không có ảnh.”" in sent.body
    assert "https://kheo.example.org/r/" in sent.body
    assert "houses" not in sent.body
    assert sent.message().get_content_type() == "text/plain"
    assert sent.message()["Message-ID"] == Mail.objects.get().message_id


def test_a_second_mail_about_one_topic_waits_for_the_next_day(
    lan: User, report: Submission, device: Device
) -> None:
    returned(report)
    post_at(SOON)
    returned(arrives(device, filled("uuid:2")).submission, now=SOON)
    for hours in (1, 6, 15):  # the last is one in the night
        assert post_at(SOON + dt.timedelta(hours=hours)).sent == 0
    assert post_at(DAY + dt.timedelta(days=1)).sent == 1
    assert [one.subject for one in mail.outbox] == ["Kheo: 1 report came back to you"] * 2


def test_what_is_about_the_account_comes_at_once_and_each_time(lan: User) -> None:
    night = DAY + dt.timedelta(hours=15)
    for minute in (0, 1):
        set_password(
            user=lan, password="another quiet river", by="boss", now=night + dt.timedelta(minutes=minute)
        )
        assert post_at(night + dt.timedelta(minutes=minute)).sent == 1
    set_wishes(person=lan.pk, topics=[], by="lan", now=DAY)
    add_device(user=lan, label="third", by="lan", now=DAY)
    assert post_at(night).sent == 1
    assert "“third”" in mail.outbox[-1].body
    assert "tell your administrator now" in mail.outbox[-1].body


def test_a_topic_that_nobody_wants_stays_in_the_app(lan: User, report: Submission) -> None:
    set_wishes(person=lan.pk, topics=["due"], by="lan", now=DAY)
    returned(report)
    assert post_at(SOON).sent == 0
    set_wishes(person=lan.pk, topics=["returned"], by="lan", now=SOON)
    assert post_at(DAY + dt.timedelta(days=1)).sent == 0  # what was settled is not dug out again
    assert (Notice.objects.get().settled, Mail.objects.count()) == (True, 0)


@pytest.mark.parametrize("what", ["address", "shut", "server"])
def test_without_an_address_an_account_or_a_server_there_is_no_mail(
    lan: User, report: Submission, settings: Any, what: str
) -> None:
    returned(report)
    if what == "address":
        reach(lan, email="")
    elif what == "shut":
        set_active(user=lan, active=False, by="boss", now=DAY)
    else:
        settings.MAIL = False
    assert post_at(SOON).sent == 0
    assert mail.outbox == []
    settings.MAIL = True
    assert post_at(SOON + dt.timedelta(days=1)).sent == 0


def test_what_a_person_may_not_see_any_more_when_it_is_sent_is_not_sent(
    lan: User, report: Submission
) -> None:
    """Their account was shut, or their role taken, after the mail was made and before it could leave."""
    from kheo.ground.notices.actions import gather

    for deprive in ("role", "account"):
        Notice.objects.all().delete()
        Mail.objects.all().delete()
        second = report if deprive == "role" else Submission.objects.latest("pk")
        tell(person=lan.pk, kind=Kind.RETURNED, key=deprive, by="minh", now=DAY,
             report=second.pk, form="relief", programme="", place="", day="", reason="A secret.")  # fmt: skip
        assert gather(host="kheo.example.org", mailing=True, by="kheo", now=SOON) == 1
        if deprive == "role":
            take_role(grant=lan.grants.get(), by="boss", now=SOON)
            Notice.objects.filter(kind="account.role_taken").delete()
        else:
            set_active(user=lan, active=False, by="boss", now=SOON)
        done = post_at(SOON)
        assert (done.sent, done.dropped) == (0, 1)
        assert Mail.objects.get().state == MailState.NOTHING_LEFT
    assert mail.outbox == []


def test_what_was_mended_before_the_mail_left_needs_none(
    lan: User, report: Submission, device: Device
) -> None:
    returned(report)
    arrives(device, filled("uuid:mended", replaces="uuid:1"))
    assert (post_at(SOON).dropped, mail.outbox) == (1, [])
