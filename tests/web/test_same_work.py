"""Same work? Reports side by side: what agrees and differs, what it would do to the figures, what is decided."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from kheo.capture.submissions.models import Submission
from kheo.flow.carry_out import carry_out
from kheo.flow.decide_report import accept_report
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Indicator, MeasureUnit, Programme
from kheo.verify.decisions.models import Decision, Held
from kheo.verify.quality.actions import weigh
from kheo.verify.quality.models import Check
from tests.filled import filled
from tests.people import PASSWORD, browser_of, reporter, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain

INSIDE = "<done>2025-07-01</done><where>d</where><houses>{}</houses><households>{}</households>"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def pair(device: Device, programme: Programme) -> tuple[Submission, Submission]:
    """Two that wait: the same houses at the same place, told by two people; and an indicator that counts them."""
    definition = {"code": "HOUSES", "unit": "person", "sources": [{"form": "relief", "value": "houses"}], "steps": [{"sum": "value"}]}  # fmt: skip
    Indicator.objects.create(
        programme=programme, code="HOUSES", version=1, unit=MeasureUnit.objects.get(), definition=definition,
        digest="houses", title={"en": "Houses mended"}, source_text="",
    )  # fmt: skip
    arrives(device, filled("uuid:a", INSIDE.format(14, 3)))
    arrives(reporter("minh", "other"), filled("uuid:b", INSIDE.format(14, 5)))
    first, second = Submission.objects.filter(device__isnull=False).order_by("pk")
    return first, second


def page_of(client: Client, one: Submission, *others: Submission, **more: Any) -> str:
    given = {"lang": "en", "with": [other.pk for other in others], **more}
    return text_of(client.get(f"/p/test/verify/{one.pk}/same", given))


def decide(client: Client, one: Submission, other: Submission, choice: str, *reports: Submission, **more: Any) -> Any:  # fmt: skip
    seen = {f"seen_{each.pk}": "review" for each in (one, other)}
    given = {"choice": choice, "with": other.pk, "report": [each.pk for each in reports], **seen, **more}
    return client.post(f"/p/test/verify/{one.pk}/same/decide", given, follow=True)


def carry() -> int:
    return carry_out(now=timezone.now() + dt.timedelta(minutes=1))


def row_of(page: str, label: str) -> str:
    found = re.search(rf'<tr class="(\w+)"><th scope="row">{label}.*?</tr>', page, re.DOTALL)
    assert found, label
    return found.group(0)


def test_what_agrees_is_quiet_and_what_differs_is_marked(client: Client, pair: Any) -> None:
    page = page_of(client, *pair)
    assert row_of(page, "Houses").startswith('<tr class="agrees">')
    assert row_of(page, "Households").startswith('<tr class="differs">')
    assert row_of(page, "Place").startswith('<tr class="agrees">')
    assert "Map: d. " in plain(page)


def test_the_figures_are_told_as_they_are_with_all_and_with_one(client: Client, pair: Any) -> None:
    first, second = pair
    accept_report(submission=first, by="somebody-else", now=NOW)
    page = page_of(client, first, second)
    told = plain(page[page.index('class="effect"') :])
    assert "Houses mended people 14 28 14 14" in told
    assert "1 line counts now" in plain(page)
    assert "1 line would count" in plain(page)


def test_a_finding_leads_there_and_names_the_other(client: Client, pair: Any, programme: Programme) -> None:
    rule = {"fields": ["houses"], "days": 5, "least": 1, "agree": 1, "reference": ""}
    Check.objects.create(
        programme=programme, code="c", version=1, kind="possible_double", forms=["relief"], weight=0.5, rule=rule, digest="1"
    )  # fmt: skip
    first, second = pair
    assert "no other report" in page_of(client, first)
    weigh(form=Form.objects.get(code="relief"), moment=NOW)
    verify = text_of(client.get("/p/test/verify", {"lang": "en", "at": first.pk}))
    link = re.search(r'href="([^"]*/same[^"]*)">set both side by side', verify)
    assert link
    for page in (text_of(client.get(link.group(1).replace("&amp;", "&"))), page_of(client, first)):
        assert f"Report no. {second.pk}" in plain(page)


def test_different_work_is_accepted_together_or_not_at_all(client: Client, pair: Any) -> None:
    first, second = pair
    decide(client, first, second, "different", first, second)
    assert {held.submission_id for held in Held.objects.all()} == {first.pk, second.pk}
    Held.objects.all().delete()
    accept_report(submission=second, by="somebody-else", now=NOW)
    page = plain(text_of(decide(client, first, second, "different", first, second)))
    assert "somebody-else accepted it in the meantime" in page
    assert not Held.objects.exists()


def test_a_double_is_rejected_and_its_sender_reads_of_which(client: Client, pair: Any) -> None:
    first, second = pair
    decide(client, first, second, "double", second, of=first.pk, reason="Agreed by phone.")
    carry()
    decision = Decision.objects.get()
    assert (decision.record.submission_id, decision.outcome) == (second.pk, "rejected")
    assert decision.reason == f"The same work is told in report no. {first.pk}. Agreed by phone."


@pytest.mark.parametrize("of", ["", "0", "self", "999999"])
def test_a_double_is_of_one_that_stands_beside_it(client: Client, pair: Any, of: str) -> None:
    first, second = pair
    given = str(second.pk) if of == "self" else of
    assert decide(client, first, second, "double", second, of=given).status_code == 404


def test_one_is_returned_with_a_reason_and_not_without(client: Client, pair: Any) -> None:
    first, second = pair
    assert "Say why" in text_of(decide(client, first, second, "return", first, reason=" "))
    decide(client, first, second, "return", first, reason="Which?")
    carry()
    assert (Decision.objects.get().record.submission_id, Decision.objects.get().reason) == (
        first.pk,
        "Which?",
    )


@pytest.mark.parametrize("choice", ["", "joint", "accepted"])
def test_other_answers_are_nowhere(client: Client, pair: Any, choice: str) -> None:
    assert decide(client, *pair, choice, pair[0]).status_code == 404


def only_of(ref: str) -> Client:
    """A verifier of one agency alone."""
    user = add_user(
        username=f"of-{ref}", password=PASSWORD, role=Role.VERIFIER, organisation=Organisation.objects.get(ref=ref).pk,
        by="test", now=NOW,
    )  # fmt: skip
    return browser_of(user)


def test_of_what_a_reader_may_not_see_nothing_is_told(client: Client, pair: Any) -> None:
    first, _second = pair
    front = Organisation.objects.get(ref="front")
    User.objects.filter(username="minh").update(organisation=front)
    arrives(Device.objects.get(user__username="minh"), filled("uuid:c", INSIDE.format(14, 9)))
    hidden = Submission.objects.get(instance="uuid:c")
    army = only_of("army")
    page = page_of(army, first, hidden)
    assert "no other report" in page
    assert f"no. {hidden.pk}" not in plain(page)
    assert army.get(f"/p/test/verify/{hidden.pk}/same").status_code == 404
    answer = decide(army, first, hidden, "double", first, of=hidden.pk)
    assert answer.status_code == 404
    assert not Held.objects.exists()


def test_nobody_decides_about_their_own(client: Client, pair: Any, person: User) -> None:
    first, second = pair
    own = Device.objects.get(user__username="minh")
    Device.objects.filter(pk=own.pk).update(user=person)
    page = page_of(client, first, second)
    assert "B: You had a hand in sending this." in plain(page)
    assert f'name="report" value="{second.pk}"' not in page
    said = plain(text_of(decide(client, first, second, "double", second, of=first.pk)))
    assert "You had a hand in sending this. Somebody else has to decide about it." in said
    assert not Held.objects.exists()


def test_the_very_same_picture_is_said(client: Client, device: Device) -> None:
    for name in ("a", "b"):
        arrives(device, filled(f"uuid:{name}", INSIDE.format(2, 1) + "<photo>p.jpg</photo>"), p_jpg=picture())
    page = page_of(client, *Submission.objects.filter(device=device).order_by("pk"))
    assert "the very same file as B" in plain(page)


def test_it_asks_little(client: Client, pair: Any) -> None:
    page_of(client, *pair)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, *pair)
    assert len(asked) <= 120


def test_a_reader_who_decides_about_nothing_is_shut_out(pair: Any) -> None:
    assert somebody(Role.REPORTER, "x").get(f"/p/test/verify/{pair[0].pk}/same").status_code == 403
