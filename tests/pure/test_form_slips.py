"""A workbook with many slips is told all of them at once, and what pyxform would say after them."""

from __future__ import annotations

import pytest

from kheo.plan.forms.rules import check_form
from kheo.plan.forms.rules.book import read_book
from kheo.plan.forms.rules.slips import slips, smoothed
from kheo.plan.forms.states import Level
from tests.forms import CHOICES, QUESTIONS, SURVEY, form

LABEL = "label::Tiếng Việt (vi)"
Told = tuple[str, str, int, str]
# "commune" is a level of places here; the question bears another name, so that only what is planted is found.
GOOD = [("text", "place_of", *QUESTIONS[0][2:]), *QUESTIONS[1:]]


def told(content: bytes, name: str = "works.xlsx") -> list[Told]:
    checked = check_form(content, name, levels=("commune", "province"))
    return [
        (one.refused.code, one.spot.sheet, one.spot.row, one.spot.column)
        for one in checked.findings
        if one.level is Level.ERROR
    ]


def test_every_slip_is_told_at_once_with_its_cell() -> None:
    more = [
        ("txet", "a", "A", "A"),
        ("select_one nothing", "b", "B", "B"),
        ("integer", None, "C", "C"),
        ("integer", "ended", "D", "D"),
        (None, "e", "E", "E"),
        ("integer", "f", "F", "F", None, ". > ${none} and . < ${nobody}"),
        ("integer", "2nd", "G", "G"),
        ("calculate", "h"),
        ("begin group", "g", "G", "G"),
        ("integer", "i"),
        ("end repeat",),
    ]
    choices = [*CHOICES, ("work", "road", "Cầu", "Bridge"), ("work", None, "Chợ", "Market")]
    assert sorted(told(form(GOOD, more=more, choices=choices)), key=lambda one: one[1:]) == [
        ("plan.xls_choice_twice", "choices", 4, "name"),
        ("plan.xls_choice_no_name", "choices", 5, "name"),
        ("plan.xls_type", "survey", 7, "type"),
        ("plan.xls_no_list", "survey", 8, "type"),
        ("plan.xls_no_name", "survey", 9, "name"),
        ("plan.xls_name_twice", "survey", 10, "name"),
        ("plan.xls_no_type", "survey", 11, "type"),
        ("plan.xls_no_question", "survey", 12, "constraint"),
        ("plan.xls_no_question", "survey", 12, "constraint"),
        ("plan.xls_name", "survey", 13, "name"),
        ("plan.xls_no_calculation", "survey", 14, "calculation"),
        ("plan.xls_begin", "survey", 15, "type"),
        ("plan.xls_no_label", "survey", 16, LABEL),
        ("plan.xls_end", "survey", 17, "type"),
    ]


def test_what_else_is_wrong_is_told_beside_the_slips() -> None:
    """The data protection, the languages and the roles wait for no mended type."""
    more = [
        ("txet", "a", "A", "A"),
        ("integer", "n", "Tôn giáo", "Religion"),
        ("integer", "m", "Chỉ tiếng Việt"),
        ("text", "who", "Ai", "Who", None, None, "boss"),
    ]
    assert {one[:3] for one in told(form(GOOD, more=more))} == {
        ("plan.xls_type", "survey", 7),
        ("plan.asks_belief", "survey", 8),
        ("plan.form_language", "survey", 9),
        ("plan.no_such_role", "survey", 10),
    }


def test_what_pyxform_alone_knows_is_told_after_the_slips() -> None:
    more = [("txet", "a", "A", "A"), ("range", "b", "B", "B", None, None, None, "start=x")]
    found = told(form(GOOD, more=more, columns=(*SURVEY, "parameters")))
    assert found[0] == ("plan.xls_type", "survey", 7, "type")
    assert len(found) == 2
    assert found[1][0] == "plan.form_not_read"


def test_a_row_with_a_slip_is_told_its_other_faults_too() -> None:
    """A broken condition, a label that one language lacks, a question that may not be asked: in rows with slips as well."""
    more = [
        ("txet", "a", "A", None, None, ". > ("),
        ("integer", None, "B", None, None, ". > ("),
        ("integer", "ended", "Tôn giáo", "C", None, ". > ("),
        ("integer", "d", None, None, None, ". > ("),
        ("integer", "e", "E", "E", None, ". > ( ${none}"),
        ("begin group", "g", None, "G"),
    ]
    english, expression = "label::English (en)", "plan.no_expression"
    found = told(form(GOOD, more=more))
    assert len(found) == len(set(found))
    assert set(found) == {
        ("plan.xls_type", "survey", 7, "type"),
        ("plan.form_language", "survey", 7, english),
        (expression, "survey", 7, "constraint"),
        ("plan.xls_no_name", "survey", 8, "name"),
        ("plan.form_language", "survey", 8, english),
        (expression, "survey", 8, "constraint"),
        ("plan.xls_name_twice", "survey", 9, "name"),
        ("plan.asks_belief", "survey", 9, LABEL),
        (expression, "survey", 9, "constraint"),
        ("plan.xls_no_label", "survey", 10, LABEL),
        (expression, "survey", 10, "constraint"),
        ("plan.xls_no_question", "survey", 11, "constraint"),
        (expression, "survey", 11, "constraint"),
        ("plan.xls_begin", "survey", 12, "type"),
        ("plan.form_language", "survey", 12, LABEL),
    }


