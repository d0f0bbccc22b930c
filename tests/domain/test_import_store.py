"""Acknowledged means kept: bytes first, then what they say, and never half of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from kheo.capture.submissions import queries
from kheo.capture.submissions.actions import keep_file
from kheo.capture.submissions.models import Record, Submission
from kheo.ground import files
from kheo.ground.files import files_folder, stored
from kheo.kit.refusals import Refused
from tests import sent


def test_bytes_lie_under_their_digest_once(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path / "data"
    (tmp_path / "a.csv").write_bytes(b"the same")
    (tmp_path / "b.csv").write_bytes(b"the same")
    one, other = keep_file(tmp_path / "a.csv"), keep_file(tmp_path / "b.csv", filename="c.csv")
    assert one.path == other.path == stored(one.sha256)
    assert (one.path.read_bytes(), one.size, one.filename, other.filename) == (
        b"the same",
        8,
        "a.csv",
        "c.csv",
    )
    assert [path.name for path in files_folder().rglob("*") if path.is_file()] == [one.sha256]


def test_a_disk_that_cannot_keep_them_is_no_success(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path / "data"
    (tmp_path / "a.csv").write_bytes(b"bytes")

    def broken(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        keep_file(tmp_path / "a.csv")
    assert [path for path in files_folder().rglob("*") if path.is_file()] == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path / "data"
    with pytest.raises(Refused, match="no_such_file"):
        keep_file(tmp_path / "none.csv")
    with pytest.raises(Refused, match="no_such_file"):
        keep_file(tmp_path)


@pytest.mark.django_db
def test_a_folder_that_nobody_may_write_keeps_the_refused_lines_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("shutil.copyfile", forbidden)
    result = sent.send(tmp_path, sent.table([("", "Army", "2025-08-01", "nothing", "")]))
    assert result.refusals_path == queries.refused_file(result.submission)
    assert len(sent.refused(result)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time by itself")
def test_two_people_who_send_the_same_lines_at_once_record_them_once(tmp_path: Path) -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()
    rows = [("00007", "Army", "2025-08-01", "house", str(at)) for at in range(2_000)]

    def one(at: int) -> tuple[int, int]:
        try:
            result = sent.send(tmp_path, sent.table(rows) + "\n" * (at % 3), f"{at}.csv")
            return result.recorded if result.new else 0, result.known
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, range(6)))
    assert sum(recorded for recorded, _ in done) == Record.objects.count() == 2_000
    assert Submission.objects.count() == 3


KHEO = [str(Path(sys.executable).with_name("kheo"))]


@pytest.mark.slow
@pytest.mark.skipif(bool(os.environ.get("KHEO_DATABASE")), reason="the processes share an embedded database")
def test_a_machine_that_dies_halfway_leaves_nothing_or_all(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "KHEO_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "kheo.settings",
    }

    def run(*arguments: str, ends: int = 0) -> str:
        done = subprocess.run(
            [*KHEO, *arguments], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == ends, done.stderr
        return done.stdout

    def died_after(lines: int) -> None:
        """Start an import and kill it once it has told its progress so many times."""
        process = subprocess.Popen(
            [*KHEO, *command], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert process.stderr is not None
        for _ in range(lines):
            process.stderr.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()

    pack = tmp_path / "pack"
    (pack / "forms").mkdir(parents=True)
    (pack / "pack.yaml").write_text("code: p\ntitle: {vi: P}\nterms: none\n")
    (pack / "forms" / "work.md").write_text(sent.FORM.strip().replace("place |", "|"), encoding="utf-8")
    table = tmp_path / "work.csv"
    table.write_text(
        sent.table([("", "Army", "2025-08-01", "house", at if at % 500 else "bad") for at in range(20_000)])
    )
    mapping = tmp_path / "m.yaml"
    mapping.write_text("agency: {create: true}\n")
    command = ["import", str(table), "--form", "work", "--mapping", str(mapping), "--accept", "--json"]
    run("migrate")
    run("load", str(pack))
    command.remove("--json")
    for lines in (1, 2, 4, 6):
        died_after(lines)
    told = json.loads(run(*command, "--json", ends=1))
    again = json.loads(run(*command, "--json", ends=1))
    for said in (told, again):
        assert (said["recorded"] + said["known"], said["refused"]) == (19_960, 40)
    assert (again["recorded"], again["accepted"]) == (0, 0)
