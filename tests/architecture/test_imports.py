"""The import contracts hold, and each of them is able to fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SOURCE

PLANTED = [
    ("walk", "ground/places/rules_of_tomorrow.py", "import kheo.consolidate.figures.models"),
    ("walk", "kit/text.py", "import kheo.ground"),
    ("walk", "helpers/__init__.py", ""),
    ("vocabulary", "ground/places/services.py", ""),
    ("vocabulary", "verify/decisions/states.py", "import kheo.verify.decisions.models"),
    ("pure", "kit/text.py", "import django"),
    ("pure", "verify/decisions/states.py", "import kheo.capture.submissions.models"),
    ("raw", "review/reviews/models.py", "import kheo.capture.submissions.states"),
    ("doors", "publish/portal.py", "import kheo.facts.ledger.models"),
    ("acyclic", "ground/audit/apps.py", "import kheo.ground.places.apps, kheo.ground.accounts.actions"),
]


def lint(source: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            Path(sys.executable).parent / "lint-imports",
            "--config",
            ROOT / ".importlinter",
            "--no-cache",
            *arguments,
        ],
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        SOURCE,
        tmp_path / "kheo",
        ignore=lambda _folder, names: [n for n in names if "." in n and n[-3:] != ".py"],
    )
    return tmp_path


def test_it_keeps_all_contracts() -> None:
    done = lint(SOURCE.parent)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_it_catches_a_planted_import(copy: Path, contract: str, file: str, line: str) -> None:
    planted = copy / "kheo" / file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a") as out:
        out.write(f"\n{line}\n")
    done = lint(copy, "--contract", contract)
    assert done.returncode == 1, done.stdout
    assert "1 broken" in done.stdout
