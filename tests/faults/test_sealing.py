"""Sealing beside many who act: nothing is sealed too early, nothing is left out, and nobody is accused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.server import running

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_whoever_comes_late_is_sealed_and_not_accused(tmp_path: Path, postgres: bool) -> None:
    with running(tmp_path / "data", postgres) as (kheo, _):
        kheo.run("kheo.commands.main", "migrate")
        found = json.loads(kheo.run("tests.faults.acts"))
    crowd = found["crowd"]
    assert (crowd["kept"], crowd["faults"], crowd["whole"], crowd["waiting"]) == (True, [], True, 0)
    assert crowd["seals"] >= 8
    if postgres:
        # Otherwise the test would have shown nothing.
        assert (crowd["overlapped"], crowd["holes"], found["late"]["in_order"]) == (True, True, True)
        assert (found["late"]["outcomes"], found["late"]["sealed_too_early"]) == (["LATER", "DONE"], 0)
        assert (found["late"]["whole"], found["late"]["rows"], found["late"]["waiting"]) == (True, 2, 0)


def test_the_server_seals_what_it_writes(tmp_path: Path) -> None:
    """The last acts too, a moment later, though nobody comes after them."""
    from tests.faults.crowd import multipart, send
    from tests.faults.server import pause
    from tests.filled import filled

    with running(tmp_path / "data", postgres=True) as (kheo, _):
        keys = kheo.prepare(2)
        kheo.start(workers=2)
        for at in range(12):
            assert send(kheo.port, keys[at % 2], multipart(filled(f"uuid:{at}"), {})) == 201
        told: dict[str, int] = {}
        for _ in range(60):
            told = json.loads(kheo.run("kheo.commands.main", "audit", "verify", "--no-trace", "--json"))
            if not told["waiting"]:
                break
            pause(0.5)
    assert (told["whole"], told["waiting"], told["rows"] > 12, told["seals"] > 0) == (True, 0, True, True)
