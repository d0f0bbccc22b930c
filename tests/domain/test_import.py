"""A file becomes a submission and records: what is kept, what is refused, and how both are told."""

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kheo.capture.submissions import queries
from kheo.capture.submissions.models import Record, Submission
from kheo.ground.audit.models import AuditRow
from kheo.ground.files import files_folder
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from tests import sent

pytestmark = pytest.mark.django_db
GOOD = ("00007", "Army", "2025-08-01", "house", "12")


@pytest.fixture(autouse=True)
def ground() -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()


def test_it_keeps_the_bytes_and_points_each_record_to_its_line(tmp_path: Path) -> None:
    result = sent.send(tmp_path, sent.table([GOOD, ("00007", "Army", "2/8/2025", "Làm đường", "1.299")]))
    submission = Submission.objects.get()
    assert queries.bytes_of(submission).read_bytes() == (tmp_path / "work.csv").read_bytes()
    assert (submission.filename, submission.sender, submission.received_at) == (
        "work.csv",
        "tester",
        sent.NOW,
    )
    assert (result.read, result.recorded, result.refused, result.refusals_path) == (2, 2, 0, None)
    first, second = Record.objects.order_by("line")
    assert [first.line, second.line] == [2, 3]
    assert first.values == {
        "commune": "00007", "carried_by": "Army", "ended": "2025-08-01", "work": "house", "households": 12
    }  # fmt: skip
    assert (second.values["work"], second.values["households"]) == ("road", 1299)
    assert first.place is not None and first.agency is not None
    assert (first.place.ref, first.agency.ref, first.day) == ("b", "army", dt.date(2025, 8, 1))
    assert AuditRow.objects.filter(act="submission.received").count() == 1


def test_a_bad_line_is_told_with_all_its_reasons_and_the_good_ones_stay(tmp_path: Path) -> None:
    bad = ("99999", "", "1/1/2026", "hose", "-3")
    result = sent.send(tmp_path, sent.table([GOOD, bad]))
    assert (result.recorded, result.refused) == (1, 1)
    [line] = sent.refused(result)
    assert line["kheo:line"] == "3"
    assert [line[name] for name in sent.HEADER] == list(bad)
    reasons = line["kheo:reasons"]
    assert "carried_by: this must be filled in" in reasons
    assert "ended = “1/1/2026”: not allowed: The day has not come yet" in reasons
    assert "work = “hose”: this is none of the choices; did you mean “House built”?" in reasons
    assert "households = “-3”: this does not meet the form's condition: . >= 0" in reasons
    [shown] = queries.refused_lines(result.submission)
    assert (shown.line, shown.cells["work"]) == (3, "hose")


def test_reasons_are_in_the_persons_language(tmp_path: Path) -> None:
    result = sent.send(tmp_path, sent.table([("00007", "Army", "1/1/2026", "house", "1")]), language="vi")
    assert "Ngày chưa tới" in sent.refused(result)[0]["kheo:reasons"]


