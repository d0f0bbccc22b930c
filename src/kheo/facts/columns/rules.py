"""The columnar copy of the ledger: its shape, and what is known of its content.

One Delta table for each form holds a row for each fact; one table of amendments holds what happened to facts after
they were posted (replaced, withdrawn, graded, told as joint work). ``state.json`` names one version of each table:
readers see that and nothing half-written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.compute as pc
from sqlglot import exp

MEASURE = pa.decimal128(18, 4)
TYPES = {"integer": pa.int64(), "decimal": MEASURE, "date": pa.date32()}
NUMBERS = ("integer", "decimal")
OWN: list[tuple[str, pa.DataType]] = [
    ("posted", pa.int64()),
    ("until", pa.int64()),
    ("record", pa.int64()),
    ("repeat", pa.int64()),
    ("joint", pa.int64()),
    ("joint_rank", pa.int16()),
    ("joint_rule", pa.int8()),
    ("grade", pa.int8()),
    ("unit", pa.int32()),
    ("agency", pa.int32()),
    ("place", pa.int32()),
    ("start", pa.date32()),
    ("day", pa.date32()),
]
AMENDMENTS = pa.schema(
    [
        ("posted", pa.int64()),
        ("record", pa.int64()),
        ("kind", pa.int8()),
        ("grade", pa.int8()),
        ("joint", pa.int64()),
        ("joint_rank", pa.int16()),
        ("joint_rule", pa.int8()),
    ]
)
ENDED, GRADED, JOINED = 0, 1, 2  # kinds of amendments
JOINT_RULES = {"lead": 0, "highest": 1, "sum": 2}
QUALIFIERS = {"exact": 0, "under": 1, "over": 2, "about": 4}


@dataclass(frozen=True)
class FormState:
    """A form's table: its version, its fields and types, and what occurs in it.

    ``traits``: until, repeat, joint, grade — whether any row has one. ``approximate``: number fields with
    approximate numbers.
    """

    version: int
    rows: int
    fields: dict[str, str]
    traits: tuple[str, ...] = ()
    approximate: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What a reader may read. ``position``: the ledger's position that the copy has reached. ``baked``: the position
    up to which amendments are already written into the forms' tables."""

    position: int = 0
    baked: int = 0
    amendments: int | None = None
    amended: int = 0
    forms: dict[str, FormState] = field(default_factory=dict)

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> State:
        plain = json.loads(text)
        forms = {
            code: FormState(
                **{**form, "traits": tuple(form["traits"]), "approximate": tuple(form["approximate"])}
            )
            for code, form in plain.pop("forms").items()
        }
        return cls(**plain, forms=forms)

    def with_form(self, code: str, form: FormState) -> State:
        return replace(self, forms={**self.forms, code: form})


def schema(fields: Mapping[str, str]) -> pa.Schema:
    """The columns of a form's facts. ``fields``: field → type; each number has a companion ``<field>__q``."""
    columns = list(OWN)
    for name, kind in fields.items():
        columns.append((name, TYPES.get(kind, pa.string())))
        if kind in NUMBERS:
            columns.append((f"{name}__q", pa.int8()))
    return pa.schema(columns)


def table(rows: Iterable[Mapping[str, Any]], shape: pa.Schema) -> pa.Table:
    """Rows (dicts by column) as a table; what a row lacks is missing. Decimals may be text."""
    rows = list(rows)
    columns = {
        column.name: pa.array(_fitting([row.get(column.name) for row in rows], column.type), column.type)
        for column in shape
    }
    return pa.table(columns, schema=shape)


FACT = ("posted", "record", "repeat", "unit", "agency", "place", "start", "day")


def facts_table(rows: Sequence[Sequence[Any]], fields: Mapping[str, str], shape: pa.Schema) -> pa.Table:
    """Facts as a table. ``rows``: the columns of ``FACT``, then values and qualifiers as the JSON texts that they are.

    Days may be ISO text. A value that the form does not know is left behind.
    """
    own = dict(zip((*FACT, "values", "qualifiers"), map(list, zip(*rows, strict=True)), strict=True))
    # One text for all of them: reading JSON costs less by the row that way.
    values = json.loads(f"[{','.join(own.pop('values'))}]")
    own["grade"] = [0] * len(rows)
    for name in fields:
        own[name] = [said.get(name) for said in values]
    for at, text in enumerate(own.pop("qualifiers")):
        for name, qualifier in json.loads(text).items() if text != "{}" else ():
            if fields.get(name) in NUMBERS:
                own.setdefault(f"{name}__q", [None] * len(rows))[at] = QUALIFIERS[qualifier]
    nothing: list[Any] = [None] * len(rows)
    columns = {
        column.name: pa.array(_fitting(own.get(column.name, nothing), column.type), column.type)
        for column in shape
    }
    return pa.table(columns, schema=shape)


