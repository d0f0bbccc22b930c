"""Conditions and derived measures as a small tree.

A person types ``status = 'Completed' and people > 0``; sqlglot reads it, an allow-list turns it into the nodes
below, and only these nodes are evaluated or printed as SQL: what was typed never reaches a database as text.
Missing values follow three-valued logic: a comparison with a missing value is neither true nor false.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

import sqlglot
from sqlglot import exp

from kheo.kit.refusals import Refused

Value: TypeAlias = "int | Decimal | str | bool | dt.date | None"
PLACES = Decimal(
    "0.0001"
)  # a derived measure that is not an integer keeps four places, as stored measures do


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Literal:
    value: int | Decimal | str | bool


@dataclass(frozen=True)
class Not:
    item: Expression


@dataclass(frozen=True)
class Both:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Either:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Compare:
    """``how`` is one of = <> < <= > >=."""

    how: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class OneOf:
    item: Expression
    options: tuple[Literal, ...]


@dataclass(frozen=True)
class Missing:
    item: Expression


@dataclass(frozen=True)
class Arithmetic:
    """``how`` is one of + - * /. Division by zero is missing."""

    how: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Coalesce:
    items: tuple[Expression, ...]


Expression: TypeAlias = (
    "Name | Literal | Not | Both | Either | Compare | OneOf | Missing | Arithmetic | Coalesce"
)

_COMPARE: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
LONGEST = 2000


def parse(text: str) -> Expression:
    """The tree of ``text``; Refused("expression.…") names what is not understood or not allowed."""
    if len(text) > LONGEST:
        raise Refused("expression.too_long", longest=LONGEST)
    try:
        # No dialect: DuckDB reads a field called "force" as a command. A condition: nothing else may stand there.
        tree = sqlglot.parse_one(text, into=exp.Condition)
    except (sqlglot.errors.SqlglotError, RecursionError):
        raise Refused("expression.not_understood", text=text) from None
    return _read(tree, text)


def _read(node: exp.Expr, text: str) -> Expression:
    kind = type(node)
    if kind in _COMPARE:
        return Compare(_COMPARE[kind], _read(node.this, text), _read(node.expression, text))
    if kind in _ARITHMETIC:
        return Arithmetic(_ARITHMETIC[kind], _read(node.this, text), _read(node.expression, text))
    match node:
        case exp.Paren():
            return _read(node.this, text)
        case exp.And():
            return Both(_read(node.this, text), _read(node.expression, text))
        case exp.Or():
            return Either(_read(node.this, text), _read(node.expression, text))
        case exp.Not():
            return Not(_read(node.this, text))
        case exp.Neg():
            return Arithmetic("-", Literal(0), _read(node.this, text))
        case _:
            return _read_leaf(node, text)


def _read_leaf(node: exp.Expr, text: str) -> Expression:
    match node:
        case exp.Column() if not node.table and isinstance(node.this, exp.Identifier):
            return Name(node.this.name)
        case exp.Literal():
            return _literal(node)
        case exp.Boolean():
            return Literal(bool(node.this))
        case exp.Is() if isinstance(node.expression, exp.Null):
            return Missing(_read(node.this, text))
        case exp.In() if node.expressions and not node.args.get("query"):
            return OneOf(_read(node.this, text), tuple(_option(item, text) for item in node.expressions))
        case exp.Coalesce():
            return Coalesce(tuple(_read(item, text) for item in [node.this, *node.expressions]))
    raise Refused("expression.not_allowed", part=node.sql()[:80], text=text)


def _literal(node: exp.Literal) -> Literal:
    if node.is_string:
        return Literal(str(node.this))
    number = Decimal(node.this)
    return Literal(int(number) if number == number.to_integral_value() and "." not in node.this else number)


def _option(node: exp.Expr, text: str) -> Literal:
    item = _read(node, text)
    if isinstance(item, Arithmetic) and item.left == Literal(0) and isinstance(item.right, Literal):
        value = item.right.value
        if isinstance(value, int | Decimal):
            return Literal(-value)
    if not isinstance(item, Literal):
        raise Refused("expression.not_allowed", part=node.sql()[:80], text=text)
    return item


def parts(tree: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node."""
    match tree:
        case Not(item) | Missing(item):
            return (item,)
        case Both(left, right) | Either(left, right) | Compare(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case OneOf(item, options):
            return (item, *options)
        case Coalesce(items):
            return items
        case _:
            return ()


def names(tree: Expression) -> Iterator[str]:
    """Every field named in the tree."""
    if isinstance(tree, Name):
        yield tree.name
    for part in parts(tree):
        yield from names(part)


def is_integer(tree: Expression, types: Mapping[str, str]) -> bool:
    """Whether the measure is always a whole number, so that it needs no decimal places."""
    match tree:
        case Name(name):
            return types.get(name) == "integer"
        case Literal(value):
            return isinstance(value, int)
        case Arithmetic("/", _, _):
            return False
        case _:
            return all(is_integer(part, types) for part in parts(tree))


def is_plain(quotient: Arithmetic) -> bool:
    """Whether a quotient is of fields, numbers and their sums, so that its parts have four decimals at most."""
    left_to_see: list[Expression] = [quotient.left, quotient.right]
    while left_to_see:
        part = left_to_see.pop()
        if isinstance(part, Arithmetic) and part.how in ("*", "/"):
            return False
        if (
            isinstance(part, Literal)
            and isinstance(part.value, Decimal)
            and part.value != part.value.quantize(PLACES)
        ):
            return False
        left_to_see += parts(part)
    return True


def measure(tree: Expression, row: Mapping[str, Value], types: Mapping[str, str]) -> int | Decimal | None:
    """A derived measure of one record: an integer, or a decimal with four places, or None where missing."""
    value = evaluate(tree, row)
    if value is None:
        return None
    number = Decimal(value)  # type: ignore[arg-type]
    return int(number) if is_integer(tree, types) else number.quantize(PLACES, rounding=ROUND_HALF_UP)


def evaluate(tree: Expression, row: Mapping[str, Value]) -> Value:
    """The value of the tree for one row; None is missing."""
    match tree:
        case Name(name):
            return row.get(name)
        case Literal(value):
            return value
        case Not(item):
            truth = evaluate(item, row)
            return None if truth is None else not truth
        case Both(left, right):
            return _both(evaluate(left, row), evaluate(right, row))
        case Either(left, right):
            one, other = evaluate(left, row), evaluate(right, row)
            return None if (none := _both(_negate(one), _negate(other))) is None else not none
        case Compare(how, left, right):
            return _compare(how, evaluate(left, row), evaluate(right, row))
        case OneOf(item, options):
            found = evaluate(item, row)
            return None if found is None else any(_compare("=", found, option.value) for option in options)
        case Missing(item):
            return evaluate(item, row) is None
        case Arithmetic(how, left, right):
            return _arithmetic(how, evaluate(left, row), evaluate(right, row))
        case Coalesce(items):
            return next((found for item in items if (found := evaluate(item, row)) is not None), None)


def holds(tree: Expression | None, row: Mapping[str, Value]) -> bool:
    """Whether a condition keeps the row: only *true* keeps it, *missing* does not."""
    return tree is None or evaluate(tree, row) is True


def _negate(truth: Value) -> Value:
    return None if truth is None else not truth


def _both(one: Value, other: Value) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _compare(how: str, one: Value, other: Value) -> bool | None:
    if one is None or other is None:
        return None
    if isinstance(one, dt.date) and isinstance(other, str):
        other = dt.date.fromisoformat(other)
    if isinstance(other, dt.date) and isinstance(one, str):
        one = dt.date.fromisoformat(one)
    less, same = one < other, one == other  # type: ignore[operator]
    return {
        "=": same, "<>": not same, "<": less, "<=": less or same, ">": not (less or same), ">=": not less,
    }[how]  # fmt: skip


def _arithmetic(how: str, one: Value, other: Value) -> int | Decimal | None:
    if one is None or other is None:
        return None
    left, right = Decimal(one), Decimal(other)  # type: ignore[arg-type]
    match how:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return None if right == 0 else left / right
