"""From the acceptance of one report to its presence in a national total, beside 20 million facts.

    python benchmarks/fresh.py [--size national] [--data build/national] [--rounds 5] [--json]

Each round imports a file of one line, accepts it, and asks for the country's total until the line is in it. What is
timed is all of that after the file was read: decision, posting, the columnar copy, and the question.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from national import arguments, prepare

DAY = dt.date(2025, 11, 3)
HEADER = "reference,reporting_unit,locality,first_day,last_day,topic,channel,sessions,attendances"


def main() -> int:
    parser = arguments(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    prepare(given.data.resolve(), given.size)
    join_ledger()
    seconds = [one_report(turn) for turn in range(given.rounds)]
    print(
        f"in the national total after {statistics.median(seconds):.2f} s (worst {max(seconds):.2f} s, {given.rounds} rounds)"
    )
    if given.json:
        print(
            json.dumps({"median_s": round(statistics.median(seconds), 3), "worst_s": round(max(seconds), 3)})
        )
    return 0


def join_ledger() -> None:
    """The made-up facts have no ledger behind them: let the ledger go on where they end."""
    from kheo.facts.columns import queries as columns
    from kheo.facts.ledger.models import Head

    head, _ = Head.objects.get_or_create(pk=1)
    if head.position < columns.state().position:
        head.position = columns.state().position
        head.save()


def one_report(turn: int) -> float:
    from kheo.consolidate.figures.queries import ask
    from kheo.consolidate.figures.rules.question import Question
    from kheo.flow.accept import accept_submission
    from kheo.flow.import_file import import_file
    from kheo.ground.organisations.models import Organisation

    question = Question(("INF-01",), period="2025")
    before = ask(question).cells[0].value or 0
    unit = Organisation.objects.filter(agency__ref="VPA", place__ref__endswith="@2025").order_by("pk")[turn]
    now = dt.datetime.now(dt.UTC)
    line = f"fresh-{now.timestamp()},{unit.ref},{unit.place.ref},{DAY},{DAY},disaster,meeting,7,200"  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.csv"
        file.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
        done = import_file(path=file, form="outreach", by="benchmark", now=now)
    if done.recorded != 1:
        raise SystemExit(f"the line was not recorded: {done}")
    began = time.perf_counter()
    accept_submission(submission=done.submission, by="verifier", now=now)
    while (ask(question).cells[0].value or 0) != before + 7:
        if time.perf_counter() - began > 60:
            raise SystemExit("the report is not in the total after a minute")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
