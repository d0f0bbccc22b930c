"""Lot quality assurance sampling: the draw from a published seed, the verdict, and how often it errs.

It classifies a lot; it does not estimate a rate.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, comb, floor

from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.sampling import Plan
from kheo.verify.sampling.states import Verdict

LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class Errors:
    """``alpha``: the share of good lots that are sent back; ``beta``: the share of bad ones that pass. Exact."""

    alpha: Fraction
    beta: Fraction


@dataclass(frozen=True)
class Finding:
    """One drawn record. ``found``: None where nobody was there yet, or where nothing was found (``visited``)."""

    reported: Decimal
    visited: bool = False
    found: Decimal | None = None


@dataclass(frozen=True)
class Tally:
    """What the visits found: how many records were right and wrong, of the wrong how many were not found at all, and how
    many nobody visited. ``reported`` and ``found`` are sums over those that were visited; not found adds nothing."""

    right: int
    wrong: int
    not_found: int
    unvisited: int
    reported: Decimal
    found: Decimal

    @property
    def visited(self) -> int:
        return self.right + self.wrong

    @property
    def factor(self) -> Decimal | None:
        """The verification factor: found over reported."""
        return self.found / self.reported if self.reported else None


def errors(plan: Plan, size: int | None = None) -> Errors:
    """How often the plan errs: for a lot of ``size`` records exactly, by drawing without putting back; without it, for a
    lot that is large beside the sample.

    Of a lot that cannot hold exactly the good share, the smallest number of right records that makes it good counts, and
    the largest that leaves it bad.
    """
    if size is None:
        good, bad = (
            _at_least_of_many(plan.n, plan.pass_mark, Fraction(share)) for share in (plan.good, plan.bad)
        )
    else:
        good = _at_least_of_few(size, ceil(plan.good * size), plan)
        bad = _at_least_of_few(size, floor(plan.bad * size), plan)
    return Errors(1 - good, bad)


def _at_least_of_many(n: int, least: int, share: Fraction) -> Fraction:
    """P(at least ``least`` of n), each right with probability ``share``."""
    return sum(
        (comb(n, right) * share**right * (1 - share) ** (n - right) for right in range(least, n + 1)),
        Fraction(0),
    )


def _at_least_of_few(size: int, right: int, plan: Plan) -> Fraction:
    """P(at least the pass mark among n that are drawn from ``size``, of which ``right`` are right)."""
    ways = sum(
        comb(right, some) * comb(size - right, plan.n - some) for some in range(plan.pass_mark, plan.n + 1)
    )
    return Fraction(ways, comb(size, plan.n))


def mark(seed: str, key: str) -> str:
    """What a record is ranked by: SHA-256 of seed, colon and the record's key, as hex."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(seed: str, keys: Iterable[str]) -> list[str]:
    """All keys in the order of their marks; the first n are the sample. The order in which they are given is of no
    matter, so that anybody who has the seed and the keys draws the same."""
    return sorted(keys, key=lambda key: (mark(seed, key), key))


def is_right(finding: Finding, tolerance: Decimal) -> bool:
    """Whether what was found is within ``tolerance`` of what was reported, too much counted as too little."""
    return finding.found is not None and abs(finding.found - finding.reported) <= tolerance * finding.reported


def tally_of(findings: Sequence[Finding], tolerance: Decimal) -> Tally:
    """What the visits so far found."""
    seen = [one for one in findings if one.visited]
    right = sum(is_right(one, tolerance) for one in seen)
    return Tally(
        right=right,
        wrong=len(seen) - right,
        not_found=sum(one.found is None for one in seen),
        unvisited=len(findings) - len(seen),
        reported=sum((one.reported for one in seen), Decimal(0)),
        found=sum((one.found for one in seen if one.found is not None), Decimal(0)),
    )


