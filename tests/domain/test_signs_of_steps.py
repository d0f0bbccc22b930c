"""A report is weighed for as long as it waits for any step of its chain; what was found when a step was taken is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kheo.capture.submissions.actions import withdraw
from kheo.capture.submissions.models import Submission
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Calendar, Pack, Programme
from kheo.verify.decisions.states import Outcome
from kheo.verify.quality.actions import look, weigh, weigh_stale
from kheo.verify.quality.models import Beheld, Check, Finding, Risk
from kheo.verify.quality.queries import beheld_of, digest_of_weight, kept_digest, weigh_form
from tests.filled import filled
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

STEPS = [
    {"code": code, "by": "anyone", "verifies": False, "title": {"en": code}}
    for code in ("first", "second", "third")
]
ODD = "<done>2025-07-01</done><where>Xã Bình Minh</where><houses>30</houses><households>1</households>"


def check(programme: Programme, code: str, kind: str, rule: dict[str, Any]) -> Check:
    return Check.objects.create(
        programme=programme, code=code, version=1, kind=kind, forms=["relief"], weight=0.5, rule=rule, digest=code
    )  # fmt: skip


@pytest.fixture
def form(device: Device) -> Form:
    """In a programme whose chain has three steps, with two checks."""
    calendar = Calendar.objects.create(code="plain", title={}, regimes=[{"month_starts_on": 1}])
    pack = Pack.objects.create(code="p", digest="", loaded_at=NOW)
    owner = Programme.objects.create(
        code="p", pack=pack, calendar=calendar, valid_from=NOW.date(), verification=STEPS
    )
    check(owner, "fit", "ratio", {"of": "houses", "to": "households", "low": 0, "high": 2, "from": 0})
    check(owner, "twice", "possible_double", {"fields": ["houses"], "days": 5, "least": 1, "agree": 1, "reference": ""})  # fmt: skip
    for name in ("a", "b", "c"):
        add_user(username=name, password="a-long-password-1", role=Role.VERIFIER, by="test", now=NOW)
    return Form.objects.get(code="relief")


def sent(device: Device, name: str, inside: str = ODD) -> Submission:
    return arrives(device, filled(f"uuid:{name}", inside)).submission


def told(form: Form) -> set[tuple[int, str]]:
    """(report, check) after weighing; weighing again changes nothing and makes the same digest."""
    weigh(form=form, moment=NOW)
    assert weigh(form=form, moment=NOW).changed == 0
    assert kept_digest(form) == digest_of_weight(weigh_form(form))
    return set(Finding.objects.values_list("record__submission", "rule__code"))


def test_it_is_weighed_until_the_last_step_is_taken(form: Form, device: Device) -> None:
    one = sent(device, "one")
    for by in ("a", "b", "c"):
        assert told(form) == {(one.pk, "fit")}
        assert Risk.objects.get().score > 0
        accept_report(submission=one, by=by, now=NOW)
    assert told(form) == set()
    assert not Risk.objects.exists()


def test_what_was_sent_back_at_a_later_step_is_not_weighed(form: Form, device: Device) -> None:
    one = sent(device, "one")
    accept_report(submission=one, by="a", now=NOW)
    assert told(form)
    send_back_report(submission=one, outcome=Outcome.RETURNED, reason="Which?", by="b", now=NOW)
    assert told(form) == set()
    again = arrives(device, filled("uuid:again", ODD, replaces="uuid:one")).submission
    assert told(form) == {(again.pk, "fit")}


def test_what_waits_for_a_later_step_is_held_against_what_comes(form: Form, device: Device) -> None:
    one = sent(device, "one")
    accept_report(submission=one, by="a", now=NOW)
    other = sent(device, "other")
    assert told(form) == {(pk, code) for pk in (one.pk, other.pk) for code in ("fit", "twice")}


def test_a_shorter_chain_lets_go_of_what_passed_it(form: Form, device: Device) -> None:
    one = sent(device, "one")
    accept_report(submission=one, by="a", now=NOW)
    assert told(form)
    Programme.objects.update(verification=STEPS[:1])
    assert told(form) == set()


def test_a_longer_chain_lets_what_passed_wait_again(form: Form, device: Device) -> None:
    Programme.objects.update(verification=STEPS[:1])
    one = sent(device, "one")
    later = NOW

    def step() -> set[int]:
        nonlocal later
        later += dt.timedelta(hours=2)
        look(moment=later)
        weigh_stale(moment=later)
        return set(Finding.objects.values_list("record__submission", flat=True))

    step()
    accept_report(submission=one, by="a", now=NOW)
    step()
    assert step() == set()
    Programme.objects.update(verification=STEPS)
    assert step() == {one.pk}


def test_what_was_found_when_a_step_was_taken_is_kept_though_it_went(form: Form, device: Device) -> None:
    one, other = sent(device, "one"), sent(device, "other")
    told(form)
    accept_report(submission=one, by="a", now=NOW)
    withdraw(submission=other, reason="wrong", by="lan", now=NOW)
    assert told(form) == {(one.pk, "fit")}
    assert {(each.step, each.rule.code) for each in beheld_of(one)} == {("first", "fit"), ("first", "twice")}
    for by in ("b", "c"):
        accept_report(submission=one, by=by, now=NOW)
    assert {each.step for each in beheld_of(one)} == {"first", "second"}, "nobody comes after the last"
    assert Beheld.objects.count() == 3
