"""The file of refused lines: no spreadsheet runs what stands in it, and it is read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.capture.submissions.rules.answers import answerer
from kheo.capture.submissions.rules.headers import Wanted, shown
from kheo.capture.submissions.rules.mapping import Column
from kheo.capture.submissions.rules.mended import (
    guarded,
    header_cells,
    line_cells,
    own_columns,
    reason_text,
    refused_name,
    unguarded,
)
from kheo.capture.submissions.rules.rows import Reason
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Field

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_spreadsheet_runs_a_cell(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+84", "-1,234.5", "1", "a=b", "", "-", "--"])
def test_numbers_stay_numbers(text: str) -> None:
    assert guarded(text) == text


@given(st.text(max_size=20))
def test_every_cell_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_reason_cannot_smuggle_a_formula() -> None:
    reason = reason_text(Reason("=cmd()", "=1", Refused("x")), "wrong")
    assert line_cells(5, ["a"], 1, [reason], "abc")[2].startswith("'=")
    assert header_cells(["=x"])[0] == "'=x"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6))
def test_a_number_from_a_workbook_means_the_same_when_it_comes_back(number: float) -> None:
    read = answerer(Field("x", "decimal", {}), Column(Wanted(("x",))), None, None, "en")  # type: ignore[arg-type]
    written = line_cells(5, [number], 1, [], "")[0]
    if "e" not in shown(number):
        assert read(written).json == read(number).json


def test_it_knows_its_own_columns() -> None:
    assert own_columns(["a", "b"]) is None
    found = own_columns(header_cells(["a", "b"]))
    assert found is not None
    assert (found.columns, found.source) == ((2, 3, 4), 4)
    assert own_columns(["kheo:line", "a", "Kheo:Reasons"]) == ((0, 2), -1)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("report.xlsx", "report.refused.csv"),
        ("report.refused.csv", "report.refused-2.csv"),
        ("report.refused-2.xlsx", "report.refused-3.csv"),
        ("my.report.csv", "my.report.refused.csv"),
    ],
)
def test_a_mended_file_is_never_overwritten(name: str, refused: str) -> None:
    assert refused_name(name) == refused