def test_it_is_told_in_the_words_of_the_author() -> None:
    """No name and no expression that only the smoothing made up."""
    more = [
        ("integer", None, "B"),
        ("integer", "ended", "C"),
        ("integer", "e", "E", "E", None, ". > ( ${none}"),
    ]
    said = [one.refused.particulars for one in check_form(form(GOOD, more=more), "works.xlsx").errors]
    assert [one["field"] for one in said if "languages" in one] == ["—", "ended"]
    assert [one["expression"] for one in said if "expression" in one] == [". > ( ${none}"]


def test_a_type_that_is_not_known_is_not_held_against_the_question() -> None:
    more = [
        ("dat", "began", "Ngày đầu", "First day", None, None, "start"),
        ("geopont", "spot", "Toạ độ", "Coordinates"),
    ]
    assert told(form(GOOD, more=more)) == [
        ("plan.xls_type", "survey", 7, "type"),
        ("plan.xls_type", "survey", 8, "type"),
    ]


def test_all_is_told_beside_what_pyxform_alone_knows() -> None:
    more = [
        ("range", "b", "B", None, None, None, None, "start=x"),
        ("range", "c", "C", "C", None, ". > (", None, "start=y"),
        ("integer", "d", "Tôn giáo", "D"),
    ]
    assert {one[:3] for one in told(form(GOOD, more=more, columns=(*SURVEY, "parameters")))} == {
        ("plan.form_not_read", "survey", 7),
        ("plan.form_language", "survey", 7),
        ("plan.form_not_read", "survey", 8),
        ("plan.no_expression", "survey", 8),
        ("plan.asks_belief", "survey", 9),
    }


def test_a_slip_makes_no_second_one() -> None:
    """A question whose type is not known is still there for those that speak of it."""
    more = [("dat", "done", "Ngày", "Day"), ("integer", "n", "N", "N", None, ". > 0 or ${done} != ''")]
    assert told(form(GOOD, more=more)) == [("plan.xls_type", "survey", 7, "type")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("begin group", "g", "G", "G"), ("begin repeat", "r", "R", "R"), ("integer", "n", "N", "N"), ("end group",)],
         [("plan.xls_begin", 8)]),
        ([("begin group", "g", "G", "G"), ("integer", "n", "N", "N"), ("end repeat",), ("end group",)],
         [("plan.xls_end", 9)]),
        ([("end group",), ("integer", "n", "N", "N"), ("begin repeat", "r", "R", "R")],
         [("plan.xls_end", 7), ("plan.xls_begin", 9)]),
    ],
)  # fmt: skip
def test_groups_are_told_where_they_begin_or_end(
    rows: list[tuple[object, ...]], expected: list[tuple[str, int]]
) -> None:
    assert [(code, row) for code, _sheet, row, _column in told(form(GOOD, more=rows))] == expected


def test_a_good_form_has_no_slips_whatever_its_types_are_called() -> None:
    more = [
        ("begin_group", "g", "G", "G"), ("select one from work or specify other", "a", "A", "A"),
        ("select_multiple work or_other", "b", "B", "B"), ("rank work", "c", "C", "C"), ("note", None, "D", "D"),
        ("photo", "d", "D", "D"), ("add integer prompt", "e", "E ${ended}", "E"), ("end_group",),
        ("begin repeat", "r", "R", "R"), ("select_one_from_file wells.csv", "f", "F", "F"), ("end repeat",),
        ("deviceid", "told"), ("calculate", "z", None, None, None, None, None, "1 + 1"),
        ("hidden", "y", None, None, None, None, None, "2"),
    ]  # fmt: skip
    book = read_book(form(GOOD, more=more, columns=(*SURVEY, "calculation")), "works.xlsx")
    assert slips(book) == []
    assert smoothed(book, []).made == book.made


def test_lines_of_a_text_are_told_as_they_stand() -> None:
    text = "| survey |\n| | type | name | label |\n\n| | txet | a | A |\n| | integer | | B |\n| | integer | c | C |\n"
    assert told(text.encode(), "a.md") == [
        ("plan.xls_type", "survey", 4, "type"),
        ("plan.xls_no_name", "survey", 5, "name"),
    ]
