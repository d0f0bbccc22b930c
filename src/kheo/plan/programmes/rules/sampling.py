"""How samples of what was reported are drawn and judged: dated rows, each with who issued it.

A list in ``programme.yaml``; the row whose ``from`` came last holds::

    sampling:
      - {from: 2021-01-01, issuer: {vi: …, en: …}, n: 19, good: 0.95, bad: 0.70, pass: 17,
         tolerance: 0.10, revisit_months: 12}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from kheo.kit.nodes import Node

KEYS = ("from", "issuer", "n", "good", "bad", "pass", "tolerance", "revisit_months")
MOST = 500


@dataclass(frozen=True)
class Plan:
    """``n`` records are visited; the lot passes with ``pass_mark`` of them right. ``good`` and ``bad``: the shares of right
    records of a lot that should pass and of one that should not. A record is right when what was found is within
    ``tolerance``, a share, of what was reported. ``revisit_months``: after the works, when they are visited again."""

    n: int
    good: Decimal
    bad: Decimal
    pass_mark: int
    tolerance: Decimal
    revisit_months: int
    since: dt.date
    issuer: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def good_percent(self) -> Decimal:
        return self.good * 100

    @property
    def bad_percent(self) -> Decimal:
        return self.bad * 100

    @property
    def tolerance_percent(self) -> Decimal:
        return self.tolerance * 100

    def as_json(self) -> dict[str, Any]:
        return {
            "from": self.since.isoformat(),
            "issuer": dict(self.issuer),
            "n": self.n,
            "good": str(self.good),
            "bad": str(self.bad),
            "pass": self.pass_mark,
            "tolerance": str(self.tolerance),
            "revisit_months": self.revisit_months,
        }


def read_sampling(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """The rows as JSON keeps them; what is wrong goes to the nodes' problems."""
    read: dict[dt.date, dict[str, Any]] = {}
    for node in nodes:
        node.only(KEYS)
        since = node.day("from", required=True)
        n = node.whole("n", low=1, high=MOST)
        good, bad, tolerance = (_share(node, key) for key in ("good", "bad", "tolerance"))
        if not bad < good:
            node.wrong("bad", "plan.sampling_shares", good=str(good), bad=str(bad))
        plan = Plan(
            n=n,
            good=good,
            bad=bad,
            pass_mark=node.whole("pass", low=1, high=max(n, 1)),
            tolerance=tolerance,
            revisit_months=node.whole("revisit_months", low=1, high=120),
            since=since or dt.date.min,
            issuer=node.texts("issuer", required=True),
        )
        if plan.since in read:
            node.wrong("from", "plan.sampling_twice", day=plan.since)
        read[plan.since] = plan.as_json()
    return [read[since] for since in sorted(read)]


def _share(node: Node, key: str) -> Decimal:
    """A share from 0 to 1."""
    text = node.text(key, required=True)
    try:
        value = Decimal(text or "0")
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= 1:
        node.wrong(key, "plan.not_a_share", column=key, value=text)
        return Decimal(0)
    return value


def plan_from_json(row: Mapping[str, Any]) -> Plan:
    """As ``Plan.as_json`` gave it."""
    return Plan(
        n=row["n"],
        good=Decimal(row["good"]),
        bad=Decimal(row["bad"]),
        pass_mark=row["pass"],
        tolerance=Decimal(row["tolerance"]),
        revisit_months=row["revisit_months"],
        since=dt.date.fromisoformat(row["from"]),
        issuer=row["issuer"],
    )


def plan_on(rows: Sequence[Mapping[str, Any]], day: dt.date) -> Plan | None:
    """The row that holds on a day; None where none does yet."""
    held = [plan for plan in map(plan_from_json, rows) if plan.since <= day]
    return max(held, key=lambda plan: plan.since, default=None)
