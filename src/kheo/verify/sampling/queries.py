"""Lots within somebody's scope, what was drawn of them, and what the visits say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform

from kheo.capture.submissions.models import Record
from kheo.capture.submissions.queries import records_within
from kheo.ground.accounts.rules import Scope
from kheo.ground.wall.queries import is_walled
from kheo.plan.forms.queries import fields_in_force
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.rules.sampling import Plan, plan_from_json, plan_on
from kheo.verify.sampling import rules
from kheo.verify.sampling.models import Closing, Lot, LotRecord, Visit
from kheo.verify.sampling.rules import Finding, Tally
from kheo.verify.sampling.states import Verdict

MANY = 2_000


@dataclass(frozen=True)
class Drawn:
    """A drawn record, what it reported, and the visit that stands."""

    member: LotRecord
    reported: Decimal
    visit: Visit | None = None

    @property
    def finding(self) -> Finding:
        return Finding(self.reported, self.visit is not None, self.visit.found if self.visit else None)


def plan_for(programme: Programme, day: dt.date) -> Plan | None:
    """The programme's rule on a day."""
    return plan_on(programme.sampling, day)


def plan_of(lot: Lot) -> Plan:
    """The rule by which a lot was drawn."""
    return plan_from_json(lot.plan)


def members_among(records: QuerySet[Record], field: str) -> list[tuple[int, str, dt.date | None]]:
    """(record, key, day) of those that reported a number of the field, more than nothing."""
    told = records.order_by().annotate(told=KeyTransform(field, "values"))
    rows = told.values_list("pk", "key", "day", "told").iterator(chunk_size=MANY)
    return [(pk, key, day) for pk, key, day, value in rows if rules.reported_in(value) is not None]


def senders_among(records: Iterable[int]) -> set[str]:
    """The names of all who had a hand in sending any of them."""
    found: set[str] = set()
    for some in _batches(records):
        rows = Record.objects.filter(pk__in=some).order_by().distinct()
        for names in rows.values_list("submission__sender", "submission__device__user__username"):
            found.update(name for name in names if name)
    return found


def in_open_lot(records: Iterable[int], field: str) -> Lot | None:
    """An open lot that holds one of them for the same number."""
    members = LotRecord.objects.filter(lot__closing=None, lot__field=field).select_related("lot")
    for some in _batches(records):
        if found := members.filter(record__in=some).first():
            return found.lot
    return None


def lots_within(scope: Scope, programme: Programme) -> QuerySet[Lot]:
    """A programme's lots of which nothing is outside the scope, the newest first."""
    found = Lot.objects.filter(programme=programme).select_related("form", "organisation", "place", "closing")
    if scope.everything:
        return found
    here = Exists(records_within(scope, Record.objects.filter(pk=OuterRef("record"))))
    outside = LotRecord.objects.filter(~here, lot=OuterRef("pk"))
    found = found.filter(~Exists(outside))
    if not is_walled():
        return found
    # Behind the second wall what is outside is not seen, and what is not seen cannot be asked for: it is counted.
    seen = LotRecord.objects.filter(lot=OuterRef("pk")).order_by().values("lot")
    return found.filter(size=Subquery(seen.annotate(count=Count("pk")).values("count")))


def drawn_of(lot: Lot) -> list[Drawn]:
    """What is to be visited, in the order of the draw, each with the visit that stands."""
    what = ("record__unit", "record__agency", "record__place__parent", "record__submission__device__user")
    members = list(
        LotRecord.objects.filter(lot=lot, rank__lte=plan_of(lot).n).select_related(*what).order_by("rank")
    )
    visits = {one.lot_record_id: one for one in Visit.objects.filter(lot_record__in=members).order_by("pk")}
    return [Drawn(one, reported_by(one.record, lot.field), visits.get(one.pk)) for one in members]


def reported_by(record: Record, field: str) -> Decimal:
    """What a record of a lot reported; a lot holds only records that reported something."""
    told = rules.reported_in(record.values.get(field))
    assert told is not None
    return told


def earlier_visits(lot: Lot) -> dict[int, list[Visit]]:
    """Member → its visits that do not stand any more, the newest first."""
    told: dict[int, list[Visit]] = {}
    for one in Visit.objects.filter(lot_record__lot=lot).order_by("-pk"):
        told.setdefault(one.lot_record_id, []).append(one)
    return {member: some[1:] for member, some in told.items() if some[1:]}


def counts_whole(lot: Lot) -> bool:
    """Whether its question is answered with a whole number."""
    return any(one.name == lot.field and one.type == "integer" for one in fields_in_force(lot.form.code))


def tally_of(lot: Lot) -> Tally:
    """What the visits of a lot have found so far."""
    return rules.tally_of([one.finding for one in drawn_of(lot)], plan_of(lot).tolerance)


def closing_of(lot: Lot) -> Closing | None:
    return Closing.objects.filter(lot=lot).first()


def records_in(lot: Lot) -> QuerySet[Record]:
    """All records of a lot: those that were drawn and those that they stand for."""
    return Record.objects.filter(pk__in=LotRecord.objects.filter(lot=lot).values("record"))


def audited_by(lot: Lot) -> QuerySet[Record]:
    """The records that count as audited by this lot and by no other that passed."""
    passed = LotRecord.objects.filter(record=OuterRef("pk"), lot__closing__verdict=Verdict.PASSED.value)
    return records_in(lot).filter(~Exists(passed.exclude(lot=lot)))


def keys_in(lot: Lot) -> Iterator[tuple[int, str]]:
    """(rank, key) of all records of a lot, in the order of the draw."""
    rows = LotRecord.objects.filter(lot=lot).order_by("rank").values_list("rank", "record__key")
    return rows.iterator(chunk_size=MANY)


def due_again(lots: QuerySet[Lot], today: dt.date) -> list[tuple[Lot, dt.date]]:
    """Those that passed, whose works are so old that they are visited once more, each with the day since when."""
    passed = lots.filter(Q(closing__verdict=Verdict.PASSED.value), follows=None)
    left = passed.filter(~Exists(Lot.objects.filter(follows=OuterRef("pk"))))
    days = [(lot, rules.months_after(lot.last_day, plan_of(lot).revisit_months)) for lot in left]
    return sorted(((lot, day) for lot, day in days if day <= today), key=lambda one: (one[1], one[0].pk))


def _batches(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    left = iter(values)
    while some := list(islice(left, MANY)):
        yield some
