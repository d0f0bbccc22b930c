"""Reports a second that arrive and are acknowledged: PostgreSQL with fsync on, server, database and clients on this machine.

    python benchmarks/submissions.py [--clients 8 32] [--workers 2] [--seconds 15] [--json]

Prints for each number of clients the rate, how long a client waits, processor time a report takes in the server, in the
database and in the clients, and the share of time that the database's processes wait for a lock (one hot row for each form is how
others fall to ten a second).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.crowd import multipart, send
from tests.faults.server import Kheo, Postgres, children, running
from tests.filled import filled

TICK = os.sysconf("SC_CLK_TCK")


def processor(pids: list[int]) -> float:
    """Seconds of processor that these processes have used, those of their ended children too."""
    used = 0.0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            used += sum(map(int, fields[11:15])) / TICK
    return used


def server_pids(kheo: Kheo) -> list[int]:
    return [kheo.master, *kheo.workers]


def database_pids(cluster: Postgres) -> list[int]:
    return [cluster.master, *children(cluster.master)]


class Waits(threading.Thread):
    """Looks every 20 ms at what the database's connections wait for."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.seen: Counter[str] = Counter()
        self.over = threading.Event()

    def run(self) -> None:
        import psycopg

        asked = (
            "SELECT wait_event_type FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            while not self.over.wait(0.02):
                self.seen.update(row[0] or "work" for row in connection.execute(asked))

    @property
    def locked(self) -> float:
        return self.seen["Lock"] / (sum(self.seen.values()) or 1)


def measure(kheo: Kheo, cluster: Postgres, keys: list[str], clients: int, seconds: float) -> dict[str, Any]:
    waits = Waits(cluster.url)
    took: list[float] = []
    answers: Counter[int] = Counter()
    end = time.monotonic() + seconds

    def work(key: str, name: str) -> None:
        at = 0
        while time.monotonic() < end:
            at += 1
            body = multipart(filled(f"uuid:{name}-{at}"), {})
            began = time.perf_counter()
            answers[send(kheo.port, key, body)] += 1
            took.append(time.perf_counter() - began)

    before = processor(server_pids(kheo)), processor(database_pids(cluster)), time.process_time()
    threads = [
        threading.Thread(target=work, args=(keys[at % len(keys)], f"{clients}-{at}")) for at in range(clients)
    ]
    waits.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.over.set()
    after = processor(server_pids(kheo)), processor(database_pids(cluster)), time.process_time()
    assert set(answers) == {201}, answers
    waits.join()
    cuts = statistics.quantiles(took, n=100)
    return {
        "clients": clients,
        "rate": len(took) / seconds,
        "p50_ms": cuts[49] * 1000,
        "p95_ms": cuts[94] * 1000,
        "p99_ms": cuts[98] * 1000,
        "server_ms_each": (after[0] - before[0]) * 1000 / len(took),
        "database_ms_each": (after[1] - before[1]) * 1000 / len(took),
        "clients_ms_each": (after[2] - before[2]) * 1000 / len(took),
        "lock_share": waits.locked,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 32])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="the server's processes")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data", postgres=True) as (kheo, cluster),
    ):
        assert cluster
        keys = kheo.prepare(max(args.clients))
        kheo.start(args.workers)
        measure(kheo, cluster, keys, 4, 3)  # warm
        rounds = [measure(kheo, cluster, keys, clients, args.seconds) for clients in args.clients]
    for one in rounds:
        print(
            f"{one['clients']:>3} clients {one['rate']:>6.0f} a second   p50 {one['p50_ms']:.0f} ms, p95 {one['p95_ms']:.0f}, "
            f"p99 {one['p99_ms']:.0f}   processor: server {one['server_ms_each']:.1f} ms each, database "
            f"{one['database_ms_each']:.1f}, clients {one['clients_ms_each']:.1f}   waiting for locks {one['lock_share']:.1%}"
        )
    if args.json:
        print(json.dumps({"rounds": rounds}))


if __name__ == "__main__":
    main()
