"""Traps of real XLSForms: each of these was met in a form that somebody else wrote."""

import io

import pytest
from openpyxl import Workbook

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Checked, check_form, read_form
from kheo.plan.forms.rules.book import UNPACKED, read_book
from kheo.plan.forms.rules.types import type_of
from tests.forms import CHOICES, QUESTIONS, SURVEY, form, workbook


def md(*questions: str, columns: str = "type | name | label", more: str = "") -> bytes:
    lines = "".join(f"| | {question} |\n" for question in questions)
    return f"| survey |\n| | {columns} |\n{lines}{more}".encode()


def settings(*pairs: tuple[str, str]) -> str:
    names, values = zip(*pairs, strict=True)
    return f"| settings |\n| | {' | '.join(names)} |\n| | {' | '.join(values)} |\n"


def read(content: bytes, name: str = "a.md") -> Checked:
    checked = check_form(content, name)
    assert checked.reading is not None, checked.findings
    return checked


def test_a_persons_form_is_called_what_it_calls_itself() -> None:
    content = md("integer | n | N", more=settings(("form_id", "water-2026")))
    checked = read(content, "Bản sửa lần 3 (cuối).md")
    assert checked.code == "water-2026"
    assert checked.reading and 'id="water-2026"' in checked.reading.xform


def test_a_form_that_does_not_say_is_called_like_its_file() -> None:
    checked = read(md("integer | n | N"), "Bản sửa lần 3 (cuối).md")
    assert checked.code == "ban_sua_lan_3_cuoi"
    assert checked.reading and 'id="ban_sua_lan_3_cuoi"' in checked.reading.xform


def test_a_code_that_no_address_can_hold_is_spelt_otherwise() -> None:
    assert read(md("integer | n | N", more=settings(("form_id", "Mẫu 05/BC")))).code == "mau_05_bc"
    assert read(md("integer | n | N"), "表.md").code == "form"


def test_a_pack_s_form_is_called_like_its_file_and_nothing_else() -> None:
    with pytest.raises(Refused) as refused:
        read_form(md("integer | n | N", more=settings(("form_id", "other"))), "a.md")
    assert refused.value.code == "plan.form_id"
    assert 'id="a"' in read_form(md("integer | n | N"), "a.md").xform


def test_a_form_without_a_title_shows_its_code_and_not_a_word_of_the_machine() -> None:
    reading = read(md("integer | n | N"), "wells.md").reading
    assert reading
    assert reading.title == {"und": "wells"}
    assert "<h:title>wells</h:title>" in reading.xform


def test_settings_may_name_the_root_otherwise_and_answers_still_stand_in_data() -> None:
    reading = read(md("integer | n | N", more=settings(("name", "my_root"), ("form_id", "f")))).reading
    assert reading
    assert "<data " in reading.xform


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("English", "en"), ("english", "en"), ("English (en)", "en"), ("Tiếng Việt", "vi"), ("Vietnamese", "vi"),
        ("tieng viet", "vi"), ("Français", "fr"), ("Nepali", "ne"), ("vi", "vi"), ("Klingon", "Klingon"),
    ],
)  # fmt: skip
def test_a_language_may_be_called_by_its_name(heading: str, code: str) -> None:
    reading = read(md("integer | n | N", columns=f"type | name | label::{heading}")).reading
    assert reading
    assert reading.fields[0].label == {code: "N"}


def test_a_default_language_by_its_name_covers_bare_labels() -> None:
    content = md("integer | n | Number", more=settings(("default_language", "English")))
    reading = read(content).reading
    assert reading
    assert reading.fields[0].label == {"en": "Number"}


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("gps", "geopoint"), ("location", "geopoint"), ("photo", "image"), ("int", "integer"),
        ("string", "text"), ("trigger", "acknowledge"), ("acknowledge", "acknowledge"), ("barcode", "barcode"),
        ("geotrace", "geotrace"), ("dateTime", "dateTime"), ("time", "time"), ("file", "file"), ("hidden", "hidden"),
        ("imei", "deviceid"), ("uri:phonenumber", "phonenumber"), ("sim id", "simserial"),
    ],
)  # fmt: skip
def test_every_name_of_a_type_is_one_type(asked: str, kind: str) -> None:
    reading = read(md(f"{asked} | n | N")).reading
    assert reading
    assert [one.type for one in reading.outline] == [kind]