def verdict_of(plan: Plan, tally: Tally) -> Verdict | None:
    """None while the visits that are left can still change it."""
    if tally.right >= plan.pass_mark:
        return Verdict.PASSED
    return Verdict.LOOK_AGAIN if tally.wrong > plan.n - plan.pass_mark else None


def reported_in(value: object) -> Decimal | None:
    """A number as a record keeps it, where it tells of something that can be visited: more than nothing."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        told = Decimal(value)
    except InvalidOperation:
        return None
    return told if told.is_finite() and told > 0 else None


_GROUPS = re.compile(r"\d{1,3}(?:([.,\u00a0 ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")


def found_in(text: str, *, thousands: str = ",") -> Decimal:
    """What a visitor typed. ``thousands``: the sign between groups of three in the visitor's language; a comma or a point
    with other than three digits after it is a decimal one. Refuses what is no number from 0 on, one that is too large, and what may be read in
    two ways: ``1,000`` is a thousand to one and exactly one to another."""
    told = text.strip()
    if groups := _GROUPS.fullmatch(told):
        sign = groups[1]
        if sign in ",." and sign != thousands and told.count(sign) == 1 and not set(",.") <= set(told):
            raise Refused("sampling.two_ways", value=text[:40], plain=told.replace(sign, ""))
        told = told.replace(sign, "")
    try:
        found = Decimal(told.replace(",", "."))
    except InvalidOperation:
        raise Refused("sampling.not_a_number", value=text[:40]) from None
    if not found.is_finite() or found < 0:
        raise Refused("sampling.not_a_number", value=text[:40])
    if found >= LARGEST:
        raise Refused("sampling.too_large", value=text[:40])
    return round(found, 4)


def check_whole(found: Decimal | None, *, whole: bool) -> None:
    """Of things that are counted there is no part. ``whole``: the question is answered with a whole number."""
    if whole and found is not None and found != found.to_integral_value():
        raise Refused("sampling.not_whole", value=found.normalize())


def check_one_answer(typed: str, nothing: bool) -> None:
    """A number, or that nothing was there: not both."""
    if nothing and typed.strip():
        raise Refused("sampling.both", value=typed[:40])


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def taken_note(seed: str) -> str:
    """The reason that stands in the ledger where a second visit took a grade away."""
    return f"second visit did not pass: lot {seed}"


def check_plan(plan: Plan | None) -> Plan:
    """A sample is drawn by a rule that somebody issued."""
    if plan is None:
        raise Refused("sampling.no_plan")
    return plan


def check_seed(seed: str, used: bool) -> None:
    """A seed draws once: whoever could draw again with it would know the sample beforehand."""
    if not seed:
        raise Refused("sampling.seed_missing")
    if used:
        raise Refused("sampling.seed_used", seed=seed)


def check_size(plan: Plan, size: int) -> None:
    """Of fewer records than are visited, no sample is drawn."""
    if size < plan.n:
        raise Refused("sampling.too_few", size=size, needed=plan.n)


def check_not_reporter(senders: Collection[str], by: str) -> None:
    """Nobody samples what they reported."""
    if by in senders:
        raise Refused("sampling.own_lot")


def check_not_own(senders: Collection[str], by: str) -> None:
    """Nobody visits what they reported."""
    if by in senders:
        raise Refused("sampling.own_record")


def check_day(day: dt.date, *, drawn: dt.date, today: dt.date) -> None:
    """A visit was made after the draw, and not in days to come."""
    if not drawn <= day <= today:
        raise Refused("sampling.day_out", first=drawn, last=today)


def check_open(closed: bool) -> None:
    if closed:
        raise Refused("sampling.closed")


def check_drawn(rank: int, plan: Plan) -> None:
    """Only what was drawn is visited."""
    if rank > plan.n:
        raise Refused("sampling.not_drawn")


def check_verdict(verdict: Verdict | None, tally: Tally) -> Verdict:
    if verdict is None:
        raise Refused("sampling.not_decided", count=tally.unvisited)
    return verdict
