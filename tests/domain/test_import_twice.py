"""Sent twice, sent in another order, sent mended: the records are those of the table, each once."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kheo.capture.submissions.models import Record, Submission
from kheo.facts.ledger.queries import standing
from kheo.flow.accept import accept_submission
from kheo.flow.import_file import ImportResult
from tests import sent

pytestmark = pytest.mark.django_db
Rows = list[tuple[str, ...]]
BAD, MENDED = "nothing like it", "class"
GOOD_ROW = st.tuples(
    st.sampled_from(["00007", "00004", ""]),
    st.just("Army"),
    st.sampled_from(["2025-08-01", "2/8/2025"]),
    st.sampled_from(["house", "Road mended"]),
    st.sampled_from(["", "1", "2", "nearly 1", "hundreds"]),
)
BAD_ROW = GOOD_ROW.map(lambda row: (*row[:3], BAD, row[4]))
MANY = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def ground() -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside leaves nothing in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def kept() -> Counter[str]:
    """The contents of the records, and whether each repeats another."""
    return Counter(
        json.dumps([record.values, record.qualifiers, record.repeats_id is not None], sort_keys=True)
        for record in Record.objects.all()
    )


def recorded_of(rows: Rows, tmp_path: Path) -> Counter[str]:
    with transaction.atomic():
        sent.send(tmp_path, sent.table(rows), "alone.csv")
        found = kept()
        transaction.set_rollback(True)
    return found


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    assert result.read == result.recorded + result.known + result.refused
    return result.read, result.recorded, result.known, result.refused


@MANY
@given(st.lists(GOOD_ROW | BAD_ROW, min_size=1, max_size=8))
def test_twice_is_once(tmp_path: Path, rows: Rows) -> None:
    with forgotten():
        first = sent.send(tmp_path, sent.table(rows))
        before = kept()
        again = sent.send(tmp_path, sent.table(rows))
        assert (again.new, again.submission, counts(again)) == (False, first.submission, counts(first))
        # The same lines in other bytes are another submission, and no new records.
        other = sent.send(tmp_path, sent.table(rows) + "\n", "other.csv")
        assert (other.new, other.recorded, other.refused) == (True, 0, first.refused)
        assert kept() == before


@MANY
@given(st.lists(GOOD_ROW, max_size=5), st.lists(BAD_ROW, max_size=3), st.randoms())
def test_any_order_keeps_exactly_the_good(tmp_path: Path, good: Rows, bad: Rows, random) -> None:  # type: ignore[no-untyped-def]
    rows = [*good, *bad]
    random.shuffle(rows)
    if not rows:
        return
    with forgotten():
        result = sent.send(tmp_path, sent.table(rows))
        assert counts(result) == (len(rows), len(good), 0, len(bad))
        assert sorted(int(line["kheo:line"]) for line in sent.refused(result)) == [
            at for at, row in enumerate(rows, 2) if row[3] == BAD
        ]
        assert kept() == (recorded_of(good, tmp_path) if good else Counter())


def mend(path: Path) -> str:
    """The file of refused lines with the wrong word put right, saved under its own name."""
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for row in rows[1:]:
        row[3] = MENDED
    return sent.table(rows[1:], rows[0])


@MANY
@given(st.lists(GOOD_ROW | BAD_ROW | GOOD_ROW.map(lambda r: (*r[:3], MENDED, r[4])), min_size=1, max_size=8))
def test_the_mended_lines_complete_the_table(tmp_path: Path, rows: Rows) -> None:
    whole = [(*row[:3], MENDED if row[3] == BAD else row[3], row[4]) for row in rows]
    complete = recorded_of(whole, tmp_path)
    with forgotten():
        first = sent.send(tmp_path, sent.table(rows))
        if first.refusals_path:
            second = sent.send(tmp_path, mend(first.refusals_path), first.refusals_path.name)
            assert counts(second) == (first.refused, first.refused, 0, 0)
        assert kept() == complete
        # And whoever mends the whole table instead, or as well, adds nothing to that.
        full = sent.send(tmp_path, sent.table(whole) + "\n", "whole.csv")
        assert (full.recorded, full.refused) == (0, 0)
        assert kept() == complete


@MANY
@given(st.lists(GOOD_ROW | BAD_ROW, min_size=1, max_size=6), st.lists(GOOD_ROW, min_size=1, max_size=3))
def test_a_longer_table_adds_only_what_is_new(tmp_path: Path, rows: Rows, more: Rows) -> None:
    with forgotten():
        first = sent.send(tmp_path, sent.table(rows))
        second = sent.send(tmp_path, sent.table([*rows, *more]), "more.csv")
        assert (second.known, second.recorded) == (first.recorded, len(more))


def test_refused_lines_that_come_back_unmended_are_refused_again(tmp_path: Path) -> None:
    first = sent.send(tmp_path, sent.table([("00007", "Army", "2025-08-01", BAD, "1")]))
    assert first.refusals_path is not None
    text = first.refusals_path.read_text(encoding="utf-8-sig")
    second = sent.send(tmp_path, text, first.refusals_path.name)
    assert counts(second) == (1, 0, 0, 1)
    assert second.refusals_path is not None
    assert second.refusals_path.name == "work.refused-2.csv"
    assert list(sent.refused(second)[0]) == [*sent.HEADER, "kheo:line", "kheo:reasons", "kheo:source"]
    third = sent.send(tmp_path, mend(second.refusals_path), second.refusals_path.name)
    assert (third.recorded, third.refusals_path) == (1, None)


def test_mended_lines_may_come_back_as_a_workbook(tmp_path: Path) -> None:
    row = ("00007", "Army", "2025-08-01", MENDED, "1")
    first = sent.send(tmp_path, sent.table([row, (*row[:3], BAD, "1")]))
    assert first.refusals_path is not None
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in csv.reader(io.StringIO(mend(first.refusals_path), newline="")):
        book.active.append([7 if cell == "00007" else cell for cell in line])
    book.save(tmp_path / "mended.xlsx")
    second = sent.send(tmp_path, (tmp_path / "mended.xlsx").read_bytes(), "mended.xlsx")
    assert counts(second) == (1, 1, 0, 0)
    assert [record.place.ref for record in Record.objects.all() if record.place] == ["b", "b"]


def test_formulas_in_refused_lines_come_back_as_they_were(tmp_path: Path) -> None:
    header = (*sent.HEADER, "remark")
    first = sent.send(tmp_path, sent.table([("00007", "Army", "2025-08-01", BAD, "1", "=cmd()")], header))
    assert first.refusals_path is not None
    assert sent.refused(first)[0]["remark"] == "'=cmd()"
    sent.send(tmp_path, mend(first.refusals_path), first.refusals_path.name)
    assert sent.values()[0]["remark"] == "=cmd()"


def test_exact_repeats_are_flagged_and_never_dropped(tmp_path: Path) -> None:
    row = ("00007", "Army", "2025-08-01", "house", "1")
    like = ("00007", "Army", "1/8/2025", "House built", "1")
    result = sent.send(tmp_path, sent.table([row, row, like, row]))
    assert (result.recorded, result.repeated) == (4, 2)
    first, second, third, fourth = Record.objects.order_by("line")
    assert [second.repeats, third.repeats, fourth.repeats] == [first, None, first]
    assert len({record.key for record in (first, second, third, fourth)}) == 4


def test_repeats_may_be_work_of_their_own(tmp_path: Path) -> None:
    row = ("00007", "Army", "2025-08-01", "house", "1")
    result = sent.send(tmp_path, sent.table([row, row]), mapping="repeats: keep")
    assert (result.recorded, result.repeated) == (2, 0)


def test_a_changed_line_with_the_same_key_corrects(tmp_path: Path) -> None:
    key = "key: [commune, work]"
    rows = [("00007", "Army", "2025-08-01", "house", "1"), ("00007", "Army", "2025-08-01", "road", "2")]
    sent.send(tmp_path, sent.table(rows), mapping=key)
    changed = [(*rows[0][:4], "5"), rows[1]]
    second = sent.send(tmp_path, sent.table(changed), "later.csv", mapping=key)
    assert counts(second) == (2, 1, 1, 0)
    old, _, new = Record.objects.order_by("pk")
    assert (new.corrects, new.values["households"]) == (old, 5)
    # Back to the first number: that is a correction too.
    third = sent.send(tmp_path, sent.table(rows) + "\n", "back.csv", mapping=key)
    assert counts(third) == (2, 1, 1, 0)
    assert Record.objects.order_by("pk").last().corrects == new  # type: ignore[union-attr]


def test_two_lines_with_one_key_contradict_each_other(tmp_path: Path) -> None:
    rows = [("00007", "Army", "2025-08-01", "house", text) for text in ("1", "2", "1")]
    result = sent.send(tmp_path, sent.table(rows), mapping="key: [commune, work]")
    assert (result.recorded, result.repeated, result.refused) == (2, 1, 1)
    assert "line 2 tells of the same thing" in sent.refused(result)[0]["kheo:reasons"]
    missing = sent.send(tmp_path, sent.table([("", *rows[0][1:])]), "m.csv", mapping="key: [commune, work]")
    assert "“commune” tells the lines apart" in sent.refused(missing)[0]["kheo:reasons"]


def test_the_same_bytes_read_in_another_way_correct_line_by_line(tmp_path: Path) -> None:
    rows = [
        ("00007", "Army", "2025-08-01", "house", text, other)
        for text, other in (("1", "8"), ("8", "9"), ("9", "9"))
    ]
    text = sent.table(rows, (*sent.HEADER, "families"))
    sent.send(tmp_path, text)
    second = sent.send(tmp_path, text, mapping="columns: {households: families}")
    assert counts(second) == (3, 2, 1, 0)
    assert [(record.line, record.corrects.line) for record in Record.objects.exclude(corrects=None) if record.corrects] == [
        (2, 2), (3, 3)
    ]  # fmt: skip
    accept_submission(submission=Submission.objects.earliest("pk"), by="tester", now=sent.NOW)
    accept_submission(submission=second.submission, by="tester", now=sent.NOW)
    again = sent.send(tmp_path, text + "\n", "later.csv", mapping="columns: {households: families}")
    assert counts(again) == (3, 0, 3, 0)


def test_the_same_bytes_with_better_eyes_for_places_correct_the_lines_that_had_none(tmp_path: Path) -> None:
    text = sent.table(
        [("Xã Bình Minh", "Army", "2025-08-01", "house", "1"), ("00007", "Army", "2025-08-01", "house", "2")]
    )
    first = sent.send(tmp_path, text)
    assert first.details.unplaced == 1
    second = sent.send(tmp_path, text, mapping="place: {by: [code, name]}")
    assert counts(second) == (2, 1, 1, 0)
    [mended] = Record.objects.exclude(corrects=None).select_related("place", "corrects")
    assert mended.place and mended.place.ref == "b"
    assert mended.corrects and mended.corrects.line == mended.line == 2
    for one in (first, second):
        accept_submission(submission=one.submission, by="tester", now=sent.NOW)
    assert sorted(fact.record.values["households"] for fact in standing().select_related("record")) == [1, 2]


def test_thousands_of_lines_that_are_all_the_same_are_told_apart_twice(tmp_path: Path) -> None:
    rows = [("00007", "Army", "2025-08-01", "house", "1")] * 6_000
    first = sent.send(tmp_path, sent.table(rows))
    assert (first.recorded, first.repeated) == (6_000, 5_999)
    assert counts(sent.send(tmp_path, sent.table(rows) + "\n", "b.csv")) == (6_000, 0, 6_000, 0)
    assert sent.send(tmp_path, sent.table([*rows, rows[0]]), "c.csv").recorded == 1


KEYED = "key: [commune, work]"


def accept(*results: ImportResult) -> None:
    for result in results:
        accept_submission(submission=result.submission, by="tester", now=sent.NOW)


def counted() -> list[int]:
    """The numbers that figures would add up: of the facts that stand and repeat no other line."""
    return sorted(fact.record.values["households"] for fact in standing() if fact.record.repeats_id is None)


LINES = [("00007", "Army", "2025-08-01", work, text) for work, text in (("house", "1"), ("road", "2"))]


def test_the_same_bytes_read_with_a_key_correct_line_by_line(tmp_path: Path) -> None:
    text = sent.table([*LINES, LINES[1]])
    accept(sent.send(tmp_path, text))
    second = sent.send(tmp_path, text, mapping=KEYED)
    accept(second)
    assert (counts(second), second.repeated, counted()) == ((3, 3, 0, 0), 1, [1, 2])
    # In any third way, too; and a later file finds the records by their key.
    third = sent.send(tmp_path, text, mapping=f"{KEYED}\ndates: dmy")
    accept(third)
    assert (counts(third), counted()) == ((3, 0, 3, 0), [1, 2])
    accept(sent.send(tmp_path, sent.table([(*LINES[0][:4], "7"), LINES[1]]), "later.csv", mapping=KEYED))
    assert counted() == [2, 7]
    fourth = sent.send(tmp_path, text, mapping="dates: dmy")
    accept(fourth)
    assert counts(fourth) == (3, 0, 3, 0)


@pytest.mark.parametrize("after", ["1", "5"])
def test_a_later_table_first_sent_without_its_key_counts_once(tmp_path: Path, after: str) -> None:
    accept(sent.send(tmp_path, sent.table(LINES), mapping=KEYED))
    text = sent.table([(*LINES[0][:4], after), LINES[1]]) + "\n"
    accept(sent.send(tmp_path, text, "later.csv", mapping=None))
    accept(sent.send(tmp_path, text, "later.csv", mapping=KEYED))
    assert counted() == sorted([int(after), 2])
    accept(sent.send(tmp_path, text, "later.csv", mapping=f"{KEYED}\ndates: dmy"))
    assert sum(counted()) == int(after) + 2


@pytest.mark.parametrize("without_key_first", [False, True])
def test_a_contradicting_line_that_comes_back_unmended_erases_nothing(
    tmp_path: Path, without_key_first: bool
) -> None:
    text = sent.table([(*LINES[0][:4], "1000"), (*LINES[0][:4], "7")])
    if without_key_first:
        sent.send(tmp_path, text)
    first = sent.send(tmp_path, text, mapping=KEYED)
    accept(first)
    assert (first.refused, counted()) == (1, [1000])
    assert first.refusals_path is not None
    again = first.refusals_path.read_bytes()
    second = sent.send(tmp_path, again, first.refusals_path.name, mapping=KEYED)
    accept(second)
    assert (counts(second), counted()) == ((1, 0, 0, 1), [1000])
