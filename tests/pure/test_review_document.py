"""What a review's document says, before any file is made."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from kheo.kit.periods import Period
from kheo.plan.programmes.rules.breaks import break_between
from kheo.review.reviews.rules.compose import compose
from kheo.review.reviews.rules.document import Entry, Paragraph, Picture, ReviewDocument, Table, refs_text
from kheo.review.reviews.rules.findings import _begins
from kheo.review.reviews.states import Finding, Layout
from tests.reviews import LETTERHEAD, PROVINCES, TYPED, country, material, spoken


@pytest.fixture(scope="module")
def document() -> ReviewDocument:
    return compose(material())


def tables(document: ReviewDocument) -> list[Table]:
    return [block for block in document.body if isinstance(block, Table)]


def every_entry(document: ReviewDocument) -> list[Entry]:
    return [entry for table in tables(document) for row in table.rows for entry in row.entries]


def passport_lines(document: ReviewDocument) -> dict[int, list[str]]:
    """Number → the line of the annex."""
    blocks = [block for annex in document.annexes for block in annex.blocks]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows if row.anchor]
    return {row.anchor: [entry.text for entry in row.entries] for row in rows}


def test_it_follows_the_outline(document: ReviewDocument) -> None:
    chapters = [heading.text for heading in document.headings if heading.level == 1]
    assert chapters == [
        "I. KẾT QUẢ THỰC HIỆN",
        "II. HẠN CHẾ VÀ NGUYÊN NHÂN",
        "III. BÀI HỌC KINH NGHIỆM",
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
    ]
    sections = [heading.text for heading in document.headings if heading.level == 2]
    assert sections[:3] == ["1. Đánh giá chung", "2. Kết quả theo mục tiêu", "3. Diễn biến trong năm"]
    assert [annex.number for annex in document.annexes] == ["I", "II", "III"]


def test_typed_numbers_are_live(document: ReviewDocument) -> None:
    typed = next(block for block in document.body if isinstance(block, Paragraph))
    assert "".join(run.text for run in typed.runs) == (
        "Năm 2025 các cơ quan đã xây mới 12.480 căn nhà, sửa chữa gần 5.310 căn; riêng Huế xây 1.114 căn."
    )
    assert [run.text for run in typed.runs if run.ref] == ["12.480", "gần 5.310", "1.114"]


def test_every_number_of_the_text_has_its_line_in_the_annex(document: ReviewDocument) -> None:
    lines = passport_lines(document)
    mentioned = {entry.ref for entry in every_entry(document) if entry.ref}
    mentioned |= {
        run.ref for block in document.body if isinstance(block, Paragraph) for run in block.runs if run.ref
    }
    assert mentioned <= set(lines)
    assert sorted(lines) == list(range(1, len(document.passports) + 1))
    assert [lines[at][-1] for at in sorted(lines)] == list(document.passports)
    for entry in every_entry(document):
        if entry.ref:
            assert lines[entry.ref][3] == entry.text


def test_a_line_of_the_annex_says_what_the_number_means(document: ReviewDocument) -> None:
    line = next(line for line in passport_lines(document).values() if line[-1] == "plc-3")
    assert line[1:] == ["HOU-01 v2", "Huế", "1.114", "412/480", "Q2", "plc-3"]
    questions = next(block for block in document.annexes[1].blocks if isinstance(block, Table))
    asked = [entry.text for entry in questions.rows[1].entries]
    assert asked == [
        "Q2",
        "tỉnh",
        "2025 (từ 15/12/2024 đến 14/12/2025); Lịch báo cáo nhà nước",
        "01/07/2025",
        "toàn chương trình",
        "đã báo cáo",
        "77",
    ]
    rules = [block for block in document.annexes[0].blocks if isinstance(block, Paragraph)]
    said = ["".join(run.text for run in rule.runs) for rule in rules]
    assert any("HOU-01, phiên bản 2." in text and "Cộng lại." in text for text in said)


def test_results_stand_beside_target_and_last_year(document: ReviewDocument) -> None:
    first = tables(document)[0]
    assert [column.head for column in first.columns] == [
        "TT",
        "Chỉ tiêu",
        "ĐVT",
        "Kế hoạch",
        "Thực hiện",
        "% kế hoạch",
        "Kỳ trước (2024)",
        "Tăng, giảm",
        "Tra cứu",
    ]
    assert [entry.text for entry in first.rows[0].entries][3:8] == [
        "12.000",
        "12.480",
        "104",
        "11.232",
        "+11,1%",
    ]
    points = tables(document)[1].rows[0].entries[7].text
    assert points == "+9,3 điểm"


def test_the_kinds_of_no_number_look_different(document: ReviewDocument) -> None:
    by_place = next(table for table in tables(document) if "theo tỉnh" in table.caption)
    repaired = {row.entries[0].text: row.entries[2] for row in by_place.rows}
    marks = [repaired[name].text for name in PROVINCES]
    assert marks[:5] == ["…", "1.240–1.310", "–", "•", "×"]
    assert [repaired[name].missing for name in PROVINCES] == [True, False, False, False, False, False]


def test_places_stand_in_vietnamese_order(document: ReviewDocument) -> None:
    by_place = next(table for table in tables(document) if "theo tỉnh" in table.caption)
    assert [row.entries[0].text for row in by_place.rows] == [
        "Toàn chương trình",
        "An Giang",
        "Ất Tỵ",
        "Đắk Lắk",
        "Đồng Nai",
        "Huế",
        "Ủy Sơn",
    ]


def test_an_indicator_without_any_report_is_named_and_not_tabled(document: ReviewDocument) -> None:
    notes = [block for block in document.body if isinstance(block, Paragraph) and block.style == "note"]
    said = ["".join(run.text for run in note.runs) for note in notes]
    assert "Chưa có báo cáo nào về: Lượt người được khám bệnh miễn phí." in said


def test_pictures_are_vectors_with_words_for_those_who_do_not_see_them(document: ReviewDocument) -> None:
    pictures = [block for block in document.body if isinstance(block, Picture)]
    assert len(pictures) >= 4
    for picture in pictures:
        assert picture.svg.startswith("<svg")
        assert "<image" not in picture.svg
        assert len(picture.alt) > 40
        assert picture.notes[-1].startswith("Số liệu của hình: ")


def test_what_nobody_wrote_is_said_to_be_missing(document: ReviewDocument) -> None:
    last = [block for block in document.body if isinstance(block, Paragraph)][-1]
    assert last.runs[0].text == "(Chưa có nội dung.)"


def test_changed_figures_change_every_number() -> None:
    before, given = compose(material()), material()
    total = country("new", "2025", factor=2)
    by_place = next(asked for asked, _ in given.spoken.values() if asked.answer.id == "plc")
    after = compose(material(now=total, spoken=spoken(total, by_place)))
    old, new = passport_lines(before), passport_lines(after)
    assert old[1][3] == "12.480"
    assert new[1][3] == "24.960"
    assert any(
        run.text == "24.960" for block in after.body if isinstance(block, Paragraph) for run in block.runs
    )
    assert tables(after)[0].rows[0].entries[4].text == "24.960"
    assert "12.480" not in str(after.body)


def test_it_speaks_english() -> None:
    document = compose(material(language="en"))
    assert document.headings[0].text == "I. RESULTS"
    assert tables(document)[0].rows[0].entries[4].text == "12,480"
    assert document.period == "2025 (15 December 2024 to 14 December 2025)"


def test_without_anything_to_tell_a_section_goes() -> None:
    empty = material(Layout.PLAIN, by_place=None, by_agency=None, trends=(), before=None)
    headings = [heading.text for heading in compose(empty).headings if heading.level == 2]
    assert headings == ["1. Đánh giá chung", "2. Kết quả theo mục tiêu", "1. Hạn chế", "2. Nguyên nhân"]


def test_without_targets_nothing_is_compared_with_them() -> None:
    told = tables(compose(material(targets={}, before=None)))[0]
    assert [column.head for column in told.columns] == ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện", "Tra cứu"]


def test_one_step_makes_no_trend() -> None:
    given = material()
    short = replace(given.trends[0], labels=given.trends[0].labels[:1])
    assert not any(
        heading.text.endswith("Diễn biến trong năm")
        for heading in compose(material(trends=(short,))).headings
    )


def test_a_unit_is_not_said_twice() -> None:
    assert replace(material().subjects[0], title="Tỷ lệ, %", unit="%").named == "Tỷ lệ, %"


def test_the_annex_names_the_document_it_belongs_to() -> None:
    assert compose(material()).enclosed == "(Kèm theo Báo cáo số:      /BC-BCĐ)"
    assert LETTERHEAD.number in "Số:      /BC-BCĐ"
    assert compose(material(typed={Finding.RESULT: TYPED[Finding.RESULT]})).body


def test_a_number_in_words_begins_a_sentence_with_a_capital() -> None:
    assert _begins("") and _begins("It rained. ") and _begins("“It rained.” ")
    assert not _begins("They gave ") and not _begins("in 3.") and not _begins("năm 2025, ")


def test_the_time_of_the_figures_is_written_as_a_date_is() -> None:
    assert re.search(
        r"at \d\d:\d\d on \d{1,2} [A-Z][a-z]+ \d{4}\.", compose(material(language="en")).about[0]
    )
    assert re.search(r"lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}\.", compose(material()).about[0])


def lower(code: str) -> dict[str, object]:
    """The subjects, one of which is the better the lower it is."""
    made = material()
    return {
        "subjects": tuple(replace(one, good="lower") if one.code == code else one for one in made.subjects)
    }


def chart(document: ReviewDocument) -> Picture:
    return next(block for block in document.body if isinstance(block, Picture))


def test_an_upper_limit_that_was_missed_is_no_success() -> None:
    targets = {"HOU-01": Decimal(12000), "HOU-02": Decimal(6000), "WRK-01": Decimal(1300)}
    missed = compose(material(targets=targets, **lower("HOU-01")))
    assert tables(missed)[0].rows[0].entries[5].text == "không đạt"
    assert "mức trần" in tables(missed)[0].notes[0]
    assert "Nhà xây mới" not in chart(missed).alt
    assert "mức trần 12.000, không đạt" in chart(missed).notes[0]
    met = compose(material(targets=targets, **lower("HOU-02")))
    assert tables(met)[0].rows[1].entries[5].text == "đạt"
    unsure = compose(material(targets=targets, **lower("WRK-01")))
    assert tables(unsure)[0].rows[2].entries[5].text == "–"


def test_one_bar_far_out_does_not_hide_the_others() -> None:
    drawn = chart(compose(material(targets={"HOU-01": Decimal(100), "HOU-02": Decimal(6000)})))
    assert "» 12.480%" in drawn.svg and "Cột dừng ở 200%" in drawn.notes[0]
    assert "10.000" not in drawn.svg  # no axis that long


def test_a_chart_names_its_bars_in_full_and_cites_only_these() -> None:
    made = material(targets={"HOU-01": Decimal(12000), "HOU-02": Decimal(6000)})
    long = "Tỷ lệ kiến nghị tại các buổi đối thoại được trả lời bằng văn bản đúng hạn"
    made = replace(
        made,
        subjects=tuple(replace(one, title=long) if one.code == "HOU-01" else one for one in made.subjects),
    )
    document = compose(made)
    assert "…" not in chart(document).svg and "đúng hạn" in chart(document).svg
    drawn = {row.entries[4].ref for row in tables(document)[0].rows[:2]}
    assert chart(document).notes == (f"Số liệu của hình: tra cứu {refs_text(list(drawn))}.",)


def test_no_change_is_computed_across_a_break_in_series() -> None:
    made = replace(material(language="en"), breaks={"HOU-01": dt.date(2025, 7, 1)})
    document = compose(made)
    first = tables(document)[0]
    assert [row.entries[7].text for row in first.rows[:2]] == ["–", "+11.1%"]
    assert [note for note in first.notes if "not comparable" in note] == [
        f"{made.subjects[0].title}: series not comparable before and after 1 July 2025."
    ]
    trends = [one for one in document.body if isinstance(one, Picture) and "by month" in one.caption]
    assert "not comparable" in trends[0].notes[0] and "not comparable" not in str(trends[1].notes)


@pytest.mark.parametrize(
    ("day", "broken"),
    [("2024-01-01", False), ("2024-07-01", True), ("2025-07-01", True), ("2026-01-01", False)],
)
def test_a_break_lies_between_the_periods_or_within_one(day: str, broken: bool) -> None:
    old = Period("2024", "year", dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    new = Period("2025", "year", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert bool(break_between({"breaks": [{"day": day}]}, old, new)) is broken
