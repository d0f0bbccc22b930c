"""An expression's text, compiled to nested functions: parse once, evaluate for every row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache

from kheo.capture.submissions.rules.xpath.functions import FUNCTIONS, check_pattern
from kheo.capture.submissions.rules.xpath.tokens import Token, tokens
from kheo.capture.submissions.rules.xpath.values import Value, at_most, boolean, equal, less, number
from kheo.kit.refusals import Refused

DEEPEST = 60


@dataclass(slots=True)
class Scope:
    """What an expression is asked about: the row's answers by field, the answer in question, and the day.

    ``position``: of the repetition that the answer stands in, from 1. ``every``: all answers of a repeated question,
    also from inside its repeat.
    """

    answers: Mapping[str, Value]
    answer: Value = ""
    today: dt.date = dt.date(1970, 1, 1)
    position: int = 0
    every: Mapping[str, Value] | None = None


Node = Callable[[Scope], Value]
Sum = Callable[[Decimal, Decimal], Decimal]


@dataclass(frozen=True)
class Expression:
    """``fields``: the other fields that it reads."""

    text: str
    fields: frozenset[str]
    value: Node

    def holds(self, scope: Scope) -> bool:
        return boolean(self.value(scope))


@lru_cache(maxsize=1024)
def compile_expression(text: str) -> Expression:
    """Compile; raises Refused("capture.expression…") for what is no expression or uses an unknown function."""
    parser = _Parser(text, tokens(text))
    node = parser.either()
    parser.expect_end()
    return Expression(text, frozenset(parser.fields), node)


@dataclass
class _Parser:
    """One method for each rank of operators, loosest first; each returns a node."""

    text: str
    tokens: list[Token]
    at: int = 0
    depth: int = 0
    fields: set[str] = field(default_factory=set)

    def either(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("capture.expression", expression=self.text, near="(((")
        node = self.both()
        while self.took("or"):
            node = _or(node, self.both())
        self.depth -= 1
        return node

    def both(self) -> Node:
        node = self.equality()
        while self.took("and"):
            node = _and(node, self.equality())
        return node

    def equality(self) -> Node:
        node = self.relation()
        while sign := self.took("=", "!="):
            node = _equality(node, self.relation(), wanted=sign == "=")
        return node

    def relation(self) -> Node:
        node = self.sum()
        while sign := self.took("<", "<=", ">", ">="):
            node = _relation(sign, node, self.sum())
        return node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.took("+", "-"):
            node = _arithmetic(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while sign := self.took("*", "div", "mod"):
            node = _arithmetic(sign, node, self.signed())
        return node

    def signed(self) -> Node:
        if self.took("-"):
            return _arithmetic("-", _constant(Decimal(0)), self.signed())
        return self.operand()

    def operand(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return _constant(Decimal(token.text))
        if token.kind == "string":
            return _constant(token.text)
        if token.kind == "dot":
            return lambda scope: scope.answer
        if token.kind == "field" or (token.kind == "name" and self.tokens[self.at].text != "("):
            self.fields.add(token.text)
            return _field(token.text)
        if token.kind == "name":
            return self.call(token.text)
        if token == Token("sign", "("):
            node = self.either()
            self.expect(")")
            return node
        raise Refused("capture.expression", expression=self.text, near=token.text or "…")

    def call(self, name: str) -> Node:
        self.expect("(")
        if name == "position" and self.took_parent():
            return lambda scope: Decimal(scope.position)
        start = self.at
        arguments: list[Node] = []
        while self.tokens[self.at].text != ")" or self.tokens[self.at].kind != "sign":
            if arguments:
                self.expect(",")
            arguments.append(self.either())
        self.expect(")")
        if name in ("today", "now") and not arguments:
            return lambda scope: scope.today
        if name == "if" and len(arguments) == 3:
            return _if(*arguments)
        if name == "indexed-repeat" and self.tokens[start].kind == "field":
            arguments[0] = _every(self.tokens[start].text)
        function = FUNCTIONS.get(name)
        if function is None:
            raise Refused("capture.expression_function", expression=self.text, function=name)
        if not function.least <= len(arguments) <= function.most:
            raise Refused("capture.expression_arguments", expression=self.text, function=name)
        if name == "regex" and (pattern := self._literal_before()):
            check_pattern(pattern, self.text)
        return _call(function.call, arguments)

    def _literal_before(self) -> str:
        token = self.tokens[self.at - 2]
        return token.text if token.kind == "string" else ""

    def took(self, *signs: str) -> str:
        token = self.tokens[self.at]
        if token.kind == "operator" and token.text in signs:
            self.at += 1
            return token.text
        return ""

    def took_parent(self) -> bool:
        """``..)`` of ``position(..)``."""
        if self.tokens[self.at].kind != "parent":
            return False
        self.at += 1
        self.expect(")")
        return True

    def expect(self, sign: str) -> None:
        token = self.tokens[self.at]
        if token.kind != "sign" or token.text != sign:
            raise Refused("capture.expression", expression=self.text, near=token.text or sign)
        self.at += 1

    def expect_end(self) -> None:
        token = self.tokens[self.at]
        if token.kind != "end":
            raise Refused("capture.expression", expression=self.text, near=token.text)


def _constant(value: Value) -> Node:
    return lambda scope: value


def _field(name: str) -> Node:
    return lambda scope: scope.answers.get(name, "")


def _every(name: str) -> Node:
    return lambda scope: (scope.answers if scope.every is None else scope.every).get(name, "")


def _or(left: Node, right: Node) -> Node:
    return lambda scope: boolean(left(scope)) or boolean(right(scope))


def _and(left: Node, right: Node) -> Node:
    return lambda scope: boolean(left(scope)) and boolean(right(scope))


def _equality(left: Node, right: Node, *, wanted: bool) -> Node:
    # NaN differs from everything, also from NaN: None is neither True nor equal to it.
    return lambda scope: (equal(left(scope), right(scope)) is True) == wanted


def _relation(sign: str, left: Node, right: Node) -> Node:
    if sign == "<":
        return lambda scope: less(left(scope), right(scope))
    if sign == "<=":
        return lambda scope: at_most(left(scope), right(scope))
    if sign == ">":
        return lambda scope: less(right(scope), left(scope))
    return lambda scope: at_most(right(scope), left(scope))


_SUMS: dict[str, Sum] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "div": lambda one, other: one / other,
    "mod": lambda one, other: one % other,
}


def _arithmetic(sign: str, left: Node, right: Node) -> Node:
    of = _SUMS[sign]

    def arithmetic(scope: Scope) -> Decimal | None:
        one, other = number(left(scope)), number(right(scope))
        if one is None or other is None:
            return None
        try:
            return of(one, other)
        except (DivisionByZero, InvalidOperation):
            return None

    return arithmetic


def _if(condition: Node, then: Node, otherwise: Node) -> Node:
    return lambda scope: then(scope) if boolean(condition(scope)) else otherwise(scope)


def _call(function: Callable[..., Value], arguments: list[Node]) -> Node:
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: function(only(scope))
    return lambda scope: function(*[argument(scope) for argument in arguments])
