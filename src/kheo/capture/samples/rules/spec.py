"""``generator.yaml`` as values. Its words are explained in docs/guide/samples.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kheo.capture.samples.rules import chance
from kheo.kit.refusals import Refused

MONTHS = 12
FAULTS = (
    "missing",
    "late",
    "corrected",
    "approximate",
    "outlier",
    "unplaced",
    "unnumbered",
    "broken",
    "unjoined",
)


@dataclass(frozen=True)
class Common:
    """What every field may say: who fills it in, under which places, and how often it stays empty."""

    name: str
    agencies: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    absent: float = 0.0

    def filled_by(self, agency: str) -> bool:
        return not self.agencies or agency in self.agencies


@dataclass(frozen=True)
class Number(Common):
    """A quantile times season (by the period's last month), trend (a year), the agency's share and, where ``scaled``
    and the line is about the unit's own place, that place's size. ``steady``: each place keeps its quantile, as a
    stock does."""

    quantiles: tuple[float, ...] = ()
    digits: int = 0
    season: tuple[float, ...] = (1.0,) * MONTHS
    trend: float = 1.0
    by: Mapping[str, float] = field(default_factory=dict)
    scaled: bool = False
    steady: bool = False


@dataclass(frozen=True)
class Share(Common):
    """Between ``low`` and ``high`` times another number of the same row."""

    of: str = ""
    low: float = 0.0
    high: float = 1.0
    digits: int = 0


@dataclass(frozen=True)
class Pick(Common):
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text(Common):
    """Templates by agency; ``{field}`` stands for a choice's label, ``{Place}`` for the place's name and ``{place}``
    for the same with a small first letter, as inside a sentence."""

    templates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class OfEvent(Common):
    """What the event says of itself (its code, its hazard)."""

    attribute: str = ""


@dataclass(frozen=True)
class Partner(Common):
    """The other agency of a joint activity; sometimes (``named``) one that sends no report of it."""

    named: float = 0.0


FieldSpec: TypeAlias = "Number | Share | Pick | Text | OfEvent | Partner"


@dataclass(frozen=True)
class Event:
    """Something that happened between two days in some places (none: everywhere)."""

    attributes: Mapping[str, str]
    first: dt.date
    last: dt.date
    within: frozenset[str]
    strength: float


@dataclass(frozen=True)
class Joint:
    """How often a line tells of joint work, with whom, and which number then stands. ``lead``: the lead's answers."""

    share: float
    agencies: tuple[str, ...]
    rule: str
    lead: Mapping[str, str]


@dataclass(frozen=True)
class FormSpec:
    """``own``: lines are about the unit's own place, else about places inside it. ``within``: places (refs) under
    which the form has something to tell; elsewhere a report says zero. ``each_event``: lines follow events."""

    form: str
    fields: tuple[FieldSpec, ...]
    rows: Mapping[str, float]
    nil: float
    own: bool
    each_event: bool
    within: frozenset[str]
    joint: Joint | None
    national: float

    def rows_of(self, agency: str) -> float:
        return self.rows.get(agency, self.rows.get("", 1.0))


@dataclass(frozen=True)
class Spec:
    """The whole of a generator. ``period`` is a span of the programme's calendar; ``language`` that of the reports."""

    seed: int
    language: str
    period: str
    place_level: str
    files_per: str
    faults: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]
    dialects: Mapping[str, Mapping[str, str]]
    events: tuple[Event, ...]
    forms: tuple[FormSpec, ...]
    sizes: Mapping[str, Mapping[str, Any]]
    forgeries: Mapping[str, Any] = field(default_factory=dict)
    waiting: Mapping[str, Any] = field(default_factory=dict)

    def fault(self, name: str) -> float:
        return self.faults.get(name, 0.0)

    def plan(self, size: str) -> Mapping[str, Any]:
        """What the generator says of a size: facts, period. Refuses one that it does not name."""
        if size not in self.sizes:
            raise Refused("samples.no_size", size=size, known=["small", *self.sizes])
        return self.sizes[size]


