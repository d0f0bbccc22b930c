"""Lines of reports, one by one: what each unit would have sent for each period, faults included.

Every report is made from its own seed (the run's, the form, the unit, the period), so that a line never depends on
which other lines were asked for.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kheo.capture.samples.rules import spec as s
from kheo.capture.samples.rules.chance import STEPS
from kheo.capture.samples.rules.faults import as_sent
from kheo.capture.samples.rules.line import Line, Report, Told, rounded, to_digits
from kheo.capture.samples.rules.world import Spot, World
from kheo.kit.text import pick

CLOSE, NEAR = (0.85, 1.15), 4


def lines(spec: s.Spec, world: World, seed: int | None = None) -> Iterator[Line]:
    """Every line of every report of ``spec.period``, corrections after what they correct, form by form."""
    maker = _Maker(spec, world, spec.seed if seed is None else seed)
    for form in spec.forms:
        yield from maker.form(form)


class _Maker:
    def __init__(self, spec: s.Spec, world: World, seed: int) -> None:
        self.spec, self.world, self.seed = spec, world, seed
        self.span = world.calendar.span(spec.period)
        self.labels = {
            (one.name, choice.name): pick(choice.label, spec.language)
            for form in world.forms.values()
            for one in form
            for choice in one.choices
        }

    def form(self, form: s.FormSpec) -> Iterator[Line]:
        reports = {(r.unit.number, r.period.label): r for r in self._reports(form)}
        for report in list(reports.values()):
            self._fill(report, reports)
        for report in reports.values():
            for line in report.lines:
                yield from as_sent(line, form, self.spec, self.seed)

    def _reports(self, form: s.FormSpec) -> Iterator[Report]:
        for duty in self.world.duties:
            if duty.form != form.form:
                continue
            for period in self.world.calendar.periods(duty.every, self.span.first, self.span.last):
                for unit in self.world.units_of.get((duty.agency, duty.level), ()):
                    owed = duty.first <= period.last and (duty.last is None or period.first <= duty.last)
                    rng = random.Random(f"{self.seed}|{form.form}|{unit.ref}|{period.label}")
                    if owed and unit.spot.on(period.last) and rng.random() >= self.spec.fault("missing"):
                        yield Report(form, unit, period, duty, rng)

    def _fill(self, report: Report, reports: Mapping[tuple[int, str], Report]) -> None:
        form, rng = report.form, report.rng
        if not self.world.lies_in(report.unit.spot, form.within) or rng.random() < form.nil:
            report.lines = report.lines or [self._nothing(report)]
            return
        for event in self._occasions(report):
            line = self._line(report, event)
            report.lines.append(line)
            if form.joint and rng.random() < form.joint.share:
                self._tell_jointly(line, report, event, reports)
        report.lines = report.lines or [self._nothing(report)]

    def _occasions(self, report: Report) -> list[s.Event | None]:
        """One entry for each line: the event that it is about, or None. A larger unit has more to tell."""
        rows = report.form.rows_of(report.unit.agency)
        if not report.form.own and report.unit.spot.level != self.spec.place_level:
            rows *= self.world.sizes.get(report.unit.spot.number, 1.0)
        if not report.form.each_event:
            return [None] * max(1, rounded(rows, report.rng))
        here = [
            event
            for event in self.spec.events
            if event.last in report.period and self.world.lies_in(report.unit.spot, event.within)
        ]
        return [event for event in here for _ in range(rounded(rows * event.strength, report.rng))]

    def _line(self, report: Report, event: s.Event | None) -> Line:
        start, end = self._days(report, event)
        spot = self._spot(report, end)
        values: dict[str, Told | str] = {}
        for one in report.form.fields:
            told = self._value(one, report, spot, event, values)
            if told is not None:
                values[one.name] = told
        return self._made(report, spot, start, end, values)

    def _made(self, report: Report, spot: Spot, start: dt.date, end: dt.date, values: dict[str, Any]) -> Line:
        return Line(
            form=report.form.form,
            unit=report.unit,
            period=report.period,
            reference=report.reference(),
            received=self._received(report),
            spot=spot,
            start=start,
            end=end,
            values=values,
        )

    def _nothing(self, report: Report) -> Line:
        """A report that says that nothing happened: zeros, which is not the same as no report."""
        first, last = self._bounds(report)
        zeros: dict[str, Told | str] = {
            one.name: Told(0)
            for one in report.form.fields
            if isinstance(one, s.Number | s.Share) and one.filled_by(report.unit.agency)
        }
        return self._made(report, report.unit.spot, first, last, zeros)

    def _bounds(self, report: Report) -> tuple[dt.date, dt.date]:
        began = report.unit.spot.valid_from
        return max(report.period.first, began or report.period.first), report.period.last

    def _days(self, report: Report, event: s.Event | None) -> tuple[dt.date, dt.date]:
        first, last = self._bounds(report)
        if event:
            return max(event.first, first), max(event.last, first)
        if any(isinstance(one, s.Number) and one.steady for one in report.form.fields) and report.form.own:
            return first, last
        end = first + dt.timedelta(days=report.rng.randrange((last - first).days + 1))
        return max(first, end - dt.timedelta(days=report.rng.randrange(10))), end

    def _spot(self, report: Report, day: dt.date) -> Spot:
        unit = report.unit
        if report.form.own or unit.spot.level == self.spec.place_level:
            return unit.spot
        there = self.world.inside_on(unit.spot.number, self.spec.place_level, day)
        return report.rng.choice(there) if there else unit.spot

    def _value(
        self,
        one: s.FieldSpec,
        report: Report,
        spot: Spot,
        event: s.Event | None,
        so_far: Mapping[str, Told | str],
    ) -> Told | str | None:
        rng, agency = report.rng, report.unit.agency
        chance, draw = rng.random(), rng.random()
        if (
            not one.filled_by(agency)
            or chance < one.absent
            or not self.world.lies_in(report.unit.spot, one.within)
        ):
            return None
        match one:
            case s.Pick():
                return one.options[int(draw * STEPS)]
            case s.Number():
                return Told(self._number(one, report, spot, event, draw))
            case s.Share():
                base = so_far.get(one.of)
                number = base.number if isinstance(base, Told) else 0.0
                return Told(to_digits(number * (one.low + (one.high - one.low) * draw), one.digits))
            case s.OfEvent():
                return event.attributes.get(one.attribute) if event else None
            case s.Partner():
                others = [a for a in (report.form.joint.agencies if report.form.joint else ()) if a != agency]
                return rng.choice(others) if others and draw < one.named else None
            case s.Text():
                return self._text(one, report, spot, so_far)

    def _number(self, one: s.Number, report: Report, spot: Spot, event: s.Event | None, draw: float) -> float:
        unit = report.unit
        if one.steady:
            draw = random.Random(f"{self.seed}|{one.name}|{spot.ref}").random()
        years = (report.period.last - self.span.first).days / 365.25
        number = (
            one.quantiles[int(draw * STEPS)] * one.season[report.period.last.month - 1] * one.trend**years
        )
        number *= one.by.get(unit.agency, 1.0) * (event.strength if event else 1.0)
        if one.scaled and spot is unit.spot:
            number *= self.world.sizes.get(spot.number, 1.0)
        return to_digits(number, one.digits)

    def _text(self, one: s.Text, report: Report, spot: Spot, so_far: Mapping[str, Told | str]) -> str | None:
        templates = one.templates.get(report.unit.agency) or one.templates.get("any") or ()
        if not templates:
            return None
        known = {
            name: self.labels.get((name, said), said)
            for name, said in so_far.items()
            if isinstance(said, str)
        }
        words = {name: said[:1].lower() + said[1:] for name, said in known.items()}
        return report.rng.choice(templates).format_map(
            _Blank({**words, "Place": spot.name, "place": spot.name[:1].lower() + spot.name[1:]})
        )

    def _received(self, report: Report) -> dt.date:
        due = report.period.last + dt.timedelta(days=report.duty.days_after_close)
        if report.rng.random() < self.spec.fault("late"):
            return due + dt.timedelta(days=report.rng.randint(2, 35))
        return due - dt.timedelta(days=report.rng.randrange(report.duty.days_after_close))

    def _tell_jointly(
        self, line: Line, report: Report, event: s.Event | None, reports: Mapping[tuple[int, str], Report]
    ) -> None:
        """Let one or two other agencies tell the same work in their own words and with their own numbers."""
        joint, rng = report.form.joint, report.rng
        assert joint is not None and line.spot is not None
        others = [agency for agency in joint.agencies if agency != report.unit.agency]
        told = rng.sample(others, min(len(others), 1 if rng.random() < 0.75 else 2))
        members = [
            other
            for agency in told
            if (other := self._report_about(line.spot, agency, report, reports)) and other is not report
        ]
        if not members:
            return
        known = rng.random() >= self.spec.fault("unjoined")
        code = f"{line.form}-{line.reference}" if known else ""
        lead = {**line.values, **joint.lead, "partner": members[0].unit.agency}
        lead = {name: told for name, told in lead.items() if name in {one.name for one in report.form.fields}}
        report.lines[-1] = replace(line, values=lead, joint=code, joint_rule=joint.rule if known else "")
        for rank, other in enumerate(members, 1):
            other.lines.append(self._retold(report.lines[-1], other, event, rank if known else 0))

    def _report_about(
        self, spot: Spot, agency: str, report: Report, reports: Mapping[tuple[int, str], Report]
    ) -> Report | None:
        """The report in which the agency would tell of work in a place: its unit's there, or the next one's above."""
        units = [self.world.unit_at.get((agency, above.number)) for above in self.world.line(spot)]
        found = [reports.get((unit.number, report.period.label)) for unit in units if unit]
        return next((other for other in found if other), None)

    def _retold(self, line: Line, report: Report, event: s.Event | None, rank: int) -> Line:
        rng, spot = report.rng, line.spot
        assert spot is not None
        factor = rng.choice([1.0, 1.0, rng.uniform(*CLOSE), rng.uniform(*CLOSE)])
        values: dict[str, Told | str] = {}
        for one in report.form.fields:
            before = line.values.get(one.name)
            if isinstance(one, s.Partner):
                values[one.name] = line.unit.agency
            elif isinstance(one, s.Text):
                values[one.name] = self._text(one, report, spot, values) or ""
            elif not one.filled_by(report.unit.agency) or before is None:
                continue
            elif isinstance(before, Told):
                digits = one.digits if isinstance(one, s.Number | s.Share) else 0
                values[one.name] = Told(to_digits(before.number * factor, digits))
            else:
                values[one.name] = before
        first, last = self._bounds(report)
        shift = dt.timedelta(days=rng.randint(-NEAR, NEAR))
        end = min(max(line.end + shift, first, spot.valid_from or first), last)
        made = self._made(report, spot, min(line.start, end), end, values)
        return replace(made, joint=line.joint, rank=rank, joint_rule=line.joint_rule)


class _Blank(dict[str, str]):
    """A template may name an answer that was not given."""

    def __missing__(self, key: str) -> str:
        return ""
