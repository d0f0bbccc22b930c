"""The harness of the counting engine's specifications: a drawn world, one indicator, one question, the expected cells.

Every specification runs on the interpreter, on DuckDB and, with ``-m spark``, on Spark; the guide's chapter on
counting is printed from the same drawings (``scripts/manual.py``), so that it cannot say what is not so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import yaml

from kheo.consolidate.figures.rules.finish import cells_of, in_order
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell, Qualifier, Question, Status
from kheo.consolidate.figures.rules.setting import Months, Setting, period_index, windows_of
from kheo.ground.places.rules import cells as place_cells
from kheo.kit.periods import GRAINS
from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.definition import Definition
from kheo.plan.programmes.rules.expressions import evaluate, parse
from tests.spec.drawn import GRADES, Row, World, draw, rows_of
from tests.spec.engines import Engine, Plain

NOBODY = "not told"
NOT_REPORTED = "not reported"
SHOWN_STATUS = {
    Status.MISSING: NOT_REPORTED,
    Status.NOT_APPLICABLE: "does not apply",
    Status.NOT_ATTRIBUTABLE: "not attributable",
}
SHOWN_QUALIFIER = {
    Qualifier.EXACT: "",
    Qualifier.ABOUT: "about ",
    Qualifier.UNDER: "under ",
    Qualifier.OVER: "over ",
}
SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Given:
    """A drawn world, for the manual."""

    facts: str
    places: str
    changes: str
    calendar: str


@dataclass(frozen=True)
class Ruled:
    text: str


@dataclass(frozen=True)
class Answered:
    asked: dict[str, Any]
    expected: str


@dataclass(frozen=True)
class Accounted:
    asked: dict[str, Any]
    expected: str


@dataclass(frozen=True)
class RefusedRule:
    text: str
    refused: Refused


Shown = Given | Ruled | Answered | Accounted | RefusedRule


@dataclass
class Spec:
    """One specification. ``shown`` keeps what was drawn, in order."""

    engine: Engine = field(default_factory=Plain)
    shown: list[Shown] = field(default_factory=list)
    _world: World | None = None
    _definition: Definition | None = None

    def given(self, facts: str, *, places: str = "", changes: str = "", calendar: str = "civil") -> None:
        """The facts, the places they speak of, and what became of those; see ``drawn.draw``."""
        self._world = draw(facts, places=places, changes=changes, calendar=calendar)
        self.shown.append(Given(facts, places, changes, calendar))

    def rule(self, text: str) -> None:
        """The indicator, as it stands in a pack's YAML."""
        self._definition = _definition_of(text)
        self.shown.append(Ruled(text))

    def refuses(self, text: str, code: str) -> None:
        """The indicator is refused before it meets any data."""
        try:
            _definition_of(text).check(self._drawn.fields if self._world else {})
        except Refused as refused:
            assert refused.code == code
            self.shown.append(RefusedRule(text, refused))
        else:
            raise AssertionError(f"not refused: {text}")

    def answers(self, expected: str, **asked: Any) -> None:
        """The cells of a question: by, period, map, view, grade, within, where, position, all optional.

        ``expected`` has a column for each breakdown and ``value``, and perhaps ``facts`` and ``approximate``. A value
        may show its working (12 + 5 = 17); a range reads "3 to 8", "at most 8"; a cell without reports may be listed as
        not reported.
        """
        self.shown.append(Answered(asked, expected))
        cells = self.cells(**asked)
        got = {
            tuple(self._key(by, key) for by, key in zip(_by(asked), cell.keys, strict=True)): cell
            for cell in cells
        }
        wanted = {tuple(row[by] for by in _by(asked)): row for row in rows_of(expected)}
        for key, row in wanted.items():
            if row["value"] == NOT_REPORTED:
                assert key not in got or got.pop(key).status is Status.MISSING
            else:
                assert key in got, f"no cell {key}; there are {list(got)}"
                _check(got.pop(key), row)
        assert not got, f"cells that nobody expected: {got}"

    def accounts(self, expected: str, *, cell: str = "", **asked: Any) -> None:
        """What became of every fact of a cell: record, became, and perhaps step, because and perhaps.

        ``cell``: its keys, separated by commas.
        """
        self.shown.append(Accounted({"cell": cell, **asked}, expected))
        setting = self._setting(**asked)
        names = [name.strip() for name in cell.split(",")] if cell else []
        keys = tuple(self._number(by, name) for by, name in zip(_by(asked), names, strict=True))
        told = self.engine.told(self._defined, setting, self._drawn.facts, keys)
        head = list(rows_of(expected)[0])
        found = [
            {
                "record": str(one.record),
                "became": one.fate.replace("_", " "),
                "step": str(one.step or ""),
                "because": str(one.because or ""),
                "perhaps": "perhaps" if one.perhaps else "",
            }
            for one in told
        ]
        assert [{name: row[name] for name in head} for row in found] == rows_of(expected)

    def cells(self, **asked: Any) -> tuple[Cell, ...]:
        """The answer itself, for what a table cannot say."""
        setting = self._setting(**asked)
        outcomes = self.engine.outcomes(self._defined, setting, self._drawn.facts)
        return in_order(cells_of(self._defined, 1, setting, outcomes), (self._defined.code,))

    @property
    def _drawn(self) -> World:
        assert self._world is not None, "nothing was given"
        return self._world

    @property
    def _defined(self) -> Definition:
        assert self._definition is not None, "no rule was given"
        return self._definition

    def _setting(
        self,
        by: str = "",
        period: str = "",
        map: str = "",  # noqa: A002  (the word of the pages)
        view: str = PROGRAMME_VIEW,
        grade: str = "",
        within: str = "",
        where: str = "",
        position: int = 0,
    ) -> Setting:
        world, breakdown = self._drawn, _by({"by": by})
        levels = tuple(key for key in breakdown if key in world.levels)
        span = world.calendar.span(period) if period else None
        inside = world.number("place", within) if within else None
        day = dt.date.fromisoformat(map) if map else None
        placed = None
        if levels or inside is not None:
            placed = place_cells(world.atlas, levels=levels, day=day, within=inside)
        carry, windows = self._defined.carry, None
        if carry is not None and span is not None:
            grains = [key for key in breakdown if key in GRAINS]
            windows = {carry: windows_of(carry, world.calendar, grains, span.first, span.last)}
        return Setting(
            question=Question(("X",), by=breakdown, period=period, view=view, grade=GRADES[grade]),
            definitions=((self._defined, 1),),
            fields=world.fields,
            months=Months.of(world.calendar),
            position=position or world.position,
            levels=levels,
            first=span.first if span else None,
            last=span.last if span else None,
            agency=None if view == PROGRAMME_VIEW else world.number("agency", view),
            within=inside is not None,
            places=placed,
            where=parse(where) if where else None,
            windows=windows,
        )

    def _key(self, by: str, key: str | int | None) -> str:
        if key is None:
            return NOBODY
        kind = "place" if by in self._drawn.levels else by
        return self._drawn.name(kind, key) if isinstance(key, int) else key

    def _number(self, by: str, name: str) -> str | int | None:
        if name == NOBODY:
            return None
        if by in GRAINS:
            return period_index(name, by)
        kind = "place" if by in self._drawn.levels else by
        return self._drawn.number(kind, name) if kind in self._drawn.numbers else name


