"""Two hundred requests are on their way to real servers when an account is shut: none is written after the commit."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.crowd import multipart, send
from tests.faults.server import pause, running
from tests.filled import filled

pytestmark = pytest.mark.faults
AT_ONCE, CLIENTS = 200, 40


def read(port: int, key: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", f"/or/{key}/formList", headers={"X-OpenRosa-Version": "1.0"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_nothing_is_taken_from_a_shut_account_after_the_commit(
    tmp_path: Path, postgres: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "data", postgres) as (kheo, _):
        (key,) = kheo.prepare(1)
        kheo.start(workers=2)
        shut = threading.Event()
        told: list[tuple[float, str, int]] = []

        def ask(at: int) -> None:
            began = time.monotonic()
            if at % 2:
                told.append((began, "read", read(kheo.port, key)))
            else:
                body = multipart(filled(f"uuid:{at}"), {})
                told.append((began, "sent", send(kheo.port, key, body, timeout=120)))

        def go_on(first: int) -> None:
            """Asks without pause: there are always this many on their way, until the shutting is committed and after."""
            at = first
            while not shut.is_set():
                ask(at)
                at += AT_ONCE
            ask(at)

        with ThreadPoolExecutor(AT_ONCE) as crowd:
            asked = [crowd.submit(go_on, at) for at in range(AT_ONCE)]
            while sum(what == "sent" for _, what, _ in list(told)) < CLIENTS:
                assert not any(one.done() for one in asked)
                pause(0.01)
            try:
                then = int(kheo.run("tests.faults.shutting", "shut", "lan"))
                committed = time.monotonic()
            finally:
                shut.set()
            for one in asked:
                one.result()
        end = int(kheo.run("tests.faults.shutting", "count", "lan"))
    late = Counter((what, status) for began, what, status in told if began > committed)
    early = Counter((what, status) for began, what, status in told if began <= committed)
    with capsys.disabled():
        print(
            f"\n{'PostgreSQL' if postgres else 'SQLite'}: {AT_ONCE} at once, {dict(early)}; begun after the commit {dict(late)}"
        )
    assert end == then, "an act was committed after the account was shut"
    assert {status for _, status in late} == {401}
    assert early["sent", 201] >= CLIENTS and early["sent", 401] and early["read", 401]
