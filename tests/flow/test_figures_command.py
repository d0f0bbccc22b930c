"""``kheo figures``: what is missing is said, and a file that cannot be written is refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kheo.commands import main
from kheo.consolidate.figures.queries import forget
from kheo.flow.load_pack import load_pack
from tests.packs import TINY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    settings.DATA = tmp_path / "data"
    forget()
    load_pack(path=TINY, by="test", now=timezone.now())


def test_an_indicator_that_nobody_reported_on_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["figures", "T-HOUSES", "--by", "province", "--period", "2025"]) == 0
    assert "not reported" in capsys.readouterr().out
    assert main.main(["figures", "T-HOUSES", "--period", "2025", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["indicator"], told["status"], told["value"]) == ("T-HOUSES", "missing", None)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_that_cannot_be_written_is_refused(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for output in (tmp_path / "no" / "such" / "folder", tmp_path):
        assert main.main(["figures", "T-HOUSES", "--format", kind, "--output", str(output)]) == 1
        assert "cannot be written" in capsys.readouterr().err


def test_a_place_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    ask = ["figures", "T-HOUSES", "--period", "2025", "--within"]
    for name in ("Xã An Bình", "xa an binh", "t:a@old"):
        assert main.main([*ask, name]) == 0
    assert main.main([*ask, "Tỉnh Tây"]) == 1
    assert "Write the whole name of a place" in capsys.readouterr().err
    assert main.main([*ask, "duc hoa"]) == 1
    assert "t:b@old (Xã Đức Hòa), t:c@new (Xã Đức Hòa)" in capsys.readouterr().err
    assert main.main([*ask, "duc hoa", "--boundaries", "2025-07-01"]) == 0


def test_a_fate_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["passport", "abc-1", "--lines", "--fate", "nonsense"]) == 1
    assert "Choose from: counted, repeat" in capsys.readouterr().err
