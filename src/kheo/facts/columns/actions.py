"""Write the columnar copy: bring it up to the ledger, tidy it, or make it anew.

Everything here is derived: it can be deleted and made again. Only ``state.json`` makes a change visible, by one
rename, after all tables are written; what a crash left behind is undone before the next write.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake
from django.db.models import Max, TextField
from django.db.models.functions import Cast
from sqlglot import exp

from kheo.facts.columns import queries
from kheo.facts.columns.rules import (
    AMENDMENTS,
    ENDED,
    GRADED,
    JOINED,
    JOINT_RULES,
    FormState,
    State,
    approximate_in,
    facts_table,
    schema,
    table,
    traits_of,
)
from kheo.facts.joint.models import JointMember
from kheo.facts.ledger.models import Fact, Grading, Posting, Withdrawal
from kheo.ground.wall.queries import past_the_wall
from kheo.plan.forms.models import Form

# Facts that Python holds at a time, and that wait as columns, which are small, to be written together.
CHUNK, AT_ONCE = 10_000, 200_000
MANY_PARTS = 48
CLUSTERED = ("joint", "day", "agency", "place")
WRITER = WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=122_880)
Progress = Callable[[int], None]


@past_the_wall()
def refresh(*, where: Path | None = None, progress: Progress | None = None) -> State:
    """Bring the copy up to the ledger's head. Cheap when little is new; nothing at all when nothing is."""
    where = where or queries.folder()
    with _alone(where):
        state = queries.state(where)
        head = Posting.objects.aggregate(head=Max("number"))["head"] or 0
        if head <= state.position:
            return state
        _undo_unseen(where, state)
        fresh = _add_facts(where, state, head, progress)
        fresh = _add_amendments(where, fresh, state.position, head)
        fresh = replace(fresh, position=head)
        _publish(where, fresh)
        return _tidy(where, fresh)


