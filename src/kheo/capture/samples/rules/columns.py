"""Facts by the million: the same generator, a column at a time, as Arrow tables for the columnar store.

Every unit of a form's agencies that stands at the spec's ``place_level`` reports about its own place. A draw is a
uniform column, seeded by form, days and field, that picks from a table of quantiles; what the draw leaves over (the
part between two quantiles) decides on empty cells and on "nearly" and "over", so that one column of chance serves.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from kheo.capture.samples.rules import spec as s
from kheo.capture.samples.rules.chance import STEPS, choice
from kheo.capture.samples.rules.crews import Crew, Stretch, crew_of, stretches
from kheo.capture.samples.rules.world import World

MOST, AT_ONCE = 400_000, 1_000_000
MEASURE = pa.decimal128(18, 4)
UNDER, OVER, ABOUT = 1, 2, 4
JOINT_RULES = {"lead": 0, "highest": 1, "sum": 2}
DAY_ONE = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Part:
    """The facts of one posting: ``position`` is its number, ``record`` and ``joint`` the first ones in it."""

    form: s.FormSpec
    stretch: Stretch
    crew: Crew
    count: int
    position: int
    record: int
    joint: int

    @property
    def pairs(self) -> int:
        joint = self.form.joint
        return int(self.count * joint.share) // 2 if joint and len(self.crew.agencies) > 1 else 0


def parts(spec: s.Spec, world: World, size: str) -> list[Part]:
    """How the facts of ``spec.sizes[size]`` are shared out: form by form, and in order of days."""
    plan = spec.plan(size)
    span = world.calendar.span(str(plan.get("period", spec.period)))
    crews: dict[object, Crew | None] = {}
    work = [
        (form, stretch, crew, weight)
        for form in spec.forms
        for stretch in stretches(form, world, span.first, span.last)
        if not form.each_event or _happened(spec, stretch)
        if (crew := crew_of(form, spec, world, stretch.first, crews)) is not None
        and (weight := form.national * stretch.share * len(crew.unit)) > 0
    ]
    left, weights = int(plan["facts"]), sum(weight for *_, weight in work)
    found: list[Part] = []
    record, joint = 1, 1
    for form, stretch, crew, weight in work:
        count = round(left * weight / weights) if weights > weight else left
        left, weights = left - count, weights - weight
        while count > 0:
            part = Part(form, stretch, crew, min(count, MOST), len(found) + 1, record, joint)
            found.append(part)
            count, record, joint = count - part.count, record + part.count, joint + part.pairs
    return found


def tables(
    spec: s.Spec, world: World, size: str, seed: int | None = None, *, without: Container[str] = ()
) -> Iterator[tuple[str, pa.Table]]:
    """(form, table) for each of ``parts``. The same spec, world and seed give the same tables, also ``without`` some
    of the forms.

    Columns: posted (one position for each table, from 1), until, record (from 1), repeat, joint, joint_rank,
    joint_rule, grade, unit, agency, place, start, day, then the form's fields except those that say unit, place
    and days; each number has ``<field>__q``.
    """
    for part in parts(spec, world, size):
        if part.form.form not in without:
            yield part.form.form, _Columns(spec, world, part, spec.seed if seed is None else seed).table()


def together(some: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Tables of about AT_ONCE rows: few large parts are read faster than many small ones."""
    waiting: list[pa.Table] = []
    for table in some:
        waiting.append(table)
        if sum(one.num_rows for one in waiting) >= AT_ONCE:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


