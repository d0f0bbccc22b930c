"""What a form asks across its fields: relevance, calculations, and constraints that read other answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring

from kheo.capture.submissions.rules.answers import NO_ANSWER, Answer, broken
from kheo.capture.submissions.rules.answers import refused as failed
from kheo.capture.submissions.rules.xpath import Expression, Scope, Value, compile_expression, first, string
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Field


def lone_constraint(field: Field) -> Expression | None:
    """The field's constraint when it reads no other field: it can be checked with the cell alone."""
    if not field.constraint or field.calculation:
        return None
    constraint = compile_expression(field.constraint)
    return None if constraint.fields else constraint


@dataclass(frozen=True)
class _Rule:
    """What is asked of the answer at ``at``. ``around``: the relevance of the field and of the groups around it."""

    at: int
    field: Field
    around: tuple[Expression, ...]
    calculation: Expression | None
    constraint: Expression | None

    @property
    def read(self) -> set[str]:
        """The fields that the rule's expressions read."""
        expressions = (*self.around, self.calculation, self.constraint)
        return {name for expression in expressions if expression for name in expression.fields}


class Logic:
    """The rules of a form, in its order, over the answers in the order of ``names``. ``asked`` when there are any."""

    def __init__(self, fields: Sequence[Field], names: Sequence[str], today: dt.date, language: str) -> None:
        self.names = list(names)
        self.today = today
        self.language = language
        groups = {one.name: one.relevant for one in fields if one.type in ("group", "repeat")}
        rules = [self._rule(one, groups) for one in fields if one.name in self.names]
        self._rules = [rule for rule in rules if rule.around or rule.calculation or rule.constraint]
        self.asked = bool(self._rules)
        read = {name for rule in self._rules for name in rule.read}
        self._read = [(name, at) for at, name in enumerate(self.names) if name in read]

    def _rule(self, field: Field, groups: dict[str, str]) -> _Rule:
        relevances = [*(groups.get(name, "") for name in field.groups), field.relevant]
        constraint = compile_expression(field.constraint) if field.constraint else None
        return _Rule(
            at=self.names.index(field.name),
            field=field,
            around=tuple(compile_expression(text) for text in relevances if text),
            calculation=_calculation(field),
            constraint=constraint if constraint and (constraint.fields or field.calculation) else None,
        )

    def applied(self, answers: Sequence[Answer]) -> tuple[list[Answer], bool]:
        """The answers as the form has them: irrelevant ones dropped, calculated ones computed, broken ones refused;
        and whether any of them was refused."""
        found = list(answers)
        refused = False
        values: dict[str, Value] = {
            name: answer.value for name, answer in zip(self.names, found, strict=True)
        }
        broke: list[_Rule] = []
        for rule in self._rules:
            answer = self._answer(rule, found[rule.at], values, broke)
            found[rule.at] = answer
            values[rule.field.name] = answer.value
            refused = refused or answer.reason is not None
        for rule in broke:
            # A condition that reads a wrong answer says nothing about this one.
            assert rule.constraint
            if not self._reads_a_wrong_one(rule.constraint.fields, found, set()):
                found[rule.at], refused = failed(broken(rule.field, self.language)), True
        return found, refused

    def _reads_a_wrong_one(self, names: Iterable[str], found: Sequence[Answer], seen: set[str]) -> bool:
        """Whether one of these fields has a refused answer, or is computed from one that has."""
        for name in names:
            if name in self.names and name not in seen:
                seen.add(name)
                rule = next((one for one in self._rules if one.field.name == name), None)
                reads = rule.calculation.fields if rule and rule.calculation else ()
                if found[self.names.index(name)].reason or self._reads_a_wrong_one(reads, found, seen):
                    return True
        return False

    def _answer(self, rule: _Rule, answer: Answer, values: dict[str, Value], broke: list[_Rule]) -> Answer:
        """What the form makes of an answer; a rule whose condition it does not meet is noted in ``broke``."""
        scope = Scope(values, answer.value, self.today)
        if not all(relevance.holds(scope) for relevance in rule.around):
            return NO_ANSWER
        if rule.field.calculation:
            answer = computed(rule.field, rule.calculation.value(scope) if rule.calculation else "")
            scope = Scope(values, answer.value, self.today)
        if rule.constraint and answer.value != "" and not answer.reason and not rule.constraint.holds(scope):
            broke.append(rule)
        return answer


def _calculation(field: Field) -> Expression | None:
    """The calculation, or None for one that only a phone can make (pulldata, uuid, …): it stays without an answer."""
    if not field.calculation:
        return None
    try:
        return compile_expression(field.calculation)
    except Refused:
        return None


def computed(field: Field, value: Value) -> Answer:
    """The value of a calculation as the answer to its field."""
    value = first(value)
    name = encode_basestring(field.name)
    if value is None or value == "":
        return NO_ANSWER
    if isinstance(value, Decimal):
        text = string(value)
        return Answer(
            f"{name}:{text}" if value == value.to_integral_value() else f'{name}:"{text}"', value, text
        )
    text = string(value)
    return Answer(f"{name}:{encode_basestring(text)}", value, text)