def rebuild(*, where: Path | None = None, progress: Progress | None = None) -> State:
    """Make the copy anew from the ledger, with every amendment written in, and put it in place of the old one."""
    where = where or queries.folder()
    fresh = rebuild_beside(where=where, progress=progress)
    with _alone(where):
        old = where.with_name(where.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if where.exists():
            where.rename(old)
        fresh.rename(where)
        shutil.rmtree(old, ignore_errors=True)
    queries.forget_files()
    return queries.state(where)


def rebuild_beside(*, where: Path | None = None, progress: Progress | None = None) -> Path:
    """Make a fresh copy in a folder beside the one in use, which stays as it is."""
    where = where or queries.folder()
    fresh = where.with_name(where.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    queries.forget_files()
    state = refresh(where=fresh, progress=progress)
    with _alone(fresh):
        _publish(fresh, _bake(fresh, state))
    return fresh


def _bake(where: Path, state: State) -> State:
    """Write all amendments into the forms' tables, in an order that lets questions skip what they do not ask for."""
    for code, form in state.forms.items():
        order = [exp.Ordered(this=exp.column(name), nulls_first=False) for name in CLUSTERED]
        select = (
            exp.select(exp.Star()).from_(queries.facts_as_they_stand(code, state, where)).order_by(*order)
        )
        with duckdb.connect(
            config={"memory_limit": "1500MB", "temp_directory": str(where / "tmp")}
        ) as connection:
            rows: pa.RecordBatchReader = connection.sql(select.sql("duckdb")).to_arrow_reader(CHUNK)
            path = str(where / code)
            write_deltalake(path, rows, mode="overwrite", schema_mode="overwrite", writer_properties=WRITER)
        traits = set(form.traits) | ({"until", "grade", "joint"} if state.amendments is not None else set())
        version = DeltaTable(str(where / code)).version()
        state = state.with_form(code, replace(form, version=version, traits=tuple(sorted(traits))))
    shutil.rmtree(where / "tmp", ignore_errors=True)
    return replace(state, baked=state.position)


def write_directly(
    code: str,
    fields: dict[str, str],
    tables: Iterable[pa.Table],
    *,
    position: int = 1,
    where: Path | None = None,
) -> FormState:
    """Write a form's facts without a ledger behind them: for benchmarks. Columns as in ``rules.schema``.

    All of them become visible together; what an interrupted write left is undone first.
    """
    where = where or queries.folder()
    with _alone(where):
        state = queries.state(where)
        _undo_unseen(where, state)
        if state.amendments is not None and state.baked < state.position:
            # Readers of the new position must not have to look for amendments of an earlier one.
            state = _bake(where, state)
        form = FormState(version=-1, rows=0, fields=fields)
        for rows in tables:
            form = _append(where, code, form, rows)
        state = replace(state.with_form(code, form), position=position, baked=position)
        _publish(where, state)
        return form


def _add_facts(where: Path, state: State, head: int, progress: Progress | None) -> State:
    """The new facts, read once in the order of the ledger and written form by form, many at a time."""
    known = {}
    for form in Form.objects.order_by("code"):
        before = state.forms.get(form.code) or FormState(-1, 0, {})
        known[form.pk] = form.code, replace(before, fields={**before.fields, **fields_of(form)})
    waiting: defaultdict[int, list[pa.Table]] = defaultdict(list)
    facts = _facts(state.position, head)
    done = 0
    while True:
        rows = list(islice(facts, CHUNK))
        for number, some in _by_form(rows).items():
            _, form_state = known[number]
            waiting[number].append(facts_table(some, form_state.fields, schema(form_state.fields)))
        while waiting and (not rows or sum(map(_height, waiting.values())) >= AT_ONCE):
            number = max(waiting, key=lambda each: _height(waiting[each]))
            code, form_state = known[number]
            table = pa.concat_tables(waiting.pop(number))
            form_state = _append(where, code, form_state, table)
            known[number] = code, form_state
            state = state.with_form(code, form_state)
            done += table.num_rows
            if progress:
                progress(done)
        if not rows:
            return state


def _by_form(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """form → its facts, without the form."""
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for form, *row in rows:
        found[form].append(tuple(row))
    return found


def _height(tables: Sequence[pa.Table]) -> int:
    return sum(one.num_rows for one in tables)


def fields_of(form: Form) -> dict[str, str]:
    """Every field of every version of a form, with its type."""
    found: dict[str, str] = {}
    for version in form.versions.order_by("number"):
        found.update({field["name"]: field["type"] for field in version.fields})
    return found


def _facts(after: int, head: int) -> Iterator[tuple[Any, ...]]:
    """The new facts, each with its form before what ``rules.facts_table`` reads: texts, so that nothing is decoded
    row by row. In the order of the index on postings: old facts are neither read nor sorted."""
    found = (
        Fact.objects.filter(posting__gt=after, posting__lte=head)
        .order_by("posting_id", "pk")
        .values_list(
            "record__form_id",
            "posting_id",
            "record_id",
            "record__repeats_id",
            "record__unit_id",
            "record__agency_id",
            "record__place_id",
            Cast("record__start", TextField()),
            Cast("record__day", TextField()),
            Cast("record__values", TextField()),
            Cast("record__qualifiers", TextField()),
        )
    )
    return found.iterator(CHUNK)


def _add_amendments(where: Path, state: State, after: int, head: int) -> State:
    """What happened to facts in the new postings, as rows of the table of amendments."""
    rows = list(_amendments(after, head))
    if not rows:
        return state
    path = str(where / queries.AMENDMENTS)
    write_deltalake(path, table(rows, AMENDMENTS), mode="append", writer_properties=WRITER)
    return replace(state, amendments=DeltaTable(path).version(), amended=state.amended + len(rows))


def _amendments(after: int, head: int) -> Iterator[dict[str, Any]]:
    new = {"posting__gt": after, "posting__lte": head}
    replaced = (
        Fact.objects.filter(**new).exclude(replaces=None).values_list("posting_id", "replaces__record_id")
    )
    withdrawn = Withdrawal.objects.filter(**new).values_list("posting_id", "fact__record_id")
    for found in (replaced, withdrawn):
        for posted, record in found.iterator():
            yield {"posted": posted, "record": record, "kind": ENDED}
    graded = Grading.objects.filter(**new).values_list("posting_id", "fact__record_id", "grade")
    for posted, record, grade in graded.iterator():
        yield {"posted": posted, "record": record, "kind": GRADED, "grade": grade}
    left = JointMember.objects.filter(ended__gt=after, ended__lte=head).values_list(
        "ended_id", "fact__record_id"
    )
    for posted, record in left.iterator():
        yield {"posted": posted, "record": record, "kind": JOINED}
    joined = JointMember.objects.filter(**new)
    for posted, record, activity, rank, rule in joined.values_list(
        "posting_id", "fact__record_id", "activity_id", "rank", "activity__rule"
    ).iterator():
        yield {
            "posted": posted,
            "record": record,
            "kind": JOINED,
            "joint": activity,
            "joint_rank": rank,
            "joint_rule": JOINT_RULES[rule],
        }


def _append(where: Path, code: str, form: FormState, rows: pa.Table) -> FormState:
    path = str(where / code)
    clustered = rows.sort_by([(name, "ascending") for name in CLUSTERED])
    write_deltalake(path, clustered, mode="append", schema_mode="merge", writer_properties=WRITER)
    return replace(
        form,
        version=DeltaTable(path).version(),
        rows=form.rows + rows.num_rows,
        traits=tuple(sorted({*form.traits, *traits_of(rows)})),
        approximate=tuple(sorted({*form.approximate, *approximate_in(rows, form.fields)})),
    )


def _tidy(where: Path, state: State) -> State:
    """Put small parts together once there are many; readers of older snapshots keep their files for a day."""
    for code, form in state.forms.items():
        if len(queries.form_files(code, form.version, where)) > MANY_PARTS:
            parts = DeltaTable(str(where / code))
            parts.optimize.compact(writer_properties=WRITER)
            parts.vacuum(retention_hours=24, enforce_retention_duration=False, dry_run=False)
            state = state.with_form(code, replace(form, version=parts.version()))
            _publish(where, state)
    return state


def _undo_unseen(where: Path, state: State) -> None:
    """Take back what an interrupted refresh wrote but never published."""
    published = {code: form.version for code, form in state.forms.items()}
    if state.amendments is not None:
        published[queries.AMENDMENTS] = state.amendments
    for path in where.iterdir() if where.exists() else ():
        if not path.is_dir() or not DeltaTable.is_deltatable(str(path)):
            continue
        if path.name not in published:
            shutil.rmtree(path)
        elif (found := DeltaTable(str(path))).version() > published[path.name]:
            found.restore(published[path.name])


def _publish(where: Path, state: State) -> None:
    where.mkdir(parents=True, exist_ok=True)
    draft = where / "state.json.new"
    with draft.open("w") as out:
        out.write(state.as_json())
        out.flush()
        os.fsync(out.fileno())
    draft.replace(where / "state.json")


@contextlib.contextmanager
def _alone(where: Path) -> Iterator[None]:
    """One writer at a time, across processes."""
    where.parent.mkdir(parents=True, exist_ok=True)
    with (where.parent / f"{where.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
