"""What is wrong with a form is said with its sheet, row and column."""

from __future__ import annotations

import pytest

from kheo.plan.forms.rules import Finding, check_form
from kheo.plan.forms.states import Level
from tests.forms import CHOICES, QUESTIONS, form

Spot = tuple[str, str, int, str]


def found(content: bytes, name: str = "works.xlsx", level: Level = Level.ERROR) -> list[Spot]:
    checked = check_form(content, name, levels=("commune", "province"))
    return [
        (one.refused.code, one.spot.sheet, one.spot.row, one.spot.column)
        for one in checked.findings
        if one.level is level
    ]


def test_a_good_form_has_nothing() -> None:
    questions = [("text", "place_of", *QUESTIONS[0][2:]), *QUESTIONS[1:]]
    assert found(form(questions)) == []
    assert found(form(questions), level=Level.WARNING) == []


LABEL = "label::Tiếng Việt (vi)"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("integer", "value", "Giá trị", "Value"), ("plan.field_is_built_in", "survey", 7, "name")),
        (("integer", "a-b", "A", "A"), ("plan.field_name", "survey", 7, "name")),
        (("integer", "province", "Tỉnh", "Province"), ("plan.field_is_level", "survey", 7, "name")),
        (("integer", "n", "Tôn giáo", "N"), ("plan.asks_belief", "survey", 7, LABEL)),
        (("integer", "n", "Số", "Religion"), ("plan.asks_belief", "survey", 7, "label::English (en)")),
        (("integer", "cccd", "Số", "N"), ("plan.asks_identity", "survey", 7, "name")),
        (("deviceid", "told"), ("plan.asks_identity", "survey", 7, "type")),
        (("integer", "n", "Số"), ("plan.form_language", "survey", 7, "label::English (en)")),
        (("text", "who", "Ai", "Who", None, None, "boss"), ("plan.no_such_role", "survey", 7, "bind::kheo:role")),
        (("integer", "who", "Ai", "Who", None, None, "agency"), ("plan.role_needs_text", "survey", 7, "bind::kheo:role")),
        (("txet", "n", "N", "N"), ("plan.xls_type", "survey", 7, "type")),
        (("select_one nothing", "n", "N", "N"), ("plan.xls_no_list", "survey", 7, "type")),
        (("integer", None, "N", "N"), ("plan.xls_no_name", "survey", 7, "name")),
        ((None, "n", "N", "N"), ("plan.xls_no_type", "survey", 7, "type")),
        (("integer", "ended", "N", "N"), ("plan.xls_name_twice", "survey", 7, "name")),
        (("begin group", "g", "G", "G"), ("plan.xls_begin", "survey", 7, "type")),
        (("end group",), ("plan.xls_end", "survey", 7, "type")),
        (("calculate", "n"), ("plan.xls_no_calculation", "survey", 7, "calculation")),
        (("integer", "n", "N", "N", None, ". > ${none}"), ("plan.xls_no_question", "survey", 7, "constraint")),
        (("integer", "n"), ("plan.xls_no_label", "survey", 7, LABEL)),
        (("include", "n", "N", "N"), ("plan.xls_include", "survey", 7, "type")),
        (("integer", "n", "N", "N", None, ". > or 3"), ("plan.no_expression", "survey", 7, "constraint")),
    ],
)  # fmt: skip
def test_it_says_where(row: tuple[object, ...], expected: Spot) -> None:
    questions = [("text", "place_of", *QUESTIONS[0][2:]), *QUESTIONS[1:]]
    assert found(form(questions, more=[row])) == [expected]


def test_answers_from_a_sheet_that_only_one_app_reads_are_refused() -> None:
    text = """
| survey | | | | |
| | type | name | label | choice_filter |
| | select_one land | land | Land | |
| | select_one_external towns | town | Town | land=${land} |
| choices | | | |
| | list_name | name | label |
| | land | x | X |
| external_choices | | | | |
| | list_name | name | label | land |
| | towns | a | A | x |
"""
    assert found(text.encode(), "towns.md") == [("plan.choices_of_phones_only", "survey", 5, "type")]