@pytest.mark.parametrize(("language", "said"), [("en", "shows an error here"), ("vi", "báo lỗi")])
def test_an_error_in_a_cell_is_told_with_line_column_and_value(
    tmp_path: Path, language: str, said: str
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(sent.HEADER)
    book.active.append(GOOD)
    book.active.append([*GOOD[:4], "#REF!"])
    book.active["E3"].data_type = "e"
    book.save(tmp_path / "made.xlsx")
    result = sent.send(tmp_path, (tmp_path / "made.xlsx").read_bytes(), "work.xlsx", language=language)
    assert (result.recorded, result.refused) == (1, 1)
    [line] = sent.refused(result)
    assert (line["kheo:line"], line["households"]) == ("3", "#REF!")
    assert line["kheo:reasons"].startswith("households = “#REF!”: ") and said in line["kheo:reasons"]


def test_qualifiers_and_amounts_without_a_number_are_kept(tmp_path: Path) -> None:
    rows = [
        ("00007", "Army", "2025-08-01", "house", text) for text in ("nearly 12,000", "hundreds", "N/A", "0")
    ]
    sent.send(tmp_path, sent.table(rows))
    approximate, vague, missing, zero = Record.objects.order_by("line")
    assert (approximate.values["households"], approximate.qualifiers) == (12000, {"households": "under"})
    assert "households" not in vague.values and vague.values["households__text"] == "hundreds"
    assert "households" not in missing.values
    assert zero.values["households"] == 0


def test_a_code_means_the_place_of_the_records_day(tmp_path: Path) -> None:
    rows = [("00004", "Army", day, "house", "1") for day in ("2025-06-30", "2025-07-01")]
    sent.send(tmp_path, sent.table(rows))
    assert [record.place.ref for record in Record.objects.order_by("line") if record.place] == [
        "a@old",
        "a@new",
    ]


def test_a_spreadsheet_may_have_dropped_a_codes_zeros(tmp_path: Path) -> None:
    sent.send(tmp_path, sent.table([("7", "Army", "2025-08-01", "house", "1")]))
    assert Record.objects.get().place.ref == "b"  # type: ignore[union-attr]


def test_places_by_name_within_their_day(tmp_path: Path) -> None:
    rows = [
        (name, "Army", "2025-08-01", "house", "1") for name in ("Xã Đại An", "dai an", "Bình Minh", "An Bình")
    ]
    result = sent.send(tmp_path, sent.table(rows), mapping="place: {by: name, level: commune}")
    assert [record.place.ref for record in Record.objects.order_by("line") if record.place] == [
        "a@new", "a@new", "b"
    ]  # fmt: skip
    assert "it existed until 1 July 2025" in sent.refused(result)[0]["kheo:reasons"]


def test_an_unknown_place_is_kept_without_one_where_the_form_lets_it(tmp_path: Path) -> None:
    result = sent.send(tmp_path, sent.table([("88888", *GOOD[1:]), ("", *GOOD[1:])]))
    assert (result.recorded, result.details.unplaced) == (2, 1)
    assert [record.place for record in Record.objects.all()] == [None, None]
    sent.form(sent.FORM.replace("| Commune | |", "| Commune | yes |"), "strict")
    result = sent.send(tmp_path, sent.table([("88888", *GOOD[1:]), ("", *GOOD[1:])]), form="strict")
    assert (result.recorded, result.refused) == (0, 2)


def test_an_unknown_agency_is_refused_or_written_down_as_the_mapping_says(tmp_path: Path) -> None:
    rows = [("00007", name, *GOOD[2:]) for name in ("Hội Phụ nữ", "hội  phụ nữ", "ARMY")]
    assert sent.send(tmp_path, sent.table(rows)).refused == 2
    result = sent.send(tmp_path, sent.table(rows), mapping="agency: {create: true}")
    assert result.details.agencies == ("Hội Phụ nữ",)
    made = Organisation.objects.get(ref="hoi-phu-nu")
    assert (made.title, made.agency) == ({"en": "Hội Phụ nữ"}, None)
    assert set(Record.objects.filter(agency=made).values_list("line", flat=True)) == {2, 3}


def test_a_unit_belongs_to_its_agency(tmp_path: Path) -> None:
    army = Organisation.objects.get(ref="army")
    Organisation.objects.create(
        ref="post-7",
        title={"vi": "Đồn 7"},
        name_plain="don 7",
        search_text="|post-7|don 7|",
        agency=army,
        parent=army,
    )
    sent.agency("women", "Women")
    sent.form(
        sent.FORM.replace(
            "| | text | remark", "| | text | post | Đồn | Post | | | | | | unit |\n| | text | remark"
        )
    )
    header = (*sent.HEADER, "post")
    rows = [(*GOOD, "Đồn 7"), ("00007", "Women", *GOOD[2:], "post-7"), (*GOOD, "Đồn 9")]
    result = sent.send(tmp_path, sent.table(rows, header))
    kept = Record.objects.order_by("line").first()
    assert kept is not None and kept.unit is not None and kept.agency is not None
    assert (kept.unit.ref, kept.agency.ref, result.recorded) == ("post-7", "army", 2)
    assert "post-7 does not belong to the agency women" in sent.refused(result)[0]["kheo:reasons"]


def test_answers_to_questions_that_do_not_arise_are_left_out(tmp_path: Path) -> None:
    header = (*sent.HEADER, "classes")
    rows = [("00007", "Army", "2025-08-01", work, "1", "5") for work in ("class", "road")]
    sent.send(tmp_path, sent.table(rows, header))
    assert [found.get("classes") for found in sent.values()] == [5, None]


def test_a_constraint_may_read_other_answers(tmp_path: Path) -> None:
    header = (*sent.HEADER, "people")
    result = sent.send(tmp_path, sent.table([(*GOOD, "11"), (*GOOD, "12"), (*GOOD, "")], header))
    assert result.recorded == 2
    assert "Fewer people than households" in sent.refused(result)[0]["kheo:reasons"]


def test_calculations_are_computed_here_and_never_taken_from_a_sender(tmp_path: Path) -> None:
    row = "| | calculate | doubled | Hai lần | Doubled | | | | | | |"
    text = sent.FORM.replace("| choices |", f"{row}\n| choices |").replace(
        "| bind::kheo:role |", "| bind::kheo:role | calculation |", 1
    )
    text = text.replace(row, row + " ${households} * 2 |")
    sent.form(text, "doubling")
    sent.send(tmp_path, sent.table([(*GOOD, "99")], (*sent.HEADER, "doubled")), form="doubling")
    assert sent.values()[0]["doubled"] == 24


def test_a_title_merged_headers_and_column_numbers_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Report of households, July 2025"
    sheet.append([])
    sheet.append(["Xã", "Cơ quan", "Kết thúc", "Kind of work", "Results", None])
    sheet.append([None, None, None, None, "Households", "People"])
    sheet.merge_cells("E3:F3")
    sheet.append(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"])
    sheet.append(["00007", "Army", dt.date(2025, 8, 1), "House built", 12, 50])
    sheet.append(["00007", "Army", 45871, "Road mended", "1.299", ""])
    sheet.append(["Total", None, None, None, 1311, 50])
    book.save(tmp_path / "work.xlsx")
    content = (tmp_path / "work.xlsx").read_bytes()
    result = sent.send(tmp_path, content, "work.xlsx", mapping="skip: {Xã: [Total]}")
    assert (result.read, result.recorded) == (2, 2)
    assert [record.line for record in Record.objects.order_by("line")] == [6, 7]
    assert [found.get("people") for found in sent.values()] == [50, None]
    assert [found["ended"] for found in sent.values()] == ["2025-08-01", "2025-08-02"]


def test_a_workbooks_sheet_is_found_or_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["A cover", "that says", "nothing"])
    for name in ("First", "Second"):
        sheet = book.create_sheet(name)
        sheet.append(list(sent.HEADER))
        sheet.append(["00007", "Army", "2025-08-01", "house", len(name)])
    book.save(tmp_path / "work.xlsx")
    content = (tmp_path / "work.xlsx").read_bytes()
    sent.send(tmp_path, content, "work.xlsx")
    assert sent.values()[0]["households"] == 5
    assert sent.send(tmp_path, content, "work.xlsx", sheet="Second").recorded == 1
    with pytest.raises(Refused, match="no_such_sheet"):
        sent.send(tmp_path, content, "work.xlsx", sheet="Third")


def test_parquet_is_read_by_its_columns(tmp_path: Path) -> None:
    columns = dict(
        zip(sent.HEADER, [["00007"], ["Army"], [dt.date(2025, 8, 1)], ["house"], [12]], strict=True)
    )
    pq.write_table(pa.table(columns), tmp_path / "work.parquet")
    result = sent.send(tmp_path, (tmp_path / "work.parquet").read_bytes(), "work.parquet")
    assert (result.recorded, Record.objects.get().line) == (1, 1)


def test_more_cells_than_columns_shift_nothing_silently(tmp_path: Path) -> None:
    text = sent.table([GOOD]) + "00007,Army,2025-08-01,house,1,299\n00007,Army,2025-08-01,house,2,\n"
    result = sent.send(tmp_path, text)
    assert (result.recorded, result.refused) == (2, 1)
    assert "more cells than the header's 5" in sent.refused(result)[0]["kheo:reasons"]


def test_lines_that_break_off_are_told_what_they_lack(tmp_path: Path) -> None:
    result = sent.send(tmp_path, sent.table([GOOD]) + "00007\n00007,Army,2025-08-01,house\n")
    assert (result.recorded, result.refused) == (2, 1)
    assert "work: this must be filled in" in sent.refused(result)[0]["kheo:reasons"]


def test_columns_that_nothing_reads_are_named(tmp_path: Path) -> None:
    rows = [(1, *GOOD, "x")]
    result = sent.send(tmp_path, sent.table(rows, ("No.", *sent.HEADER, "Weather")), mapping="ignore: [No.]")
    assert result.details.unused == ("Weather",)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (("commune", "ended", "work"), "capture.missing_column"),
        (("commune", "carried_bi", "ended", "work"), "capture.missing_column_but"),
        (("a", "b"), "capture.no_header"),
        ((*sent.HEADER, "Commune"), "capture.two_columns"),
        ((*sent.HEADER, "Tôn giáo"), "plan.asks_belief"),
        ((*sent.HEADER, "Ethnic group"), "plan.asks_ethnicity"),
    ],
)
def test_a_header_that_will_not_do_stops_the_file(tmp_path: Path, header: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as caught:
        sent.send(tmp_path, sent.table([["x"] * len(header)], header))
    assert caught.value.code == code
    assert not Submission.objects.exists() and not Record.objects.exists()


def test_a_column_that_the_mapping_names_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="missing_column"):
        sent.send(tmp_path, sent.table([GOOD]), mapping="columns: {remark: Notes}")
    assert (
        sent.send(
            tmp_path, sent.table([GOOD]), mapping="columns: {remark: {column: Notes, default: x}}"
        ).recorded
        == 1
    )


