"""What was made to do harm, at every door: refused with a reason, in little memory, and nothing else is touched.

No test here takes the time; ``benchmarks/hostile.py`` prints it, with the memory of the whole process.
"""

from __future__ import annotations

import functools
import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kheo.capture.submissions.models import Record, Submission
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormDraft, FormVersion
from kheo.plan.forms.rules.beyond import Validated
from tests import hostile, sent
from tests.phones import phone, post

CANARY = Path(tempfile.gettempdir()) / f"kheo-canary-{os.getpid()}.txt"  # where no data lies
TOKEN = "yellow-and-singing"  # what stands in it, to be found nowhere else
MOST = 120_000  # KB by which the process may grow, the request's own copies among them


@functools.cache
def made(kind: str) -> dict[str, Any]:
    return dict(getattr(hostile, kind)(CANARY))


@pytest.fixture(autouse=True)
def kept_apart(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder, and a file outside it that nobody touches; whatever happens stays within the memory."""
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    CANARY.write_text(TOKEN)
    yield
    assert CANARY.read_text() == TOKEN
    beside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in beside if TOKEN.encode() in path.read_bytes()] == []
    assert [path for path in beside if settings.DATA not in path.parents and path.parent != tmp_path] == []
    CANARY.unlink()


class InLittleMemory:
    """The process at its largest, before and after: what is freed at once counts as well."""

    def __enter__(self) -> None:
        self.before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def __exit__(self, *_wrong: object) -> None:
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.before
        assert grown < MOST, f"{grown // 1000} MB"


@pytest.mark.parametrize("door", ["openrosa", "app"])
def test_filled_in_forms(door: str) -> None:
    _device, key = phone()
    wrong = []
    for name, document in made("documents").items():
        with InLittleMemory():
            if door == "openrosa":
                answer = post(key, document)
            else:
                part = SimpleUploadedFile("a.xml", document, "text/xml")
                bearer = {"Authorization": f"Bearer {key}"}
                answer = Client().post("/r/api/submission", {"xml_submission_file": part}, headers=bearer)
        wrong += [] if 400 <= answer.status_code < 500 else [(name, answer.content)]
    assert wrong == []
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_picture_s_name_is_only_a_name(name: str, settings: Any) -> None:
    answer = post(phone()[1], hostile.filled(inside=hostile.DONE), {name.format(CANARY): b"overwritten"})
    assert answer.status_code in (201, 400)
    folder = settings.DATA / "files"
    assert all(
        path.name == path.name.lower() and len(path.name) == 64
        for path in folder.rglob("*")
        if path.is_file()
    )


def test_sticks() -> None:
    bearer = {"Authorization": f"Bearer {phone()[1]}", "Accept": "application/json"}
    wrong = []
    for name, content in made("sticks").items():
        file = SimpleUploadedFile("kheo.zip", content, "application/zip")
        with InLittleMemory():
            answer = Client().post("/r/api/stick", {"file": file}, headers=bearer)
        told = answer.json()
        if answer.status_code != 400 and (told["received"] or not told["refused"]):
            wrong.append((name, told))
    assert wrong == []
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", ["workbooks", "texts"])
def test_forms(kind: str, client: Client) -> None:
    wrong = []
    for name, content in made(kind).items():
        suffix = ".xlsx" if kind == "workbooks" else ".csv" if content.startswith(b"survey") else ".md"
        file = SimpleUploadedFile(f"works{suffix}", content)
        before = FormDraft.objects.count()
        with InLittleMemory():
            answer = client.post("/manage/forms/upload", {"xlsform": file}, follow=True)
        assert answer.status_code == 200
        assert TOKEN not in answer.content.decode()
        draft = FormDraft.objects.latest("pk") if FormDraft.objects.count() > before else None
        if draft and not [one for one in draft.findings if one["level"] == "error"]:
            wrong.append(name)
    # What lies in them and is never looked at does no harm.
    assert set(wrong) <= {"zip in a zip", "names with paths"}
    assert not FormVersion.objects.exists()


def test_files_beside_a_form(client: Client) -> None:
    for filename, content in made("media").values():
        beside = SimpleUploadedFile(filename, content)
        files = {"xlsform": SimpleUploadedFile("works.xlsx", hostile.form()), "media": beside}
        with InLittleMemory():
            answer = client.post("/manage/forms/upload", files, follow=True)
        assert answer.status_code == 200
        assert TOKEN not in answer.content.decode()
    kept = [one["filename"] for draft in FormDraft.objects.all() for one in draft.media]
    assert [name for name in kept if "/" in name or "\\" in name or name.endswith(".exe")] == []


def test_tables(tmp_path: Path) -> None:
    sent.country()
    sent.form()
    recorded = []
    for name, (filename, content) in made("tables").items():
        with InLittleMemory():
            try:
                recorded += [name] if sent.send(tmp_path, content, name=filename).recorded else []
            except Refused:
                continue
    assert recorded == []
    assert not Record.objects.exists()


@pytest.mark.parametrize("number", ["1e999999999", "1E+400", "-1e99999", "9" * 400])
def test_a_number_of_a_few_letters_becomes_no_text_of_a_gigabyte(number: str) -> None:
    device_key = phone()[1]
    with InLittleMemory():
        answer = post(device_key, hostile.filled(inside=f"{hostile.DONE}<houses>{number}</houses>"))
    assert answer.status_code < 500
    assert not Record.objects.exists()
