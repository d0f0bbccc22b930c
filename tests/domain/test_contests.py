"""Twenty people decide about one report at the same moment: one wins, and every other learns who it was.

``make contests CONTESTS=10000`` is the long run.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from kheo.capture.submissions.models import Submission
from kheo.facts.ledger.queries import standing
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.kit.refusals import Refused
from kheo.verify.decisions.actions import hold_decision
from kheo.verify.decisions.models import Decision, Held
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.phones import arrives, phone
from tests.sent import NOW

CONTESTS, DECIDERS = int(os.environ.get("KHEO_CONTESTS", "12")), 20
BACK = {"outcome": Outcome.RETURNED, "reason": "x", "field": ""}


def contest(report: Submission, pool: ThreadPoolExecutor, held: bool) -> list[str]:
    """What became of each decider's try: the outcome of whoever won, or the winner's name."""
    together = threading.Barrier(DECIDERS)

    def decide(at: int) -> str:
        by, accepts = f"decider-{at}", at % 2 == 0
        together.wait(60)
        try:
            if held:
                outcome = Outcome.ACCEPTED if accepts else Outcome.RETURNED
                reason = "" if accepts else "x"
                hold_decision(
                    submission=report, outcome=outcome, reason=reason, seen="review", by=by, now=NOW
                )
            elif accepts:
                accept_report(submission=report, seen="review", by=by, now=NOW, show=False)
            else:
                send_back_report(submission=report, seen="review", by=by, now=NOW, show=False, **BACK)
        except Refused as refused:
            assert refused.code == "verify.decided_meanwhile"
            return f"lost to {refused.particulars['by']}"
        return f"won as {by}"

    return list(pool.map(decide, range(DECIDERS)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite connection here")
@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize("held", [True, False], ids=["held", "at once"])
def test_one_wins_and_the_others_learn_who(held: bool, capsys: pytest.CaptureFixture[str]) -> None:
    device, _ = phone()
    told: Counter[str] = Counter()
    with ThreadPoolExecutor(DECIDERS) as pool:
        for at in range(CONTESTS // 2 or 1):
            report = arrives(device, filled(f"uuid:{at}")).submission
            said = contest(report, pool, held)
            [winner] = [one.removeprefix("won as ") for one in said if one.startswith("won")]
            assert set(said) == {f"won as {winner}", f"lost to {winner}"}
            rows = Held.objects if held else Decision.objects
            assert [one.by for one in rows.order_by("-pk")[:1]] == [winner]
            told["accepted" if int(winner.removeprefix("decider-")) % 2 == 0 else "returned"] += 1
        leave = threading.Barrier(DECIDERS)  # so that each thread closes its own
        list(pool.map(lambda _: (leave.wait(60), connections.close_all()), range(DECIDERS)))
    if not held:
        assert (Decision.objects.count(), len(standing())) == (sum(told.values()), told["accepted"])
    with capsys.disabled():
        print(f"\n{'held' if held else 'at once'}: {sum(told.values())} contests of {DECIDERS}: {dict(told)}")
