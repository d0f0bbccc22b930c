"""Draw a lot, note what was found on the spot, close the lot with its verdict."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kheo.capture.submissions.models import Record
from kheo.capture.submissions.queries import hands_in
from kheo.ground.audit.actions import record as record_act
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme
from kheo.verify.sampling import queries, rules
from kheo.verify.sampling.models import Closing, Lot, LotRecord, Visit
from kheo.verify.sampling.states import Verdict


@dataclass(frozen=True)
class Wanted:
    """What a lot is of. ``period``: a label; "" for all time."""

    programme: Programme
    form: Form
    field: str
    organisation: Organisation | None = None
    place: Place | None = None
    period: str = ""


@transaction.atomic
def draw_lot(
    *,
    wanted: Wanted,
    records: QuerySet[Record],
    seed: str,
    follows: Lot | None = None,
    by: str,
    now: dt.datetime,
) -> Lot:
    """Rank ``records`` by the seed; the first n are to be visited. ``records``: those that count and that ``by`` decides
    about. Refuses a seed that was used, too few records, a lot of which one is being visited already, and whoever reported
    any of it."""
    plan = rules.check_plan(queries.plan_for(wanted.programme, timezone.localdate(now)))
    seed = " ".join(seed.split())[:120]
    rules.check_seed(seed, Lot.objects.filter(seed=seed).exists())
    Programme.objects.select_for_update().get(pk=wanted.programme.pk)  # one draw at a time
    found = queries.members_among(records, wanted.field)
    members = {key: pk for pk, key, _ in found}
    rules.check_size(plan, len(members))
    rules.check_not_reporter(queries.senders_among(members.values()), by)
    if other := queries.in_open_lot(members.values(), wanted.field):
        raise Refused("sampling.open_lot", seed=other.seed)
    days = [day for _, _, day in found if day is not None]
    try:
        with transaction.atomic():  # another draw by this seed may have come in between
            lot = Lot.objects.create(
                programme=wanted.programme,
                form=wanted.form,
                field=wanted.field,
                organisation=wanted.organisation,
                place=wanted.place,
                period=wanted.period,
                last_day=max(days, default=timezone.localdate(now)),
                seed=seed,
                plan=plan.as_json(),
                size=len(members),
                by=by,
                at=now,
                follows=follows,
            )
    except IntegrityError as error:
        raise Refused("sampling.seed_used", seed=seed) from error
    ranked = rules.draw(seed, members)
    rows = [(lot.pk, members[key], rank) for rank, key in enumerate(ranked, 1)]
    LotRecord.objects.append(("lot", "record", "rank"), rows)
    record_act(
        "lot.drawn",
        f"lot:{lot.pk}",
        by=by,
        now=now,
        label=seed,
        detail={"form": wanted.form.code, "field": wanted.field, "records": len(members), "drawn": plan.n},
    )
    return lot


@transaction.atomic
def note_visit(
    *, member: LotRecord, found: Decimal | None, day: dt.date, note: str = "", by: str, now: dt.datetime
) -> Visit:
    """Note what was found of a drawn record; None: nothing was there. The newest note stands. Refuses one's own report,
    what was not drawn, a day before the draw or to come, and a lot that is closed."""
    lot = _held(member.lot)
    rules.check_drawn(member.rank, queries.plan_of(lot))
    rules.check_open(queries.closing_of(lot) is not None)
    rules.check_whole(found, whole=queries.counts_whole(lot))
    rules.check_not_own(hands_in(member.record.submission), by)
    rules.check_day(day, drawn=timezone.localdate(lot.at), today=timezone.localdate(now))
    visit = Visit.objects.create(
        lot_record=member, found=found, day=day, note=note.strip()[:1000], by=by, at=now
    )
    record_act(
        "lot.visited",
        f"lot:{lot.pk}",
        by=by,
        now=now,
        label=lot.seed,
        detail={
            "rank": member.rank,
            "record": member.record_id,
            "found": None if found is None else str(found),
            "day": day.isoformat(),
        },
    )
    return visit


@transaction.atomic
def close_lot(*, lot: Lot, by: str, now: dt.datetime) -> Closing:
    """Give the verdict, for good. Refuses a lot that is closed, one whose visits do not decide it yet, and whoever reported
    any of it. The caller sees to what the ledger says of its records."""
    lot = _held(lot)
    rules.check_open(queries.closing_of(lot) is not None)
    rules.check_not_reporter(
        queries.senders_among(LotRecord.objects.filter(lot=lot).values_list("record", flat=True)), by
    )
    tally = queries.tally_of(lot)
    verdict = rules.check_verdict(rules.verdict_of(queries.plan_of(lot), tally), tally)
    detail = {
        "right": tally.right,
        "wrong": tally.wrong,
        "not_found": tally.not_found,
        "unvisited": tally.unvisited,
        "reported": str(tally.reported),
        "found": str(tally.found),
    }
    closing = Closing.objects.create(lot=lot, verdict=verdict.value, tally=detail, by=by, at=now)
    _tell(verdict, lot, by, now, detail)
    return closing


def _tell(verdict: Verdict, lot: Lot, by: str, now: dt.datetime, detail: dict[str, object]) -> None:
    record_act(f"lot.{verdict.value}", f"lot:{lot.pk}", by=by, now=now, label=lot.seed, detail=detail)


def _held(lot: Lot) -> Lot:
    """The lot, locked until the transaction ends, so that no visit comes in while it is closed."""
    return Lot.objects.select_for_update().get(pk=lot.pk)