def _definition_of(text: str) -> Definition:
    plain = yaml.safe_load(text)
    return Definition.from_json({"code": "X", "unit": "person", **plain})


def _by(asked: dict[str, Any]) -> tuple[str, ...]:
    return tuple(key.strip() for key in asked.get("by", "").split(",") if key.strip())


def _check(cell: Cell, row: Row) -> None:
    got, wanted = shown(cell), worked_out(row["value"])
    assert got == wanted, f"{cell.keys}: {got}, not {wanted}"
    for name in ("facts", "approximate"):
        if name in row:
            assert str(getattr(cell, name)) == row[name], f"{name} of {cell.keys}"


def shown(cell: Cell) -> str:
    """A cell as the expected tables write it."""
    qualifier = SHOWN_QUALIFIER[cell.qualifier]
    if cell.status in SHOWN_STATUS:
        return SHOWN_STATUS[cell.status]
    if cell.status is Status.RANGE:
        bounds = [_spelt(number) for number in (cell.low, cell.high) if number is not None]
        return qualifier + (" to ".join(bounds) if cell.low is not None else f"at most {bounds[0]}")
    return qualifier + _spelt(cell.value)


def worked_out(text: str) -> str:
    """An expected value with its working done and proved: "12 + 5 = 17" is 17."""
    for word in ("at most ", "about ", "under ", "over "):
        if text.startswith(word):
            return word + worked_out(text.removeprefix(word))
    if " to " in text:
        return " to ".join(worked_out(part) for part in text.split(" to "))
    parts = [part.strip() for part in text.split("=")]
    if not parts[-1][:1].isdigit() and not parts[-1].startswith("-"):
        return text
    numbers = {_spelt(_calculated(part)) for part in parts}
    assert len(numbers) == 1, f"{text} does not add up"
    return numbers.pop()


def _calculated(text: str) -> Decimal:
    value = evaluate(parse(text), {})
    assert isinstance(value, int | Decimal), text
    return Decimal(value)


def _spelt(number: Decimal | None) -> str:
    assert number is not None
    return f"{number.quantize(SIX_PLACES, rounding=ROUND_HALF_UP).normalize():f}"
