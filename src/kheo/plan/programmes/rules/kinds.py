"""Whether an expression makes sense before it meets data: numbers with numbers, days with days, choices with text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kheo.kit.refusals import Refused
from kheo.plan.programmes.rules.expressions import (
    Arithmetic,
    Both,
    Coalesce,
    Compare,
    Either,
    Expression,
    Literal,
    Missing,
    Name,
    Not,
    OneOf,
)

NUMBER, TEXT, DAY, TRUTH, ANY = "number", "text", "day", "truth", "any"
_OF_FIELDS = {"integer": NUMBER, "decimal": NUMBER, "date": DAY}
_OF_KEYS = {
    "day": DAY,
    "value": NUMBER,
    "record": ANY,
    "unit": ANY,
    "agency": ANY,
    "place": ANY,
    "joint": ANY,
}


def check_condition(tree: Expression, types: Mapping[str, str]) -> None:
    """Refuse what is not a condition, or compares what cannot be compared. ``types``: field → type."""
    if (kind := kind_of(tree, types)) not in (TRUTH, ANY):
        raise Refused("expression.not_a_condition", kind=kind)


def kind_of(tree: Expression, types: Mapping[str, str]) -> str:
    """The kind of value that an expression has; Refused("expression.mixed") where its parts do not fit."""
    match tree:
        case Name(name):
            return _OF_KEYS.get(name) or (_OF_FIELDS.get(types[name], TEXT) if name in types else ANY)
        case Literal(value):
            return TRUTH if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBER
        case Not(item):
            return _expect(TRUTH, item, types)
        case Both(left, right) | Either(left, right):
            return _expect(TRUTH, left, types) and _expect(TRUTH, right, types)
        case Missing(item):
            kind_of(item, types)
            return TRUTH
        case Compare(_, left, right):
            return _together([left, right], types) and TRUTH
        case OneOf(item, options):
            return _together([item, *options], types) and TRUTH
        case Arithmetic(_, left, right):
            return _expect(NUMBER, left, types) and _expect(NUMBER, right, types)
        case Coalesce(items):
            return _together(list(items), types)
    raise TypeError(tree)


def _expect(kind: str, tree: Expression, types: Mapping[str, str]) -> str:
    if (found := kind_of(tree, types)) not in (kind, ANY):
        raise Refused("expression.mixed", one=found, other=kind)
    return kind


def _together(trees: list[Expression], types: Mapping[str, str]) -> str:
    """The one kind that all have; a text beside a day is read as a day, if it is one."""
    kinds = {kind_of(tree, types) for tree in trees} - {ANY}
    if kinds == {DAY, TEXT}:
        for tree in trees:
            if isinstance(tree, Literal) and not _is_day(str(tree.value)):
                raise Refused("expression.not_a_day", value=str(tree.value))
        kinds = {DAY}
    if len(kinds) > 1:
        one, other = sorted(kinds)
        raise Refused("expression.mixed", one=one, other=other)
    return kinds.pop() if kinds else ANY


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
