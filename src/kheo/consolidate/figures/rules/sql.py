"""Expressions and time as SQL trees. Trees only: nothing here, or anywhere, makes SQL out of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlglot import exp

from kheo.consolidate.figures.rules.setting import Setting
from kheo.kit.periods import GRAINS as MONTHS_IN
from kheo.kit.periods import Regime
from kheo.plan.programmes.rules import expressions as tree

MEASURE = "DECIMAL(18, 4)"
WHOLE = "BIGINT"
SIX_DECIMALS = "DECIMAL(24, 6)"
_COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


def column(name: str, table: str = "") -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table or None)


def aliased(item: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(item, exp.to_identifier(name, quoted=True), copy=False)


def cast(item: exp.Expr, kind: str) -> exp.Cast:
    return exp.Cast(this=item, to=exp.DataType.build(kind, dialect="duckdb"))


def told(item: exp.Expr) -> exp.Expr:
    """A number as text, so that it leaves the database exactly, and ten times sooner than as a decimal."""
    return cast(item, "TEXT")


def date(day: dt.date) -> exp.Expr:
    return cast(exp.Literal.string(day.isoformat()), "DATE")


def number(value: int | Decimal) -> exp.Expr:
    shown = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=shown) if value < 0 else shown


def quotient(over: exp.Expr, under: exp.Expr, places: int) -> exp.Expr:
    """``over`` ÷ ``under``, rounded half up to ``places``; missing where ``under`` is zero.

    Both have at most six decimals. Counted in whole numbers, since doubles round some halves down.
    """
    above, below = [
        cast(exp.Mul(this=cast(item, SIX_DECIMALS), expression=number(factor)), "HUGEINT")
        for item, factor in ((over, 10 ** (6 + places)), (under, 10**6))
    ]
    twice = exp.Mul(this=number(2), expression=exp.Abs(this=above))
    rounded = exp.IntDiv(
        this=exp.Paren(this=exp.Add(this=twice, expression=exp.Abs(this=below.copy()))),
        expression=exp.Nullif(
            this=exp.Mul(this=number(2), expression=exp.Abs(this=below)), expression=number(0)
        ),
    )
    side = exp.Mul(this=exp.Sign(this=above.copy()), expression=exp.Sign(this=below.copy()))
    whole = exp.Mul(this=cast(rounded, "DECIMAL(38, 0)"), expression=cast(side, "DECIMAL(1, 0)"))
    return exp.Mul(this=exp.Paren(this=whole), expression=number(Decimal(1).scaleb(-places)))


def measure_sql(measure: tree.Expression, types: Mapping[str, str]) -> exp.Expr:
    """A derived measure with the type that the interpreter gives it."""
    if isinstance(measure, tree.Arithmetic) and measure.how == "/" and tree.is_plain(measure):
        over, under = expression_sql(measure.left, types), expression_sql(measure.right, types)
        return cast(quotient(over, under, places=4), MEASURE)
    return cast(expression_sql(measure, types), WHOLE if tree.is_integer(measure, types) else MEASURE)


def expression_sql(item: tree.Expression, types: Mapping[str, str]) -> exp.Expr:
    """An expression over columns named like its fields. ``types``: field → type."""
    match item:
        case tree.Name(name):
            return column(name)
        case tree.Literal(value):
            return _literal(value)
        case tree.Not(inner):
            return exp.Not(this=exp.Paren(this=expression_sql(inner, types)))
        case tree.Both(left, right):
            return exp.and_(expression_sql(left, types), expression_sql(right, types))
        case tree.Either(left, right):
            return exp.or_(expression_sql(left, types), expression_sql(right, types))
        case tree.Missing(inner):
            return exp.Is(this=exp.Paren(this=expression_sql(inner, types)), expression=exp.Null())
        case tree.OneOf(inner, options):
            return exp.In(
                this=expression_sql(inner, types), expressions=[_literal(option.value) for option in options]
            )
        case tree.Coalesce(items):
            first, *others = [expression_sql(part, types) for part in items]
            return exp.Coalesce(this=first, expressions=others)
        case tree.Compare(how, left, right):
            return _compare(how, left, right, types)
        case tree.Arithmetic(how, left, right):
            return _arithmetic(how, expression_sql(left, types), expression_sql(right, types))


def _literal(value: int | Decimal | str | bool) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    return exp.Literal.string(value) if isinstance(value, str) else number(value)


def _compare(how: str, left: tree.Expression, right: tree.Expression, types: Mapping[str, str]) -> exp.Expr:
    sides = []
    for side, other in ((left, right), (right, left)):
        dated = isinstance(other, tree.Name) and (types.get(other.name) == "date" or other.name == "day")
        if dated and isinstance(side, tree.Literal) and isinstance(side.value, str):
            sides.append(date(dt.date.fromisoformat(side.value)))
        else:
            sides.append(exp.Paren(this=expression_sql(side, types)))
    return _COMPARE[how](this=sides[0], expression=sides[1])


def _arithmetic(how: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    left, right = exp.Paren(this=left), exp.Paren(this=right)
    match how:
        case "+":
            return exp.Add(this=left, expression=right)
        case "-":
            return exp.Sub(this=left, expression=right)
        case "*":
            return exp.Mul(this=left, expression=right)
        case _:
            zero_is_missing = exp.Nullif(this=right, expression=exp.Literal.number(0))
            return exp.Div(this=cast(left, "DOUBLE"), expression=zero_is_missing, typed=False, safe=False)


def index_sql(setting: Setting, day: exp.Expr, grain: str) -> exp.Expr:
    """The index of the period that a day belongs to; see Months.index."""
    first, last, months = *setting.reach, setting.months
    regimes = [
        regime
        for regime in months.regimes
        if not (regime.end and first and regime.end <= first)
        and not (regime.first and last and regime.first > last)
    ] or list(months.regimes[-1:])
    patches = [p for p in months.patches if not (first and p[1] < first) and not (last and p[0] > last)]
    if grain == "year" and not patches and all((r.starts_on, r.offset) == (1, 0) for r in regimes):
        return cast(exp.Year(this=day.copy()), "INTEGER")
    index = _formula(regimes[-1], day)
    if len(regimes) > 1 or patches:
        case = exp.Case()
        for begin, end, month in patches:
            case = case.when(exp.Between(this=day.copy(), low=date(begin), high=date(end)), number(month))
        for regime in regimes[:-1]:
            if regime.end:
                case = case.when(exp.LT(this=day.copy(), expression=date(regime.end)), _formula(regime, day))
        index = case.else_(index)
    if grain == "month":
        return index
    return exp.IntDiv(this=exp.Paren(this=index), expression=exp.Literal.number(MONTHS_IN[grain]))


def _formula(regime: Regime, day: exp.Expr) -> exp.Expr:
    """Twelve times the year, and the month, less one where the regime's month has not begun."""
    year, month = cast(exp.Year(this=day.copy()), "INTEGER"), cast(exp.Month(this=day.copy()), "INTEGER")
    index: exp.Expr = exp.Add(this=exp.Mul(this=year, expression=number(12)), expression=month)
    shift = -1 - regime.offset
    if regime.starts_on > 1:
        begun = exp.GTE(this=cast(exp.Day(this=day.copy()), "INTEGER"), expression=number(regime.starts_on))
        index = exp.Add(this=index, expression=exp.If(this=begun, true=number(1), false=number(0)))
        shift -= 1
    return exp.Add(this=index, expression=exp.Paren(this=number(shift))) if shift else index