def _fitting(values: list[Any], kind: pa.DataType) -> Any:
    """The values of a column as Arrow takes them; most columns are taken as they are."""
    if kind == MEASURE:
        try:
            return pa.array([None if value is None else str(value) for value in values], pa.string()).cast(
                kind
            )
        except pa.ArrowInvalid:
            places = Decimal("0.0001")
            return [None if value is None else Decimal(value).quantize(places) for value in values]
    if kind == pa.date32():
        try:
            return pa.array(values, pa.string()).cast(kind)
        except pa.ArrowTypeError:
            return [dt.date.fromisoformat(value) if isinstance(value, str) else value for value in values]
    if kind == pa.string():
        try:
            return pa.array(values, kind)
        except pa.ArrowTypeError:
            return [value if value is None or isinstance(value, str) else str(value) for value in values]
    return values


def traits_of(rows: pa.Table) -> set[str]:
    """Which of until, repeat, joint and grade occur."""
    found = {name for name in ("until", "repeat", "joint") if rows[name].null_count < rows.num_rows}
    grade = rows["grade"]
    if grade.null_count < rows.num_rows and pc.max(grade).as_py():
        found.add("grade")
    return found


def approximate_in(rows: pa.Table, fields: Mapping[str, str]) -> set[str]:
    """The number fields that hold an approximate number."""
    return {
        name
        for name, kind in fields.items()
        if kind in NUMBERS and (pc.max(rows[f"{name}__q"]).as_py() or 0) > 0
    }


def scan(files: Iterable[str]) -> exp.Expr:
    """Parquet files as a table of DuckDB."""
    listed = exp.Array(expressions=[exp.Literal.string(file) for file in files])
    by_name = exp.PropertyEQ(this=exp.to_identifier("union_by_name"), expression=exp.Boolean(this=True))
    return exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[listed, by_name]))


def effective(facts: exp.Expr, latest: exp.Expr, *, baked: int, position: int) -> exp.Expr:
    """A form's facts as they stood at a position, as something to select from.

    ``facts`` holds amendments up to ``baked``; ``latest``: what ``latest_amendments`` gives for the two positions. For
    an earlier position what is baked in is disregarded and the amendments up to it are joined on instead.
    """
    amended = ("until", "grade", "joint", "joint_rank", "joint_rule")
    f: dict[str, exp.Expr] = {name: _column(name, "f") for name in amended}
    if position < baked:
        f = {name: exp.Null() for name in amended} | {"grade": exp.Literal.number(0)}
    joined = exp.Not(this=exp.Is(this=_column("joined", "a"), expression=exp.Null()))
    columns: list[exp.Expr] = [
        _named(exp.Coalesce(this=_column(name, "a"), expressions=[f[name]]), name)
        for name in ("until", "grade")
    ]
    columns += [
        _named(exp.Case().when(joined.copy(), _column(name, "a")).else_(f[name]), name)
        for name in ("joint", "joint_rank", "joint_rule")
    ]
    others = exp.Column(
        this=exp.Star(except_=[exp.to_identifier(name) for name in amended]), table=exp.to_identifier("f")
    )
    return (
        exp.select(others, *columns)
        .from_(exp.alias_(facts, "f", table=True), copy=False)
        .join(
            exp.alias_(latest, "a", table=True, copy=False),
            on=_column("record", "f").eq(_column("record", "a")),
            join_type="left",
            copy=False,
        )
        .subquery("effective", copy=False)
    )


def latest_amendments(amendments: exp.Expr, *, baked: int, position: int) -> exp.Select:
    """One row for each amended record: the newest of each kind, of those that must be joined on to see ``position``."""
    after = baked if position >= baked else 0
    newest_first = [
        exp.Ordered(this=_column(name), desc=True, nulls_first=False) for name in ("posted", "joint")
    ]
    turn = exp.Window(
        this=exp.RowNumber(),
        partition_by=[_column("record"), _column("kind")],
        order=exp.Order(expressions=newest_first),
    )
    recent = (
        exp.select(exp.Star(), _named(turn, "turn"))
        .from_(amendments, copy=False)
        .where(_column("posted") > after, _column("posted") <= position, copy=False)
    )

    def latest(kind: int, value: exp.Expr, name: str) -> exp.Expr:
        return _named(exp.Max(this=exp.Case().when(_column("kind").eq(kind), value)), name)

    return (
        exp.select(
            _column("record"),
            latest(ENDED, _column("posted"), "until"),
            latest(GRADED, _column("grade"), "grade"),
            latest(JOINED, exp.Literal.number(1), "joined"),
            *[latest(JOINED, _column(name), name) for name in ("joint", "joint_rank", "joint_rule")],
        )
        .from_(recent.subquery("recent", copy=False), copy=False)
        .where(_column("turn").eq(1), copy=False)
        .group_by(_column("record"), copy=False)
    )


def _column(name: str, table: str = "") -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table or None)


def _named(item: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(item, exp.to_identifier(name, quoted=True))
