"""Reports that wait for a decision, and forms that wait for approval: said to those who can do something about it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kheo.capture.submissions.models import Submission
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import add_user, give_role
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.states import DraftState
from kheo.plan.programmes.models import Programme
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.ledger_build import Ground
from tests.people import PASSWORD, browser_of, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

NOTHING = "Nothing waits for you."
DAY = "<done>2025-07-01</done>"


def waiting(client: Client, **more: Any) -> str:
    return plain(text_of(client.get("/p/test/verify", {"lang": "en", **more})))


def overview(client: Client, **more: Any) -> str:
    return plain(text_of(client.get("/p/test/", {"lang": "en", **more})))


def test_what_nobody_decided_about_is_listed_the_oldest_first(client: Client, device: Device) -> None:
    for at in range(3):
        arrives(device, filled(f"uuid:{at}", f"{DAY}<houses>{at}</houses>"))
    first, second, third = Submission.objects.filter(device=device).order_by("pk")
    page = waiting(client)
    assert "To verify 3" in page
    told = text_of(client.get("/p/test/verify"))
    assert told.index(f"at={first.pk}") < told.index(f"at={third.pk}")
    accept_report(submission=second, by="lan", now=NOW)
    page = waiting(client)
    assert "To verify 2" in page
    assert f"at={second.pk}" not in text_of(client.get("/p/test/verify"))


def test_what_is_not_whole_broke_a_rule_or_was_replaced_does_not_wait(client: Client, device: Device) -> None:
    arrives(device, filled("uuid:1", f"{DAY}<photo>a.jpg</photo>"))
    arrives(device, filled("uuid:2", f"{DAY}<houses>-1</houses>"))
    assert NOTHING in waiting(client)
    arrives(device, filled("uuid:3", f"{DAY}<houses>1</houses>"))
    arrives(device, filled("uuid:4", f"{DAY}<houses>2</houses>", replaces="uuid:3"))
    page = waiting(client)
    assert "To verify 1" in page
    assert f"Report no. {Submission.objects.get(instance='uuid:4').pk}" in page


def test_it_stands_in_the_menu_and_first_in_what_needs_somebody_whatever_the_period(
    client: Client, device: Device
) -> None:
    arrives(device, filled())
    for period in ("2025", "2019"):
        answer = client.get("/p/test/", {"lang": "en", "period": period})
        page = plain(text_of(answer))
        assert "To verify 1" in page
        assert "1 Report waits for a decision" in page
        assert "/p/test/verify" in text_of(answer)


def test_nobody_is_told_of_what_they_sent_themselves(device: Device) -> None:
    arrives(device, filled())
    give_role(user=device.user, role=Role.VERIFIER, by="test", now=NOW)
    own = browser_of(device.user)
    assert NOTHING in waiting(own)
    assert "waits for a decision" not in overview(own)


def test_it_is_for_those_who_decide_and_within_what_they_decide_about(device: Device, ground: Ground) -> None:
    arrives(device, filled())
    auditor = somebody(Role.AUDITOR)
    assert auditor.get("/p/test/verify").status_code == 403
    for agency, said in (("army", "To verify 1"), ("front", NOTHING)):
        person = add_user(
            username=f"of-{agency}",
            password=PASSWORD,
            role=Role.VERIFIER,
            organisation=ground.agencies[agency].pk,
            by="test",
            now=NOW,
        )
        assert said in waiting(browser_of(person))


def test_a_decider_for_one_agency_looks_at_another_without_deciding(device: Device, ground: Ground) -> None:
    arrives(device, filled())
    person = add_user(
        username="both",
        password=PASSWORD,
        role=Role.VERIFIER,
        organisation=ground.agencies["front"].pk,
        by="test",
        now=NOW,
    )
    give_role(user=person, role=Role.AUDITOR, by="test", now=NOW)
    page = waiting(browser_of(person))
    assert NOTHING in page


def test_many_that_wait_ask_no_more_than_a_few(client: Client, device: Device, monkeypatch: Any) -> None:
    monkeypatch.setattr("kheo.web.verifier.queue.PER_PAGE", 3)

    def asked_for(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    arrives(device, filled())
    few = asked_for("/p/test/verify")
    for at in range(8):
        arrives(device, filled(f"uuid:m{at}", f"{DAY}<houses>{at}</houses>"))
    assert asked_for("/p/test/verify") <= few
    assert "page 1 of 3" in waiting(client)


def test_a_form_that_waits_for_approval_is_told_to_those_who_may_approve_it(
    client: Client, device: Device
) -> None:
    draft = FormDraft.objects.create(
        code="wells",
        filename="wells.md",
        source=b"",
        sha256="0" * 64,
        authors=["hoa"],
        state=DraftState.ASKED,
        by="hoa",
        at=NOW,
    )
    answer = text_of(client.get("/p/test/?lang=en"))
    assert "1 Form waits for approval" in plain(answer)
    assert f"/manage/forms/drafts/{draft.pk}" in answer
    assert "waits for approval" not in overview(somebody(Role.VERIFIER))
    draft.authors = ["lan"]
    draft.save()
    assert "waits for approval" not in overview(client)


def listed(client: Client, **more: Any) -> str:
    answer = client.get("/p/test/reports", {"lang": "en", "period": "all", **more})
    assert answer.status_code == 200
    return text_of(answer)


def test_reports_in_are_narrowed_to_a_state(client: Client, device: Device) -> None:
    arrives(device, filled("uuid:waits", f"{DAY}<houses>1</houses>"))
    arrives(device, filled("uuid:taken", f"{DAY}<houses>2</houses>"))
    arrives(device, filled("uuid:back", f"{DAY}<houses>-1</houses>"))
    arrives(device, filled("uuid:half", f"{DAY}<photo>a.jpg</photo>"))
    numbers = {one.instance: one.pk for one in Submission.objects.filter(device=device)}
    taken = Submission.objects.get(instance="uuid:taken")
    assert f"Report no. {taken.pk}<" in listed(client, state="received")
    accept_report(submission=taken, by="lan", now=NOW)
    for state, instance in (
        ("received", "uuid:waits"),
        ("accepted", "uuid:taken"),
        ("refused", "uuid:back"),
        ("incomplete", "uuid:half"),
    ):
        page = listed(client, state=state)
        assert [number for number in numbers.values() if f"Report no. {number}<" in page] == [
            numbers[instance]
        ]
        assert "works.csv" not in page
    assert client.get("/p/test/reports?state=nowhere").status_code == 400
    send_back_report(submission=taken, outcome=Outcome.RETURNED, reason="Which?", field="", by="lan", now=NOW)
    assert f"Report no. {taken.pk}<" in listed(client, state="returned")
    withdraw_report(submission=taken, reason="x", by="hoa", now=NOW)
    assert f"Report no. {taken.pk}<" in listed(client, state="withdrawn")
    assert "No file fits" in listed(client, state="accepted")


def test_lists_of_reports_from_phones_alone_have_no_columns_of_files(client: Client, device: Device) -> None:
    arrives(device, filled())
    mixed = listed(client)
    assert '<th scope="col" class="num">Lines read</th>' in mixed
    alone = listed(client, form="relief")
    assert "Lines read" not in alone
    for column in ("State", "Unit", "Place"):
        assert f'<th scope="col">{column}</th>' in alone
    assert "<td>Waits for a decision</td>" in alone


def test_among_several_programmes_the_first_page_says_where_something_waits(
    client: Client, device: Device, programme: Programme
) -> None:
    Programme.objects.create(
        code="empty", title={"en": "Empty"}, pack=programme.pack, calendar=programme.calendar,
        valid_from=programme.valid_from,
    )  # fmt: skip
    assert "wait" not in plain(text_of(client.get("/?lang=en")))
    arrives(device, filled("uuid:1", f"{DAY}<houses>1</houses>"))
    page = text_of(client.get("/?lang=en"))
    assert "1 report waits for your decision" in plain(page)
    assert page.count('class="waits"') == 1 and "/p/test/verify" in page
    told = plain(text_of(somebody(Role.ANALYST).get("/?lang=en")))
    assert "Empty" in told and "decision" not in told