def test_constants_answer_for_every_line(tmp_path: Path) -> None:
    header = ("commune", "work", "households")
    result = sent.send(
        tmp_path,
        sent.table([("00007", "house", 1), ("", "", "")], header),
        mapping="constants: {carried_by: Army, ended: 2025-08-01}",
    )
    assert (result.read, result.recorded) == (1, 1)
    assert Record.objects.get().day == dt.date(2025, 8, 1)


def test_a_form_whose_conditions_cannot_be_checked_is_no_form_for_files(tmp_path: Path) -> None:
    sent.form(sent.FORM.replace(". >= 0", "pulldata('a', 'b', 'c', .) > 0"), "odd")
    with pytest.raises(Refused, match="expression_function"):
        sent.send(tmp_path, sent.table([GOOD]), form="odd")


def test_a_file_or_form_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no_such_form"):
        sent.send(tmp_path, sent.table([GOOD]), form="nothing")
    with pytest.raises(Refused, match="no_such_file"):
        sent.send(tmp_path, sent.table([GOOD]), mapping=tmp_path / "none.yaml")


def test_a_file_that_stops_halfway_leaves_nothing_but_its_bytes(tmp_path: Path) -> None:
    text = (
        sent.table([GOOD, ("", *GOOD[1:]), ("00007", "", *GOOD[2:])])
        + '00007,Army,"never closed\n'
        + "x\n" * 20
    )
    with pytest.raises(Refused, match="quotes"):
        sent.send(tmp_path, text)
    assert not Submission.objects.exists() and not Record.objects.exists()
    assert not list((files_folder().parent / "refused").glob(".*"))


