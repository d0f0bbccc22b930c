"""The same two hundred reports, each sent fifty times by a crowd at once, are two hundred records."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.crowd import multipart, send
from tests.faults.server import running
from tests.filled import filled

pytestmark = pytest.mark.faults
REPORTS, TIMES, CLIENTS = 200, int(os.environ.get("KHEO_TIMES", "50")), 16


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_two_hundred_reports_sent_fifty_times_each_count_once(
    tmp_path: Path, postgres: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "data", postgres) as (kheo, _):
        keys = kheo.prepare(CLIENTS)
        kheo.start()
        reports = [multipart(filled(f"uuid:{at}"), {}) for at in range(REPORTS)]
        work = [(body, at) for at in range(TIMES) for body in reports]
        random.Random(7).shuffle(work)
        with ThreadPoolExecutor(CLIENTS) as crowd:
            told = Counter(
                crowd.map(lambda one: send(kheo.port, keys[one[1] % CLIENTS], one[0], timeout=120), work)
            )
        (tmp_path / "journal").write_text("")
        found = json.loads(kheo.run("tests.faults.check", str(tmp_path / "journal")))
    with capsys.disabled():
        print(
            f"\n{'PostgreSQL' if postgres else 'SQLite'}: {len(work)} sendings {dict(told)}, {found['here']} reports"
        )
    assert told == {201: REPORTS, 202: REPORTS * (TIMES - 1)}
    assert (found["here"], found["doubled"]) == (REPORTS, [])
