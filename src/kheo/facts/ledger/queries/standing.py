"""Where the ledger stands, and which facts stand in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from kheo.capture.submissions.models import Record, Submission
from kheo.facts.ledger.models import Fact, Grading, Head, Withdrawal
from kheo.facts.ledger.states import Grade

MANY = 2_000
T = TypeVar("T")


@dataclass(frozen=True)
class Origin:
    """The line of a submission that a fact was read from, and what was read: who, where, when, and the values."""

    record: int
    submission: int
    line: int
    filename: str
    form: str
    values: dict[str, Any]
    qualifiers: dict[str, str]
    unit: int | None
    agency: int | None
    place: int | None
    day: dt.date | None


def origins(records: Iterable[int]) -> dict[int, Origin]:
    """The origin of each record, by its number."""
    what = ("pk", "submission_id", "line", "submission__filename", "form__code", "values", "qualifiers")
    columns = (*what, "unit_id", "agency_id", "place_id", "day")
    found = Record.objects.filter(pk__in=list(records)).values_list(*columns)
    return {row[0]: Origin(*row) for row in found}


def position() -> int:
    """The number of the newest posting; 0 before the first."""
    return Head.objects.order_by().values_list("position", flat=True).first() or 0


def standing() -> QuerySet[Fact]:
    """The facts that were neither replaced nor withdrawn."""
    replaced = Fact.objects.filter(replaces=OuterRef("pk"))
    withdrawn = Withdrawal.objects.filter(fact=OuterRef("pk"))
    return Fact.objects.filter(~Exists(replaced), ~Exists(withdrawn))


def unposted(submission: Submission) -> QuerySet[Record]:
    """The submission's records that are no facts yet, in their order."""
    posted = Fact.objects.filter(record=OuterRef("pk"))
    return Record.objects.filter(~Exists(posted), submission=submission).order_by("pk")


def facts_of(records: Iterable[int]) -> dict[int, int]:
    """record → its own fact, for those that were posted."""
    found: dict[int, int] = {}
    for some in batches(records):
        found.update(Fact.objects.filter(record__in=some).values_list("record_id", "pk"))
    return found


def posted_among(records: Sequence[int]) -> set[int]:
    """Those of ``records``, rising, that are in the ledger."""
    if _is_run(records):
        within = Fact.objects.filter(record__gte=records[0], record__lte=records[-1])
        return set(within.values_list("record_id", flat=True)) & set(records)
    return set(facts_of(records))


def corrections_of(records: Sequence[int]) -> dict[int, int]:
    """correction → the one of ``records``, rising, that it corrects."""
    if _is_run(records):
        parts = [Record.objects.filter(corrects__gte=records[0], corrects__lte=records[-1])]
    else:
        parts = [Record.objects.filter(corrects__in=some) for some in batches(records)]
    wanted = set(records)
    rows = (row for part in parts for row in part.values_list("pk", "corrects_id"))
    return {correction: old for correction, old in rows if old in wanted}


def _is_run(records: Sequence[int]) -> bool:
    """Whether they stand so close together that a range finds them with little else: records of one submission do."""
    return len(records) > MANY // 10 and records[-1] - records[0] < 2 * len(records)


def newest_facts(records: Iterable[int]) -> dict[int, int]:
    """record → the fact that tells of it now: its own, or that of the record it corrects, or what replaced these.

    A record without any such fact is left out.
    """
    at = {record: record for record in records}
    found: dict[int, int] = {}
    while at:
        here = facts_of(at.values())
        found.update({record: here[step] for record, step in at.items() if step in here})
        left = {record: step for record, step in at.items() if step not in here}
        back = corrected_by(left.values())
        at = {record: back[step] for record, step in left.items() if step in back}
    return _replaced(found)


def corrected_by(records: Iterable[int]) -> dict[int, int]:
    """record → the record that it corrects, for those that correct one."""
    found: dict[int, int] = {}
    for some in batches(records):
        rows = Record.objects.filter(pk__in=some, corrects__isnull=False).values_list("pk", "corrects_id")
        found.update({record: corrected for record, corrected in rows if corrected})
    return found


def _replaced(facts: dict[int, int]) -> dict[int, int]:
    """The same, with each fact followed to the one that replaced it last."""
    moving = set(facts.values())
    newer: dict[int, int] = {}
    while moving:
        found: dict[int, int] = {}
        for some in batches(moving):
            rows = Fact.objects.filter(replaces__in=some).values_list("replaces_id", "pk")
            found.update({old: new for old, new in rows if old})
        newer.update(found)
        moving = set(found.values())

    def last(fact: int) -> int:
        while fact in newer:
            fact = newer[fact]
        return fact

    return {record: last(fact) for record, fact in facts.items()}


def grades(facts: Iterable[int]) -> dict[int, Grade]:
    """fact → its grade, for those that were graded."""
    found: dict[int, Grade] = {}
    for some in batches(facts):
        rows = Grading.objects.filter(fact__in=some).order_by("posting_id").values_list("fact_id", "grade")
        found.update({fact: Grade(grade) for fact, grade in rows})
    return found


def graded_so(records: QuerySet[Record], grade: Grade) -> list[Record]:
    """Those of ``records`` that count and whose fact has this grade now."""
    found = list(records.filter(pk__in=standing().values("record")).only("pk"))
    facts = facts_of([one.pk for one in found])
    now = grades(facts.values())
    return [one for one in found if now.get(facts[one.pk], Grade.REPORTED) is grade]


def ever_graded(records: Iterable[Record], grade: Grade) -> set[int]:
    """Those of ``records``, by number, whose fact once had this grade."""
    found: set[int] = set()
    for some in batches([one.pk for one in records]):
        rows = Grading.objects.filter(fact__record__in=some, grade=grade)
        found.update(rows.values_list("fact__record_id", flat=True))
    return found


def graded_with(note: str) -> int:
    """How many facts were graded by postings with this note."""
    return Grading.objects.filter(posting__note=note[:300]).values("fact").distinct().count()


def batches(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Lists that are short enough for one query."""
    left = iter(values)
    while some := list(islice(left, MANY)):
        yield some
