"""Reviews over a real ledger: loading, editing, and the numbers of the document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kheo.commands.main import main
from kheo.consolidate.editions.actions import freeze
from kheo.facts.columns import actions as columns
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Objective, Programme, Target
from kheo.review.reviews.actions import load_review, write_section
from kheo.review.reviews.models import Review
from kheo.review.reviews.queries import review_document, review_named
from kheo.review.reviews.rules.document import Paragraph, ReviewDocument, Table
from kheo.web.refusals import sentence
from tests.ledger_build import NOW, Ground, break_series, define, ground, post  # noqa: F401  (ground is a fixture)

pytestmark = pytest.mark.django_db

PLAIN: dict[str, Any] = {
    "name": "yearly",
    "title": {"vi": "Tổng kết năm 2025", "en": "Review of 2025"},
    "period": "2025",
    "compared_with": "2024",
    "boundaries": "2025-07-01",
    "letterhead": {
        "body": {"vi": "Ban Chỉ đạo", "en": "Committee"},
        "symbol": "BC-BCĐ",
        "place": {"vi": "Hà Nội"},
    },
    "sections": {
        "vi": {
            "result": ["Giúp {PEOPLE} người; xã b cũ: {PEOPLE|commune=b|boundaries=2025-06-30}."],
            "cause": [
                "Năm trước {PEOPLE|period=2024}; tỉnh p: {PEOPLE|province=p}; mặt trận: {PEOPLE|agency=front}."
            ],
        },
        "en": {"result": ["{PEOPLE} people were helped."]},
    },
}


@pytest.fixture
def told(ground: Ground) -> Ground:  # noqa: F811
    ground.programme.partners.set(ground.agencies.values())
    Objective.objects.create(
        programme=ground.programme, code="help", rank=1, title={"vi": "Giúp dân", "en": "Help"}
    )
    ground.programme.indicators.update(objective=Objective.objects.get())
    Target.objects.create(programme=ground.programme, indicator_code="PEOPLE", period="2025", value=2000)
    rows = [
        {"place": "a", "people": 1000, "day": "2025-02-01"},
        {"place": "b", "people": 234, "day": "2025-03-01", "agency": "front"},
        {"place": "c", "people": 500, "day": "2024-05-01"},
    ]
    post(ground, rows)
    columns.refresh()
    return ground


def load(programme: Programme, **changes: Any) -> Any:
    return load_review(programme=programme, plain=PLAIN | changes, by="kheo", now=NOW)


def rendered(language: str = "vi") -> ReviewDocument:
    return review_document("yearly", language=language, now=NOW)


def typed(document: ReviewDocument) -> list[str]:
    blocks = [block for block in document.body if isinstance(block, Paragraph) and block.style == "body"]
    return ["".join(run.text for run in block.runs) for block in blocks]


def rows_of(document: ReviewDocument, caption: str) -> list[list[str]]:
    table = next(block for block in document.body if isinstance(block, Table) and caption in block.caption)
    return [[entry.text for entry in row.entries] for row in table.rows]


# --- loading and editing ---


def test_loading_twice_changes_nothing_and_leaves_one_trace(told: Ground) -> None:
    assert load(told.programme).created == 1
    again = load(told.programme)
    assert (again.unchanged, again.changed) == (1, 0)
    assert AuditRow.objects.filter(act="review.loaded").count() == 1


def test_an_editors_words_stay_until_the_pack_says_something_else(told: Ground) -> None:
    load(told.programme)
    write_section(name="yearly", language="vi", finding="result", paragraphs=["Sửa."], by="lan", now=NOW)
    assert load(told.programme).unchanged == 1
    assert review_named("yearly").sections["vi"]["result"] == ["Sửa."]
    load(told.programme, period="2024")
    assert review_named("yearly").sections["vi"]["result"] == ["Sửa."]
    load(told.programme, sections={"vi": {"result": ["Gói mới."]}})
    assert review_named("yearly").sections["vi"]["result"] == ["Gói mới."]
    row = AuditRow.objects.get(act="review.written")
    assert (row.actor, row.label, row.detail["paragraphs"]) == ("lan", "yearly", ["Sửa."])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sections": {"vi": {"result": ["{NOPE}"]}}}, "review.unknown_indicator"),
        ({"sections": {"vi": {"result": ["{PEOPLE|planet=x}"]}}}, "review.unknown_breakdown"),
        ({"map": {"colour": "NOPE"}}, "review.no_such_indicator"),
        ({"tables": {"place": ["PEOPLE", "NOPE"]}}, "review.no_such_indicator"),
        ({"period": "2025-13"}, "periods.bad_label"),
        ({"edition": "never"}, "edition.none_frozen"),
    ],
)
def test_it_refuses_what_the_programme_does_not_have(
    told: Ground, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        load(told.programme, **changes)
    assert caught.value.code == code
    assert not Review.objects.exists()


def test_an_editor_is_refused_as_a_pack_is(told: Ground) -> None:
    load(told.programme)
    with pytest.raises(Refused) as caught:
        write_section(name="yearly", language="vi", finding="opinion", paragraphs=[], by="lan", now=NOW)
    assert caught.value.code == "review.unknown_finding"
    with pytest.raises(Refused) as caught:
        write_section(name="yearly", language="vi", finding="cause", paragraphs=["{NOPE}"], by="lan", now=NOW)
    assert "“cause”, đoạn 1" in sentence(caught.value)


def test_a_name_belongs_to_one_programme(told: Ground) -> None:
    load(told.programme)
    other = Programme.objects.create(
        code="other",
        pack=told.programme.pack,
        calendar=told.programme.calendar,
        valid_from=dt.date(2024, 1, 1),
    )
    with pytest.raises(Refused) as caught:
        load(other, sections={})
    assert caught.value.code == "review.other_programme"


# --- the document ---


def test_every_number_comes_from_the_ledger(told: Ground) -> None:
    load(told.programme)
    document = rendered()
    assert typed(document)[0] == "Giúp 1.234 người; xã b cũ: 234."
    assert typed(document)[2] == "Năm trước 500; tỉnh p: 1.234; mặt trận: 234."
    assert rows_of(document, "Giúp dân")[0][3:8] == ["2.000", "1.234", "61,7", "500", "+146,8%"]
    assert rows_of(document, "theo cơ quan")[0][1] == "1.234"
    by_agency = {row[0]: row[1] for row in rows_of(document, "theo cơ quan")}
    assert by_agency == {"Toàn chương trình": "1.234", "ARMY": "1.000", "FRONT": "234"}


def test_change_a_fact_and_every_number_follows(told: Ground) -> None:
    load(told.programme)
    before = rendered()
    post(told, [{"place": "b", "people": 1766, "day": "2025-03-01", "agency": "front"}], replaces=[1])
    columns.refresh()
    after = rendered()
    assert typed(after)[0] == "Giúp 2.766 người; xã b cũ: 1.766."
    assert rows_of(after, "Giúp dân")[0][4:6] == ["2.766", "138,3"]
    assert {row[0]: row[1] for row in rows_of(after, "theo cơ quan")}["FRONT"] == "1.766"
    assert "1.234" not in str(after)
    assert not set(before.passports) & set(after.passports)


def test_a_range_keeps_both_ends_in_text_and_table(told: Ground) -> None:
    load(told.programme, sections={"vi": {"result": ["Xã c: {PEOPLE|commune=c}, xã d: {PEOPLE|commune=d}."]}})
    assert typed(rendered())[0] == "Xã c: từ 234 đến 1.234, xã d: từ 0 đến 1.000."


def test_every_passport_of_the_annex_opens_and_comes_out_the_same(told: Ground) -> None:
    from kheo.consolidate.figures.queries import passport, recompute

    load(told.programme)
    document = rendered()
    assert len(document.passports) >= 6
    for number in document.passports:
        assert recompute(number).same
        assert passport(number).cell.indicator == "PEOPLE"


def test_an_edition_holds_a_reviews_numbers_still(told: Ground) -> None:
    freeze(name="e1", programme="test", period="2025", by="kheo", now=NOW)
    load(told.programme, edition="e1")
    post(told, [{"place": "b", "people": 1766, "agency": "front"}], replaces=[1])
    columns.refresh()
    document = rendered()
    assert typed(document)[0] == "Giúp 1.234 người; xã b cũ: 234."
    assert "Theo ấn bản số liệu e1." in document.about


def test_a_language_without_text_borrows_the_other(told: Ground) -> None:
    load(told.programme)
    document = rendered("en")
    assert typed(document)[0] == "1,234 people were helped."
    assert typed(document)[2].startswith("Năm trước 500")
    assert document.title == "Review of 2025"


def test_an_indicator_that_nobody_reported_is_said_to_be_missing(told: Ground) -> None:
    define(told, "LATER", [{"sum": "value"}])
    load(told.programme, period="2023", compared_with="", sections={"vi": {"result": ["Có {LATER}."]}})
    assert typed(rendered())[0] == "Có (chưa có báo cáo)."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{PEOPLE|province=Atlantis}", "“Atlantis”"),
        ("{PEOPLE|agency=nobody}", "“nobody”"),
        ("{PEOPLE|grade=certain}", "“certain”"),
        ("{PEOPLE|boundaries=soon}", "“soon”"),
        ("{PEOPLE|period=2025-13}", "2025-13"),
    ],
)
def test_a_number_that_cannot_be_told_names_its_paragraph(told: Ground, text: str, said: str) -> None:
    load(told.programme, sections={"vi": {"lesson": ["Một.", text]}})
    with pytest.raises(Refused) as caught:
        rendered()
    assert caught.value.code == "review.in_section"
    assert caught.value.particulars["section"] == "lesson"
    assert caught.value.particulars["paragraph"] == 2
    assert said in sentence(caught.value)


# --- the commands ---


def test_the_command_writes_the_document(
    told: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(told.programme)
    for ending, head in (("pdf", b"%PDF-1.7"), ("docx", b"PK")):
        path = tmp_path / f"out.{ending}"
        assert (
            main(
                ["review", "render", "yearly", "--format", ending, "--layout", "party", "--output", str(path)]
            )
            == 0
        )
        assert path.read_bytes().startswith(head)
        assert str(path) in capsys.readouterr().out
    assert main(["review", "list"]) == 0
    assert "yearly" in capsys.readouterr().out


def test_the_command_refuses_in_one_sentence(
    told: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    load(told.programme)
    assert main(["review", "render", "nope", "--format", "pdf"]) == 1
    assert capsys.readouterr().err.strip() == "There is no review “nope”. There are: yearly."
    missing = str(tmp_path / "no" / "folder.pdf")
    assert main(["review", "render", "yearly", "--format", "pdf", "--output", missing]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["review", "render", "yearly", "--format", "odt"]) == 2


def test_a_review_names_where_a_series_breaks(told: Ground) -> None:
    break_series("PEOPLE", "2025-07-01")
    load(told.programme)
    document = rendered("en")
    table = next(block for block in document.body if isinstance(block, Table))
    assert "–" in [entry.text for entry in table.rows[0].entries]
    assert any("not comparable before and after 1 July 2025" in note for note in table.notes)
