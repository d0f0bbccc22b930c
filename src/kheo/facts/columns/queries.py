"""What a reader may read of the columnar copy: one consistent snapshot, and the files it is made of."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from sqlglot import exp

from kheo.capture.submissions.models import Record
from kheo.facts.columns.rules import FormState, State, effective, facts_table, latest_amendments, scan, schema
from kheo.plan.forms.queries import field_types

AMENDMENTS = "_amendments"


def folder() -> Path:
    return Path(settings.DATA) / "columns"


def state(where: Path | None = None) -> State:
    """The newest complete snapshot; an empty one before the first refresh."""
    file = (where or folder()) / "state.json"
    try:
        return State.from_json(file.read_text())
    except FileNotFoundError:
        return State()


def form_files(code: str, version: int, where: Path | None = None) -> tuple[str, ...]:
    """The Parquet files of a form's table at a version."""
    return _files(str((where or folder()) / code), version)


def amendment_files(version: int, where: Path | None = None) -> tuple[str, ...]:
    return _files(str((where or folder()) / AMENDMENTS), version)


def forget_files() -> None:
    """After a folder was replaced, its versions mean other files."""
    _files.cache_clear()


@functools.lru_cache(maxsize=512)
def _files(path: str, version: int) -> tuple[str, ...]:
    # A version of a table never changes, so its list of files may be kept.
    return tuple(uri.removeprefix("file://") for uri in DeltaTable(path, version=version).file_uris())


def facts_as_they_stand(code: str, state: State, where: Path) -> exp.Expr:
    """A form's facts with every amendment applied, as a table of DuckDB."""
    form = state.forms[code]
    table = scan(form_files(code, form.version, where))
    if state.amendments is None or state.baked == state.position:
        return table
    told = {"baked": state.baked, "position": state.position}
    amendments = scan(amendment_files(state.amendments, where))
    return effective(table, latest_amendments(amendments, **told).subquery("latest"), **told)


def as_if_posted(records: Collection[int], state: State) -> dict[str, pa.Table]:
    """Form → these records as the copy would hold them if they were facts, in the shape that it has now. Nothing is
    written. Forms of which nothing was ever posted are shaped by their fields."""
    rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    texts = [Cast(name, TextField()) for name in ("start", "day", "values", "qualifiers")]
    found = Record.objects.filter(pk__in=records).order_by("pk").select_related(None)
    own = ("form__code", "pk", "repeats_id", "unit_id", "agency_id", "place_id")
    for form, *told in found.values_list(*own, *texts):
        rows[form].append((0, *told))
    tables = {}
    for form, some in rows.items():
        fields = state.forms[form].fields if form in state.forms else field_types().get(form, {})
        tables[form] = facts_table(some, fields, schema(fields))
    return tables


@dataclass(frozen=True)
class Compared:
    """A form's facts in the copy and made anew: the digests agree when every column of every row does."""

    form: str
    rows: int
    digest: str
    fresh: str

    @property
    def same(self) -> bool:
        return self.digest == self.fresh


def compare(fresh: Path) -> list[Compared]:
    """The copy beside one made anew in the folder ``fresh``."""
    here, old, new = folder(), state(), state(fresh)
    found = []
    for code in sorted({*old.forms, *new.forms}):
        rows, digest = _digest(code, old, here)
        _, other = _digest(code, new, fresh)
        found.append(Compared(code, rows, digest, other))
    return found


def _digest(code: str, state: State, where: Path) -> tuple[int, str]:
    """Rows, and a sum of row hashes that does not depend on their order; hashes hold within one process."""
    form: FormState | None = state.forms.get(code)
    if form is None:
        return 0, ""
    columns = [exp.column(exp.to_identifier(name, quoted=True)) for name in sorted(schema(form.fields).names)]
    hashed = exp.Sum(this=exp.Anonymous(this="hash", expressions=columns))
    tree = exp.select(exp.Count(this=exp.Star()), hashed).from_(facts_as_they_stand(code, state, where))
    with duckdb.connect() as connection:
        rows, digest = connection.execute(tree.sql("duckdb")).fetchall()[0]
    return int(rows), f"{int(digest or 0):032x}"
