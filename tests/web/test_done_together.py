"""Same work?, answered with "done together": what several agencies tell counts once, and can be told apart again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Submission
from kheo.facts.joint.models import JointMember
from kheo.facts.joint.queries import altered_memberships
from kheo.facts.ledger.queries import altered_postings
from kheo.flow.decide_report import accept_report
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.organisations.models import Organisation
from kheo.verify.decisions.models import Decision
from tests.filled import filled
from tests.people import reporter, somebody
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_overview import plain
from tests.web.test_same_work import INSIDE, decide, only_of, page_of, pair

__all__ = ["pair"]


@pytest.fixture
def two(pair: Any) -> tuple[Submission, Submission]:
    """One of the army's, one of the front's, of the same houses: 14, and 11."""
    first, _second = pair
    User.objects.filter(username="minh").update(organisation=Organisation.objects.get(ref="front"))
    arrives(Device.objects.get(user__username="minh"), filled("uuid:f", INSIDE.format(11, 5)))
    return first, Submission.objects.get(instance="uuid:f")


def together(client: Client, one: Submission, other: Submission, **more: Any) -> str:
    given: dict[str, Any] = {"lead": other.pk, "rule": "highest", **more}
    return plain(text_of(decide(client, one, other, "together", **given)))


def houses(page: str) -> str:
    return plain(page[page.index('class="effect"') :])


def joined() -> list[int]:
    """The reports that tell of joint work now, the lead's first."""
    members = JointMember.objects.filter(ended=None).order_by("activity", "rank")
    return list(members.values_list("fact__record__submission", flat=True))


def test_both_are_accepted_and_count_once_and_may_be_told_apart_again(client: Client, two: Any) -> None:
    first, second = two
    assert "Houses mended people not reported 25 14 11 14" in houses(page_of(client, *two))
    assert "counts this work once" in together(client, *two)
    assert joined() == [second.pk, first.pk]
    page = page_of(client, *two)
    assert "A, B: told as work done together, which counts once (the highest number stands)" in plain(page)
    assert "Houses mended people 14 " in houses(page)
    assert "join them" not in plain(page)
    assert "Told apart again" in plain(text_of(decide(client, *two, "separate")))
    assert joined() == []
    assert "Houses mended people 25 " in houses(page_of(client, *two))
    assert "counts this work once" in together(client, *two, rule="lead")
    assert "Houses mended people 11 " in houses(page_of(client, *two))
    # The ground's own first posting was written past the record of acts.
    assert [one.posting for one in altered_postings()] == [1] and not altered_memberships()
    acts = AuditRow.objects.filter(act__startswith="joint.").order_by("pk").values_list("act", "label")
    both = f"{second.pk}, {first.pk}"
    assert list(acts) == [("joint.joined", both), ("joint.separated", both), ("joint.joined", both)]


def test_a_third_joins_what_two_told(client: Client, two: Any) -> None:
    first, second = two
    together(client, first, second)
    Organisation.objects.create(ref="police", title={"en": "POLICE"}, name_plain="police", sort_key="police")
    third = reporter("tu", "third")
    User.objects.filter(username="tu").update(organisation=Organisation.objects.get(ref="police"))
    arrives(Device.objects.get(pk=third.pk), filled("uuid:g", INSIDE.format(9, 5)))
    late = Submission.objects.get(instance="uuid:g")
    assert "is counted by the rule" in together(client, first, late, lead=late.pk, rule="sum")
    assert joined() == [second.pk, first.pk] and not Decision.objects.filter(record__submission=late).exists()
    together(client, first, late, lead=late.pk)
    assert joined() == [late.pk, first.pk, second.pk]


def test_what_one_agency_tells_twice_is_no_joint_work(client: Client, pair: Any) -> None:
    assert "join them" not in plain(page_of(client, *pair))
    assert "All of these are one agency’s" in together(client, *pair)
    assert not Decision.objects.exists() and not joined()


def test_nobody_joins_their_own_or_what_they_do_not_decide_about(
    client: Client, two: Any, person: User
) -> None:
    first, second = two
    accept_report(submission=first, by="somebody-else", now=NOW)
    army = only_of("army")
    told = together(army, first, second, lead=first.pk)
    assert "All of these are one agency’s" in told and f"no. {second.pk}" not in told
    assert somebody(Role.REPORTER).post(f"/p/test/verify/{first.pk}/same/decide").status_code == 403
    Device.objects.filter(user__username="minh").update(user=person)
    assert "join them" not in plain(page_of(client, *two))
    assert "You had a hand in sending this" in together(client, *two)
    assert not joined()


def test_what_was_decided_in_the_meantime_is_not_joined_over_it(client: Client, two: Any) -> None:
    first, second = two
    answer = plain(
        text_of(decide(client, *two, "together", lead=first.pk, rule="sum", **{f"seen_{second.pk}": "later"}))
    )
    assert "Something changed about this report just now" in answer
    assert not joined() and not Decision.objects.exists()


@pytest.mark.parametrize("given", [{"rule": "all"}, {"rule": ""}, {"lead": 0}, {"lead": "x"}])
def test_another_rule_or_lead_there_is_not(client: Client, two: Any, given: Any) -> None:
    assert decide(client, *two, "together", **{"lead": two[0].pk, "rule": "sum", **given}).status_code == 404
    assert decide(client, *two, "separate").status_code == 404
