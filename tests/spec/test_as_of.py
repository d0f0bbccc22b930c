"""What was known at a position: facts with their amendments, however much of these is written into the facts.

Random histories of postings, corrections, withdrawals, gradings and joint activities are played in Python, and the
columnar copy must say the same at every position, whether its amendments are baked in up to there, further or not at all.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from kheo.facts.columns.rules import (
    AMENDMENTS,
    ENDED,
    GRADED,
    JOINED,
    effective,
    latest_amendments,
    schema,
    table,
)

HISTORIES = 16
AMENDED = ("until", "grade", "joint", "joint_rank", "joint_rule")
Known = dict[int, tuple[Any, ...]]


@dataclass
class History:
    """``facts``: record → the position that posted it. ``amendments`` as the copy keeps them. ``known``: position →
    record → what stands of AMENDED, of the facts that stand."""

    facts: dict[int, int] = field(default_factory=dict)
    amendments: list[dict[str, Any]] = field(default_factory=list)
    known: dict[int, Known] = field(default_factory=dict)

    def amend(self, position: int, record: int, kind: int, **what: Any) -> None:
        self.amendments.append({"posted": position, "record": record, "kind": kind, **what})


def play(dice: random.Random) -> History:
    history, now = History(), {}
    for position in range(1, dice.randint(4, 9)):
        for _ in range(dice.randint(1, 3)):
            standing = sorted(now)
            act = dice.choice(["post", "post", "end", "grade", "join", "leave"]) if standing else "post"
            record = dice.choice(standing) if standing else 0
            if act == "post":
                record = len(history.facts) + 1
                history.facts[record] = position
                now[record] = {"grade": 0}
            elif act == "end":
                history.amend(position, record, ENDED)
                del now[record]
            elif act == "grade":
                grade = dice.randint(0, 2)
                already = {(a["posted"], a["record"]) for a in history.amendments if a["kind"] == GRADED}
                if (position, record) not in already:
                    history.amend(position, record, GRADED, grade=grade)
                    now[record]["grade"] = grade
            elif act == "join" and "joint" not in now[record]:
                told = {
                    "joint": position * 10 + dice.randint(0, 1),
                    "joint_rank": dice.randint(0, 2),
                    "joint_rule": 1,
                }
                history.amend(position, record, JOINED, **told)
                now[record] |= told
            elif act == "leave" and "joint" in now[record] and now[record]["joint"] // 10 < position:
                history.amend(position, record, JOINED)
                now[record] = {"grade": now[record]["grade"]}
        history.known[position] = {
            record: tuple(what.get(name) for name in AMENDED[1:]) for record, what in now.items()
        }
    return history


def told_at(facts: exp.Expr, *, baked: int, position: int) -> exp.Expr:
    latest = latest_amendments(exp.to_table("amendments"), baked=baked, position=position)
    return effective(facts, latest.subquery("latest"), baked=baked, position=position)


def as_of(connection: duckdb.DuckDBPyConnection, facts: exp.Expr, *, baked: int, position: int) -> Known:
    source = told_at(facts, baked=baked, position=position)
    names = [exp.column(name, quoted=True) for name in ("record", *AMENDED[1:])]
    until = exp.column("until", quoted=True)
    stands = exp.or_(exp.Is(this=until, expression=exp.Null()), until > position)
    tree = exp.select(*names).from_(source).where(exp.column("posted", quoted=True) <= position, stands)
    return {record: tuple(rest) for record, *rest in connection.execute(tree.sql("duckdb")).fetchall()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_every_position_says_what_was_known_there(seed: int) -> None:
    history = play(random.Random(seed))
    last = max(history.known)
    rows = [{"record": record, "posted": posted, "grade": 0} for record, posted in history.facts.items()]
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("facts", table(rows, schema({})))
        connection.register("amendments", table(history.amendments, AMENDMENTS))
        for baked in range(last + 1):
            # Baking happens when the ledger has come so far; what is posted later is appended as it is.
            fresh = exp.select(exp.Star()).from_("facts").where(f"posted > {baked}")
            ripe = told_at(exp.to_table("facts"), baked=0, position=baked)
            columns = ", ".join(f'"{name}"' for name in schema({}).names)
            old = f"SELECT {columns} FROM {ripe.sql('duckdb')} WHERE posted <= {baked}"
            connection.execute(
                f"CREATE OR REPLACE TABLE copy AS {old} UNION ALL SELECT {columns} FROM ({fresh.sql('duckdb')})"
            )
            for position in range(1, last + 1):
                known = as_of(
                    connection,
                    exp.to_table("copy"),
                    baked=baked,
                    position=position,
                )
                assert known == history.known[position], f"baked at {baked}, asked at {position}"
