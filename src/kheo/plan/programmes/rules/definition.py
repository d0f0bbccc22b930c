"""What an indicator is: sources, then steps, read top to bottom. A counting rule is data.

``Definition.from_json`` reads what stands in an indicator's YAML; every fault is a Refused("definition.…").
The rule alone decides the value; titles, owner and notes travel with it for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.expressions import Expression, names, parse
from kheo.plan.programmes.rules.kinds import NUMBER, check_condition, kind_of

CHOOSERS = ("max", "min", "first", "last")
MAKERS = ("sum", "mean", "median", "count", "distinct")
ANY = "any"
GRAINS = ("month", "quarter", "half", "year")
TIME_KEYS = ("day", *GRAINS, "period")
BUILT_IN = ("record", "unit", "agency", "place", "joint", *TIME_KEYS)
VALUE = "value"


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a form, the measure (None counts 1 for each record) and a condition.

    ``as_told``: every line counts as it was told; exact repeats and joint activities are not merged.
    """

    form: str
    value: Expression | None = None
    where: Expression | None = None
    as_told: bool = False


@dataclass(frozen=True)
class Choose:
    """Keep one fact of each group: the highest, lowest, first or last, with its other fields.

    ``per`` None is one group for the whole cell. Ties: the earlier day, then the lower record.
    """

    how: str
    per: tuple[str, ...] | None


@dataclass(frozen=True)
class Make:
    """Make a new value of each group and keep only the named keys. ``of`` is the key that *distinct* counts."""

    how: str
    per: tuple[str, ...] | None
    of: str = ""


@dataclass(frozen=True)
class Keep:
    """Keep the facts or groups for which the condition holds; it may name ``value`` and the keys kept so far.

    With ``per``, keep all that share these keys with one for which it holds (``{any: …, per: [place]}``).
    """

    where: Expression
    per: tuple[str, ...] | None = None


Step: TypeAlias = "Choose | Make | Keep"


@dataclass(frozen=True)
class Rule:
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that a step groups by or counts: a fact without one of them is left out."""
        found: dict[str, None] = {}
        for step in self.steps:
            found.update(dict.fromkeys(step.per or ()))
            if isinstance(step, Make) and step.of:
                found[step.of] = None
        return tuple(found)

    @property
    def slots(self) -> tuple[tuple[int, Source], ...]:
        """The sources, each with how many before it read the same form: two readings of one fact never mix."""
        seen: dict[str, int] = {}
        found = []
        for source in self.sources:
            slot = seen.get(source.form, 0)
            seen[source.form] = slot + 1
            found.append((slot, source))
        return tuple(found)

    @property
    def needs_value(self) -> bool:
        """Whether a fact without a value must be left out (counting distinct keys alone does not need one)."""
        first = next(step for step in self.steps if not isinstance(step, Keep))
        return not (isinstance(first, Make) and first.how == "distinct")


@dataclass(frozen=True)
class Carry:
    """A stock's value stays good in its own ``grain`` and the ``count`` grains after it."""

    count: int
    grain: str


@dataclass(frozen=True)
class Definition:
    """``denominator`` is set for a ratio; ``rule`` is then the numerator's, and the value is their quotient × scale."""

    code: str
    unit: str
    rule: Rule
    denominator: Rule | None = None
    scale: int = 1
    carry: Carry | None = None
    good: str = "higher"

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.rule,) if self.denominator is None else (self.rule, self.denominator)

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source.form for rule in self.rules for source in rule.sources))

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Definition:
        code, unit = plain.get("code"), plain.get("unit")
        if not code or not isinstance(code, str):
            raise Refused("definition.no_code")
        if not unit or not isinstance(unit, str):
            raise Refused("definition.no_unit", indicator=code)
        if plain.get("good", "higher") not in ("higher", "lower", "none"):
            raise Refused("definition.good", indicator=code, good=plain["good"])
        ratio = "numerator" in plain
        if ratio and "denominator" not in plain:
            raise Refused("definition.no_denominator", indicator=code)
        return cls(
            code=code,
            unit=unit,
            rule=_rule(code, plain["numerator"] if ratio else plain),
            denominator=_rule(code, plain["denominator"]) if ratio else None,
            scale=int(plain.get("scale", 1)),
            carry=_carry(code, plain.get("carry")),
            good=plain.get("good", "higher"),
        )

    def check(self, forms: Mapping[str, Mapping[str, str]]) -> None:
        """Refuse a definition that names a form or a field that does not exist, or compares what cannot be compared.

        ``forms``: form → field → type.
        """
        for rule in self.rules:
            for source in rule.sources:
                if source.form not in forms:
                    raise Refused("definition.no_form", indicator=self.code, form=source.form)
                self._check_source(source, forms[source.form])
            self._check_keys(rule, {name: kind for s in rule.sources for name, kind in forms[s.form].items()})

    def _check_keys(self, rule: Rule, fields: Mapping[str, str]) -> None:
        conditions = [step.where for step in rule.steps if isinstance(step, Keep)]
        for key in [*rule.keys, *(name for where in conditions for name in names(where) if name != VALUE)]:
            if key not in BUILT_IN and key not in fields:
                raise Refused("definition.no_key", indicator=self.code, key=key)
        for where in conditions:
            check_condition(where, fields)

    def _check_source(self, source: Source, fields: Mapping[str, str]) -> None:
        for tree in (source.value, source.where):
            for name in names(tree) if tree is not None else ():
                if name not in fields and name not in BUILT_IN:
                    raise Refused("definition.no_field", indicator=self.code, form=source.form, field=name)
        for name in names(source.value) if source.value is not None else ():
            if fields.get(name) not in ("integer", "decimal"):
                raise Refused("definition.not_a_number", indicator=self.code, form=source.form, field=name)
        if source.value is not None and (kind := kind_of(source.value, fields)) != NUMBER:
            raise Refused("expression.mixed", one=kind, other=NUMBER)
        if source.where is not None:
            check_condition(source.where, fields)


