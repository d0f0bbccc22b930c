"""Told to you: day by day, in the reader's language, with a count that goes down; and what comes by mail."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kheo.capture.submissions.models import Submission
from kheo.ground.accounts.actions import add_device, give_role, renew_key, take_role
from kheo.ground.accounts.models import Device, Grant, User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.notices.models import Mail, Notice, Wish
from kheo.ground.organisations.models import Organisation
from kheo.plan.programmes.models import Programme
from kheo.verify.decisions.states import Outcome
from kheo.web.notices.daily import go_round
from kheo.web.reporter.state import state_of
from tests.filled import filled
from tests.people import browser_of, somebody
from tests.phones import arrives
from tests.told import DAY, SOON, person, post_at, returned
from tests.web.conftest import text_of


@pytest.fixture
def hoa(device: Device) -> User:
    """A reporter, of whom nothing was told yet."""
    Notice.objects.all().delete()
    Grant.objects.update(first_day=dt.date(2025, 1, 1))
    return device.user


@pytest.fixture
def report(hoa: User, device: Device) -> Submission:
    person("minh")
    Grant.objects.update(first_day=dt.date(2025, 1, 1))
    return arrives(device, filled()).submission


def count_on(page: str) -> str:
    found = re.search(r'class="bell".*?</a>', page, re.DOTALL)
    assert found
    return "".join(re.findall(r'class="count">([^<]+)<', found[0]))


def test_an_empty_page_says_what_will_be_told_here(client: Client, programme: Programme) -> None:
    page = text_of(client.get("/me/told"))
    assert "Nothing has been told to you yet." in page
    assert "when a report of yours is returned" in page
    assert "Mark all as read" not in page
    assert count_on(page) == ""


def test_it_is_told_in_the_language_of_whoever_reads_it_now(report: Submission, hoa: User) -> None:
    returned(report)
    reader = browser_of(hoa)
    english = text_of(reader.get("/me/told?lang=en"))
    assert f"Report no. {report.pk} (Relief, 1 July 2025) was returned to you: “The day is wrong.”" in english
    assert "1 September 2025" in english
    assert 'href="/r/"' in english
    assert f"Báo cáo số {report.pk} (Relief, 1/7/2025) được trả lại cho bạn" in text_of(
        reader.get("/me/told?lang=vi")
    )


def test_the_count_goes_down_as_things_are_read(report: Submission, hoa: User, device: Device) -> None:
    returned(report)
    returned(arrives(device, filled("uuid:2")).submission)
    returned(arrives(device, filled("uuid:3")).submission)
    reader = browser_of(hoa)
    assert count_on(text_of(reader.get("/p/test/"))) == "3"
    first = Notice.objects.earliest("pk")
    assert reader.post("/me/told/read", {"notice": str(first.pk)}).status_code == 302
    page = text_of(reader.get("/me/told"))
    assert (count_on(page), page.count('class="unread"')) == ("2", 2)
    reader.post("/me/told/read", {"notice": "x"})
    assert Notice.objects.filter(read_at=None).count() == 2
    reader.post("/me/told/read")
    assert count_on(text_of(reader.get("/me/told"))) == ""
    assert reader.get("/me/told/read").status_code == 405


def test_nobody_reads_or_marks_what_another_was_told(report: Submission, hoa: User, client: Client) -> None:
    returned(report)
    notice = Notice.objects.get()
    assert "The day is wrong" not in text_of(client.get("/me/told"))
    client.post("/me/told/read", {"notice": str(notice.pk)})
    client.post("/me/told/read")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_what_a_person_may_not_see_any_more_is_not_said(report: Submission, hoa: User) -> None:
    returned(report, "Only for them.")
    front = Organisation.objects.get(ref="front").pk
    give_role(user=hoa, role=Role.REPORTER, organisation=front, by="boss", now=DAY)
    take_role(grant=hoa.grants.earliest("pk"), by="boss", now=DAY)
    hoa.refresh_from_db()
    page = text_of(browser_of(hoa).get("/me/told"))
    assert "Only for them" not in page
    assert "something that you may not see any more" in page
    assert "You were given a role: Reporter." in page


def test_a_reason_is_shown_as_text(report: Submission, hoa: User) -> None:
    returned(report, "<b>bold</b>")
    assert "&lt;b&gt;bold&lt;/b&gt;" in text_of(browser_of(hoa).get("/me/told"))


def test_long_lists_page(hoa: User) -> None:
    for at in range(51):
        add_device(user=hoa, label=f"phone {at}", by="hoa", now=DAY + dt.timedelta(minutes=at))
    reader = browser_of(hoa)
    assert (
        text_of(reader.get("/me/told")).count("“phone ") == 100
    )  # each once for the eye, once for the button
    assert "“phone 0”" in text_of(reader.get("/me/told?page=2"))


def test_the_count_costs_one_question_and_the_page_few(report: Submission, hoa: User, device: Device) -> None:
    reader = browser_of(hoa)
    for at in range(2, 12):
        returned(arrives(device, filled(f"uuid:{at}")).submission)
    reader.get("/devices")
    with CaptureQueriesContext(connection) as asked:
        reader.get("/devices")
    assert len([one for one in asked if "notices_" in one["sql"]]) == 1
    with CaptureQueriesContext(connection) as asked:
        reader.get("/me/told")
    assert len(asked) <= 20


def test_each_chooses_what_comes_by_mail_and_safety_always_does(hoa: User) -> None:
    reader = browser_of(hoa)
    page = text_of(reader.get("/me/told/wishes"))
    chosen = re.findall(r'value="(\w+)"( checked)?( disabled)?', page.split("<fieldset>")[-1])
    wanted = {name: (bool(checked), bool(shut)) for name, checked, shut in chosen if name in page}
    assert wanted["returned"] == wanted["overdue"] == (True, False)
    assert wanted["due"] == wanted["changed"] == (False, False)
    assert wanted["security"] == (True, True)
    assert "waiting" not in wanted  # a reporter has no queue
    assert reader.post("/me/told/wishes", {"topic": ["due", "nonsense"]}).status_code == 302
    assert dict(Wish.objects.filter(by_mail=True).values_list("topic", "by_mail")) == {"due": True}
    assert AuditRow.objects.get(act="notices.wishes_set").detail == {"topics": ["due"]}
    reader.post("/me/told/wishes", {})
    assert not Wish.objects.filter(by_mail=True).exists()
    reader.post("/me/told/wishes", {})
    assert AuditRow.objects.filter(act="notices.wishes_set").count() == 2
    assert 'value="waiting"' in text_of(somebody(Role.VERIFIER).get("/me/told/wishes"))


def test_an_administrator_reads_that_no_mail_is_sent_or_that_it_fails(
    programme: Programme, settings: Any
) -> None:
    boss, other = somebody(Role.ADMINISTRATOR), somebody(Role.VERIFIER)
    assert "no mail server is set" in text_of(boss.get("/me/told"))
    assert "no mail server is set" not in text_of(other.get("/me/told"))
    settings.MAIL = True
    assert "For administrators" not in text_of(boss.get("/me/told"))
    about: dict[str, Any] = {"person": User.objects.get(username="a-verifier"), "topic": "due"}
    now = dt.datetime.now(dt.UTC)
    moments: dict[str, Any] = {"day": now.date(), "made_at": now, "next_at": now, "ended_at": now}
    Mail.objects.create(**about, **moments, message_id="<a@b>", state="given_up", error="550 SMTPDataError")
    page = text_of(boss.get("/me/told"))
    assert "1 mail was given up in the last week. The mail server said: 550 SMTPDataError" in page


def test_verifiers_and_coordinators_are_told_once_a_day_what_their_pages_say(
    report: Submission, client: Client, person: User
) -> None:
    arrives(Device.objects.get(), filled("uuid:1", "<done>2025-07-01</done><houses>5</houses>"))
    Notice.objects.all().delete()
    assert go_round(now=DAY) > 0
    assert go_round(now=SOON) == 0
    minh = User.objects.get(username="minh")
    assert list(Notice.objects.filter(person=minh).values_list("kind", flat=True)) == ["day.waiting"]
    detail = Notice.objects.get(person=minh).detail
    assert (detail["programme"], detail["count"]) == ("test", 1)
    page = text_of(client.get("/me/told"))
    assert "Test: 1 report waits for your decision." in page
    assert re.search(r"Test: 1 unit is late; 1 report is contradicted\.", page)
    assert 'href="/p/test/verify"' in page
    assert go_round(now=DAY + dt.timedelta(days=1)) > 0


def test_a_daily_mail_says_todays_numbers_or_nothing(report: Submission, person: User, settings: Any) -> None:
    settings.MAIL = True
    person.email, person.language = "lan@example.org", "en"
    person.save()
    Notice.objects.all().delete()
    Wish.objects.create(person=person, topic="waiting", by_mail=True)
    go_round(now=DAY)
    assert post_at(SOON).sent == 1
    assert "1 report waits for your decision" in mail.outbox[0].body
    go_round(now=DAY + dt.timedelta(days=1))
    assert post_at(DAY + dt.timedelta(days=2)).dropped == 1  # the server stood still for a day
    assert len(mail.outbox) == 1


def test_nobody_outside_their_scope_is_told_of_what_waits(report: Submission) -> None:
    front = Organisation.objects.get(ref="front").pk
    sister = person_of("sister", front)
    go_round(now=DAY)
    assert not Notice.objects.filter(person=sister, kind="day.waiting").exists()


def person_of(name: str, organisation: int) -> User:
    user = person(name, organisation=organisation)
    Grant.objects.filter(user=user).update(first_day=dt.date(2025, 1, 1))
    return user


def test_the_app_is_told_what_its_lists_do_not_show_and_says_what_was_read(
    report: Submission, hoa: User, device: Device
) -> None:
    returned(arrives(device, filled("uuid:2")).submission)
    returned(report, outcome=Outcome.REJECTED)
    (told,) = state_of(device)["told"]
    assert told["instance"] == "uuid:1"
    assert told["text"]["en"].startswith(f"Report no. {report.pk} (Relief, 1 July 2025) was rejected")
    assert "không được chấp nhận" in told["text"]["vi"]
    _, key = add_device(user=person("thu", Role.REPORTER), label="other", by="thu", now=DAY)
    assert read_by(key, told["id"]) == {"read": 0}
    own = renew_key(device=device, by="hoa", now=DAY)
    assert read_by(own, told["id"], "x", -1, 2**70) == {"read": 1}
    assert state_of(device)["told"] == []
    assert Notice.objects.filter(person=hoa, read_at=None).count() == 1  # what came back is still to be read


def read_by(key: str, *numbers: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    told = {"read": list(numbers)}
    return Client().post("/r/api/told", told, content_type="application/json", headers=headers).json()
