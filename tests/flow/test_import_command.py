"""The walk from a file to facts, as a person on a terminal walks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from kheo.capture.submissions.models import Record
from kheo.commands.main import main
from kheo.facts.columns import queries as columns
from kheo.facts.joint.models import JointMember
from kheo.facts.ledger.models import Fact
from kheo.facts.ledger.queries import standing
from kheo.flow.accept import accept_submission
from kheo.verify.decisions.actions import decide
from kheo.verify.decisions.states import Outcome
from tests import sent

pytestmark = pytest.mark.django_db
GOOD = ("00007", "Army", "2025-08-01", "house", "12")
BAD = ("00007", "Army", "2025-08-01", "nothing", "12")


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    settings.DATA = tmp_path / "data"
    sent.country()
    sent.agency("army", "Army")
    sent.form()
    yield


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def file(tmp_path: Path, *rows: tuple[str, ...], name: str = "work.csv") -> Path:
    path = tmp_path / name
    path.write_text(sent.table(rows), encoding="utf-8")
    return path


def test_a_file_becomes_facts_and_a_list_of_what_to_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, GOOD, GOOD, BAD)
    code, out, err = run(capsys, "import", path, "--form", "work", "--accept")
    assert code == 1
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[:6] == [
        "lines read 3",
        "recorded 2",
        "of these exact repeats of another line 1",
        "here already 0",
        "refused 1",
        "accepted as facts 2",
    ]
    assert "work.refused.csv. Mend them there" in out
    assert "work.csv" in err
    assert Fact.objects.count() == 2
    assert columns.state().forms["work"].rows == 2


def test_a_second_time_nothing_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, GOOD)
    assert run(capsys, "import", path, "--form", "work", "--accept")[0] == 0
    code, out, _ = run(capsys, "import", path, "--form", "work", "--accept")
    assert (code, "nothing new" in out, Record.objects.count(), Fact.objects.count()) == (0, True, 1, 1)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[1:5] == ["lines read 1", "recorded 0", "here already 1", "refused 0"]


def test_the_refused_lines_that_somebody_is_mending_are_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, GOOD, BAD)
    run(capsys, "import", path, "--form", "work")
    mending = tmp_path / "work.refused.csv"
    run(capsys, "import", path, "--form", "work")
    assert [one.name for one in tmp_path.glob("*.refused*")] == [mending.name]
    mending.write_text("half mended")
    code, out, _ = run(capsys, "import", path, "--form", "work")
    assert (code, mending.read_text()) == (1, "half mended")
    assert "work.refused-2.csv. Mend them there" in out
    run(capsys, "import", path, "--form", "work")
    assert len(list(tmp_path.glob("*.refused*"))) == 2


def test_lines_whose_place_nobody_knows_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(f"Nowhere {at}", *GOOD[1:]) for at in range(7)]
    code, out, _ = run(capsys, "import", file(tmp_path, *rows), "--form", "work")
    assert code == 0
    assert "Not one of these lines has a place that is known." in out
    assert "  line 2: commune = “Nowhere 0”\n" in out and "line 6: commune" in out and "line 7:" not in out
    assert "  and 2 lines more" in out
    _, out, _ = run(capsys, "import", file(tmp_path, GOOD, rows[0][:4] + ("9",)), "--form", "work")
    assert "line 3: commune = “Nowhere 0”" in out and "Not one" not in out and " more" not in out


def test_a_sender_is_somebody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "import", file(tmp_path, GOOD), "--form", "work", "--by", "nobody")
    assert (code, out, Record.objects.count()) == (1, "", 0)
    assert "There is no user “nobody”." in err
    get_user_model().objects.create_user(username="lan")
    assert run(capsys, "import", file(tmp_path, GOOD), "--form", "work", "--by", "lan")[0] == 0


def test_programs_read_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "import", file(tmp_path, GOOD, BAD), "--form", "work", "--json")
    assert (code, err) == (1, "")
    said = json.loads(out)
    assert (said["read"], said["recorded"], said["refused"], said["accepted"]) == (2, 1, 1, None)
    assert said["refusals"] == str(tmp_path / "work.refused.csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--form", "nothing"), "There is no form “nothing”."),
        (("--form", "work", "--mapping", "none.yaml"), "none.yaml cannot be read"),
    ],
)
def test_a_refusal_is_a_sentence_and_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "import", file(tmp_path, GOOD), *arguments)
    assert (code, out) == (1, "")
    assert said in err and "Traceback" not in err


def test_wrong_usage_is_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "import", file(tmp_path, GOOD))[0] == 2
    assert run(capsys, "joint")[0] == 2


def test_joint_activities_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, GOOD, ("00004", *GOOD[1:]))
    run(capsys, "import", path, "--form", "work", "--accept")
    joint = tmp_path / "joint.csv"
    joint.write_text("activity,file,line\nj,work.csv,2\nj,work.csv,3\n")
    code, out, _ = run(capsys, "joint", "load", joint)
    assert (code, out) == (0, "Joint activities: 1, lines that tell of them: 2, new or changed: 1.\n")
    assert "Nothing changed" in run(capsys, "joint", "load", joint)[1]
    assert JointMember.objects.count() == 2
    joint.write_text("activity,file,line\nj,work.csv,2\nj,work.csv,99\n")
    code, _, err = run(capsys, "joint", "load", joint)
    assert code == 1
    assert "joint.csv, line 3:" in err


def test_what_was_returned_stays_returned(tmp_path: Path) -> None:
    result = sent.send(tmp_path, sent.table([GOOD, ("00004", *GOOD[1:])]))
    first, second = Record.objects.order_by("line")
    decide(record=first, outcome=Outcome.RETURNED, reason="no picture", by="verifier", now=sent.NOW)
    accepted = accept_submission(submission=result.submission, by="tester", now=sent.NOW)
    assert accepted.records == 1
    assert [fact.record for fact in standing()] == [second]
    decide(record=first, outcome=Outcome.ACCEPTED, by="verifier", now=sent.NOW)
    again = accept_submission(submission=result.submission, by="tester", now=sent.NOW)
    assert (again.records, again.posting is not None, standing().count()) == (0, True, 2)
    assert accept_submission(submission=result.submission, by="tester", now=sent.NOW).posting is None
