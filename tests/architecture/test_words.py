"""Nothing of the machine on which somebody worked gets into the repository."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, kept_files

# Spelt in halves, so that this file does not hold what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me)/\w",
            r"[A-Z]:\\Us" + r"ers\\",
            r"\.\./sha" + r"red\b",
            r"\.libr" + r"ary\b",
            r"\bfar" + r"m-\w",
            r"\b(?:COM" + r"PASS|DEVELO" + r"PERS)\.md",
            r"https?://\S+/sim" + r"ple/?(?:\s|$)",
            r"https?://\S+\.(?:wh" + r"l|tg" + r"z)\b",
            r"(?:--(?:extra-)?index-u" + r"rl|--find-li" + r"nks|resolved\": \"http)",
        )
    )
)
TOO_LONG = 2000  # a minified line


def offences(path: Path) -> Iterator[str]:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return  # not a text
    for at, line in enumerate(text.splitlines(), 1):
        if len(line) < TOO_LONG and (found := FORBIDDEN.search(line)):
            yield f"{path}:{at} {found[0]}"


def test_the_repository_names_no_machine_and_no_host() -> None:
    small = [path for path in kept_files() if path.stat().st_size < 3_000_000]
    assert [offence for path in small for offence in offences(path)] == []


def test_the_first_page_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize(
    "line", ["see /ro" + "ot/notes", "from ../sha" + "red/design.md", "https://x.test/sim" + "ple/"]
)
def test_it_catches_a_planted_word(tmp_path: Path, line: str) -> None:
    (tmp_path / "planted.md").write_text(f"fine\n{line}\n")
    assert len(list(offences(tmp_path / "planted.md"))) == 1


def test_it_reads_past_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    assert list(offences(tmp_path / "picture.png")) == []