class _Columns:
    def __init__(self, spec: s.Spec, world: World, part: Part, seed: int) -> None:
        self.spec, self.world, self.part = spec, world, part
        self.form, self.stretch, self.crew = part.form, part.stretch, part.crew
        self.key = f"{seed}|{part.form.form}|{part.position}"
        self.pairs, self.count, self.alone = part.pairs, part.count, part.count - part.pairs

    def table(self) -> pa.Table:
        who = self._index("who", len(self.crew.unit))
        days = (self.stretch.last - self.stretch.first).days + 1
        day = pc.add(self._index("day", days), (self.stretch.first - DAY_ONE).days)
        own = {"who": who, "day": day}
        answers = self._paired(self._answers(who))
        for one in self.form.fields:
            if isinstance(one, s.Partner) and self.pairs:
                leads = pa.array([a for a in self.crew.agencies for _ in self.crew.spots], pa.string())
                told = [answers[one.name][: self.alone], leads.take(who[: self.pairs])]
                answers[one.name] = pa.concat_arrays(told)
        return pa.table({**self._keys(), **self._whereabouts(self._paired(own, shift=True)), **answers})

    def _uniform(self, name: str, count: int | None = None) -> pa.Array:
        seed = zlib.crc32(f"{self.key}|{name}".encode())
        return pc.random(self.alone if count is None else count, initializer=seed)

    def _index(self, name: str, options: int) -> pa.Array:
        return pc.cast(pc.floor(pc.multiply(self._uniform(name), float(options))), pa.int32())

    def _draw(self, name: str) -> tuple[pa.Array, pa.Array]:
        """A step among the quantiles, and what is left over between it and the next: 0 up to 1."""
        scaled = pc.multiply(self._uniform(name), float(STEPS))
        step = pc.floor(scaled)
        return pc.cast(step, pa.int32()), pc.subtract(scaled, step)

    def _keys(self) -> dict[str, pa.Array]:
        """Numbers of the ledger. The last ``pairs`` rows tell again what the first ones tell."""
        record, joint = self.part.record, self.part.joint
        activity = pa.array(range(joint, joint + self.pairs), pa.int64())
        none = pa.nulls(self.count - 2 * self.pairs, pa.int64())
        rule = JOINT_RULES[self.form.joint.rule] if self.form.joint else 0
        rank = pa.array([0] * self.pairs, pa.int16())
        again = pa.array([1] * self.pairs, pa.int16())
        some = pa.array([rule] * self.pairs, pa.int8())
        grades = pa.array(choice({0: 55, 1: 38, 2: 7}), pa.int8())
        grade_at = pc.cast(
            pc.floor(pc.multiply(self._uniform("grade", self.count), float(STEPS))), pa.int32()
        )
        return {
            "posted": pa.array([self.part.position], pa.int64()).take(pa.array([0] * self.count, pa.int8())),
            "until": pa.nulls(self.count, pa.int64()),
            "record": pa.array(range(record, record + self.count), pa.int64()),
            "repeat": pa.nulls(self.count, pa.int64()),
            "joint": pa.concat_arrays([activity, none, activity]),
            "joint_rank": pa.concat_arrays([rank, none.cast(pa.int16()), again]),
            "joint_rule": pa.concat_arrays([some, none.cast(pa.int8()), some]),
            "grade": grades.take(grade_at),
        }

    def _paired(self, columns: dict[str, pa.Array], shift: bool = False) -> dict[str, pa.Array]:
        """Each column with its first ``pairs`` rows told again, by the next agency where ``shift``."""
        if not self.pairs:
            return columns
        told = {name: pa.concat_arrays([column, column[: self.pairs]]) for name, column in columns.items()}
        if shift:
            n, everyone = len(self.crew.spots), len(self.crew.unit)
            after = pc.add(columns["who"][: self.pairs], n)
            after = pc.if_else(pc.greater_equal(after, everyone), pc.subtract(after, everyone), after)
            told["who"] = pa.concat_arrays([columns["who"], after.cast(pa.int32())])
        return told

    def _whereabouts(self, own: dict[str, pa.Array]) -> dict[str, pa.Array]:
        who, day = own["who"], pc.cast(own["day"], pa.int32())
        length = pc.cast(pc.floor(pc.multiply(self._uniform("length", self.count), 8.0)), pa.int32())
        start = pc.max_element_wise(pc.subtract(day, length), (self.stretch.first - DAY_ONE).days)
        return {
            "unit": self.crew.unit.take(who),
            "agency": self.crew.agency.take(who),
            "place": self.crew.place.take(who),
            "start": pc.cast(pc.cast(start, pa.int32()), pa.date32()),
            "day": day.cast(pa.date32()),
        }

    def _answers(self, who: pa.Array) -> dict[str, pa.Array]:
        """The form's fields, as they stand in the form; those that only words could fill stay empty."""
        drawn: dict[str, pa.Array] = {}
        bits: dict[str, pa.Array] = {}
        at = self._events()
        for one in self.form.fields:
            drawn[one.name], bits[one.name] = self._field(one, who, drawn, at)
        columns: dict[str, pa.Array] = {}
        for field in self.world.forms[self.form.form]:
            if field.name not in self.world.answers(self.form.form):
                continue
            kind = {"integer": pa.int64(), "decimal": MEASURE, "date": pa.date32()}.get(
                field.type, pa.string()
            )
            column = drawn.get(field.name)
            columns[field.name] = pa.nulls(self.alone, kind) if column is None else _typed(column, kind)
            if field.type in ("integer", "decimal"):
                empty = pa.nulls(self.alone, pa.int8()).fill_null(0)
                columns[f"{field.name}__q"] = empty if bits.get(field.name) is None else bits[field.name]
        return columns

    def _field(
        self, one: s.FieldSpec, who: pa.Array, drawn: dict[str, pa.Array], at: pa.Array | None
    ) -> tuple[pa.Array | None, pa.Array | None]:
        step, rest = self._draw(one.name)
        match one:
            case s.Pick():
                return self._kept(one, who, pa.array(one.options).take(step), rest), None
            case s.Number():
                number = self._number(one, who, step)
                return self._kept(one, who, number, rest), self._bits(rest)
            case s.Share():
                u = pc.divide(pc.cast(step, pa.float64()), float(STEPS))
                factor = pc.add(pc.multiply(u, one.high - one.low), one.low)
                number = pc.round(pc.multiply(drawn[one.of], factor), one.digits)
                return self._kept(one, who, number, rest), None
            case s.OfEvent():
                told = [event.attributes.get(one.attribute) for event in _happened(self.spec, self.stretch)]
                return (pa.array(told, pa.string()).take(at), None) if at is not None else (None, None)
            case s.Partner() if self.pairs:
                return self._partners(who), None
        return None, None

    def _number(self, one: s.Number, who: pa.Array, step: pa.Array) -> pa.Array:
        if one.steady:
            n = len(self.crew.spots)
            seed = zlib.crc32(f"{self.spec.seed}|{one.name}|{self.crew.spots[0].ref}".encode())
            own = pc.cast(pc.floor(pc.multiply(pc.random(n, initializer=seed), float(STEPS))), pa.int32())
            step = pa.concat_arrays([own] * len(self.crew.agencies)).take(who)
        season = one.season[self.stretch.last.month - 1] * one.trend**self.stretch.years
        number = pc.multiply(pa.array(one.quantiles, pa.float64()).take(step), season)
        if one.by:
            by = [one.by.get(agency, 1.0) for agency in self.crew.agencies for _ in self.crew.spots]
            number = pc.multiply(number, pa.array(by, pa.float64()).take(who))
        if one.scaled:
            number = pc.multiply(number, self.crew.size.take(who))
        return pc.round(number, one.digits)

    def _kept(self, one: s.Common, who: pa.Array, column: pa.Array, rest: pa.Array) -> pa.Array:
        """The column without what nobody filled in."""
        kept = pc.less(rest, 1 - one.absent) if one.absent else None
        if one.agencies or one.within:
            key = one.agencies, one.within
            if key not in self.crew.known:
                lies = [self.world.lies_in(spot, one.within) for spot in self.crew.spots]
                may = [one.filled_by(agency) and here for agency in self.crew.agencies for here in lies]
                self.crew.known[key] = pa.array(may, pa.bool_())
            allowed = self.crew.known[key].take(who)
            kept = allowed if kept is None else pc.and_(kept, allowed)
        return column if kept is None else pc.if_else(kept, column, None)

    def _bits(self, rest: pa.Array) -> pa.Array:
        third = self.spec.fault("approximate") / 3
        told = [pc.less(rest, third), pc.less(rest, 2 * third), pc.less(rest, 3 * third)]
        codes = [pa.scalar(code, pa.int8()) for code in (UNDER, OVER, ABOUT, 0)]
        return pc.case_when(pc.make_struct(*told), *codes)

    def _partners(self, who: pa.Array) -> pa.Array:
        """Joint rows name the next agency, which tells the same work again."""
        n, agencies = len(self.crew.spots), self.crew.agencies
        names = [agencies[(at + 1) % len(agencies)] for at in range(len(agencies)) for _ in range(n)]
        lead = pa.array(names, pa.string()).take(who[: self.pairs])
        return pa.concat_arrays([lead, pa.nulls(self.alone - self.pairs, pa.string())])

    def _events(self) -> pa.Array | None:
        """Which event each row is about."""
        happened = _happened(self.spec, self.stretch) if self.form.each_event else []
        return self._index("event", len(happened)) if happened else None


def _happened(spec: s.Spec, stretch: Stretch) -> Sequence[s.Event]:
    return [event for event in spec.events if event.first <= stretch.last and stretch.first <= event.last]


def _typed(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    return pc.cast(pc.round(column, 4), kind) if kind == MEASURE else pc.cast(column, kind)
