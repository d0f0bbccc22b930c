"""A wrong file is told in one sentence that names it, in the person's language, and leaves nothing behind."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kheo.capture.submissions.models import Record, Submission
from kheo.commands.main import main
from kheo.facts.joint.models import JointActivity
from kheo.ground.audit.models import AuditRow
from kheo.plan.programmes.models import Pack
from tests import sent

pytestmark = pytest.mark.django_db
GOOD = ("00007", "Army", "2025-08-01", "house", "12")
JUNK = bytes(random.Random(1).choices(range(1, 256), k=5_000))
LANGUAGES = ("en", "vi")
Make = Callable[[Path], Any]


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA = tmp_path / "data"
    sent.country()
    sent.agency("army", "Army")
    sent.form()
    yield


def refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, *arguments: object
) -> str:
    """What the command says; it ends with 1, prints no result and writes nothing."""
    monkeypatch.setenv("KHEO_LANGUAGE", language)
    before = AuditRow.objects.count()
    assert main([str(argument) for argument in arguments]) == 1
    told = capsys.readouterr()
    assert told.out == "" and "Traceback" not in told.err and "…" not in told.err.replace(" …", "")
    assert not Submission.objects.exists() and not Record.objects.exists() and not Pack.objects.exists()
    assert not JointActivity.objects.exists() and AuditRow.objects.count() == before
    return told.err


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)


def workbook(*rows: tuple[str, ...]) -> Make:
    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        book.save(path)

    return make


def holding(content: str | bytes) -> Make:
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode())


TABLE = sent.table([GOOD])
FILES: dict[str, tuple[Make, str, str]] = {
    "none.csv": (lambda path: None, "cannot be read: No such file", "Không đọc được tệp"),
    "folder.csv": (Path.mkdir, "cannot be read: Is a directory", "Không đọc được tệp"),
    "empty.csv": (holding(""), "holds no lines", "không có dòng nào"),
    "blank.csv": (holding("\n \n\n"), "No line of blank.csv names the columns", "ghi tên cột"),
    "junk.csv": (holding(JUNK), "The letters of junk.csv cannot be read, from line 1", "từ dòng 1"),
    "binary.csv": (holding(bytes(range(128)) * 9), "binary.csv is no table: it holds neither", "không phải"),
    "short.csv": (holding(b"\x00\x01\x02\xff"), "short.csv is no table: it holds neither", "không phải"),
    "junk.xlsx": (holding(JUNK), "is damaged", "bị hỏng"),
    "junk.ods": (holding(b"PK\x03\x04" + JUNK), "is damaged", "bị hỏng"),
    "junk.parquet": (holding(b"PAR1" + JUNK), "is damaged", "bị hỏng"),
    "picture.csv": (holding(b"\x89PNG\r\n\x1a\n" + JUNK), "is no table", "không phải"),
    "letters.csv": (holding(TABLE.encode() + b"0,\x81\xd2\xff\n"), "from line 3 on", "từ dòng 3"),
    "bomb.xlsx": (bomb, "unpacks to far more", "giải nén"),
    "bare.xlsx": (workbook(), "holds no lines", "không có dòng nào"),
    "header.xlsx": (workbook(sent.HEADER), "header.xlsx names its columns on line 1", "ở dòng 1"),
    "header.csv": (holding(sent.table([])), "and no line below says anything", "bên dưới không có"),
    "words.csv": (holding("hello world\n"), "found “hello world”", "thấy “hello world”"),
    "other.csv": (holding("a,b\n1,2\n"), "No line of other.csv names the columns", "“a”, “b”"),
    "two.csv": (
        holding(sent.table([(*GOOD, "1")], (*sent.HEADER, "households"))),
        "Line 1 of two.csv calls two columns “households”: E and F",
        "Dòng 1 của two.csv",
    ),
    "long.csv": (holding(TABLE + "x" * 200_000 + "\n"), "On line 3 of long.csv a cell", "Ở dòng 3"),
    "quotes.csv": (holding(TABLE + '"x,1\n'), "quotation mark on line 3", "dòng 3"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_import_says_what_is_wrong_with_a_file(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make, *said = FILES[name]
    make(tmp_path / name)
    told = refusal(monkeypatch, capsys, language, "import", tmp_path / name, "--form", "work")
    assert name in told and said[LANGUAGES.index(language)] in told
    data = tmp_path / "data"
    assert [path for path in data.rglob("*") if path.is_file() and path.parent.parent != data / "files"] == []


MAPPINGS: dict[str, tuple[str | bytes, str]] = {
    "columns: {households: no_such}": ("columns: {households: no_such}", "expected “no_such”. Line 1 names"),
    "columns: {hauseholds: households}": ("columns: {hauseholds: households}", "the field “hauseholds”"),
    "position": ("columns: {households: {position: 99}}", "expected no. 99"),
    "no number": ("columns: {households: {position: x}}", "“position” cannot be “x”"),
    "no such word": ("colums: {}", "“colums” means nothing. Did you mean: columns"),
    "no YAML": ("columns: [", "The mapping m.yaml cannot be read: line 1"),
    "a list": ("- a", "The mapping m.yaml cannot be read"),
    "binary": (JUNK, "The letters of m.yaml cannot be read, from line 1"),
    "header": ("header_row: 99", "named on line 99"),
    "encoding": ("encoding: klingon", "no encoding “klingon”"),
    "delimiter": ("delimiter: x", "“x” does not separate cells"),
}


@pytest.mark.parametrize("name", MAPPINGS)
def test_import_says_what_is_wrong_with_a_mapping(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, said = MAPPINGS[name]
    holding(content)(tmp_path / "m.yaml")
    holding(TABLE)(tmp_path / "work.csv")
    command = ("import", tmp_path / "work.csv", "--form", "work", "--mapping", tmp_path / "m.yaml")
    assert said in refusal(monkeypatch, capsys, "en", *command)
    assert said not in refusal(monkeypatch, capsys, "vi", *command)


JOINT: dict[str, tuple[Make, str, str]] = {
    "none.csv": (lambda path: None, "No such file", "Không đọc được tệp"),
    "folder.csv": (Path.mkdir, "Is a directory", "Không đọc được tệp"),
    "empty.csv": (holding(" \n"), "holds no lines", "không có dòng nào"),
    "junk.csv": (holding(JUNK), "line 1: this is not UTF-8", "UTF-8"),
    "book.xlsx": (workbook(("activity", "file", "line")), "this is not UTF-8", "UTF-8"),
    "header.csv": (holding("activity,file,line\n"), "no joint activity below", "không có hoạt động chung"),
    "other.csv": (holding("a,b\n1,2\n"), "no column “activity”", "“activity”"),
    "two.csv": (holding("activity,file,file\nj,a,b\n"), "“file” stands there twice", "“file”"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", JOINT)
def test_joint_load_says_what_is_wrong_with_a_file(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make, *said = JOINT[name]
    make(tmp_path / name)
    told = refusal(monkeypatch, capsys, language, "joint", "load", tmp_path / name)
    assert name in told and said[LANGUAGES.index(language)] in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pack.yaml", JUNK),
        ("pack.yaml", b""),
        ("places.csv", JUNK),
        ("places.csv", b""),
        ("places.csv", b"place_id\n"),
        ("organisations.csv", b"ref,ref\na,b\n"),
        ("programme.yaml", b"code: ["),
        ("forms/houses.md", JUNK),
        ("forms/houses.md", b""),
    ],
)
def test_load_says_what_is_wrong_with_a_file_of_a_pack(
    name: str,
    content: bytes,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tests.packs import copy_of_tiny

    pack = copy_of_tiny(tmp_path)
    (pack / name).write_bytes(content)
    told = refusal(monkeypatch, capsys, language, "load", pack)
    assert told.startswith((f"{name}:", f"{name}, "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_load_wants_a_folder(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, make in (("none", FILES["none.csv"][0]), ("file.csv", holding(TABLE)), ("folder", Path.mkdir)):
        make(tmp_path / name)
        assert str(tmp_path / name) in refusal(monkeypatch, capsys, language, "load", tmp_path / name)
