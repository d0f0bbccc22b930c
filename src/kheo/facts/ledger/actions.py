"""Write into the ledger. Every change is a posting with the next number; nothing that was written is touched."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from kheo.capture.submissions.models import Record
from kheo.facts.ledger import queries
from kheo.facts.ledger.models import Fact, Grading, Head, Posting, Withdrawal
from kheo.facts.ledger.states import Grade, PostingKind
from kheo.ground.audit.actions import record as record_act
from kheo.kit.refusals import Refused
from kheo.verify.decisions.queries import accepted_among

CHUNK = 10_000
Progress = Callable[[int, int | None], None]


@transaction.atomic
def post(
    *,
    records: QuerySet[Record] | Iterable[Record],
    by: str,
    now: dt.datetime,
    note: str = "",
    progress: Progress | None = None,
) -> Posting | None:
    """Post accepted records as facts; None when all of them are in the ledger already.

    Refuses ``facts.not_accepted``, and posts none of them, when the decision that stands about one is no acceptance.

    A record that corrects another one replaces the fact that tells of it now. A record that was itself corrected by
    one that is in the ledger comes too late, and is left out.
    """
    # Held from here on, so that nobody posts between what is read and what is written.
    head = _head()
    numbers = _numbers(records)
    posting: Posting | None = None
    posted = 0
    for at in range(0, len(numbers), CHUNK):
        wanted = _postable(numbers[at : at + CHUNK])
        _check_accepted(wanted)
        if wanted and posting is None:
            posting = _next(head, PostingKind.ACCEPTANCE, by, now, note)
        if posting is not None:
            _append_facts(wanted, queries.corrected_by(wanted), posting)
        posted += len(wanted)
        if progress:
            progress(min(at + CHUNK, len(numbers)), len(numbers))
    if posting is not None:
        _record(posting, posted, by, now)
    return posting


@transaction.atomic
def withdraw(*, records: Iterable[Record], by: str, now: dt.datetime, note: str = "") -> Posting | None:
    """Let the facts of these records stop counting, with nothing in their place; None when none of them counts."""
    head = _head()
    facts = queries.facts_of([record.pk for record in records])
    standing = [
        fact
        for some in queries.batches(facts.values())
        for fact in queries.standing().filter(pk__in=some).values_list("pk", flat=True)
    ]
    if not standing:
        return None
    posting = _next(head, PostingKind.WITHDRAWAL, by, now, note)
    Withdrawal.objects.append(("fact", "posting"), [(fact, posting.pk) for fact in standing])
    _record(posting, len(standing), by, now)
    return posting


@transaction.atomic
def grade(
    *,
    records: Iterable[Record],
    grade: Grade,
    by: str,
    now: dt.datetime,
    note: str = "",
    only_up: bool = False,
) -> Posting | None:
    """Grade the facts of these records; None when all of them have this grade already. ``only_up``: what has a higher
    one keeps it."""
    head = _head()
    facts = queries.facts_of([record.pk for record in records])
    before = queries.grades(facts.values())
    held = {fact: before.get(fact, Grade.REPORTED) for fact in facts.values()}
    changed = [fact for fact, had in held.items() if had < grade or (had > grade and not only_up)]
    if not changed:
        return None
    posting = _next(head, PostingKind.GRADING, by, now, note)
    Grading.objects.append(("fact", "posting", "grade"), [(fact, posting.pk, int(grade)) for fact in changed])
    _record(posting, len(changed), by, now)
    return posting


@transaction.atomic
def open_posting(*, kind: PostingKind, by: str, now: dt.datetime, note: str = "") -> Posting:
    """The next posting, for a neighbour that writes what belongs to it."""
    return _next(_head(), kind, by, now, note)


def _head() -> Head:
    """The head of the ledger, locked."""
    return Head.objects.select_for_update().get_or_create(pk=1)[0]


def _next(head: Head, kind: PostingKind, by: str, now: dt.datetime, note: str) -> Posting:
    head.position += 1
    head.save(update_fields=["position"])
    return Posting.objects.create(number=head.position, kind=kind.value, at=now, by=by, note=note[:300])


def _record(posting: Posting, count: int, by: str, now: dt.datetime) -> None:
    detail = {"kind": posting.kind, "facts": count, "digest": queries.digest_of(posting)}
    record_act(
        "ledger.posted", queries.subject(posting.pk), by=by, now=now, label=posting.note, detail=detail
    )


def _numbers(records: QuerySet[Record] | Iterable[Record]) -> array[int]:
    """The records in the order in which they came in.

    Read whole, in eight bytes each: what is posted must not change what is still to be read.
    """
    if isinstance(records, QuerySet):
        return array("q", records.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    return array("q", sorted({record.pk for record in records}))


def _check_accepted(numbers: Sequence[int]) -> None:
    left = set(numbers) - accepted_among(numbers) if numbers else set()
    if left:
        raise Refused("facts.not_accepted", record=min(left), count=len(left))


def _postable(numbers: Sequence[int]) -> list[int]:
    """Those that are not in the ledger, and that nothing in the ledger corrects."""
    gone = queries.posted_among(numbers)
    at = {number: number for number in numbers}
    later = queries.corrections_of(numbers)
    while later:
        at = {correction: at[old] for correction, old in later.items()}
        posted = queries.posted_among(sorted(at))
        gone.update(at[correction] for correction in posted)
        later = queries.corrections_of(sorted(set(at) - posted))
    return [number for number in numbers if number not in gone]


def _append_facts(numbers: Sequence[int], corrections: Mapping[int, int], posting: Posting) -> None:
    """One fact for each record; a correction replaces the newest fact about what it corrects."""
    plain = [(number, posting.pk) for number in numbers if number not in corrections]
    Fact.objects.append(("record", "posting"), plain)
    left = {number: corrections[number] for number in numbers if number in corrections}
    # A correction may correct another one of the same chunk: each generation waits for the one before it.
    while left:
        ready = {number: old for number, old in left.items() if old not in left}
        newest = queries.newest_facts(set(ready.values()))
        replaced: dict[int, int] = {}
        rows = []
        for fact, (number, old) in zip(Fact.objects.reserve(len(ready)), ready.items(), strict=True):
            before = newest.setdefault(old, fact)
            while before in replaced:
                before = replaced[before]
            if before != fact:
                replaced[before] = fact
            rows.append((fact, number, posting.pk, None if before == fact else before))
        Fact.objects.append(("id", "record", "posting", "replaces"), rows)
        left = {number: old for number, old in left.items() if number not in ready}
