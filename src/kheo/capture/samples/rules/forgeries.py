"""Forged reports hidden among honest ones, and the noise that honest reports have, too.

What is hidden is drawn here; nothing here knows how anybody would find it, and nothing that looks for it reads
``planted``. Words: ``forgeries`` of ``generator.yaml``.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from kheo.capture.samples.rules.line import Line, Told
from kheo.capture.samples.rules.world import World

Key: TypeAlias = "tuple[str, str, str]"  # form, unit, period
EXACT = "exact"


@dataclass
class Filed:
    """A report as it is filed. ``planted``: which forgery it is, or "". ``came``: when, on the clock of the office."""

    form: str
    unit: str
    period: str
    due: dt.date
    lines: list[Line]
    sender: str
    came: dt.datetime
    waiting: bool
    planted: str = ""


@dataclass
class Planted:
    """``targets``: (unit, period) → what it had promised."""

    reports: list[Filed] = field(default_factory=list)
    targets: dict[tuple[str, str], int] = field(default_factory=dict)


def plant(lines: Iterable[Line], how: Mapping[str, Any], world: World, seed: int) -> Planted:
    """File honest lines as reports and hide forgeries among them; the same seed hides the same ones.

    ``how``: the section as read. Corrections and lines that no form takes are left out: they are other stories.
    """
    return _Planter(lines, how, world, random.Random(f"{seed}|forgeries")).planted()


class _Planter:
    def __init__(
        self, lines: Iterable[Line], how: Mapping[str, Any], world: World, rng: random.Random
    ) -> None:
        self.how, self.world, self.rng = how, world, rng
        self.since = dt.date.fromisoformat(str(how["waiting"]))
        until = dt.date.fromisoformat(str(how["until"]))
        by_report: defaultdict[Key, list[Line]] = defaultdict(list)
        for line in lines:
            wanted = not line.corrects and not line.broken and line.form in how["forms"]
            if wanted and line.period.last <= until:
                by_report[line.form, line.unit.ref, line.period.label].append(line)
        self.reports = [self._filed(key, some) for key, some in sorted(by_report.items())]
        self.of_unit: defaultdict[tuple[str, str], list[Filed]] = defaultdict(list)
        for one in sorted(self.reports, key=lambda one: one.due):
            self.of_unit[one.form, one.unit].append(one)
        self.waiting = [one for one in self.reports if one.waiting]
        self.targets: dict[tuple[str, str], int] = {}

    def planted(self) -> Planted:
        self._write_stories()
        self._round_honestly()
        self._promise()
        self._share_clerks()
        for kind in ("fits", "rounded", "ratio", "copied_text", "bulk"):
            wanted = round(float(self.how["kinds"].get(kind, 0)) / 100 * len(self.waiting))
            if wanted:
                getattr(self, f"_{kind}")(wanted)
        return Planted(self.reports, self.targets)

    # Honest offices

    def _filed(self, key: Key, lines: list[Line]) -> Filed:
        first = lines[0]
        days = next(
            duty.days_after_close
            for duty in self.world.duties
            if duty.form == first.form and duty.agency == first.unit.agency
        )
        due = first.period.last + dt.timedelta(days=days)
        day = due if self.rng.random() < self._often("last_day") else min(line.received for line in lines)
        hour = min(23.9, max(6.0, self.rng.gauss(15.5, 3)))
        came = dt.datetime.combine(day, dt.time.min) + dt.timedelta(hours=hour)
        waiting = first.period.last >= self.since
        return Filed(*key, due, lines, f"officer of {first.unit.ref}", came, waiting)

    def _often(self, name: str) -> float:
        return float(self.how["honest"].get(name, 0))

    def _write_stories(self) -> None:
        """Everybody writes in words of their own, except who takes a text of the province or last time's."""
        name = self.how["text"]
        releases: dict[tuple[str, str, str], str] = {}
        for reports in self.of_unit.values():
            before = ""
            for one in reports:
                for at, line in enumerate(one.lines):
                    if name not in line.values:
                        continue
                    province = line.spot.parent if line.spot else None
                    draw, begin = self.rng.random(), f"{line.values[name]}. "
                    if draw < self._often("releases"):
                        text = releases.setdefault((one.form, one.period, str(province)), self._story())
                    elif before and draw < self._often("releases") + self._often("repeats"):
                        text = before
                    else:
                        text = self._story()
                    before = text
                    one.lines[at] = replace(line, values={**line.values, name: begin + text})

    def _story(self) -> str:
        return " ".join(self._sentence() for _ in range(self.rng.choice((2, 3, 3, 4))))

    def _sentence(self) -> str:
        pick = {key: self.rng.choice(some) for key, some in self.how["phrases"].items()}
        told = "{when}, {who} {did}, {how}; {result}.".format_map(pick)
        return told.replace("{n}", str(self.rng.randint(2, 19)))

    def _round_honestly(self) -> None:
        for (form, _unit), reports in self.of_unit.items():
            names = self.how["rounded"].get(form, ())
            if names and self.rng.random() < self._often("rounding"):
                for one in reports:
                    self._round(one, names, self._often("rounding_often"))

    def _round(self, one: Filed, names: Sequence[str], often: float) -> bool:
        changed = False
        for at, line in enumerate(one.lines):
            values = dict(line.values)
            for name in names:
                told = values.get(name)
                if isinstance(told, Told) and told.number >= 10 and self.rng.random() < often:
                    step = 10 if told.number >= 40 else 5
                    values[name] = Told(float(-(-told.number // step) * step), EXACT)
                    changed = True
            one.lines[at] = replace(line, values=values)
        return changed

    def _promise(self) -> None:
        """Each unit had promised about what it usually does; some meet it to the last one because it was planned so."""
        fits = self.how["fits"]
        for (form, unit), reports in self.of_unit.items():
            totals = [_total(one, fits["field"]) for one in reports]
            if form != fits["form"] or not totals:
                continue
            usual = sorted(totals)[len(totals) // 2]
            for one in reports:
                promised = max(3, round(usual * self.rng.uniform(0.8, 1.4)))
                if self.rng.random() < self._often("met") and _total(one, fits["field"]) > 0:
                    promised = round(_total(one, fits["field"]))
                self.targets[unit, one.period] = promised

    def _share_clerks(self) -> None:
        """Some offices have one person who keys the reports of several units, often late on the last days."""
        units = sorted({one.unit for one in self.waiting})
        keyed = [unit for unit in units if self.rng.random() < self._often("clerks")]
        at = 0
        while at < len(keyed):
            several = max(2, min(12, round(self.rng.gauss(5, 2.5))))
            some, clerk = set(keyed[at : at + several]), f"clerk {at}"
            for one in self.reports:
                if one.unit in some:
                    one.sender = clerk
            at += several

    # Forgeries

    def _free(self, forms: Iterable[str]) -> list[Filed]:
        wanted = set(forms)
        found = [one for one in self.waiting if not one.planted and one.form in wanted]
        self.rng.shuffle(found)
        return found

    def _copied_text(self, wanted: int) -> None:
        """The words of another unit's report of the same months, the place's name changed; half the time also the numbers,
        and sometimes with a sentence of one's own behind them."""
        name = self.how["text"]
        for one in self._free(self.how["forms"]):
            others = [
                line
                for other in self._near(one)
                for line in other.lines
                if other.unit != one.unit and name in line.values and line.spot
            ]
            if wanted <= 0 or not others:
                continue
            for at, line in enumerate(one.lines):
                told = self.rng.choice(others)
                text = str(told.values[name])
                if line.spot and told.spot:
                    text = text.replace(told.spot.name, line.spot.name)
                if self.rng.random() < 0.3:
                    text = f"{text} {self._sentence()}"
                if self.rng.random() < 0.5:
                    text = "".join(str(self.rng.randint(2, 9)) if sign.isdigit() else sign for sign in text)
                one.lines[at] = replace(line, values={**line.values, name: text})
            one.planted = "copied_text"
            wanted -= 1

    def _near(self, one: Filed) -> list[Filed]:
        some = self._by_form().get(one.form, [])
        return self.rng.sample(some, min(len(some), 8))

    def _by_form(self) -> Mapping[str, list[Filed]]:
        if not hasattr(self, "_forms"):
            self._forms: defaultdict[str, list[Filed]] = defaultdict(list)
            for one in self.reports:
                if one.due >= self.since - dt.timedelta(days=200):
                    self._forms[one.form].append(one)
        return self._forms

    def _rounded(self, wanted: int) -> None:
        """A unit that counts nothing and writes what looks right, for a year and more."""
        for one in self._free(self.how["rounded"]):
            past = self.of_unit[one.form, one.unit]
            if wanted <= 0 or len(past) < 5 or any(each.planted for each in past):
                continue
            often = self.rng.uniform(0.75, 1)
            for each in past[-14:]:
                changed = self._round(each, self.how["rounded"][each.form], often)
                if each.waiting and changed:
                    each.planted = "rounded"
                    wanted -= 1

    def _ratio(self, wanted: int) -> None:
        for one in self._free(self.how["ratio"]):
            name = self.how["ratio"][one.form]
            if wanted <= 0:
                break
            for at, line in enumerate(one.lines):
                told = line.values.get(name)
                if isinstance(told, Told) and told.number > 0 and not one.planted:
                    number = float(round(told.number * self.rng.uniform(4, 25)))
                    one.lines[at] = replace(line, values={**line.values, name: Told(number, EXACT)})
                    one.planted = "ratio"
                    wanted -= 1

    def _fits(self, wanted: int) -> None:
        """The numbers of the last periods are bent until their total is what was promised."""
        fits = self.how["fits"]
        for one in self._free([fits["form"]]):
            past = self.of_unit[one.form, one.unit][-int(fits["periods"]) :]
            if wanted <= 0 or len(past) < fits["periods"] or any(each.planted for each in past):
                continue
            usual = max(5, round(max(_total(each, fits["field"]) for each in past)))
            for each in past:
                self.targets[each.unit, each.period] = promised = round(usual * self.rng.uniform(0.8, 1.3))
                self._make_total(each, fits["field"], promised)
            one.planted = "fits"
            wanted -= 1

    def _make_total(self, one: Filed, name: str, total: int) -> None:
        holders = [at for at, line in enumerate(one.lines) if isinstance(line.values.get(name), Told)]
        for at in holders:
            share = total // len(holders) + (total % len(holders) if at == holders[0] else 0)
            values = {**one.lines[at].values, name: Told(float(share), EXACT)}
            one.lines[at] = replace(one.lines[at], values=values)

    def _bulk(self, wanted: int) -> None:
        """Somebody invents the reports of many units in one evening, just before they are due."""
        by_due: defaultdict[tuple[str, dt.date], list[Filed]] = defaultdict(list)
        for one in self._free(self.how["forms"]):
            by_due[one.form, one.due].append(one)
        evenings = sorted(by_due.items(), key=lambda each: (-len(each[1]), each[0]))
        for hand, ((_form, due), some) in enumerate(evenings, 1):
            if wanted <= 0 or len(some) < 8:
                break
            for one in some[: min(wanted, self.rng.randint(8, 30))]:
                minutes = self.rng.uniform(1, 300)
                one.came = dt.datetime.combine(due, dt.time(23, 55)) - dt.timedelta(minutes=minutes)
                one.sender, one.planted = f"hand {hand}", "bulk"
                wanted -= 1


def _total(one: Filed, name: str) -> float:
    told = (line.values.get(name) for line in one.lines)
    return sum(each.number for each in told if isinstance(each, Told))


def values_of(line: Line) -> Iterator[tuple[str, Any, str]]:
    """(field, value as a record keeps it, qualifier) of a line."""
    yield "reference", line.reference, EXACT
    for name, told in line.values.items():
        if isinstance(told, Told):
            number = int(told.number) if float(told.number).is_integer() else str(told.number)
            yield name, number, told.qualifier
        else:
            yield name, told, EXACT
