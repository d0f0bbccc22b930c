"""When two texts are one, when two lines tell the same work, and days that cannot be."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.verify.quality.rules import timing
from kheo.verify.quality.rules.likeness import (
    Alike,
    Telling,
    bare,
    likeness,
    same_amounts,
    same_texts,
    shingles,
    sureness_of_text,
)

RULE: dict[str, Any] = {"least_length": 30, "likeness": 0.6, "common": 3, "long": 120, "days": 100}
TEXT = "Đơn vị cùng bà con sửa đường vào bản, vận chuyển 12 m3 cát và dựng lại cầu gỗ qua suối Nậm Pồ trong ba ngày"
OTHER = "Tổ công tác hướng dẫn các hộ ghép cây ăn quả, tặng giống và hẹn quay lại kiểm tra vườn sau mùa mưa năm nay"
DOUBLE: dict[str, Any] = {"least": 5, "agree": 2}


def telling(
    record: int, text: str, *, unit: int | None = None, day: int = 0, waiting: bool = True
) -> Telling:
    return Telling(record, 100 + record, unit or record, day, (float(record), record), text, waiting)


def alike(*some: Telling, **more: Any) -> dict[int, Alike]:
    return {each.record: each for each in same_texts(some, {**RULE, **more})}


def test_diacritics_digits_and_signs_do_not_make_another_text() -> None:
    assert bare(TEXT) == bare(TEXT.upper().replace("12", "47").replace(",", ";"))


def test_the_same_words_of_another_unit_are_found_from_both_sides() -> None:
    found = alike(telling(1, TEXT), telling(2, TEXT.replace("12", "30")))
    assert found.keys() == {1, 2}
    assert (found[2].other.submission, found[2].likeness, found[2].first) == (101, 1.0, False)
    assert found[1].first
    assert sureness_of_text(found[1], RULE) < sureness_of_text(found[2], RULE)


def test_a_sentence_behind_it_does_not_hide_a_copy() -> None:
    found = alike(telling(1, TEXT, waiting=False), telling(2, f"{TEXT}. Bà con rất phấn khởi."))
    assert found.keys() == {2}
    assert 0.6 <= found[2].likeness < 1


def test_a_unit_may_repeat_itself() -> None:
    assert alike(telling(1, TEXT, unit=7), telling(2, TEXT, unit=7)) == {}


def test_other_texts_short_ones_and_old_ones_are_left_alone() -> None:
    assert alike(telling(1, TEXT), telling(2, OTHER)) == {}
    assert alike(telling(1, "Làm đường bản"), telling(2, "Làm đường bản")) == {}
    assert alike(telling(1, TEXT), telling(2, TEXT, day=101)) == {}


def test_a_phrase_that_many_use_is_nobodys() -> None:
    phrase = "Tuyên truyền, phổ biến pháp luật cho Nhân dân trên địa bàn"
    many = [telling(at, phrase) for at in range(1, 6)]
    assert alike(*many) == {}
    assert len(alike(*many[:3])) == 3


@given(st.permutations(range(1, 7)))
def test_the_order_in_which_texts_are_read_does_not_matter(order: list[int]) -> None:
    texts = {1: TEXT, 2: TEXT, 3: OTHER, 4: f"{OTHER} Xã đã xác nhận.", 5: f"{TEXT}!", 6: "Việc khác hẳn" * 9}
    assert alike(*(telling(at, texts[at]) for at in order)) == alike(
        *(telling(at, texts[at]) for at in sorted(order))
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    a, b = shingles(bare(one)), shingles(bare(other))
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a)
    assert likeness(a, a) == 1


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ([14, 310], [14, 310], 2),
        ([14, 310, None], [14, 310, 7], 2),
        ([14, 310], [14, 311], 0),
        ([14, None], [14, None], 0),
        ([0, 0, 0], [0, 0, 0], 0),
        ([3, 2], [3, 2], 0),
    ],
)
def test_the_same_amounts_are_all_the_same(one: list[Any], other: list[Any], agree: int) -> None:
    assert same_amounts(one, other, DOUBLE) == agree


DAY = dt.date(2025, 3, 10)
PROGRAMME = (dt.date(2024, 1, 1), None)


@pytest.mark.parametrize(
    ("day", "came", "life", "why"),
    [
        (DAY, DAY, (None, None), None),
        (DAY, DAY - dt.timedelta(days=1), (None, None), "future"),
        (dt.date(2023, 12, 31), DAY, (None, None), "programme"),
        (DAY, DAY, (dt.date(2025, 7, 1), None), "before_unit"),
        (DAY, DAY, (None, dt.date(2025, 1, 1)), "after_unit"),
        (dt.date(2024, 3, 10), DAY, (None, None), "late"),
    ],
)
def test_days_that_cannot_be(day: dt.date, came: dt.date, life: Any, why: str | None) -> None:
    told = timing.outside(None, day, came, life, PROGRAMME, {"late": 180})
    assert (told and told[1]["why"]) == why


def test_work_that_began_before_the_unit_ended_is_its_own() -> None:
    life = (None, dt.date(2025, 7, 1))
    assert timing.outside(dt.date(2025, 6, 20), dt.date(2025, 7, 3), dt.date(2025, 7, 5), life, PROGRAMME, {"late": 180}) is None  # fmt: skip


def test_many_reports_from_one_hand() -> None:
    rule = {"reports": 8, "units": 4, "hours": 6.0}
    assert timing.bulk(7, 7, rule) is None
    assert timing.bulk(20, 3, rule) is None
    assert timing.bulk(16, 9, rule) == (0.75, {"reports": 16, "units": 9, "hours": 6})


def test_missing_and_late_reports() -> None:
    rule = {"periods": 4, "share": 0.7}
    owed = ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert timing.completeness(owed, {"2025-01", "2025-02", "2025-03"}, rule) is None
    assert timing.completeness(owed[:3], set(), rule) is None
    told = timing.completeness(["2024-12", *owed], {"2024-12", "2025-04"}, rule)
    assert told is not None
    assert told[1] == {"came": 1, "expected": 4}
    assert timing.timeliness(DAY, DAY + dt.timedelta(days=10), {"days": 10}) is None
    late = timing.timeliness(DAY, DAY + dt.timedelta(days=20), {"days": 10})
    assert late is not None
    assert late == (0.75, {"days": 20, "due": "2025-03-10"})
