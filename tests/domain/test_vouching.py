"""Facts and joint activities are what the record of acts says was written, or the first that is not is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from kheo.capture.submissions.models import Record
from kheo.facts.joint.actions import follow_corrections, load_activities
from kheo.facts.joint.models import JointMember
from kheo.facts.ledger import actions as ledger
from kheo.facts.ledger.models import Fact, Grading, Posting, Withdrawal
from kheo.facts.ledger.queries import position
from kheo.facts.ledger.states import Grade
from kheo.flow.accept import accept_submission
from kheo.flow.vouch import vouch
from kheo.verify.decisions.actions import decide
from kheo.verify.decisions.states import Outcome
from tests import sent
from tests.tampering import sql, take_the_guards_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("history")]
BY: dict[str, Any] = {"by": "tester", "now": sent.NOW}
GUARDED = (Posting, Fact, Withdrawal, Grading, Record, JointMember)
LINES = [("00007", "Army", "2025-08-01", work, "1") for work in ("house", "road", "class")]
JOINT = "activity,file,line\nj,work.csv,2\nj,work.csv,3\n"


@pytest.fixture
def history(db: None, tmp_path: Path, settings: Any) -> None:
    """An acceptance (1), a joint activity (2), a correction (3) that joins in its stead, a withdrawal (4), a grading
    (5)."""
    settings.DATA = tmp_path / "data"
    sent.country()
    sent.agency("army", "Army")
    sent.form()
    key = "key: [commune, work]"
    first = sent.send(tmp_path, sent.table(LINES), mapping=key)
    accept_submission(submission=first.submission, show=False, **BY)
    load_activities(content=JOINT.encode(), filename="joint.csv", **BY)
    mended = sent.send(tmp_path, sent.table([(*LINES[0][:4], "2")]), "mended.csv", mapping=key)
    correction = Record.objects.get(submission=mended.submission)
    decide(record=correction, outcome=Outcome.ACCEPTED, **BY)
    posting = ledger.post(records=[correction], **BY)
    assert posting
    assert follow_corrections(posting=posting) == 1
    ledger.withdraw(records=Record.objects.filter(line=4, submission=first.submission), **BY)
    ledger.grade(
        records=Record.objects.filter(line=3, submission=first.submission), grade=Grade.VERIFIED, **BY
    )
    assert position() == 5


def test_what_nobody_touched_is_vouched_for() -> None:
    found = vouch()
    assert (found.postings, found.altered) == (5, ())


TOUCHED: dict[str, tuple[Callable[[], Any], str]] = {
    "a value": (lambda: sql("UPDATE submissions_record SET qualifiers = '{\"x\": \"about\"}' WHERE line = 3"), "posting:1 changed"),
    "a day": (lambda: sql("UPDATE submissions_record SET day = '2024-08-01' WHERE line = 4"), "posting:1 changed"),
    "a place": (lambda: sql("UPDATE submissions_record SET place_id = NULL WHERE line = 3"), "posting:1 changed"),
    "a fact deleted": (lambda: sql("DELETE FROM ledger_fact WHERE replaces_id IS NOT NULL"), "posting:3 changed"),
    "what a fact replaces": (lambda: sql("UPDATE ledger_fact SET replaces_id = NULL"), "posting:3 changed"),
    "a withdrawal deleted": (lambda: sql("DELETE FROM ledger_withdrawal"), "posting:4 changed"),
    "a grade": (lambda: sql("UPDATE ledger_grading SET grade = 2"), "posting:5 changed"),
    "a grade among others": (
        lambda: Grading.objects.append(("fact", "posting", "grade"), [(Fact.objects.earliest("pk").pk, 1, 2)]),
        "posting:1 changed",
    ),
    "a posting deleted": (lambda: [sql("DELETE FROM ledger_grading"), sql("DELETE FROM ledger_posting WHERE number = 5")], "posting:5 missing"),
    "a posting of nobody's": (
        lambda: Posting.objects.create(number=6, kind="grading", at=sent.NOW, by="nobody"), "posting:6 unknown",
    ),
    "who tells of it": (lambda: sql("UPDATE joint_jointmember SET rank = 7 WHERE ended_id IS NULL"), "posting:2 changed"),
    "one teller fewer": (lambda: sql("DELETE FROM joint_jointmember WHERE posting_id = 3"), "posting:3 changed"),
    "an end": (lambda: sql("UPDATE joint_jointmember SET ended_id = 4 WHERE posting_id = 2 AND ended_id IS NULL"), "posting:4 unknown"),
}  # fmt: skip


@pytest.mark.parametrize(("alter", "named"), TOUCHED.values(), ids=TOUCHED)
def test_what_was_altered_is_named(alter: Callable[[], Any], named: str) -> None:
    take_the_guards_away(*GUARDED)
    with transaction.atomic():
        if connection.vendor == "sqlite":
            sql("PRAGMA defer_foreign_keys = ON")
        alter()
        altered = [f"{about} {why}" for about, why in vouch().altered]
        transaction.set_rollback(True)
    assert named in altered
