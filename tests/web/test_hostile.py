"""What was made to do harm, at every door: refused with a reason, in little memory, and nothing else is touched.

No test here takes the time; ``benchmarks/hostile.py`` prints it, with the memory of the whole process.
"""

from __future__ import annotations

import functools
import sys
import tracemalloc
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

CANARY = Path("/tmp/kheo-canary.txt")  # where no data lies; only its name is used by the lists of inputs
TOKEN = "yellow-and-singing"  # noqa: S105 - what stands in it, to be found nowhere else
MOST = 120_000_000  # bytes that Python may hold at once beyond what it held before, the request's own copies among them

_opened: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in ("open", "socket.connect"):
        _opened.append(f"{event} {arguments[:2]}")


sys.addaudithook(_watch)


def inputs(kind: str) -> list[str]:
    return sorted(made(kind, CANARY))


@functools.cache
def made(kind: str, canary: Path) -> dict[str, Any]:
    return dict(getattr(hostile, kind)(canary))


@pytest.fixture(autouse=True)
def kept_apart(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder, and a file outside it that nobody opens; whatever happens stays within the memory."""
    global _watching
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    CANARY.write_text(TOKEN)
    _opened.clear()
    _watching = True
    yield
    _watching = False
    assert CANARY.read_text() == TOKEN
    assert [one for one in _opened if CANARY.name in one or "evil" in one] == []
    beside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in beside if TOKEN.encode() in path.read_bytes()] == []
    assert [path for path in beside if settings.DATA not in path.parents and path.parent != tmp_path] == []
    CANARY.unlink()


class InLittleMemory:
    def __enter__(self) -> None:
        tracemalloc.start()

    def __exit__(self, *_wrong: object) -> None:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < MOST, f"{most // 1_000_000} MB"


@pytest.mark.parametrize("name", inputs("documents"))
@pytest.mark.parametrize("door", ["openrosa", "app"])
def test_a_filled_in_form(name: str, door: str) -> None:
    _device, key = phone()
    document = made("documents", CANARY)[name]
    with InLittleMemory():
        if door == "openrosa":
            answer = post(key, document)
        else:
            part = SimpleUploadedFile("a.xml", document, "text/xml")
            answer = Client().post(
                "/r/api/submission", {"xml_submission_file": part}, headers={"Authorization": f"Bearer {key}"}
            )
    assert 400 <= answer.status_code < 500, answer.content
    assert not Submission.objects.exists()


def test_what_a_document_includes_stays_what_it_says() -> None:
    """XInclude is no entity: it is an element like others, and nobody follows it."""
    post(phone()[1], made("documents", CANARY)["included"])
    assert not Record.objects.exists()


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


@pytest.mark.parametrize("name", inputs("sticks"))
def test_a_stick(name: str) -> None:
    key = phone()[1]
    file = SimpleUploadedFile("kheo.zip", made("sticks", CANARY)[name], "application/zip")
    with InLittleMemory():
        answer = Client().post(
            "/r/api/stick",
            {"file": file},
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
        )
    told = answer.json()
    assert answer.status_code == 400 or (told["received"], bool(told["refused"])) == (0, True), told
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", [*inputs("workbooks"), *inputs("texts")])
def test_a_form(name: str, client: Client) -> None:
    workbooks = made("workbooks", CANARY)
    content = workbooks[name] if name in workbooks else made("texts", CANARY)[name]
    suffix = ".xlsx" if name in workbooks else ".csv" if content.startswith(b"survey") else ".md"
    with InLittleMemory():
        answer = client.post(
            "/manage/forms/upload", {"xlsform": SimpleUploadedFile(f"works{suffix}", content)}, follow=True
        )
    assert answer.status_code == 200
    assert TOKEN not in answer.content.decode()
    assert not FormVersion.objects.exists()
    harmless = name in ("zip in a zip", "names with paths") or "external DTD" in name
    errors = [one for draft in FormDraft.objects.all() for one in draft.findings if one["level"] == "error"]
    assert errors or not FormDraft.objects.exists() or harmless


@pytest.mark.parametrize("name", inputs("media"))
def test_a_file_beside_a_form(name: str, client: Client) -> None:
    filename, content = made("media", CANARY)[name]
    files = {
        "xlsform": SimpleUploadedFile("works.xlsx", hostile.form()),
        "media": SimpleUploadedFile(filename, content),
    }
    with InLittleMemory():
        answer = client.post("/manage/forms/upload", files, follow=True)
    assert answer.status_code == 200
    assert TOKEN not in answer.content.decode()
    for draft in FormDraft.objects.all():
        assert not [one for one in draft.media if "/" in one["filename"] or "\\" in one["filename"]]


@pytest.mark.parametrize("name", inputs("tables"))
def test_a_table(name: str, tmp_path: Path) -> None:
    filename, content = made("tables", CANARY)[name]
    sent.country()
    sent.form()
    with InLittleMemory():
        try:
            result = sent.send(tmp_path, content, name=filename)
        except Refused:
            result = None
    assert result is None or result.recorded == 0
    assert not Record.objects.exists()


@pytest.mark.parametrize("number", ["1e999999999", "1E+400", "-1e99999", "9" * 400])
def test_a_number_of_a_few_letters_becomes_no_text_of_a_gigabyte(number: str) -> None:
    device_key = phone()[1]
    with InLittleMemory():
        answer = post(device_key, hostile.filled(inside=f"{hostile.DONE}<houses>{number}</houses>"))
    assert answer.status_code < 500
    assert not Record.objects.exists()
