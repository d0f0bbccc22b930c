"""A report from a phone is accepted, returned with the reason at a question, or rejected: never by whoever sent it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Record, Submission
from kheo.facts.ledger.models import Withdrawal
from kheo.facts.ledger.queries import standing
from kheo.ground.accounts.actions import add_device
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.verify.decisions.models import Decision
from tests.filled import filled
from tests.people import reporter, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

TWO = "<done>2025-07-01</done><houses>2</houses><item><given>4</given></item>"


@pytest.fixture
def device(programme: Any) -> Device:
    """A phone in the country of the programme: its form is beside the programme's own."""
    return reporter()


def decide(client: Client, one: Submission, outcome: str, **more: str) -> Any:
    return client.post(f"/p/test/reports/{one.pk}/decide", {"outcome": outcome, **more}, follow=True)


def page(client: Client, one: Submission) -> str:
    return text_of(client.get(f"/p/test/reports/{one.pk}"))


def test_it_returns_a_report_with_the_reason_at_a_question(client: Client, device: Device) -> None:
    one = arrives(device, filled(inside=TWO)).submission
    shown = page(client, one)
    assert '<option value="households">Households</option>' in shown
    answer = decide(client, one, "returned", field="households", reason=" How many households? ")
    assert "Returned. Its sender sees the reason" in text_of(answer)
    found = Decision.objects.filter(record__submission=one)
    assert {(each.outcome, each.field, each.reason, each.by) for each in found} == {
        ("returned", "households", "How many households?", "lan")
    }
    assert found.count() == Record.objects.filter(submission=one).count() == 2
    row = AuditRow.objects.get(act="report.returned")
    assert (row.subject, row.actor) == (f"submission:{one.pk}", "lan")
    assert row.detail["reason"] == "How many households?"
    shown = plain(page(client, one))
    assert "At “Households”: How many households?" in shown
    assert "Returned to the sender" in shown


def test_it_accepts_a_report_which_counts_at_once(client: Client, device: Device) -> None:
    one = arrives(device, filled(inside=TWO)).submission
    assert "It counts now" in text_of(decide(client, one, "accepted"))
    assert standing().filter(record__submission=one).count() == 2
    assert 'value="accepted"' not in page(client, one)


def test_what_was_accepted_and_is_returned_stops_counting_until_it_is_mended(
    client: Client, device: Device
) -> None:
    from kheo.facts.columns.queries import state
    from kheo.facts.ledger.queries import position

    one = arrives(device, filled("uuid:1", TWO)).submission
    decide(client, one, "accepted")
    decide(client, one, "returned", reason="Which village?")
    assert not standing().filter(record__submission=one).exists()
    assert Withdrawal.objects.count() == 2
    assert state().position == position()
    new = arrives(device, filled("uuid:2", TWO, replaces="uuid:1")).submission
    assert "no. " + str(new.pk) in page(client, new)
    decide(client, new, "accepted")
    assert standing().filter(record__submission=new).count() == 2


def test_a_reason_is_needed_and_about_a_question_that_there_is(client: Client, device: Device) -> None:
    one = arrives(device, filled()).submission
    assert "Say why" in text_of(decide(client, one, "returned", reason="  "))
    assert "no question" in text_of(decide(client, one, "returned", reason="x", field="nothing"))
    assert not Decision.objects.exists()
    assert decide(client, one, "perhaps").status_code == 404


def test_the_same_decision_is_not_made_twice(client: Client, device: Device) -> None:
    one = arrives(device, filled()).submission
    for _ in range(2):
        answer = decide(client, one, "rejected", reason="Not ours")
    assert "already" in text_of(answer)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("role", [Role.REPORTER, Role.ANALYST, Role.AUDITOR, Role.COUNCIL_MEMBER])
def test_others_do_not_decide(device: Device, role: Role) -> None:
    one = arrives(device, filled()).submission
    outsider = somebody(role)
    assert decide(outsider, one, "returned", reason="x").status_code == 403
    shown = page(outsider, one)
    assert "/decide" not in shown
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.ADMINISTRATOR])
def test_a_verifier_and_an_administrator_do(device: Device, role: Role) -> None:
    one = arrives(device, filled()).submission
    decide(somebody(role), one, "returned", reason="Why?")
    assert Decision.objects.get().by == f"a-{role}"


def test_nobody_decides_about_their_own_report(client: Client, person: User, programme: Any) -> None:
    reporter()
    own = add_device(user=person, label="mine", by="lan", now=NOW)[0]
    one = arrives(own, filled()).submission
    shown = page(client, one)
    assert "Somebody else has to decide" in shown
    assert "/decide" not in shown
    for outcome in ("accepted", "returned"):
        assert "Somebody else has to decide" in text_of(decide(client, one, outcome, reason="x"))
    assert not Decision.objects.exists()


def test_only_the_newest_version_is_decided_about_and_the_versions_lead_to_each_other(
    client: Client, device: Device
) -> None:
    old = arrives(device, filled("uuid:1")).submission
    new = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    shown = page(client, old)
    assert f"/p/test/reports/{new.pk}?" in shown
    assert "/decide" not in shown
    assert f"/p/test/reports/{old.pk}?" in page(client, new)
    assert f"report no. {new.pk}" in text_of(decide(client, old, "returned", reason="x"))
    assert not Decision.objects.exists()


def test_what_broke_the_forms_rules_says_so_and_waits_for_its_sender(client: Client, device: Device) -> None:
    one = arrives(device, filled(inside="<done>2025-07-01</done><houses>-2</houses>")).submission
    shown = plain(page(client, one))
    assert "Why it went back" in shown
    assert "Houses -2" in shown
    assert "waits for a mended version" in text_of(decide(client, one, "accepted"))


def test_files_are_shown_and_what_is_missing_is_named(client: Client, device: Device) -> None:
    xml = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo><second>b.jpg</second>")
    one = arrives(device, xml, a_jpg=b"picture").submission
    shown = page(client, one)
    assert "1 has not come yet" in shown
    assert f"/p/test/reports/{one.pk}/files/a.jpg" in shown
    answer = client.get(f"/p/test/reports/{one.pk}/files/a.jpg")
    assert b"".join(answer.streaming_content) == b"picture"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/p/test/reports/{one.pk}/files/b.jpg").status_code == 404


def test_an_imported_file_is_not_decided_about_here(client: Client, programme: Any, ground: Any) -> None:
    assert decide(client, ground.submission, "accepted").status_code == 404
    assert "/decide" not in page(client, ground.submission)


def test_deciding_is_no_get(client: Client, device: Device) -> None:
    one = arrives(device, filled()).submission
    assert client.get(f"/p/test/reports/{one.pk}/decide").status_code == 405
