"""Whoever sent a report may take it back: nothing of it counts then, and all of it stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from kheo.capture.submissions.models import Record, Submission, Withdrawn
from kheo.capture.submissions.states import Arrival
from kheo.facts.columns.queries import state
from kheo.facts.ledger.queries import position, standing
from kheo.flow.accept import accept_submission
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.models import Device
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.phones import arrives, phone
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")
LAN: Any = {"by": "lan", "now": NOW}
MINH: Any = {"by": "minh", "now": NOW}


def refused(act: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(**more)
    return caught.value.code


def test_what_counted_stops_counting_and_stays(device: Device) -> None:
    one = arrives(device, filled()).submission
    accept_submission(submission=one, **MINH)
    done = withdraw_report(submission=one, reason=" Told twice ", **LAN)
    assert (done.reason, done.by) == ("Told twice", "lan")
    assert not standing().exists()
    assert state().position == position()
    assert (Submission.objects.count(), Record.objects.count()) == (1, 1)
    row = AuditRow.objects.get(act="submission.withdrawn")
    assert (row.subject, row.actor, row.detail) == (f"submission:{one.pk}", "lan", {"reason": "Told twice"})


def test_a_second_time_changes_nothing(device: Device) -> None:
    one = arrives(device, filled()).submission
    first = withdraw_report(submission=one, reason="x", **LAN)
    assert withdraw_report(submission=one, reason="y", **LAN) == first
    assert AuditRow.objects.filter(act="submission.withdrawn").count() == 1
    assert Withdrawn.objects.get().reason == "x"


def test_only_its_sender_may_and_says_why(device: Device) -> None:
    one = arrives(device, filled()).submission
    assert refused(withdraw_report, submission=one, reason="x", **MINH) == "capture.not_your_report"
    assert refused(withdraw_report, submission=one, reason=" ", **LAN) == "capture.withdraw_reason"
    assert not Withdrawn.objects.exists()


def test_nobody_decides_about_it_any_more(device: Device) -> None:
    one = arrives(device, filled()).submission
    withdraw_report(submission=one, reason="x", **LAN)
    assert accept_submission(submission=one, show=False, **MINH).records == 0
    assert refused(accept_report, submission=one, **MINH) == "verify.withdrawn_report"
    back = {"outcome": Outcome.RETURNED, "reason": "x", "field": ""}
    assert refused(send_back_report, submission=one, **back, **MINH) == "verify.withdrawn_report"
    assert not standing().exists()


def test_sent_again_it_is_known_and_stays_withdrawn(device: Device) -> None:
    one = arrives(device, filled()).submission
    withdraw_report(submission=one, reason="x", **LAN)
    assert arrives(device, filled()).arrival is Arrival.KNOWN
    assert Withdrawn.objects.get().submission == one


def test_the_whole_report_is_withdrawn_by_its_newest_version(device: Device) -> None:
    old = arrives(device, filled("uuid:1")).submission
    accept_submission(submission=old, show=False, **MINH)
    new = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    assert refused(withdraw_report, submission=old, reason="x", **LAN) == "capture.withdraw_newest"
    withdraw_report(submission=new, reason="x", **LAN)
    assert not standing().exists()


def test_a_mended_version_of_what_was_withdrawn_is_a_new_claim(device: Device) -> None:
    old = arrives(device, filled("uuid:1")).submission
    accept_submission(submission=old, show=False, **MINH)
    withdraw_report(submission=old, reason="x", **LAN)
    new = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    assert not standing().exists()
    accept_report(submission=new, **MINH)
    assert [fact.record.submission for fact in standing()] == [new]


def test_a_version_that_comes_late_does_not_bring_it_back(device: Device) -> None:
    new = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    accept_submission(submission=new, show=False, **MINH)
    withdraw_report(submission=new, reason="x", **LAN)
    old = arrives(device, filled("uuid:1")).submission
    assert accept_submission(submission=old, show=False, **MINH).records == 0
    assert not standing().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite connection here")
def test_accepted_and_withdrawn_at_the_same_moment_it_does_not_count() -> None:
    device = phone()[0]
    reports = [arrives(device, filled(f"uuid:{at}")).submission for at in range(12)]
    gate = threading.Barrier(2)

    def each(act: Callable[[Submission], Any]) -> None:
        try:
            gate.wait()
            for one in reports:
                act(one)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        acts = (
            lambda one: accept_submission(submission=one, show=False, **MINH),
            lambda one: withdraw_report(submission=one, reason="x", **LAN),
        )
        list(both.map(each, acts))
    assert Withdrawn.objects.count() == len(reports)
    assert not standing().exists()
