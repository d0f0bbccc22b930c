"""A link for a new password: who made it is told to everybody whom it concerns, and has a hand in what comes after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from kheo.capture.submissions.models import Submission
from kheo.flow.decide_report import accept_report
from kheo.ground.accounts.actions import add_user, give_role, invite
from kheo.ground.accounts.models import Device, Invitation, User
from kheo.ground.accounts.queries import scope_of
from kheo.ground.accounts.states import Act, Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.notices.models import Notice
from kheo.kit.refusals import Refused
from kheo.verify.decisions.actions import hold_decision
from kheo.verify.decisions.queries import for_me
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.people import PASSWORD, browser_of
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

CHOSEN = "four words nobody guesses"


@pytest.fixture
def maker(device: Device) -> User:
    return add_user(
        username="maker", password=PASSWORD, full_name="Lê Thu", role=Role.COORDINATOR, by="test", now=NOW
    )


def renew(person: User, maker: User) -> None:
    link = invite(user=person, by=maker.username, now=timezone.now())
    chosen = {"password": CHOSEN, "again": CHOSEN}
    assert Client().post(f"/invitation/{link}", chosen).status_code == 302
    person.refresh_from_db()


def acts(person: User) -> list[str]:
    rows = AuditRow.objects.filter(subject=f"user:{person.pk}").order_by("pk")
    return [row.act for row in rows if row.act != "user.signed_in"]


def test_the_record_tells_a_link_from_an_invitation_and_who_made_it(
    client: Client, device: Device, maker: User
) -> None:
    told = {"username": "new", "name": "Mới", "role": "reporter", "unit": "army"}
    client.post("/manage/people/invite", told, follow=True)
    new = User.objects.get(username="new")
    renew(new, maker)  # the first password: by another's invitation than the first
    assert acts(new) == ["user.added", "role.given", "user.invited", "user.invited", "user.joined"]
    renew(new, maker)
    assert acts(new)[-2:] == ["user.link_made", "user.link_used"]
    made = AuditRow.objects.filter(act="user.link_used").get()
    assert (made.actor, made.detail) == ("new", {"made_by": "maker"})
    kinds = list(Notice.objects.filter(person=new).values_list("kind", flat=True).order_by("pk"))
    assert kinds == ["account.link_made", "account.link_used"]
    seen = plain(text_of(browser_of(new).get("/me/told?lang=en")))
    assert "by the link that maker made" in seen


def test_what_is_sent_after_it_is_not_for_its_maker(device: Device, maker: User) -> None:
    renew(device.user, maker)
    device.refresh_from_db()
    arrives(device, filled("uuid:1", "<done>2025-07-02</done><houses>2</houses>"))
    report = Submission.objects.get(instance="uuid:1")

    def used(days: int) -> bool:
        """Whether it waits for the maker, had the link been used so many days before it came."""
        Invitation.objects.update(used_at=report.received_at - dt.timedelta(days=days))
        return for_me(["relief"], scope_of(maker, Act.DECIDE), "maker").exists()

    assert used(-1) and used(91) and not used(89) and not used(1)
    doors: list[Callable[[], object]] = [
        lambda: accept_report(submission=report, by="maker", now=NOW),
        lambda: hold_decision(
            submission=report, outcome=Outcome.REJECTED, reason="x", seen="review", by="maker", now=NOW
        ),
    ]
    for door in doors:
        with pytest.raises(Refused) as caught:
            door()
        assert caught.value.code == "verify.made_their_link"
    assert "link that you made" in text_of(browser_of(maker).get(f"/p/test/reports/{report.pk}?lang=en"))
    assert used(91)
    accept_report(submission=report, by="maker", now=NOW)


def test_whoever_only_invited_decides(device: Device, maker: User) -> None:
    new = User.objects.create(username="new", organisation=device.user.organisation)
    new.set_unusable_password()
    new.save()
    give_role(user=new, role=Role.REPORTER, by="test", now=NOW)
    renew(new, maker)
    Device.objects.filter(pk=device.pk).update(user=new)
    device.refresh_from_db()
    arrives(device, filled("uuid:new", "<done>2025-07-02</done><houses>2</houses>"))
    accept_report(submission=Submission.objects.get(instance="uuid:new"), by="maker", now=NOW)


def test_a_link_opens_once_and_none_that_was_made_before_it_either(device: Device, maker: User) -> None:
    first, second = (invite(user=device.user, by="maker", now=timezone.now()) for _ in range(2))
    chosen = {"password": CHOSEN, "again": CHOSEN}
    assert Client().post(f"/invitation/{second}", chosen).status_code == 302
    for link in (first, second, f"999{second}"):
        assert Client().post(f"/invitation/{link}", chosen).status_code == 404
