"""XLSForms as fields."""

import io

import pytest
from openpyxl import Workbook

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import BUILT_IN, Choice, Field, check_fields, read_form
from tests.packs import TINY

HOUSES = (TINY / "forms" / "houses.md").read_bytes()


def md(*questions: str, columns: str = "type | name | label", more: str = "") -> bytes:
    lines = "".join(f"| | {question} |\n" for question in questions)
    return f"| survey |\n| | {columns} |\n{lines}{more}".encode()


def test_it_reads_fields_in_both_languages() -> None:
    reading = read_form(HOUSES, "houses.md")
    by_name = {field.name: field for field in reading.fields}
    assert reading.title == {"vi": "Nhà ở", "en": "Houses"}
    assert list(by_name) == ["reporting_unit", "locality", "last_day", "funding", "built", "planned"]
    assert by_name["reporting_unit"].role == "unit"
    assert by_name["reporting_unit"].required
    assert by_name["funding"].choices == (
        Choice("budget", {"vi": "Ngân sách", "en": "Budget"}),
        Choice("donation", {"vi": "Xã hội hóa", "en": "Donations"}),
    )
    built = by_name["built"]
    assert (built.type, built.constraint) == ("integer", ". >= 0")
    assert built.constraint_message["vi"] == "Không được là số âm"
    assert "<h:html" in reading.xform


def test_a_field_survives_being_stored() -> None:
    for field in read_form(HOUSES, "houses.md").fields:
        assert Field.from_json(field.as_json()) == field


def test_it_reads_a_workbook_and_a_csv() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (["type", "name", "label"], ["integer", "households", "Households"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    csv = b'"survey",,,\n,"type","name","label"\n,"integer","households","Households"\n'
    for content, name in ((out.getvalue(), "a.xlsx"), (csv, "a.csv")):
        (field,) = read_form(content, name).fields
        assert (field.name, field.type) == ("households", "integer")


def test_it_keeps_groups_repeats_and_calculations() -> None:
    reading = read_form(
        md(
            "begin_group | g | Group |",
            "begin_repeat | r | Repeat |",
            "decimal | km | km |",
            "end_repeat | | |",
            "end_group | | |",
            "note | n | Only shown |",
            "calculate | twice | | ${total} * 2",
            "integer | total | Total |",
            columns="type | name | label | calculation",
        ),
        "a.md",
    )
    km, twice, _total = reading.fields
    assert (km.groups, km.repeat) == (("g", "r"), "r")
    assert (twice.type, twice.calculation) == ("calculate", "${total} * 2")
    assert ("n", "Only shown") in reading.texts


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"junk", "a.xlsx", "plan.form_not_read"),
        (b"", "a.md", "plan.form_not_read"),
        (md("txet | a | A"), "a.md", "plan.form_not_read"),
        (md("text | a | A", "text | a | A"), "a.md", "plan.form_not_read"),
        (md("select_one nothing | a | A"), "a.md", "plan.form_not_read"),
        (md("text | a | A"), "a.docx", "plan.form_suffix"),
        (md("text | a | A", more="| settings |\n| | form_id |\n| | other |\n"), "a.md", "plan.form_id"),
        (md("text | a | A | ", columns="type | name | label::vi | label::en"), "a.md", None),
        (
            md("text | a | A | B", "text | b | A | ", columns="type | name | label::vi | label::en"),
            "a.md",
            "plan.form_language",
        ),
    ],
)
def test_it_refuses_what_is_no_form(content: bytes, name: str, code: str | None) -> None:
    if code is None:
        assert read_form(content, name).fields
        return
    with pytest.raises(Refused) as refused:
        read_form(content, name)
    assert refused.value.code == code


def test_it_names_the_row_that_pyxform_names() -> None:
    with pytest.raises(Refused) as refused:
        read_form(md("text | a | A", "text | a | A"), "a.md")
    assert "row : 3" in refused.value.particulars["reason"]


@pytest.mark.parametrize("name", ["unit", "place", "value", "quarter", "Value", "joint", "start", "and"])
def test_a_field_may_not_take_a_word_that_figures_use(name: str) -> None:
    assert name.lower() in BUILT_IN
    assert [refused.code for refused in check_fields([Field(name, "text", {})])] == ["plan.field_is_built_in"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([], "plan.form_without_fields"),
        ([Field("a", "text", {}), Field("A", "text", {})], "plan.field_named_twice"),
        ([Field("a-b", "text", {})], "plan.field_name"),
        ([Field("a", "text", {}, role="boss")], "plan.no_such_role"),
        ([Field("a", "text", {}, role="end")], "plan.role_needs_date"),
        ([Field("a", "integer", {}, role="place")], "plan.role_needs_text"),
        ([Field("a", "date", {}, role="end"), Field("b", "date", {}, role="end")], "plan.role_given_twice"),
        ([Field("a", "select_one", {}, (Choice("x", {}), Choice("x", {})))], "plan.choice_named_twice"),
    ],
)
def test_it_says_what_is_wrong_with_names_and_roles(fields: list[Field], code: str) -> None:
    assert [refused.code for refused in check_fields(fields)] == [code]


def test_work_may_have_several_partners() -> None:
    assert (
        check_fields([Field("a", "text", {}, role="partner"), Field("b", "text", {}, role="partner")]) == []
    )
