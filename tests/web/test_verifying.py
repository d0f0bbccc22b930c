"""The verifier's page: the queue beside one report, decisions that may be taken back, many at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from kheo.capture.submissions.actions import withdraw
from kheo.capture.submissions.models import Submission
from kheo.flow.carry_out import carry_out
from kheo.flow.correct_report import correct_report
from kheo.flow.decide_report import accept_report
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.ground.places.models import Place
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme
from kheo.verify.decisions.models import Decision, Held
from kheo.verify.decisions.states import Outcome
from kheo.verify.quality.actions import weigh
from kheo.verify.quality.models import Check
from tests.filled import filled
from tests.people import PASSWORD, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

DAY = "<done>2025-07-01</done>"
CHAIN = [
    {"code": "first", "by": "anyone", "verifies": False, "title": {"en": "A colleague"}},
    {"code": "second", "by": "programme", "verifies": True, "title": {"en": "The secretariat"}},
]


def send(device: Device, count: int) -> list[Submission]:
    for at in range(count):
        arrives(device, filled(f"uuid:v{at}", f"{DAY}<houses>{at + 1}</houses>"))
    return list(Submission.objects.filter(device=device).order_by("pk"))


def page_of(client: Client, **more: Any) -> str:
    return text_of(client.get("/p/test/verify", {"lang": "en", **more}))


def decide(client: Client, one: Submission, outcome: str = "accepted", **more: Any) -> Any:
    given = {"outcome": outcome, "seen": "review", **more}
    return client.post(f"/p/test/verify/{one.pk}", given, follow=True)


def carry() -> int:
    return carry_out(now=timezone.now() + dt.timedelta(minutes=1))


def test_the_first_report_stands_beside_the_queue(client: Client, device: Device) -> None:
    first, second = send(device, 2)
    page = page_of(client)
    assert "To verify 2" in plain(page)
    assert f'action="/p/test/verify/{first.pk}' in page
    beside = page_of(client, at=second.pk)
    assert f'action="/p/test/verify/{second.pk}' in beside
    assert "Report of 1 July 2025" in plain(beside)  # what the unit said before


def test_in_the_place_of_one_that_does_not_wait_no_other_is_decided_about(
    client: Client, device: Device
) -> None:
    first, second = send(device, 2)
    accept_report(submission=first, by="somebody-else", now=NOW)
    page = page_of(client, at=first.pk)
    assert f"Report no. {first.pk} does not wait for you" in plain(page)
    assert 'name="outcome"' not in page
    assert f"at={second.pk}" in page
    accept_report(submission=second, by="somebody-else", now=NOW)
    assert f"Report no. {first.pk} does not wait for you" in plain(page_of(client, at=first.pk))


def test_what_is_contradicted_stands_first_and_is_not_accepted_with_many(
    client: Client, device: Device
) -> None:
    first, second, _third = send(device, 3)
    arrives(device, filled("uuid:v1", f"{DAY}<houses>900</houses>"))
    whole = page_of(client)
    page = whole[whole.index("<ol>") :]
    assert "contradicted" in page
    assert "Accept 2 with nothing unusual" in plain(page)
    assert page.index(f"at={second.pk}") < page.index(f"at={first.pk}")
    assert f'value="{second.pk}" checked' not in page


def test_accepted_it_goes_on_to_the_next_and_can_be_taken_back(client: Client, device: Device) -> None:
    first, second = send(device, 2)
    answer = decide(client, first, next=second.pk)
    page = text_of(answer)
    assert f'action="/p/test/verify/{second.pk}' in page
    assert f"You accepted it: report no. {first.pk}" in plain(page)
    assert "To verify 1" in plain(page)
    back = client.post(f"/p/test/verify/{first.pk}/undo", follow=True)
    assert "To verify 2" in plain(text_of(back))
    assert (Held.objects.count(), carry(), Decision.objects.count()) == (0, 0, 0)
    decide(client, first)
    assert carry() == 1
    assert Decision.objects.get().outcome == Outcome.ACCEPTED


def test_returned_without_a_reason_it_says_why_not_and_stays(client: Client, device: Device) -> None:
    [one] = send(device, 1)
    assert "Say why" in text_of(decide(client, one, "returned"))
    decide(client, one, "returned", reason="Which?", field="houses")
    carry()
    assert Decision.objects.get().field == "houses"


def test_whoever_is_second_learns_who_was_first(client: Client, device: Device) -> None:
    [one] = send(device, 1)
    other = somebody(Role.VERIFIER)
    decide(client, one)
    said = plain(text_of(decide(other, one, "rejected", reason="x")))
    assert "lan accepted it in the meantime" in said
    report = plain(text_of(other.get(f"/p/test/reports/{one.pk}?lang=en")))
    assert "lan accepted it just now" in report


def test_what_could_not_be_carried_out_is_told_until_it_was_seen(client: Client, device: Device) -> None:
    [one] = send(device, 1)
    decide(client, one)
    accept_report(submission=one, by="somebody-else", now=NOW)
    carry()
    page = page_of(client)
    assert "could not be carried out: somebody-else accepted it in the meantime" in plain(page)
    client.post(f"/p/test/verify/{one.pk}/undo", {"seen": "1"})
    assert "could not be carried out" not in page_of(client)


def test_what_is_carried_out_while_a_page_is_made_does_not_wait_on_it(client: Client, device: Device) -> None:
    first, second, _third = send(device, 3)
    page_of(client)
    decide(client, first)
    carried: list[int] = []

    def just_before(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith('SELECT "decisions_held"."submission_id"') and not carried:
            carried.append(0)
            carried[0] = carry()
        return execute(sql, *more)

    with connection.execute_wrapper(just_before):
        page = page_of(client)
    assert carried == [1]
    assert "To verify 2" in plain(page)
    assert f'action="/p/test/verify/{second.pk}' in page


def test_many_without_a_sign_are_accepted_at_once(client: Client, device: Device) -> None:
    reports = send(device, 3)
    assert "Accept 3 with nothing unusual" in plain(page_of(client))
    wanted = [one.pk for one in reports[:2]]
    answer = client.post("/p/test/verify/many", {"report": wanted}, follow=True)
    assert "You accepted 2 reports Undo" in plain(text_of(answer))
    taken_back = client.post(f"/p/test/verify/{wanted[1]}/undo", follow=True)
    assert "Taken back" in text_of(taken_back) and "To verify 3" in plain(text_of(taken_back))
    client.post("/p/test/verify/many", {"report": wanted})
    assert carry() == 2
    assert set(Decision.objects.values_list("record__submission", flat=True)) == set(wanted)


@pytest.mark.parametrize("outcome", ["", "kept", "ACCEPTED"])
def test_an_outcome_that_there_is_not_is_nowhere(client: Client, device: Device, outcome: str) -> None:
    [one] = send(device, 1)
    assert decide(client, one, outcome).status_code == 404


def test_a_chain_shows_its_steps_and_who_took_them(
    client: Client, device: Device, programme: Programme
) -> None:
    programme.verification = CHAIN
    programme.save()
    [one] = send(device, 1)
    page = plain(page_of(client))
    assert "A colleague now: you" in page
    assert "The secretariat makes it verified" in page
    other = somebody(Role.VERIFIER)
    decide(other, one, seen="first")
    carry()
    page = plain(page_of(client))
    assert "A colleague a-verifier" in page
    assert "The secretariat now: you" in page
    assert "Nothing waits for you." in page_of(other)
    assert "You took an earlier step" in text_of(other.get(f"/p/test/reports/{one.pk}?lang=en"))


def test_at_a_later_step_the_signs_are_there_and_what_went_is_told_as_such(
    client: Client, device: Device, programme: Programme
) -> None:
    programme.verification = CHAIN
    programme.save()
    common: dict[str, Any] = {"programme": programme, "version": 1, "forms": ["relief"], "weight": 0.5}
    fit = {"of": "houses", "to": "households", "low": 0, "high": 2, "from": 0}
    Check.objects.create(code="fit", kind="ratio", rule=fit, digest="1", **common)
    twice = {"fields": ["houses"], "days": 5, "least": 1, "agree": 1, "reference": ""}
    Check.objects.create(code="twice", kind="possible_double", rule=twice, digest="2", **common)
    place = f"{DAY}<where>{Place.objects.get(ref='d').name}</where>"
    for name, told in (("plain", "2"), ("odd", "30"), ("gone", "30")):
        arrives(device, filled(f"uuid:{name}", f"{place}<houses>{told}</houses><households>1</households>"))
    calm, odd, gone = Submission.objects.filter(device=device).order_by("pk")
    form = Form.objects.get(code="relief")
    weigh(form=form, moment=NOW)
    for one in (calm, odd):
        accept_report(submission=one, by=somebody_else(), now=NOW)
    withdraw(submission=gone, reason="x", by="hoa", now=NOW)
    weigh(form=form, moment=NOW)
    whole = page_of(client)
    queue = whole[whole.index("<ol>") : whole.index('class="rec"')]
    assert queue.index(f"at={odd.pk}") < queue.index(f"at={calm.pk}")
    assert "an unusual ratio: 30" in plain(queue)
    assert "possibly the same work" not in queue
    page = plain(page_of(client, at=odd.pk))
    assert "Another report of the same unit tells the same numbers of this place, on the same day." in page
    assert "Found when “A colleague” was taken" in page
    assert page.count("that makes 30 for each one") == 1


def somebody_else() -> str:
    somebody(Role.VERIFIER)
    return "a-verifier"


def test_an_empty_queue_says_what_will_come(client: Client, programme: Programme) -> None:
    page = page_of(client)
    assert "Nothing waits for you." in page
    assert "Here you will find the reports that wait" in page


def test_an_answer_is_corrected_at_the_desk_and_waits_for_somebody_else(
    client: Client, device: Device
) -> None:
    [one] = send(device, 1)
    accept_report(submission=one, by="somebody-else", now=NOW)
    address = f"/p/test/reports/{one.pk}/correct"
    page = text_of(client.get(address, {"field": "houses", "lang": "en"}))
    assert 'type="number" value="1"' in page
    given = {"field": "houses", "turn": "0", "value": "5"}
    assert 'id="wrong-reason" role="alert">Say why it is corrected' in text_of(
        client.post(address, {**given, "reason": ""})
    )
    broken = text_of(client.post(address, {**given, "value": "-1", "reason": "A slip"}))
    assert re.search(r'id="wrong-value" role="alert">[^<]', broken)
    assert 'value="-1"' in broken
    page = plain(text_of(client.post(address, {**given, "reason": "A slip"}, follow=True)))
    assert "Corrected at the desk by lan" in page
    assert "A slip" in page
    assert "You had a hand in sending this." in page
    assert "Nothing waits for you." in page_of(client)
    assert "To verify 1" in plain(page_of(somebody(Role.VERIFIER)))


@pytest.mark.parametrize(("field", "status"), [("houses", 200), ("roof", 404), ("photo", 404), ("", 404)])
def test_only_what_was_typed_can_be_typed_anew(
    client: Client, device: Device, field: str, status: int
) -> None:
    [one] = send(device, 1)
    assert client.get(f"/p/test/reports/{one.pk}/correct", {"field": field}).status_code == status


def test_what_was_decided_and_corrected_stands_with_the_report(client: Client, device: Device) -> None:
    [report] = send(device, 1)
    accept_report(submission=report, by="lan", now=NOW)
    page = plain(text_of(client.get(f"/p/test/reports/{report.pk}?lang=en")))
    assert "What was decided" in page and "accepted" in page
    add_user(username="thu", password=PASSWORD, full_name="Lê Thu", role=Role.VERIFIER, by="test", now=NOW)
    done = correct_report(
        submission=report, field="houses", turn=0, value="4", reason="it was a slip", by="thu", now=NOW
    )
    page = plain(text_of(client.get(f"/p/test/reports/{report.pk}?lang=en")))
    assert "it counts until a corrected version is accepted" in page
    queue = plain(text_of(client.get(f"/p/test/verify?lang=en&at={done.submission_id}")))
    assert "Corrected at the desk by" in queue and "it was a slip" in queue and "→ 4" in queue