def read_spec(plain: Mapping[str, Any]) -> Spec:
    """Read ``generator.yaml``; Refused("samples.…") names what is missing or unknown."""
    faults = dict(plain.get("faults") or {})
    for name in faults.keys() - set(FAULTS):
        raise Refused("samples.unknown_word", word=name, where="faults")
    forms = plain.get("forms") or {}
    if not forms:
        raise Refused("samples.nothing", what="forms")
    return Spec(
        seed=int(plain.get("seed", 1)),
        language=str(plain.get("language", "en")),
        period=str(_needed(plain, "period", "generator.yaml")),
        place_level=str(_needed(plain, "place_level", "generator.yaml")),
        files_per=str(plain.get("files_per", "half")),
        faults={name: float(value) for name, value in faults.items()},
        words={name: tuple(words) for name, words in (plain.get("words") or {}).items()},
        dialects=dict(plain.get("dialects") or {}),
        events=tuple(_event(event) for event in plain.get("events") or ()),
        forms=tuple(_form(code, form) for code, form in forms.items()),
        sizes=dict(plain.get("sizes") or {}),
        forgeries=dict(plain.get("forgeries") or {}),
        waiting=dict(plain.get("waiting") or {}),
    )


def _needed(plain: Mapping[str, Any], name: str, where: str) -> Any:
    if plain.get(name) in (None, ""):
        raise Refused("samples.missing", word=name, where=where)
    return plain[name]


def _event(plain: Mapping[str, Any]) -> Event:
    rest = {
        name: str(value)
        for name, value in plain.items()
        if name not in ("first", "last", "within", "strength")
    }
    first, last = (dt.date.fromisoformat(str(_needed(plain, end, "events"))) for end in ("first", "last"))
    return Event(rest, first, last, frozenset(plain.get("within") or ()), float(plain.get("strength", 1)))


def _form(code: str, plain: Mapping[str, Any]) -> FormSpec:
    known = {"fields", "rows", "nil", "place", "each", "within", "joint", "national"}
    for name in plain.keys() - known:
        raise Refused("samples.unknown_word", word=name, where=code)
    rows = plain.get("rows", 1)
    joint = plain.get("joint")
    return FormSpec(
        form=code,
        fields=tuple(_field(code, name, how) for name, how in _needed(plain, "fields", code).items()),
        rows={k: float(v) for k, v in rows.items()} if isinstance(rows, Mapping) else {"": float(rows)},
        nil=float(plain.get("nil", 0)),
        own=plain.get("place", "inside") == "own",
        each_event=plain.get("each") == "event",
        within=frozenset(plain.get("within") or ()),
        joint=joint
        and Joint(
            share=float(joint["share"]),
            agencies=tuple(_needed(joint, "agencies", code)),
            rule=str(joint.get("rule", "lead")),
            lead=dict(joint.get("lead") or {}),
        ),
        national=float(plain.get("national", 1)),
    )


def _field(form: str, name: str, plain: Mapping[str, Any]) -> FieldSpec:
    where = f"{form}.{name}"
    common: dict[str, Any] = {
        "name": name,
        "agencies": frozenset(plain.get("agencies") or ()),
        "within": frozenset(plain.get("within") or ()),
        "absent": float(plain.get("absent", 0)),
    }
    if "pick" in plain:
        return Pick(**common, options=chance.choice(plain["pick"]))
    if "text" in plain:
        return Text(**common, templates={agency: tuple(some) for agency, some in plain["text"].items()})
    if "event" in plain:
        return OfEvent(**common, attribute=str(plain["event"]))
    if "partner" in plain:
        return Partner(**common, named=float(plain["partner"]))
    if "share_of" in plain:
        low, high = float(plain.get("low", 0)), float(plain.get("high", 1))
        return Share(**common, of=plain["share_of"], low=low, high=high, digits=int(plain.get("digits", 0)))
    return _number(where, plain, common)


def _number(where: str, plain: Mapping[str, Any], common: dict[str, Any]) -> Number:
    if "mean" in plain:
        quantiles = chance.poisson(float(plain["mean"]))
    elif "median" in plain:
        quantiles = chance.lognormal(
            float(plain["median"]), float(plain.get("spread", 0.5)), float(plain.get("zero", 0))
        )
    else:
        raise Refused("samples.no_distribution", where=where)
    season = tuple(float(one) for one in plain.get("season") or (1.0,) * MONTHS)
    if len(season) != MONTHS:
        raise Refused("samples.season", where=where, months=MONTHS)
    return Number(
        **common,
        quantiles=quantiles,
        digits=int(plain.get("digits", 0)),
        season=season,
        trend=float(plain.get("trend", 1)),
        by={agency: float(value) for agency, value in (plain.get("by") or {}).items()},
        scaled=bool(plain.get("scaled", False)),
        steady=bool(plain.get("steady", False)),
    )
