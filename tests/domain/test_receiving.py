"""Acknowledged means kept, and the same thing sent fifty times counts once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from kheo.capture.submissions.models import Attachment, Envelope, Record, Rival, Submission
from kheo.capture.submissions.queries import bytes_of, missing_envelopes
from kheo.capture.submissions.states import Arrival
from kheo.facts.ledger.queries import standing
from kheo.flow.accept import accept_submission
from kheo.ground.audit.models import AuditRow
from kheo.ground.files import stored
from kheo.kit.refusals import Refused
from tests.filled import filled
from tests.phones import arrives, phone
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")


def test_it_keeps_the_bytes_and_records_what_they_say() -> None:
    device, _ = phone()
    receipt = arrives(device, filled())
    one = receipt.submission
    assert receipt.arrival is Arrival.KEPT
    assert bytes_of(one).read_bytes() == filled()
    [record] = Record.objects.all()
    assert record.values == {"done": "2025-07-01", "houses": 2}
    assert (record.unit, record.agency) == (device.user.organisation, device.user.organisation)
    assert (str(record.day), record.line) == ("2025-07-01", 1)
    assert AuditRow.objects.get(act="submission.received").actor == "lan"


def test_the_same_again_is_known() -> None:
    device, _ = phone()
    arrives(device, filled())
    assert [arrives(device, filled()).arrival for _ in range(3)] == [Arrival.KNOWN] * 3
    assert (Submission.objects.count(), Record.objects.count()) == (1, 1)
    assert AuditRow.objects.filter(act="submission.received").count() == 1


def test_two_reports_that_say_the_same_are_two() -> None:
    device, _ = phone()
    arrives(device, filled("uuid:1"))
    arrives(device, filled("uuid:2"))
    assert Record.objects.count() == 2


def test_other_bytes_under_its_name_are_kept_beside_it_and_change_nothing() -> None:
    device, _ = phone()
    arrives(device, filled())
    other = filled(inside="<done>2025-07-01</done><houses>900</houses>")
    assert [arrives(device, other).arrival for _ in range(2)] == [Arrival.RIVAL] * 2
    [rival] = Rival.objects.all()
    assert stored(rival.sha256).read_bytes() == other
    assert [record.values["houses"] for record in Record.objects.all()] == [2]


def test_pictures_come_one_after_the_other_until_it_is_whole() -> None:
    device, _ = phone()
    xml = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo><second>b.jpg</second>")
    receipts = [
        arrives(device, xml),
        arrives(device, xml, a_jpg=b"one"),
        arrives(device, xml, a_jpg=b"one"),
        arrives(device, xml, b_jpg=b"two"),
    ]
    assert [(one.arrival.value, one.have, one.expected) for one in receipts] == [
        ("kept", 0, 2),
        ("kept", 1, 2),
        ("known", 1, 2),
        ("kept", 2, 2),
    ]
    assert [stored(one.sha256).read_bytes() for one in Attachment.objects.all()] == [b"one", b"two"]


def test_the_same_picture_under_two_names_is_two_attachments_and_one_file() -> None:
    device, _ = phone()
    xml = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo><second>b.jpg</second>")
    assert arrives(device, xml, a_jpg=b"same", b_jpg=b"same").have == 2
    assert len({one.sha256 for one in Attachment.objects.all()}) == 1


def test_another_picture_of_the_same_name_is_kept_beside_it() -> None:
    device, _ = phone()
    xml = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo>")
    arrives(device, xml, a_jpg=b"one")
    receipt = arrives(device, xml, a_jpg=b"other")
    assert (receipt.arrival, receipt.name) == (Arrival.RIVAL, "a.jpg")
    assert stored(Rival.objects.get().sha256).read_bytes() == b"other"
    assert Attachment.objects.get().size == 3


def test_a_picture_that_the_form_does_not_name_is_kept_and_makes_nothing_whole() -> None:
    device, _ = phone()
    xml = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo>")
    receipt = arrives(device, xml, z_jpg=b"?")
    assert (receipt.have, receipt.expected) == (0, 1)


def test_what_breaks_the_forms_rules_is_kept_and_becomes_no_record() -> None:
    device, _ = phone()
    receipt = arrives(device, filled(inside="<done>2025-07-01</done><houses>-2</houses>"))
    one = receipt.submission
    assert receipt.arrival is Arrival.KEPT
    assert [(reason["field"], reason["code"]) for reason in one.reasons] == [("houses", "capture.constraint")]
    assert (one.rows_refused, Record.objects.count()) == (1, 0)


def test_a_day_to_come_is_refused_by_the_servers_clock_whatever_the_phones_says() -> None:
    device, _ = phone()
    tomorrow = (NOW.date().replace(year=NOW.year + 1)).isoformat()
    one = arrives(device, filled(inside=f"<done>{tomorrow}</done>")).submission
    assert [reason["field"] for reason in one.reasons] == ["done"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (filled(form="nothing"), "capture.no_such_form"),
        (filled(version="99"), "capture.no_such_version"),
        (b"not xml", "capture.xml"),
    ],
)
def test_what_is_no_report_is_refused_and_leaves_nothing(xml: bytes, code: str) -> None:
    device, _ = phone()
    with pytest.raises(Refused) as caught:
        arrives(device, xml)
    assert caught.value.code == code
    assert not Submission.objects.exists()


# --- mending ---


def test_a_mended_report_takes_the_place_of_the_old_one() -> None:
    device, _ = phone()
    old = arrives(device, filled("uuid:1")).submission
    new = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    assert [record.corrects_id for record in Record.objects.order_by("pk")] == [
        None,
        Record.objects.first().pk,
    ]
    assert accept_submission(submission=old, by="test", now=NOW, show=False).records == 0
    assert accept_submission(submission=new, by="test", now=NOW, show=False).records == 1
    assert [fact.record.submission for fact in standing().select_related("record__submission")] == [new]


def test_after_acceptance_a_mended_report_replaces_the_facts_row_by_row() -> None:
    device, _ = phone()
    two = "<done>2025-07-01</done><item><given>4</given></item><item><given>5</given></item>"
    old = arrives(device, filled("uuid:1", two)).submission
    accept_submission(submission=old, by="test", now=NOW, show=False)
    assert standing().count() == 3
    one = "<done>2025-07-01</done><item><given>6</given></item>"
    new = arrives(device, filled("uuid:2", one, replaces="uuid:1")).submission
    accept_submission(submission=new, by="test", now=NOW, show=False)
    left = [fact.record for fact in standing().select_related("record").order_by("record")]
    assert [(record.submission_id, record.values.get("given")) for record in left] == [
        (new.pk, None),
        (new.pk, 6),
    ]


def test_a_mended_report_may_arrive_before_the_one_that_it_replaces() -> None:
    device, _ = phone()
    new = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    old = arrives(device, filled("uuid:1")).submission
    for one in (old, new):
        accept_submission(submission=one, by="test", now=NOW, show=False)
    assert [fact.record.submission_id for fact in standing().select_related("record")] == [new.pk]


def test_of_two_that_replace_one_the_first_stands_and_the_other_is_kept_beside_it() -> None:
    device, _ = phone()
    arrives(device, filled("uuid:1"))
    first = arrives(device, filled("uuid:2", replaces="uuid:1")).submission
    second = arrives(device, filled("uuid:3", replaces="uuid:1"))
    assert (second.arrival, second.submission) == (Arrival.RIVAL, first)
    assert Submission.objects.count() == 2


# --- envelopes ---


def test_it_knows_which_envelopes_are_missing() -> None:
    device, _ = phone()
    arrives(device, filled("uuid:1"), number=1, highest=1)
    arrives(device, filled("uuid:4"), number=4, highest=5)
    assert missing_envelopes(device) == ([2, 3, 5], 5)
    arrives(device, filled("uuid:4"), number=4, highest=5)
    assert Envelope.objects.count() == 2


# --- many at once ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite connection here")
def test_a_crowd_sends_the_same_reports_at_once() -> None:
    device, _ = phone()
    names = [f"uuid:{at}" for at in range(20)]
    gate = threading.Barrier(8)

    def send(worker: int) -> list[str]:
        gate.wait()
        try:
            order = names[worker:] + names[:worker]
            return [arrives(device, filled(name)).arrival.value for name in order]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        told = [arrival for some in crowd.map(send, range(8)) for arrival in some]
    assert sorted(told) == sorted(["kept"] * 20 + ["known"] * 140)
    assert (Submission.objects.count(), Record.objects.count()) == (20, 20)