def test_reports_go_to_kheo_and_nowhere_else() -> None:
    content = form(submission_url="https://elsewhere.example/submission", instance_xmlns="1234")
    checked = check_form(content, "works.xlsx")
    assert checked.reading is not None
    assert "elsewhere" not in checked.reading.xform
    assert "1234" not in checked.reading.xform
    assert ("plan.setting_left_out", "settings", 0, "submission_url") in found(content, level=Level.NOTE)


def test_a_condition_on_choices_is_an_expression_too() -> None:
    content = form(
        choices=[(*CHOICES[0], "kind"), *CHOICES[1:]],
        columns=("type", "name", "label::Tiếng Việt (vi)", "label::English (en)", "choice_filter"),
        questions=[("select_one work", "work", "Việc", "Work", "kind = 'a' 'b'")],
    )
    assert found(content) == [("plan.no_expression", "survey", 2, "choice_filter")]


def test_blank_rows_of_a_workbook_count() -> None:
    assert found(form(more=[(), (), ("integer", "value", "Giá trị", "Value")]))[-1][2] == 9


def test_lines_of_a_text_are_its_own_lines() -> None:
    """pyxform counts no blank lines, no rulers and no comments; whoever mends the file does."""
    text = (
        "# Works\n\n| survey |\n| | type | name | label |\n|---|---|---|---|\n| | | | |\n"
        "| | integer | n | N |\n\n| | integer | value | Value |\n"
    )
    assert found(text.encode(), "a.md") == [("plan.field_is_built_in", "survey", 9, "name")]
    assert found(text.replace("value", "n", 1).encode(), "a.md")[0][:3] == (
        "plan.xls_name_twice",
        "survey",
        9,
    )


def test_lines_of_a_csv_are_its_own_lines_also_after_a_break_inside_a_cell() -> None:
    text = '"survey",,,\n,"type","name","label"\n,"integer","n","two\nlines"\n\n,"integer","value","Value"\n'
    assert found(text.encode(), "a.csv") == [("plan.field_is_built_in", "survey", 6, "name")]


def test_a_name_that_is_used_twice_is_said_at_both_rows() -> None:
    more = [
        ("begin group", "g", "G", "G"),
        ("integer", "Households", "Số", "N"),
        ("end group",),
    ]
    assert [each[:3] for each in found(form(more=more)) if each[0] == "plan.field_named_twice"] == [
        ("plan.field_named_twice", "survey", 6),
        ("plan.field_named_twice", "survey", 8),
    ]


def test_answers_are_said_in_the_sheet_of_choices() -> None:
    choices = [*CHOICES, ("work", "well", "Giếng"), ("work", "mosque", "Số tín đồ", "Followers")]
    assert {each[:3] for each in found(form(choices=choices))} >= {
        ("plan.form_language", "choices", 4),
        ("plan.asks_belief", "choices", 5),
    }


def test_a_form_that_says_neither_where_nor_when_nor_who_is_warned_what_that_costs() -> None:
    warned = found(form(QUESTIONS[3:]), level=Level.WARNING)
    assert [each[0] for each in warned] == ["plan.no_end", "plan.no_unit", "plan.no_place"]


def test_an_agency_is_as_good_as_a_unit() -> None:
    asked = ("text", "agency_of", "Cơ quan", "Agency", None, None, "agency")
    warned = found(form([*QUESTIONS[2:], asked]), level=Level.WARNING)
    assert [each[0] for each in warned] == ["plan.no_place"]


def test_pyxform_s_warnings_have_their_rows() -> None:
    choices = [*CHOICES, ("work", "well")]
    assert ("plan.xls_choice_label", "choices", 4, LABEL) in found(form(choices=choices), level=Level.WARNING)


def test_a_finding_survives_being_stored() -> None:
    for one in check_form(form(more=[("txet", "n", "N", "N")]), "a.xlsx").findings:
        assert Finding.from_json(one.as_json()).as_json() == one.as_json()


def test_a_duplicate_column_is_named() -> None:
    (one,) = check_form(
        b"| survey |\n| | type | name | label | label |\n| | text | a | A | B |\n", "a.md"
    ).findings[:1]
    assert one.refused.code in ("plan.xls_column_twice", "plan.no_end")
