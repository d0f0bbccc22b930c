"""Run beside a database: acts that overlap and are given up, while others seal; prints what became of them as JSON."""

from __future__ import annotations

import datetime as dt
import json
import random
import threading

import django

ACTORS, ACTS, SEALERS = 6, 120, 2
# They go on until there were enough seals to tell of: on a busy machine whoever seals may long not have its turn.
SEALS, AT_MOST = 8, 4_000


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Act(threading.Thread):
    """An act that has written its row and is not through yet."""

    def __init__(self) -> None:
        super().__init__()
        self.wrote, self.through = threading.Event(), threading.Event()
        self.number = 0

    def run(self) -> None:
        from django.db import connection, transaction

        from kheo.ground.audit.actions import record

        with transaction.atomic():
            self.number = record("user.signed_in", "user:1", by="slow", now=now()).pk
            self.wrote.set()
            self.through.wait(60)
        connection.close()


def late() -> dict[str, object]:
    """A lower number comes after a higher one: neither an alarm, nor a hole."""
    from kheo.ground.audit.actions import record, seal
    from kheo.ground.audit.models import Seal
    from kheo.ground.audit.queries import check

    slow = Act()
    slow.start()
    slow.wrote.wait(60)
    quick = record("user.signed_in", "user:2", by="quick", now=now()).pk
    waited = seal(moment=now()).name
    sealed = Seal.objects.count()
    slow.through.set()
    slow.join()
    done = seal(moment=now()).name
    found = check()
    return {
        "in_order": slow.number < quick,
        "outcomes": [waited, done],
        "sealed_too_early": sealed,
        "whole": found.whole,
        "rows": found.rows,
        "waiting": found.waiting,
    }


def crowd() -> dict[str, object]:
    from django.db import connection, transaction

    from kheo.ground.audit.actions import record, seal
    from kheo.ground.audit.models import AuditRow, Seal
    from kheo.ground.audit.queries import check

    kept, faults, over = [0] * ACTORS, list[str](), threading.Event()
    before = AuditRow.objects.count()

    def act(at: int) -> None:
        chance = random.Random(at)
        for done in range(AT_MOST):
            if done >= ACTS and Seal.objects.count() >= SEALS:
                break
            over.wait(0.002)
            with transaction.atomic():
                record("user.signed_in", f"user:{at}", by=f"actor-{at}", now=now(), detail={"n": kept[at]})
                over.wait(chance.choice((0, 0, 0.002, 0.02)))
                given_up = chance.random() < 0.2
                transaction.set_rollback(given_up)
            kept[at] += not given_up
        connection.close()

    def seal_on() -> None:
        while not over.wait(0.005):
            seal(moment=now())
            if (found := check()).first:
                faults.append(str(found.first))
        connection.close()

    actors = [threading.Thread(target=act, args=(at,)) for at in range(ACTORS)]
    sealers = [threading.Thread(target=seal_on) for _ in range(SEALERS)]
    for one in (*actors, *sealers):
        one.start()
    for one in actors:
        one.join()
    over.set()
    for one in sealers:
        one.join()
    seal(moment=now())
    found = check()
    numbers = list(AuditRow.objects.order_by("at").values_list("id", flat=True))
    return {
        "kept": sum(kept) == AuditRow.objects.count() - before,
        "seals": Seal.objects.count(),
        "overlapped": numbers != sorted(numbers),
        "holes": len(numbers) < max(numbers),
        "faults": faults,
        "whole": found.whole,
        "waiting": found.waiting,
    }


if __name__ == "__main__":
    django.setup()
    from django.db import connection

    # SQLite has one writer at a time: there nothing can be late.
    print(json.dumps({"late": late() if connection.vendor == "postgresql" else None, "crowd": crowd()}))