def _rule(code: str, plain: Any) -> Rule:
    if not isinstance(plain, Mapping) or not plain.get("sources") or not plain.get("steps"):
        raise Refused("definition.no_rule", indicator=code)
    rule = Rule(
        sources=tuple(_source(code, source) for source in plain["sources"]),
        steps=tuple(_step(code, step) for step in plain["steps"]),
    )
    _check_steps(code, rule.steps)
    return rule


def _source(code: str, plain: Any) -> Source:
    if not isinstance(plain, Mapping) or not isinstance(plain.get("form"), str):
        raise Refused("definition.source", indicator=code, source=str(plain))
    unknown = set(plain) - {"form", "value", "where", "as_told"}
    if unknown:
        raise Refused("definition.unknown_word", indicator=code, word=sorted(unknown)[0])
    if not isinstance(plain.get("as_told", False), bool):
        raise Refused("definition.source", indicator=code, source=str(dict(plain)))
    value, where = plain.get("value"), plain.get("where")
    return Source(
        form=plain["form"],
        value=None if value is None else parse(str(value)),
        where=None if where is None else parse(str(where)),
        as_told=plain.get("as_told", False),
    )


def _step(code: str, plain: Any) -> Step:
    if not isinstance(plain, Mapping):
        raise Refused("definition.step", indicator=code, step=str(plain))
    if set(plain) == {"where"}:
        return Keep(parse(str(plain["where"])))
    verbs = [verb for verb in plain if verb in (*CHOOSERS, *MAKERS, ANY)]
    unknown = set(plain) - {*verbs, "per"}
    if len(verbs) != 1 or unknown:
        raise Refused("definition.step", indicator=code, step=str(dict(plain)))
    how, of = verbs[0], str(plain[verbs[0]])
    per = plain.get("per")
    if per is not None and (
        not isinstance(per, list) or not per or not all(isinstance(key, str) for key in per)
    ):
        raise Refused("definition.step", indicator=code, step=str(dict(plain)))
    keys = None if per is None else tuple(dict.fromkeys(per))
    if how == ANY:
        if keys is None:
            raise Refused("definition.step", indicator=code, step=str(dict(plain)))
        return Keep(parse(of), keys)
    if how == "distinct":
        if of == VALUE:
            raise Refused("definition.distinct_value", indicator=code)
        return Make(how, keys, of)
    if of != VALUE:
        raise Refused("definition.step", indicator=code, step=str(dict(plain)))
    return Choose(how, keys) if how in CHOOSERS else Make(how, keys)


def _check_steps(code: str, steps: tuple[Step, ...]) -> None:
    last = steps[-1]
    if isinstance(last, Keep) or last.per is not None:
        raise Refused("definition.last_step", indicator=code)
    kept: set[str] | None = None  # None: every field is still there
    for step in steps:
        named = set(step.per or ())
        if isinstance(step, Keep):
            named |= set(names(step.where)) - {VALUE}
        if isinstance(step, Make) and step.of:
            named.add(step.of)
        if kept is not None and named - kept:
            raise Refused("definition.key_is_gone", indicator=code, key=sorted(named - kept)[0])
        if (
            isinstance(step, Choose)
            and step.how in ("first", "last")
            and kept is not None
            and "day" not in kept
        ):
            raise Refused("definition.key_is_gone", indicator=code, key="day")
        if isinstance(step, Make):
            kept = set(step.per or ())


def _carry(code: str, text: Any) -> Carry | None:
    if text is None:
        return None
    count, _, grain = str(text).partition(" ")
    grain = grain.strip().removesuffix("s")
    grain = "half" if grain in ("half", "halve") else grain
    if not count.isdigit() or grain not in GRAINS:
        raise Refused("definition.carry", indicator=code, carry=str(text))
    return Carry(int(count), grain)
