"""What a posting wrote, digested anew and held against what the record of acts says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Max, Model

from kheo.facts.ledger.models import Fact, Grading, Posting, Withdrawal
from kheo.facts.ledger.rules import Altered, Lines, Why
from kheo.ground.audit.queries import details, trail

AT_ONCE = 500
CHUNK = 2_000
# Each posting has one act: of the ledger itself, or of the neighbour that opened it.
ACTS = ("ledger.posted", "joint.loaded", "joint.joined", "joint.separated")
RECORD = (
    "submission_id",
    "form_id",
    "line",
    "key",
    "identity",
    "unit_id",
    "agency_id",
    "place_id",
    "start",
    "day",
    "values",
    "qualifiers",
    "repeats_id",
    "corrects_id",
)
TABLES: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("fact", Fact, ("replaces_id", "record_id", *(f"record__{name}" for name in RECORD))),
    ("withdrawal", Withdrawal, ("fact_id",)),
    ("grading", Grading, ("fact_id", "grade")),
)
Progress = Callable[[int, int | None], None]


def digest_of(posting: Posting) -> str:
    """Of all that the posting wrote so far."""
    return _digests(posting.pk, posting.pk).get(posting.pk, Lines()).digest()


def altered_postings(progress: Progress | None = None) -> Iterator[Altered]:
    """Postings that are not what was written, in their order, which has no gaps."""
    last = max(Posting.objects.aggregate(last=Max("number"))["last"] or 0, _last_told())
    for first in range(1, last + 1, AT_ONCE):
        until = min(first + AT_ONCE - 1, last)
        there = set(Posting.objects.filter(number__range=(first, until)).values_list("number", flat=True))
        told = details(ACTS, [subject(number) for number in range(first, until + 1)])
        found = _digests(first, until)
        for number in range(first, until + 1):
            act = told.get(subject(number))
            if number not in there:
                yield Altered(number, Why.MISSING)
            elif act is None:
                yield Altered(number, Why.UNKNOWN)
            elif act.get("digest") != found.get(number, Lines()).digest():
                yield Altered(number, Why.CHANGED)
        if progress:
            progress(until, last)


def subject(posting: int) -> str:
    """What acts call a posting."""
    return f"posting:{posting}"


def _last_told() -> int:
    newest = (trail(act=act).values_list("subject", flat=True).first() for act in ACTS)
    return max((int(one.partition(":")[2]) for one in newest if one), default=0)


def _digests(first: int, until: int) -> dict[int, Lines]:
    """posting → the digest of its rows, for those that have any."""
    made: dict[int, Lines] = {}
    for table, model, columns in TABLES:
        rows = model._default_manager.filter(posting__gte=first, posting__lte=until).order_by(
            "posting_id", "pk"
        )
        told: Iterator[tuple[Any, ...]] = rows.values_list("posting_id", "pk", *columns).iterator(
            chunk_size=CHUNK
        )
        for posting, *row in told:
            made.setdefault(posting, Lines()).add(table, *row)
    return made
