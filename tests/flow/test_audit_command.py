"""``kheo audit``: one sentence, and an exit code that a schedule can act upon."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override

from kheo.commands.main import main
from kheo.facts.ledger.models import Posting
from kheo.ground.audit.actions import record, seal, unsealed
from kheo.ground.audit.models import AuditRow, Seal
from kheo.ground.audit.queries import latest, standing
from kheo.web.audit.state import state_now
from tests.tampering import BEGAN, digest_anew, sql, take_the_guards_away

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")


@pytest.fixture
def written() -> list[int]:
    numbers = []
    for at in range(9):
        now = BEGAN + dt.timedelta(minutes=at)
        numbers.append(record("user.signed_in", f"user:{at}", by="lan", now=now, label="Lan").pk)
        if at in (3, 6):
            seal(moment=now)
    return numbers


def test_a_whole_record_is_said_to_be_whole(written: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify"]) == 0
    assert capsys.readouterr().out == (
        "The record is whole: 9 rows under 2 seals; the last at 1 August 2025, 14:36; 2 rows, the first written at "
        "1 August 2025, 14:37, are not sealed yet and are as they were written.\n"
        "Facts and editions are what was written: 0 postings, 0 editions.\n"
    )
    done = latest("audit", "audit.verified")
    assert done is not None
    assert done.detail == {"whole": True, "rows": 9, "anchors": 0}
    assert standing().waiting == 0, "a command seals what it wrote"


def test_checking_may_leave_no_trace(written: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--no-trace", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["whole"], told["rows"], told["seals"], told["waiting"], told["first"]) == (
        True,
        9,
        2,
        2,
        None,
    )
    assert AuditRow.objects.count() == 9


def test_the_first_bad_row_is_named(written: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    take_the_guards_away()
    sql("DELETE FROM audit_auditrow WHERE id = %s", written[4])
    sql("UPDATE audit_auditrow SET actor = 'x' WHERE id = %s", written[2])
    assert main(["audit", "verify"]) == 1
    said = f"The record is NOT whole. Row {written[2]} is not what was written: it was changed. 1 more finding.\n"
    assert capsys.readouterr().out.startswith(said)
    assert main(["audit", "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["whole"], told["findings"]) == (False, 2)
    assert (told["first"]["row"], told["first"]["why"], told["first"]["seal"]) == (written[2], "changed", 1)
    done = latest("audit", "audit.verified")
    assert done is not None
    assert (done.detail["row"], done.detail["why"]) == (written[2], "changed")


def test_facts_that_were_altered_make_it_fail_and_are_named(
    written: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    Posting.objects.create(number=1, kind="acceptance", at=BEGAN, by="nobody")
    assert main(["audit", "verify"]) == 1
    said = "Nobody is recorded as the author of what is in posting 1: it was inserted.\n"
    assert capsys.readouterr().out.endswith(said)
    assert main(["audit", "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["whole"], told["altered"][0]["about"], told["altered"][0]["why"]) == (
        False,
        "posting:1",
        "unknown",
    )
    with override("en"):
        state = state_now()
    assert (state.sound, f"{state.finding}\n") == (False, said)


def test_where_the_record_is_damaged_itself_nobody_is_accused_by_it_alone(
    written: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_guards_away()
    sql("UPDATE audit_auditrow SET act = 'x' WHERE id = %s", written[2])
    Posting.objects.create(number=1, kind="acceptance", at=BEGAN, by="nobody")
    assert main(["audit", "verify", "--no-trace"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("The record is NOT whole.") and "in posting 1" in told
    assert told.endswith("their authors and digests stand in the record.\n")
    monkeypatch.setenv("KHEO_LANGUAGE", "vi")
    assert main(["audit", "verify", "--no-trace"]) == 1
    assert "NOT whole" not in capsys.readouterr().out


def test_an_anchor_outside_finds_what_the_chain_alone_cannot(
    written: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "anchors.txt"
    for _ in range(2):
        assert main(["audit", "anchor", "--file", str(file)]) == 0
    assert main(["audit", "anchor"]) == 0
    printed = capsys.readouterr().out
    lines = file.read_text().splitlines()
    assert len(lines) == 2
    assert printed.split()[1:2] == [f"last={written[8] + 2}"]
    assert main(["audit", "verify", "--anchor", str(file)]) == 0
    assert "; 2 anchors hold." in capsys.readouterr().out
    take_the_guards_away()
    sql("UPDATE audit_auditrow SET actor = 'x' WHERE id = %s", written[5])
    digest_anew(written[5])
    sql("DELETE FROM audit_seal WHERE last >= %s", written[5])
    assert main(["audit", "seal"]) == 0
    assert "not sealed yet: 0" in capsys.readouterr().out
    assert main(["audit", "verify"]) == 0
    capsys.readouterr()
    assert main(["audit", "verify", "--anchor", str(file)]) == 1
    assert "From row 1 on the record was written anew" in capsys.readouterr().out
    sql("DELETE FROM audit_seal WHERE number > 1")
    sql("DELETE FROM audit_auditrow WHERE id > %s", written[3])
    assert main(["audit", "verify", "--no-trace", "--anchor", str(file)]) == 1
    assert (
        f"From row {written[4]} on the record is cut off, or it is an older backup" in capsys.readouterr().out
    )


def test_an_anchor_goes_by_mail_where_there_is_a_server(
    written: list[int], capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.MAIL = False
    assert main(["audit", "anchor", "--mail", "keeper@example.org"]) == 1
    assert "No mail server is set" in capsys.readouterr().err
    settings.MAIL = True
    assert main(["audit", "anchor", "--mail", "keeper@example.org"]) == 0
    line = capsys.readouterr().out.strip()
    assert mail.outbox[0].to == ["keeper@example.org"] and line in mail.outbox[0].body


def test_an_anchor_is_written_once(written: list[int], tmp_path: Path) -> None:
    from kheo.commands.audit import _append
    from kheo.ground.audit.queries import anchor_now

    found, file = anchor_now(), tmp_path / "anchors.txt"
    assert found is not None
    for _ in range(2):
        _append(file, found)
    assert file.read_text() == f"{found}\n"


def test_what_cannot_be_done_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "anchors.txt"
    for arguments, words in (
        (["anchor"], "Nothing is sealed yet"),
        (["seal"], "Nothing is sealed yet"),
        (["verify", "--anchor", str(file)], "cannot be read"),
    ):
        assert main(["audit", *arguments]) == 1
        assert words in capsys.readouterr().err
    file.write_text("hello\n")
    assert main(["audit", "verify", "--anchor", str(file)]) == 1
    assert f"{file}, line 1: this is no anchor" in capsys.readouterr().err
    record("user.signed_in", "user:1", by="lan", now=BEGAN)
    assert main(["audit", "anchor", "--file", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_sealing_takes_many_rows_in_pieces(written: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kheo.ground.audit.actions.sealing.MOST", 3)
    for at in range(7):
        record("user.signed_in", f"user:{at}", by="lan", now=BEGAN)
    seal(moment=BEGAN)
    assert [one.size for one in Seal.objects.all()] == [4, 3, 3, 3, 3]
    assert standing().waiting == 0


def test_the_server_seals_what_its_process_wrote(written: list[int]) -> None:
    from kheo.web.sealing import sealing

    unsealed.set()
    sealing.step()
    assert (standing().waiting, unsealed.is_set()) == (0, False)
