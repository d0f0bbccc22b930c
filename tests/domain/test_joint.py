"""Joint activities from a file: which lines tell of the same work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kheo.capture.submissions.models import Record
from kheo.facts.joint.actions import JointLoaded, follow_corrections, load_activities
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.ledger.actions import post
from kheo.facts.ledger.models import Posting
from kheo.facts.ledger.queries import position
from kheo.flow.accept import accept_submission
from kheo.kit.refusals import Refused
from kheo.verify.decisions.actions import decide
from kheo.verify.decisions.states import Outcome
from tests import sent

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": "tester", "now": sent.NOW}
KEY = "key: [commune, work]"
LINES = [("00007", "Army", "2025-08-01", work, "1") for work in ("house", "road", "class")]


@pytest.fixture(autouse=True)
def ground(tmp_path: Path) -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()
    result = sent.send(tmp_path, sent.table(LINES), mapping=KEY)
    accept_submission(submission=result.submission, show=False, **BY)


def load(text: str) -> JointLoaded:
    return load_activities(content=text.encode(), filename="joint.csv", **BY)


def members(code: str) -> list[int]:
    """The lines that tell of an activity now, the lead's first."""
    found = JointMember.objects.filter(activity__code=code, ended=None).order_by("rank")
    return [member.fact.record.line for member in found]


def problems(text: str) -> dict[int, str]:
    with pytest.raises(Refused, match=r"facts\.joint_refused") as caught:
        load(text)
    assert not JointActivity.objects.exists() and not JointMember.objects.exists()
    return {
        problem.line: problem.refused.code.split(".")[1] for problem in caught.value.particulars["problems"]
    }


def test_lines_are_named_by_file_and_line() -> None:
    loaded = load(
        "activity,rule,lead,form,file,line,note\nj,highest,,work,work.csv,2,\nj,,yes,,work.csv,3,One road\n"
    )
    activity = JointActivity.objects.get()
    assert (activity.code, activity.rule, activity.note) == ("j", "highest", "One road")
    assert (members("j"), loaded.changed) == ([3, 2], 1)
    assert loaded.posting == Posting.objects.get(kind="joint")


def test_or_by_record_or_submission_or_key_and_the_first_leads() -> None:
    record = Record.objects.get(line=2)
    text = f"activity,record,submission,line,form,commune,work\nj,{record.pk},,,,,\nj,,{record.submission_id},3,,,\nj,,,,work,00007,class\n"
    load(text)
    assert (members("j"), JointActivity.objects.get().rule) == ([2, 3, 4], "lead")


def test_a_rank_orders_the_tellers() -> None:
    load("activity,rank,file,line\nj,1,work.csv,2\nj,2,work.csv,3\nj,0,work.csv,4\n")
    assert members("j") == [4, 2, 3]


def test_a_second_time_changes_nothing_and_a_change_is_a_posting_of_its_own() -> None:
    text = "activity,file,line\nj,work.csv,2\nj,work.csv,3\n"
    load(text)
    before = position()
    assert (load(text).changed, position()) == (0, before)
    changed = load("activity,file,line\nj,work.csv,2\nj,work.csv,4\n")
    assert (members("j"), changed.changed, position()) == ([2, 4], 1, before + 1)
    ended = JointMember.objects.exclude(ended=None)
    assert {member.ended_id for member in ended} == {before + 1}
    assert JointMember.objects.filter(ended=None).count() == 2


