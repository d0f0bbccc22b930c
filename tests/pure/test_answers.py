"""One cell as an answer: types, choices, constraints, and text as people really type it."""

import datetime as dt
import json
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kheo.capture.submissions.rules.answers import Answer, answerer
from kheo.capture.submissions.rules.headers import Wanted
from kheo.capture.submissions.rules.logic import lone_constraint
from kheo.capture.submissions.rules.mapping import Column
from kheo.plan.forms.rules import Choice, Field
from kheo.web.refusals import sentence

TODAY = dt.date(2025, 12, 1)
CHOICES = (
    Choice("house", {"vi": "Xây nhà", "en": "House built"}),
    Choice("road", {"vi": "Làm đường", "en": "Road, mended"}),
    Choice("other", {"vi": "Khác", "en": "Other"}),
)


def ask(type_: str, cell: Any, column: dict[str, Any] | None = None, **field: Any) -> Answer:
    given = Field("x", type_, {"en": "X"}, **field)
    return answerer(given, Column(Wanted(("x",)), **(column or {})), lone_constraint(given), TODAY, "en")(
        cell
    )


def value(type_: str, cell: Any, column: dict[str, Any] | None = None, **field: Any) -> Any:
    """The JSON value of the answer; its refusal's code; None without any."""
    found = ask(type_, cell, column, **field)
    if found.reason:
        return found.reason.code
    said = json.loads("{" + found.json + "}")
    return said.get("x", said or None)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *(
            ("12", 12),
            (" 1.299 ", 1299),
            ("1,299", 1299),
            ("1 299", 1299),
            (1299.0, 1299),
            (7, 7),
            ("-3", -3),
        ),
        *(("N/A", None), ("-", None), ("", None), (None, None), ("không rõ", None), ("0", 0)),
        *(
            ("12.5", "capture.whole_number"),
            ("twelve", "quantity.not_a_number"),
            ("1e15", "quantity.too_large"),
        ),
        *((True, "quantity.not_a_number"), ("none", "quantity.zero_or_missing"), ("10-20", "quantity.range")),
        *((99_999_999_999_999, 99_999_999_999_999), (10**14, "capture.too_large")),
    ],
)
def test_whole_numbers(cell: Any, said: Any) -> None:
    assert value("integer", cell) == said


@pytest.mark.parametrize("type_", ["text", "integer", "decimal", "date", "select_one", "select_multiple"])
@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "Err:502"])
def test_an_error_of_a_spreadsheet_is_neither_missing_nor_a_text(type_: str, error: str) -> None:
    assert value(type_, error, choices=CHOICES) == "capture.error_cell"
    assert value("text", f"see {error}") == f"see {error}"
    assert value("text", error, {"values": {error.lower(): "none"}}) == "none"


@pytest.mark.parametrize(
    ("cell", "decimal", "said"),
    [
        *(
            ("1.234,5", None, "1234.5"),
            ("1,234.5", None, "1234.5"),
            ("1.234", None, 1234),
            ("1.234", ".", "1.234"),
        ),
        *(("12,5", None, "12.5"), ("12.50", None, "12.5"), ("12.0", None, 12), (0.1 + 0.2, None, "0.3")),
        *((Decimal("1.50"), None, "1.5"), (1.23456789, None, "1.2346"), ("1,5 triệu", None, 1_500_000)),
    ],
)
def test_decimals_are_text_unless_they_are_whole(cell: Any, decimal: str | None, said: Any) -> None:
    assert value("decimal", cell, {"decimal": decimal}) == said


def test_how_exact_a_number_is_stays_beside_it() -> None:
    assert ask("integer", "nearly 12,000").qualifier == "under"
    assert ask("integer", "khoảng 3 nghìn").qualifier == "about"
    assert ask("integer", "12,000").qualifier == ""


def test_an_amount_without_a_number_stays_text() -> None:
    assert value("integer", "hundreds of billions", required=True) == {"x__text": "hundreds of billions"}


@pytest.mark.parametrize(
    ("cell", "dates", "said"),
    [
        *(
            ("2025-07-01", "dmy", "2025-07-01"),
            ("1/7/2025", "dmy", "2025-07-01"),
            ("7/1/2025", "mdy", "2025-07-01"),
        ),
        *(("25/07/01", "ymd", "2025-07-01"), ("ngày 1 tháng 7 năm 2025", "dmy", "2025-07-01")),
        *(
            (dt.date(2025, 7, 1), "dmy", "2025-07-01"),
            (dt.datetime.fromisoformat("2025-07-01T12:30"), "dmy", "2025-07-01"),
        ),
        *(
            (45839.0, "dmy", "2025-07-01"),
            (45839, "dmy", "2025-07-01"),
            ("45839", "dmy", "quantity.bad_date"),
        ),
        *(
            ("31/2/2025", "dmy", "quantity.no_such_day"),
            ("soon", "dmy", "quantity.bad_date"),
            ("", "dmy", None),
        ),
    ],
)
def test_days(cell: Any, dates: str, said: Any) -> None:
    assert value("date", cell, {"dates": dates}) == said


