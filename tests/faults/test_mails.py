"""A process that sends mail is killed at any moment: nothing that was to be told is lost, and what comes twice is the same mail."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.server import KHEO, Kheo, kill, pause, running
from tests.smtp import Sink, sinking

pytestmark = pytest.mark.faults


def notify(kheo: Kheo) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([str(KHEO), "notify"], env=kheo.environment, stdout=quiet, stderr=quiet)


def prepared(kheo: Kheo, sink: Sink, people: int) -> None:
    kheo.environment["KHEO_MAIL"] = sink.url
    kheo.run("kheo.commands.main", "migrate")
    kheo.run("tests.faults.mails", "make", str(people))


def states(kheo: Kheo) -> dict[str, int]:
    found: dict[str, int] = json.loads(kheo.run("tests.faults.mails", "state"))
    return found


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_killed_between_sending_and_writing_that_it_is_sent(tmp_path: Path, postgres: bool) -> None:
    """The server has the mail and we do not know: it is sent again, once the claim is over, under the same Message-ID."""
    with running(tmp_path / "data", postgres) as (kheo, _), sinking() as sink:
        prepared(kheo, sink, 2)
        sink.holding = True
        sending = notify(kheo)
        assert sink.kept.wait(60)
        kill(sending.pid)
        sending.wait(60)
        sink.holding = False
        sink.go_on.set()
        assert states(kheo) == {"waiting": 2}
        # Another process leaves what is claimed alone; it cannot know that nobody has it in hand any more.
        kheo.run("kheo.commands.main", "notify")
        assert states(kheo) == {"waiting": 1, "sent": 1}
        kheo.run("tests.faults.mails", "later")
        kheo.run("kheo.commands.main", "notify")
        kheo.run("kheo.commands.main", "notify")
        assert states(kheo) == {"sent": 2}
        assert sorted(Counter(sink.ids).values()) == [1, 2]
        assert sink.ids[0] == sink.ids[2]
        assert len({str(one["To"]) for one in sink.messages}) == 2


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path, postgres: bool) -> None:
    people, chance = 40, random.Random(5)
    with running(tmp_path / "data", postgres) as (kheo, _), sinking() as sink:
        prepared(kheo, sink, people)
        sink.slow = 0.2
        for _ in range(6):
            both = [notify(kheo), notify(kheo)]
            sink.kept.clear()
            sink.kept.wait(60)
            pause(chance.random() / 2)
            kill(*(one.pid for one in both))
            for one in both:
                one.wait(60)
            if states(kheo).get("sent", 0) == people:
                break
            kheo.run("tests.faults.mails", "later")
        kheo.run("tests.faults.mails", "later")
        kheo.run("kheo.commands.main", "notify")
        assert states(kheo) == {"sent": people}
        assert {str(one["To"]) for one in sink.messages} == {f"p{at}@example.org" for at in range(people)}
        assert len(set(sink.ids)) == people, "a mail that came twice came under two names"
        killed = len(sink.ids) - people
        assert killed, "nobody was killed with a mail in hand: this showed nothing"
        assert killed <= 12, "more came twice than were in hand when somebody was killed"
        print(f"{killed} of {people} came twice", file=sys.stderr)
