"""Nothing that was acknowledged is lost, whatever is killed while sixteen phones send.

``KHEO_KILLS`` says how often (20); ``make faults`` runs it 300 times.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.server import PATIENCE, Kheo, Postgres, kill, pause, running, wait_until

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("KHEO_KILLS", "20"))
PHONES = 16


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_nothing_acknowledged_is_lost(
    tmp_path: Path, postgres: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = KILLS if postgres else max(KILLS // 3, 1)
    chance = random.Random(kills)
    with running(tmp_path / "data", postgres) as (kheo, cluster):
        keys = kheo.prepare(PHONES)
        kheo.start()
        crowd = Crowd(kheo.port, keys, tmp_path / "journal", seed=1)
        crowd.start()
        killed: dict[str, int] = {}
        for _ in range(kills):
            pause(chance.uniform(0.2, 1.2))  # the moment is the experiment
            what = chance.choice(["worker", "master", *(["backend", "postmaster"] if cluster else [])])
            killed[what] = killed.get(what, 0) + 1
            _strike(what, kheo, cluster)
            _until_it_goes_on(crowd)
        crowd.finish()
        found = json.loads(kheo.run("tests.faults.check", str(tmp_path / "journal")))
    with capsys.disabled():
        # Of n kills none lost anything: with 95 % confidence fewer than 3 in n do (the rule of three).
        bound = min(3 / kills, 1)
        print(
            f"\n{'PostgreSQL' if postgres else 'SQLite'}: {kills} kills {killed}, {found['acknowledged']} acknowledged, "
            f"{len(found['lost'])} lost, {len(found['doubled'])} doubled; fewer than {bound:.1%} of kills lose "
            f"anything (95 %); answers {dict(crowd.answers)}"
        )
    assert found["acknowledged"] > kills
    assert (found["lost"], found["doubled"], found["record"]) == ([], [], "whole")


def _until_it_goes_on(crowd: Crowd) -> None:
    """A kill that hits a server which is still starting tells nothing."""
    before, end = crowd.acknowledged, time.monotonic() + PATIENCE
    while crowd.acknowledged == before:
        assert time.monotonic() < end, f"nothing was acknowledged for {PATIENCE} s"
        pause(0.05)


def _strike(what: str, kheo: Kheo, cluster: Postgres | None) -> None:
    """Kill, and bring back what does not come back by itself."""
    if what == "worker":
        kill(*kheo.workers)
    elif what == "backend" and cluster:
        kill(*cluster.backends()[:1])
    elif what == "postmaster" and cluster:
        cluster.kill_master()
        cluster.start()
    else:
        kheo.kill_master()
        kheo.start()
    wait_until(kheo.port, True)
