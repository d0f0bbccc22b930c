"""The record's rules: what a digest covers, what an anchor says, and that an unknown line is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import pairwise

import pytest

from kheo.ground.audit.rules import (
    BEGINNING,
    Act,
    Anchor,
    Check,
    Link,
    Why,
    in_full,
    packed,
    read_anchors,
    row_digest,
    seal_digest,
    unpacked,
)
from kheo.kit.refusals import Refused

AT = dt.datetime(2025, 8, 1, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def act(number: int, label: str = "Báo cáo") -> Act:
    return Act(number, AT, "lan", "user.signed_in", f"user:{number}", label, {"b": 1, "a": "ộ"}, "bao cao")


def sealed(*groups: list[int]) -> list[tuple[Link, str]]:
    found: list[tuple[Link, str]] = []
    previous, end, total = BEGINNING, 0, 0
    for number, group in enumerate(groups, 1):
        total += len(group)
        rows = packed((one, row_digest(act(one))) for one in group)
        link = Link(number, AT, end + 1, group[-1], len(group), total, previous, rows)
        previous, end = seal_digest(link), group[-1]
        found.append((link, previous))
    return found


def rows(*numbers: int) -> list[tuple[Act, str]]:
    return [(act(one), row_digest(act(one))) for one in numbers]


def test_a_digest_is_what_anybody_can_work_out() -> None:
    text = (
        '{"act":"user.signed_in","actor":"lan","at":"2025-08-01T07:30:00.000000+00:00","detail":{"a":"ộ","b":1},'
        '"label":"Báo cáo","number":7,"subject":"user:7","words":"bao cao"}'
    )
    assert row_digest(act(7)) == hashlib.sha256(text.encode()).hexdigest()


def test_a_digest_covers_everything_a_row_says() -> None:
    changed = {"number": 8, "at": AT + dt.timedelta(microseconds=1), "detail": {"b": 2, "a": "ộ"}}
    one = act(7)
    for name in Act._fields:
        assert row_digest(one._replace(**{name: changed.get(name, "x")})) != row_digest(one), name


def test_a_digest_does_not_depend_on_where_the_clock_hangs_or_on_the_order_of_keys() -> None:
    one = act(7)
    same = one._replace(at=AT.astimezone(dt.UTC), detail={"a": "ộ", "b": 1})
    assert row_digest(same) == row_digest(one)


def test_a_detail_is_what_databases_give_back() -> None:
    assert in_full({10: (1, 2), 9: None}) == {"10": [1, 2], "9": None}
    with pytest.raises(TypeError, match=r"1\.5"):
        in_full({"share": 1.5})


def test_packed_rows_come_back() -> None:
    told = [(3, "ab" * 32), (2**40, "cd" * 32)]
    assert list(unpacked(packed(told))) == told
    assert list(unpacked(packed(told)[:-1])) == []


def test_a_whole_record_is_whole_and_its_tail_waits() -> None:
    found = Check(sealed([1, 2], [4]), rows(1, 2, 4, 5, 9)).verdict()
    assert (found.whole, found.rows, found.seals, found.waiting, found.waiting_since) == (True, 5, 2, 2, AT)
    assert found.last is not None
    assert (found.last.last, found.last.count) == (4, 3)
    nothing = Check([], []).verdict()
    assert (nothing.whole, nothing.last) == (True, None)


def test_a_tail_is_checked_by_its_own_digests() -> None:
    tail = [*rows(1, 2), (act(3, "changed"), row_digest(act(3)))]
    first = Check(sealed([1, 2]), tail).verdict().first
    assert first is not None
    assert (first.row, first.why, first.seal) == (3, Why.CHANGED, 0)


def test_a_seal_that_is_missing_or_changed_is_named() -> None:
    whole, all_rows = sealed([1, 2], [3], [5], [6]), rows(1, 2, 3, 5, 6)
    first = Check([whole[0], *whole[2:]], all_rows).verdict().first
    assert first is not None
    assert (first.row, first.why, first.seal) == (3, Why.SEAL_MISSING, 2)
    for name, value in {
        "size": 2,
        "at": AT + dt.timedelta(1),
        "total": 9,
        "previous": "1" * 64,
        "first": 4,
    }.items():
        link, digest = whole[1]
        changed = [whole[0], (link._replace(**{name: value}), digest), *whole[2:]]
        first = Check(changed, all_rows).verdict().first
        assert first is not None, name
        assert first.why is Why.SEAL_CHANGED, name
        assert first.row <= 4, name


def test_a_seal_made_anew_does_not_fit_the_next() -> None:
    (one, _), (two, _), three = sealed([1, 2], [3], [5])
    for link in (one._replace(rows=packed([(1, row_digest(act(1, "x"))), (2, row_digest(act(2)))])), two):
        chain = {1: (one, seal_digest(one)), 2: (two, seal_digest(two))}
        link = link if link.number == 1 else two._replace(rows=packed([(3, row_digest(act(3, "x")))]))
        chain[link.number] = (link, seal_digest(link))
        altered = [
            (act(n, "x"), row_digest(act(n, "x"))) if n == link.first else (act(n), row_digest(act(n)))
            for n in (1, 2, 3, 5)
        ]
        first = Check([chain[1], chain[2], three], altered).verdict().first
        assert first is not None
        assert (first.why, first.row) == (Why.SEAL_CHANGED, link.first)


def test_anchors_are_lines_that_come_back() -> None:
    anchor = Anchor(AT.astimezone(dt.UTC), 812, 800, "ab" * 32)
    assert str(anchor) == f"2025-08-01T07:30:00.000000+00:00 last=812 rows=800 sha256={'ab' * 32}"
    found = read_anchors(["# kept by the auditor", "", f" {anchor} "], "anchors.txt")
    assert [str(one) for one in found] == [str(anchor)]
    assert found[0].line == 3


@pytest.mark.parametrize("line", ["hello", "2025 last=1 rows=1 sha256=" + "a" * 64, "2025-08-01T07:30:00 last=1 rows=1 sha256=" + "a" * 64])  # fmt: skip
def test_what_is_no_anchor_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Refused) as refused:
        read_anchors(["", line], "anchors.txt")
    assert (refused.value.code, refused.value.particulars["line"]) == ("audit.no_anchor", 2)
    with pytest.raises(Refused, match="no_anchors"):
        read_anchors(["# nothing"], "anchors.txt")


def test_an_anchor_between_two_seals_is_of_another_record() -> None:
    whole = sealed([1, 2], [4])
    ends = [Anchor(link.at, link.last, link.total, digest) for link, digest in whole]
    assert Check(whole, rows(1, 2, 4), ends).verdict().anchors == 2
    for wrong, why in (
        (Anchor(AT, 3, 3, ends[1].digest), Why.REWRITTEN),
        (Anchor(AT, 5, 4, ends[1].digest), Why.CUT_OFF),
    ):
        found = Check(whole, rows(1, 2, 4), [*ends[:1], wrong]).verdict()
        assert found.first is not None
        assert (found.first.why, found.anchors) == (why, 1)
    assert all(a.last < b.last for a, b in pairwise(ends))