def test_the_values_are_json_that_any_database_reads(tmp_path: Path) -> None:
    rows = [("00007", "Army", "2025-08-01", "house", "1", 'quote " slash \\ tab\there ünï')]
    sent.send(tmp_path, sent.table(rows, (*sent.HEADER, "remark")))
    assert json.loads(json.dumps(sent.values()[0]))["remark"] == 'quote " slash \\ tab here ünï'


def test_a_wrong_cell_is_told_once_and_not_what_follows_from_it(tmp_path: Path) -> None:
    form = sent.FORM.replace(
        "| | date | ended | Kết thúc | Ended | yes | . <= today() |",
        "| | date | ended | Kết thúc | Ended | yes | . >= ${began} and . <= today() |",
    )
    assert form != sent.FORM
    sent.form(form)
    header = (*sent.HEADER, "began")
    # “00004” is the code of two communes, one after the other: which one depends on the day.
    rows = [
        ("00004", "Army", "2025-08-01", "house", "1", "09/13/2025"),
        ("00004", "Army", "09/13/2025", "house", "1", "2025-08-01"),
        ("00004", "Army", "2025-08-01", "house", "1", "2025-08-02"),
    ]
    reasons = [line["kheo:reasons"] for line in sent.refused(sent.send(tmp_path, sent.table(rows, header)))]
    assert [text.count(" | ") for text in reasons[:2]] == [0, 0]
    assert reasons[0].startswith("began = “09/13/2025”") and reasons[1].startswith("ended = “09/13/2025”")
    assert reasons[2].startswith("ended = ")
