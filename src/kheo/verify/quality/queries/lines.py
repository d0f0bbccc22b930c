"""The lines of a form, those that wait and those before them, laid out in columns so that whole forms are weighed at once.

DuckDB holds them in memory for as long as a form is weighed. Lines that do not stand are left out: repeats of another
line, what a later line corrects, what was returned, rejected, withdrawn or replaced.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from kheo.capture.submissions.models import Record, Submission, Withdrawn
from kheo.capture.submissions.queries import first_came
from kheo.ground.organisations.models import Organisation, OrganisationLink
from kheo.ground.organisations.states import LinkKind
from kheo.kit.periods import Calendar
from kheo.plan.forms.models import Form
from kheo.plan.forms.queries import fields_in_force
from kheo.plan.forms.rules.fields import NUMBERS
from kheo.plan.programmes.queries import chain_of
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import outcomes
from kheo.verify.decisions.states import Outcome

PAST = dt.timedelta(days=1_200)  # how far before the earliest waiting line the past is read
CHUNK, MANY = 20_000, 2_000
EPOCH = dt.date(1970, 1, 1)
SCHEMA = pa.schema(
    [
        ("record", pa.int64()),
        ("submission", pa.int64()),
        ("unit", pa.int64()),  # the newest of the units that are one; the agency where no unit is told
        ("agency", pa.int64()),
        ("crowd", pa.string()),  # units that may be compared: of one agency, at one level
        ("place", pa.int64()),
        ("start", pa.date32()),
        ("day", pa.date32()),
        ("came", pa.float64()),
        ("waiting", pa.bool_()),  # for any step of its chain
        ("told", pa.string()),
        ("vague", pa.string()),
    ]
)

_INTO = {name: f"INSERT INTO {name} SELECT * FROM handed" for name in ("lines", "periods")}  # noqa: S608


class Unit(NamedTuple):
    """``same``: the newest unit that this one only changed its name to."""

    same: int
    crowd: str
    since: dt.date | None
    until: dt.date | None
    ref: str


class Sending(NamedTuple):
    """``came``: the first version."""

    sender: str
    came: dt.datetime
    channel: str


class Lines:
    """The lines of ``form``. ``waiting`` is empty where nothing waits; nothing else was read then."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.store = duckdb.connect(":memory:")
        self.store.execute("SET threads = 1")  # it works beside people who wait for an answer
        self.sendings: dict[int, Sending] = {}
        self.units = units_there()
        self._fields: set[str] = set()
        self._grains: set[str] = set()
        gone = self._gone()
        days = self._waiting_days(gone)
        self.empty = not days
        if days:
            self._read(gone, since=min(days) - PAST)

    def close(self) -> None:
        self.store.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.store.execute(sql, list(values)).fetchall()

    def _gone(self) -> set[int]:
        """Submissions that nobody stands by any more."""
        own = Submission.objects.filter(form_version__form=self.form)
        replaced = own.exclude(replaces="").values("replaces")
        gone = set(own.filter(instance__in=replaced).values_list("pk", flat=True))
        return gone | set(
            Withdrawn.objects.filter(submission__form_version__form=self.form).values_list(
                "submission_id", flat=True
            )
        )

    def _standing(self) -> Any:
        found = Record.objects.filter(form=self.form, repeats=None, day__isnull=False).order_by()
        return found.filter(~Exists(Record.objects.filter(corrects=OuterRef("pk"))))

    def _waits(self) -> Q:
        """What nobody decided about, and what a phone sent and passed some steps of its chain, but not the last."""
        about = Decision.objects.filter(record=OuterRef("pk"))
        undecided = Q(~Exists(about))
        chain = chain_of(self.form)
        if len(chain.steps) < 2:
            return undecided
        later = Decision.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
        passed = about.filter(~Exists(later), outcome=Outcome.ACCEPTED.value)
        further = Q(Exists(passed.exclude(step=chain.steps[-1].code)))
        return undecided | (further & Q(submission__device__isnull=False))

    def _waiting_days(self, gone: set[int]) -> set[dt.date]:
        rows = self._standing().filter(self._waits()).values_list("submission_id", "day").distinct()
        return {day for submission, day in rows if submission not in gone}

    def _read(self, gone: set[int], since: dt.date) -> None:
        unwanted = self._sent_back()
        waits = Case(When(self._waits(), then=Value(True)), default=Value(False))
        rows = (
            self._standing()
            .filter(day__gte=since)
            .annotate(waits=waits, told=Cast("values", TextField()))
            .annotate(vague=Cast("qualifiers", TextField()), came=F("submission__received_at"))
        )
        first = first_came(Submission.objects.filter(form_version__form=self.form))
        columns = (
            "pk",
            "submission_id",
            "unit_id",
            "agency_id",
            "place_id",
            "start",
            "day",
            "came",
            "waits",
        )
        batch: list[tuple[Any, ...]] = []
        self.store.register("handed", SCHEMA.empty_table())
        self.store.execute("CREATE TABLE lines AS SELECT * FROM handed")
        for row in rows.values_list(*columns, "told", "vague").iterator(chunk_size=CHUNK):
            pk, submission, unit, agency, place, start, day, came, waiting, told, vague = row
            if submission in gone or pk in unwanted:
                continue
            who = unit or agency
            known = self.units.get(who) if who else None
            same, crowd = (known.same, known.crowd) if known else (who, "")
            batch.append(
                (pk, submission, same, agency, crowd, place, start, day, first.get(submission, came).timestamp(), waiting, told, vague)
            )  # fmt: skip
            if len(batch) == CHUNK:
                self._add(batch)
        self._add(batch)

    def _sent_back(self) -> set[int]:
        """Records of which the decision that stands is that they were returned or rejected."""
        ever = (
            Decision.objects.filter(record__form=self.form).exclude(outcome=Outcome.ACCEPTED.value).order_by()
        )
        some = sorted(set(ever.values_list("record_id", flat=True)))
        back: set[int] = set()
        for at in range(0, len(some), MANY):
            standing = outcomes(some[at : at + MANY])
            back |= {record for record, outcome in standing.items() if outcome is not Outcome.ACCEPTED}
        return back

    def _add(self, batch: list[tuple[Any, ...]]) -> None:
        columns = list(zip(*batch, strict=True)) or [()] * len(SCHEMA)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
        self._insert("lines", pa.table(arrays, schema=SCHEMA))
        batch.clear()

    def _insert(self, into: str, table: pa.Table) -> None:
        self.store.register("handed", table)
        self.store.execute(_INTO[into])
        self.store.unregister("handed")

    def amounts(self, fields: Iterable[str]) -> None:
        """See to it that the table ``amounts`` holds these numbers: (field, record, …, value, exact)."""
        if not self._fields:
            self.store.execute(
                "CREATE TABLE IF NOT EXISTS amounts (field VARCHAR, record BIGINT, unit BIGINT, crowd VARCHAR, day DATE, "
                "waiting BOOLEAN, value DOUBLE, exact BOOLEAN)"
            )
        for name in sorted(set(fields) - self._fields):
            self._fields.add(name)
            self.store.execute(
                "INSERT INTO amounts SELECT $1, record, unit, crowd, day, waiting, value, exact FROM ("
                "SELECT *, TRY_CAST(json_extract_string(told, $2) AS DOUBLE) AS value, "
                "json_extract_string(vague, $2) IS NULL AS exact FROM lines) WHERE value IS NOT NULL",
                [name, f"$.{name}"],
            )

    def numbers(self) -> list[str]:
        """The form's questions that are answered with a number."""
        return [one.name for one in fields_in_force(self.form.code) if one.type in NUMBERS]

    def periods(self, calendar: Calendar, grain: str) -> str:
        """See to it that ``periods`` names the period of every day; returns by which name: calendars differ."""
        name = f"{calendar.code} {grain}"
        if name in self._grains:
            return name
        if not self._grains:
            self.store.execute("CREATE TABLE periods (grain VARCHAR, day DATE, label VARCHAR)")
        self._grains.add(name)
        days = [day for (day,) in self.rows("SELECT DISTINCT day FROM lines")]
        labels = [calendar.label(day, grain) for day in days]
        self._insert("periods", pa.table({"grain": [name] * len(days), "day": days, "label": labels}))
        return name

    def sending(self, submissions: Iterable[int]) -> dict[int, Sending]:
        """Who sent these, when, and how; asked for once."""
        wanted = sorted(set(submissions) - self.sendings.keys())
        for at in range(0, len(wanted), MANY):
            found = Submission.objects.filter(pk__in=wanted[at : at + MANY]).order_by()
            first = first_came(found)
            for number, sender, came, channel in found.values_list("pk", "sender", "received_at", "channel"):
                self.sendings[number] = Sending(sender, first.get(number, came), channel)
        return self.sendings

    def came_on(self, submission: int) -> dt.date:
        return localdate(self.sendings[submission].came)


def units_there() -> dict[int, Unit]:
    """Every organisation. One that only changed its name counts as the one that it became; of one that was split or
    merged nobody knows which part of its past is whose, so each begins anew."""
    became: defaultdict[int, set[int]] = defaultdict(set)
    came_from: defaultdict[int, set[int]] = defaultdict(set)
    renamed: set[tuple[int, int]] = set()
    for origin, target, kind in OrganisationLink.objects.values_list("origin_id", "target_id", "kind"):
        became[origin].add(target)
        came_from[target].add(origin)
        if kind == LinkKind.RENAMED.value:
            renamed.add((origin, target))
    step = {
        origin: target
        for origin, target in renamed
        if len(became[origin]) == 1 and len(came_from[target]) == 1
    }

    def newest(number: int) -> int:
        seen = {number}
        while number in step and step[number] not in seen:
            number = step[number]
            seen.add(number)
        return number

    rows = Organisation.objects.order_by("pk").values_list(
        "pk", "agency_id", "place__level__code", "valid_from", "valid_to", "ref"
    )
    return {
        number: Unit(newest(number), f"{agency or ''}:{level or ''}", since, until, ref)
        for number, agency, level, since, until, ref in rows
    }
