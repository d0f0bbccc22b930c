"""Reports, their mended versions and their pictures, in any order and any number of times: one final state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kheo.capture.submissions.models import Attachment, Rival, Submission, Withdrawn
from kheo.capture.submissions.queries import replaced_by, submission_with
from kheo.facts.ledger.queries import standing
from kheo.flow.accept import accept_submission
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.models import Device
from tests.filled import filled
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")
# Without shrinking: an order of sixteen messages is told well enough by its first failure.
MANY = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


class Message(NamedTuple):
    """One POST of a phone: a report with its files, or the name of one that its sender takes back."""

    xml: bytes = b""
    files: tuple[tuple[str, bytes], ...] = ()
    withdraws: str = ""


def report(name: str, houses: int, replaces: str = "", items: int = 0) -> bytes:
    repeated = "".join(f"<item><given>{at + 1}</given></item>" for at in range(items))
    inside = f"<done>2025-07-01</done><houses>{houses}</houses><photo>a.jpg</photo><second>b.jpg</second>{repeated}"
    return filled(name, inside, replaces=replaces)


# Three reports; the first is mended twice, and each version has its pictures, which come with the form again. The last
# one is withdrawn.
FIRST = [report("1", 1, items=2), report("1b", 2, "1", items=1), report("1c", 3, "1b", items=3)]
OTHER, REGRETTED = report("2", 9), report("3", 7, items=2)
MESSAGES = [
    Message(xml, files)
    for xml in (*FIRST, OTHER, REGRETTED)
    for files in ((), (("a_jpg", b"one"),), (("b_jpg", b"two"),), (("a_jpg", b"one"), ("b_jpg", b"two")))
] + [Message(withdraws="3")]


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside leaves nothing in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def final_state(device: Device, messages: list[Message], *, accepted_between: int) -> dict[str, Any]:
    """What is there after all messages; ``accepted_between``: after how many a verifier accepts all that waits."""
    with forgotten():
        later = [
            one for at, one in enumerate(messages) if not handed_over(device, one, at == accepted_between)
        ]
        # What is told "there is no such report" tries again, as the app does.
        assert all(handed_over(device, one) for one in later)
        accept_everything()
        facts = [fact.record for fact in standing().select_related("record__submission")]
        return {
            "bytes": sorted(Submission.objects.values_list("instance", "sha256")),
            "files": sorted(Attachment.objects.values_list("submission__instance", "name", "sha256")),
            "stand": sorted(
                one.instance for one in Submission.objects.all() if not replaced_by(one.instance)
            ),
            "withdrawn": sorted(Withdrawn.objects.values_list("submission__instance", flat=True)),
            "rivals": Rival.objects.count(),
            "facts": sorted(
                (one.submission.instance, one.line, json.dumps(one.values, sort_keys=True)) for one in facts
            ),
        }


def handed_over(device: Device, message: Message, then_accepted: bool = False) -> bool:
    """Whether the server could do something with it."""
    if message.withdraws:
        found = submission_with(message.withdraws)
        if found is None:
            return False
        withdraw_report(submission=found, reason="a mistake", by="lan", now=NOW)
    else:
        arrives(device, message.xml, **dict(message.files))
    if then_accepted:
        accept_everything()
    return True


def accept_everything() -> None:
    for one in Submission.objects.order_by("pk"):
        accept_submission(submission=one, by="test", now=NOW, show=False)


@MANY
@given(
    messages=st.permutations(MESSAGES),
    again=st.lists(st.sampled_from(MESSAGES), max_size=6),
    between=st.integers(-1, len(MESSAGES)),
)
def test_every_order_ends_in_the_same_state(
    device: Device, messages: list[Message], again: list[Message], between: int
) -> None:
    expected = final_state(device, MESSAGES, accepted_between=-1)
    assert expected["stand"] == ["1c", "2", "3"]
    assert expected["withdrawn"] == ["3"]
    assert [fact[0] for fact in expected["facts"]] == ["1c"] * 4 + ["2"]
    assert final_state(device, [*messages, *again], accepted_between=between) == expected