def test_lines_move_between_activities_that_the_file_names() -> None:
    load("activity,file,line\nj,work.csv,2\nj,work.csv,3\n")
    with pytest.raises(Refused) as caught:
        load("activity,file,line\nk,work.csv,3\nk,work.csv,4\n")
    assert [problem.refused.code for problem in caught.value.particulars["problems"]] == [
        "facts.joint_elsewhere"
    ]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = (
        "activity,rule,lead,form,submission,file,line,record\n"
        "a,lead,yes,,,work.csv,2,\n"
        "a,highest,yes,,,work.csv,3,\n"
        "b,,perhaps,,,work.csv,99,\n"
        "b,,,,,other.csv,2,\n"
        "c,,,,,work.csv,2,\n"
        "d,loudest,,,,work.csv,4,\n"
        "d,,,,,work.csv,4,\n"
        "e,,,,,,,999999\n"
        "e,,,,,,,x\n"
        ",,,,,work.csv,2,\n"
    )
    assert problems(text) == {
        3: "joint_two_leads",
        4: "joint_no_such_line",
        5: "joint_no_such_file",
        6: "joint_twice",
        7: "not_one_of",
        8: "joint_twice",
        9: "joint_not_accepted",
        10: "joint_which_line",
        11: "missing",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("activity,rule,file,line\na,lead,work.csv,2\na,highest,work.csv,3\n", "joint_rules_differ"),
        ("activity,file,line\na,work.csv,2\n", "joint_alone"),
        ("activity,form,commune,work\na,work,00007,house\na,work,00007,none\n", "joint_no_such_key"),
        ("activity,form,colour\na,work,red\na,work,blue\n", "mapping_field"),
        ("activity,form,commune\na,nothing,00007\na,nothing,00004\n", "no_such_form"),
        ("something\nelse\n", "no_column"),
    ],
)
def test_it_names_what_is_wrong(text: str, code: str) -> None:
    assert code in problems(text).values()


def test_a_line_that_was_not_accepted_is_no_fact(tmp_path: Path) -> None:
    sent.send(tmp_path, sent.table([("00004", "Army", "2025-08-01", "house", "1")]), "later.csv")
    assert problems("activity,file,line\na,work.csv,2\na,later.csv,2\n") == {3: "joint_not_accepted"}


def test_a_file_that_was_sent_twice_needs_its_submission(tmp_path: Path) -> None:
    later = sent.send(
        tmp_path, sent.table([*LINES, ("00004", "Army", "2025-08-01", "house", "1")]), mapping=KEY
    )
    assert problems("activity,file,line\na,work.csv,2\na,work.csv,3\n") == {
        2: "joint_which_file",
        3: "joint_which_file",
    }
    accept_submission(submission=later.submission, show=False, **BY)
    first = Record.objects.get(line=2).submission_id
    load(f"activity,submission,line\na,{first},2\na,{later.submission.pk},5\n")
    assert members("a") == [2, 5]


def test_an_activity_keeps_its_rule() -> None:
    load("activity,rule,file,line\nj,lead,work.csv,2\nj,,work.csv,3\n")
    with pytest.raises(Refused) as caught:
        load("activity,rule,file,line\nj,sum,work.csv,2\nj,,work.csv,3\n")
    assert [problem.refused.code for problem in caught.value.particulars["problems"]] == [
        "facts.joint_rule_stands"
    ]


def test_a_correction_takes_the_place_of_what_it_corrects(tmp_path: Path) -> None:
    load("activity,file,line\nj,work.csv,2\nj,work.csv,3\n")
    changed = [(*LINES[0][:4], "7"), *LINES[1:]]
    result = sent.send(tmp_path, sent.table(changed), "later.csv", mapping=KEY)
    accept_submission(submission=result.submission, show=False, **BY)
    found = JointMember.objects.filter(ended=None).order_by("rank")
    assert [member.fact.record.values["households"] for member in found] == [7, 1]
    assert JointMember.objects.exclude(ended=None).get().ended_id == position()
    # The file still means the same work.
    assert load("activity,file,line\nj,work.csv,2\nj,work.csv,3\n").changed == 0


def test_so_does_a_correction_of_a_correction_in_the_same_posting(tmp_path: Path) -> None:
    load("activity,file,line\nj,work.csv,2\nj,work.csv,3\n")
    for number in ("7", "8"):
        changed = [(*LINES[0][:4], number), *LINES[1:]]
        sent.send(tmp_path, sent.table(changed), f"{number}.csv", mapping=KEY)
    records = Record.objects.exclude(corrects=None)
    for record in records:
        decide(record=record, outcome=Outcome.ACCEPTED, **BY)
    posting = post(records=records, **BY)
    assert posting is not None and follow_corrections(posting=posting) == 1
    found = JointMember.objects.filter(ended=None).order_by("rank")
    assert [member.fact.record.values["households"] for member in found] == [8, 1]
    assert JointMember.objects.exclude(ended=None).count() == 1