def test_a_type_by_its_bind_is_what_it_tells() -> None:
    """A text whose bind lets the phone fill in its owner's name is no text."""
    bind = {"jr:preload": "property", "jr:preloadParams": "uri:username"}
    assert type_of({"type": "text", "bind": bind}) == "username"


def test_range_and_rank_are_read() -> None:
    more = "| choices |\n| | list_name | name | label |\n| | l | a | A |\n| | l | b | B |\n"
    content = md(
        "range | scale | Scale | start=1 end=5 step=1",
        "rank l | order | Order | ",
        columns="type | name | label | parameters",
        more=more,
    )
    reading = read(content).reading
    assert reading
    assert [(one.type, len(one.choices)) for one in reading.fields] == [("range", 0), ("rank", 2)]


def test_what_a_phone_notes_of_itself_may_bear_its_usual_name() -> None:
    """ "start" is a word of figures; but nobody asks figures when filling in began."""
    checked = read(
        md("start | start | ", "end | end | ", "today | today | ", "audit | audit | ", "integer | n | N")
    )
    assert checked.reading
    assert [one.name for one in checked.reading.fields] == ["n"]
    assert checked.errors == ()


def test_the_day_of_filling_in_may_be_the_last_day() -> None:
    content = md(
        "today | today | | end",
        "integer | n | N | ",
        columns="type | name | label | bind::kheo:role",
        more=settings(("namespaces", 'kheo="https://kheo.org/xforms"')),
    )
    checked = read(content)
    assert checked.reading
    assert [(one.name, one.role) for one in checked.reading.fields] == [("today", "end"), ("n", "")]
    assert checked.errors == ()


def test_a_select_from_a_file_names_it() -> None:
    content = md(
        "select_one_from_file kheo-places.csv | p | P | place",
        columns="type | name | label | bind::kheo:role",
        more=settings(("namespaces", 'kheo="https://kheo.org/xforms"')),
    )
    checked = read(content)
    assert checked.reading
    (field,) = checked.reading.fields
    assert (field.type, field.file, field.role) == ("select_one_from_file", "kheo-places.csv", "place")
    assert checked.errors == ()


def test_groups_and_notes_stand_in_the_outline_and_are_no_fields() -> None:
    reading = read(
        md("begin_group | g | Group", "note | hello | Hello", "integer | n | N", "end_group | | ")
    ).reading
    assert reading
    assert [(one.name, one.type, one.groups) for one in reading.outline] == [
        ("g", "group", ()), ("hello", "note", ("g",)), ("n", "integer", ("g",)),
    ]  # fmt: skip
    assert [one.name for one in reading.fields] == ["n"]


def test_an_old_workbook_without_decorations_is_read_quietly() -> None:
    """openpyxl warns of extensions that it does not draw; a form is no worse for them."""
    checked = read(form(), "works.xlsx")
    assert checked.errors == ()


def test_a_sheet_by_another_name_is_the_survey_when_it_is_the_only_one() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Mẫu"
    for row in (["type", "name", "label"], ["integer", "value", "Value"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    (found,) = check_form(out.getvalue(), "a.xlsx").errors
    assert (found.spot.sheet, found.spot.row) == ("Mẫu", 2)


def test_a_mark_at_the_head_of_a_text_is_no_part_of_it() -> None:
    csv = b'\xef\xbb\xbf"survey",,,\n,"type","name","label"\n,"integer","n","N"\n'
    reading = read(csv, "a.csv").reading
    assert reading
    assert reading.fields[0].name == "n"


def test_a_table_that_is_no_form_says_so() -> None:
    (found,) = check_form(b"name_key,name,label\nx,a,A\ny,b,B\n", "fruits.csv").errors
    assert found.refused.code == "plan.form_without_survey"


def test_a_workbook_that_unpacks_to_too_much_is_not_opened() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * (UNPACKED + 1))
    with pytest.raises(Refused) as refused:
        read_book(out.getvalue(), "a.xlsx")
    assert refused.value.code == "plan.form_too_large"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"\x00\xff"]
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.md"])
def test_junk_is_refused_with_a_sentence(content: bytes, name: str) -> None:
    checked = check_form(content, name)
    assert checked.reading is None
    assert len(checked.errors) == 1


def test_two_sheets_of_settings_rows_leave_the_first() -> None:
    sheets = {
        "survey": [SURVEY, *QUESTIONS],
        "choices": CHOICES,
        "settings": [["form_id", "namespaces"], ["first", 'kheo="https://kheo.org/xforms"'], ["second", ""]],
    }
    assert read(workbook(sheets), "x.xlsx").code == "first"
