"""Of two that contradict each other a person chooses one, once and with a reason; nothing that was sent is changed."""

from __future__ import annotations

from typing import Any

import pytest

from kheo.capture.submissions.models import Record, Rival, Submission
from kheo.capture.submissions.queries import bytes_of
from kheo.capture.submissions.states import Arrival
from kheo.facts.ledger.queries import standing
from kheo.flow.accept import accept_submission
from kheo.flow.settle_rival import let_rival_stand, set_rival_aside
from kheo.ground.accounts.models import Device
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from kheo.verify.decisions.models import RivalDecision
from kheo.verify.decisions.queries import rivals
from tests.filled import filled
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

DAY = "<done>2025-07-01</done>"
OTHER = filled(inside=f"{DAY}<houses>900</houses>")
WHO: Any = {"by": "minh", "now": NOW}


def contradicted(device: Device, xml: bytes = OTHER) -> tuple[Submission, Rival]:
    held = arrives(device, filled()).submission
    arrives(device, xml)
    return held, Rival.objects.get()


def code_of(act: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(**{**WHO, "reason": "x", **more})
    return caught.value.code


def test_it_is_set_aside_with_a_reason_and_leaves_the_list(device: Device) -> None:
    _, rival = contradicted(device)
    assert (list(rivals(["relief"])), rival.device) == ([rival], device)
    set_rival_aside(rival=rival, reason=" Typed twice ", **WHO)
    assert not rivals(["relief"]).exists()
    [done] = RivalDecision.objects.all()
    assert (done.outcome, done.reason, done.by, done.taken) == ("set_aside", "Typed twice", "minh", None)
    assert AuditRow.objects.get(act="rival.set_aside").detail["sha256"] == rival.sha256
    assert [record.values["houses"] for record in Record.objects.all()] == [2]


def test_the_other_becomes_the_next_version_with_its_own_bytes_and_its_own_sender(device: Device) -> None:
    held, rival = contradicted(device)
    accept_submission(submission=held, by="test", now=NOW, show=False)
    taken = let_rival_stand(rival=rival, reason="The second is right", **WHO)
    assert bytes_of(taken).read_bytes() == OTHER
    assert (taken.replaces, taken.sender, taken.device, taken.channel) == (
        "uuid:1",
        "lan",
        device,
        "openrosa",
    )
    assert taken.instance not in ("", "uuid:1")
    assert RivalDecision.objects.get().taken == taken
    assert [fact.record.submission for fact in standing()] == [held]  # until somebody accepts the other
    accept_submission(submission=taken, by="test", now=NOW, show=False)
    assert [fact.record.values["houses"] for fact in standing()] == [900]
    assert Submission.objects.count() == 2


def test_sent_again_both_are_known(device: Device) -> None:
    _, rival = contradicted(device)
    taken = let_rival_stand(rival=rival, reason="x", **WHO)
    assert arrives(device, filled()).arrival is Arrival.KNOWN
    again = arrives(device, OTHER)
    assert (again.arrival, again.submission) == (Arrival.KNOWN, taken)


def test_of_two_that_mend_one_the_second_can_stand_too(device: Device) -> None:
    arrives(device, filled("uuid:1"))
    first = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    second = filled("uuid:3", f"{DAY}<houses>7</houses>", replaces="uuid:1")
    arrives(device, second)
    taken = let_rival_stand(rival=Rival.objects.get(), reason="x", **WHO)
    assert taken.replaces == first.instance
    assert arrives(device, second).arrival is Arrival.KNOWN


def test_it_takes_the_place_of_the_newest_version(device: Device) -> None:
    _, rival = contradicted(device)
    arrives(device, filled("uuid:2", replaces="uuid:1"))
    assert let_rival_stand(rival=rival, reason="x", **WHO).replaces == "uuid:2"


def test_pictures_of_a_name_come_along(device: Device) -> None:
    xml = filled(inside=f"{DAY}<photo>a.jpg</photo><second>b.jpg</second>")
    other = filled(inside=f"{DAY}<houses>3</houses><photo>a.jpg</photo><second>c.jpg</second>")
    arrives(device, xml, a_jpg=b"one", b_jpg=b"two")
    arrives(device, other)
    taken = let_rival_stand(rival=Rival.objects.get(), reason="x", **WHO)
    receipt = arrives(device, other, c_jpg=b"three")
    assert (receipt.arrival, receipt.submission, receipt.have, receipt.expected) == (
        Arrival.KEPT, taken, 2, 2,
    )  # fmt: skip


def test_what_breaks_the_rules_does_not_take_the_place_of_what_keeps_them(device: Device) -> None:
    _, rival = contradicted(device, filled(inside=f"{DAY}<houses>-1</houses>"))
    assert code_of(let_rival_stand, rival=rival) == "capture.rival_against_rules"
    assert (Submission.objects.count(), RivalDecision.objects.count()) == (1, 0)


def test_a_picture_is_set_aside_only(device: Device) -> None:
    xml = filled(inside=f"{DAY}<photo>a.jpg</photo>")
    arrives(device, xml, a_jpg=b"one")
    arrives(device, xml, a_jpg=b"other")
    rival = Rival.objects.get()
    assert code_of(let_rival_stand, rival=rival) == "capture.rival_is_file"
    set_rival_aside(rival=rival, reason="The first is sharper", **WHO)
    assert not rivals(["relief"]).exists()


@pytest.mark.parametrize("act", [set_rival_aside, let_rival_stand])
def test_it_is_decided_once_with_a_reason_and_never_by_its_sender(device: Device, act: Any) -> None:
    _, rival = contradicted(device)
    assert code_of(act, rival=rival, reason="  ") == "verify.rival_reason"
    assert code_of(act, rival=rival, by="lan") == "verify.own_report"
    act(rival=rival, reason="x", **WHO)
    assert code_of(act, rival=rival) == "verify.rival_decided"
    assert RivalDecision.objects.count() == 1