def test_a_moment_keeps_its_hour() -> None:
    assert value("dateTime", dt.datetime.fromisoformat("2025-07-01T12:30")) == "2025-07-01T12:30:00"
    assert value("dateTime", "1/7/2025") == "2025-07-01"


@pytest.mark.parametrize(
    "cell",
    [
        "house",
        "HOUSE",
        " House  built ",
        "Xây nhà",
        "xay nha",
        unicodedata.normalize("NFD", "Xây nhà"),
        "house-built",
    ],
)
def test_a_choice_by_name_or_label_in_any_language(cell: str) -> None:
    assert value("select_one", cell, choices=CHOICES) == "house"


def test_a_wrong_choice_is_told_the_nearest_and_all() -> None:
    found = ask("select_one", "hose", choices=CHOICES).reason
    assert found is not None
    assert (found.code, found.particulars["near"]) == ("capture.not_a_choice_but", CHOICES[0].label)
    assert found.particulars["known"] == [choice.label or choice.name for choice in CHOICES]
    assert value("select_one", "xyz", choices=CHOICES) == "capture.not_a_choice"


def test_a_wrong_choice_is_told_in_the_senders_language() -> None:
    hazards = (
        Choice("storm", {"vi": "Bão, áp thấp nhiệt đới", "en": "Storm"}),
        Choice("flood", {"vi": "Lũ, ngập lụt", "en": "Flood"}),
    )
    found = ask("select_one", "Bão", choices=hazards).reason
    assert found is not None
    with translation.override("vi"):
        said = sentence(found)
    assert "“Bão, áp thấp nhiệt đới”" in said
    assert "Lũ, ngập lụt" in said
    assert "storm" not in said


def test_a_label_of_two_choices_means_neither() -> None:
    twice = (Choice("a", {"en": "Same"}), Choice("b", {"en": "Same"}))
    assert str(value("select_one", "same", choices=twice)).startswith("capture.not_a_choice")
    assert value("select_one", "a", choices=twice) == "a"


def test_the_mapping_translates_the_senders_words() -> None:
    assert value("select_one", "nhà ở", {"values": {"nha o": "house"}}, choices=CHOICES) == "house"
    assert value("text", "yes", {"values": {"yes": "có"}}) == "có"
    with pytest.raises(Exception, match=r"capture\.mapping_choice"):
        ask("select_one", "x", {"values": {"x": "nothing"}}, choices=CHOICES)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *(
            ("house; other", "house other"),
            ("other | Xây nhà", "house other"),
            ("other house", "house other"),
        ),
        *(("Road, mended", "road"), ("road\nhouse", "house road"), ("house, house", "house"), ("-", None)),
    ],
)
def test_several_choices_stand_in_the_forms_order(cell: str, said: Any) -> None:
    assert value("select_multiple", cell, choices=CHOICES) == said


def test_one_wrong_choice_among_several_is_refused() -> None:
    assert str(value("select_multiple", "house; tree", choices=CHOICES)).startswith("capture.not_a_choice")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *(("  a   b ", "a b"), ("A\u0303", "Ã"), (46.0, "46"), (0.5, "0.5"), (True, "TRUE"), ("a\0b", "ab")),
        *((dt.date(2025, 7, 1), "2025-07-01"), ("N/A", None), ("None", "None"), ("\u00a0", None)),
    ],
)
def test_texts_in_one_spelling(cell: Any, said: Any) -> None:
    assert value("text", cell) == said


def test_an_empty_cell_takes_the_default_and_a_required_one_must_be_filled() -> None:
    assert value("integer", "", {"default": "5"}, required=True) == 5
    assert value("integer", " ", required=True) == "capture.required"
    assert value("text", "N/A", required=True) == "capture.required"


def test_a_broken_constraint_is_told_in_the_authors_words() -> None:
    message = {"vi": "Không được là số âm", "en": "Must not be negative"}
    found = ask("integer", "-1", constraint=". >= 0", constraint_message=message).reason
    assert found is not None
    assert (found.code, found.particulars["message"]) == ("capture.constraint_said", "Must not be negative")
    assert value("integer", "-1", constraint=". >= 0") == "capture.constraint"
    assert value("integer", "", constraint=". >= 0") is None
    assert value("date", "2/12/2025", constraint=". <= today()") == "capture.constraint"


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(), st.dates()))
def test_any_cell_is_an_answer_or_has_a_reason(cell: Any) -> None:
    for type_ in ("text", "integer", "decimal", "date", "dateTime", "select_one", "select_multiple", "time"):
        found = ask(type_, cell, choices=CHOICES)
        json.loads("{" + found.json + "}")
        assert not (found.json and found.reason)


@pytest.mark.parametrize("cell", [float("inf"), float("nan"), -1.0, 1e300])
def test_numbers_that_are_no_days_are_refused(cell: float) -> None:
    assert value("date", cell) == "quantity.bad_date"
