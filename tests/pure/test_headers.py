"""Where the header is, and which column answers which field."""

import pytest

from kheo.capture.submissions.rules.headers import (
    Wanted,
    bind,
    find_header,
    heading,
    is_below_header,
    letter,
    nearest,
)
from kheo.capture.submissions.rules.tables import Line
from kheo.kit.refusals import Refused

WANTED = {
    "place": Wanted(("commune", "Xã")),
    "planned": Wanted(("Households planned", "planned")),
    "reached": Wanted(("Households reached", "reached")),
}


def lines(*rows: list[str]) -> list[Line]:
    return [(at, list(row)) for at, row in enumerate(rows, 1)]


def test_names_are_compared_without_case_diacritics_and_punctuation() -> None:
    assert heading("No. of HH") == heading("no_of_hh") == heading(" NO OF HH ")
    assert heading("Số hộ (hộ)") == "so ho ho"


def test_a_title_above_the_header_is_no_header() -> None:
    found = find_header(
        lines(
            ["Report of households reached", "", ""], [], ["Xã", "Households planned", "Households reached"]
        ),
        WANTED,
    )
    assert (found.first, found.last) == (3, 3)
    assert bind(found, WANTED) == {"place": 0, "planned": 1, "reached": 2}


def test_merged_cells_over_two_lines_name_every_column() -> None:
    found = find_header(
        lines(["Commune", "Households", ""], ["", "planned", "reached"], ["a", "1", "2"]), WANTED
    )
    assert (found.first, found.last) == (1, 2)
    assert found.names == ("Commune", "Households planned", "Households reached")
    assert bind(found, WANTED) == {"place": 0, "planned": 1, "reached": 2}


def test_one_line_is_enough_when_the_next_names_nothing_more() -> None:
    found = find_header(lines(["Commune", "planned", "reached"], ["Xã", "1", "2"]), WANTED)
    assert (found.first, found.last) == (1, 1)


def test_it_takes_the_lines_that_it_is_told() -> None:
    some = lines(["commune", "planned"], ["Xã", "reached"], ["a", "1"])
    assert find_header(some, WANTED, (2,)).names == ("Xã", "reached")
    with pytest.raises(Refused, match=r"capture\.header_row"):
        find_header(some, WANTED, (9,))


def test_it_says_what_it_looked_for_when_there_is_no_header() -> None:
    with pytest.raises(Refused, match=r"capture\.no_header") as caught:
        find_header(lines(["some", "other", "table"]), WANTED)
    assert caught.value.particulars["seen"] == "“some”, “other”, “table”"
    assert "“commune”" in caught.value.particulars["wanted"]


def test_a_name_on_two_columns_is_refused_with_their_letters() -> None:
    header = find_header(lines(["Commune", "planned", "x", "Planned"]), WANTED)
    with pytest.raises(Refused, match=r"capture\.two_columns") as caught:
        bind(header, WANTED)
    assert (caught.value.particulars["first"], caught.value.particulars["second"]) == ("B", "D")


def test_a_better_name_wins_over_an_alternative() -> None:
    header = find_header(lines(["Xã", "commune"]), WANTED)
    assert bind(header, WANTED) == {"place": 1}


def test_a_position_needs_no_name() -> None:
    wanted = {"place": Wanted(("commune",)), "planned": Wanted(position=3), "reached": Wanted(position=9)}
    header = find_header(lines(["commune", "", ""]), wanted)
    assert bind(header, wanted) == {"place": 0, "planned": 2}


def test_the_nearest_name_is_offered() -> None:
    header = find_header(lines(["commune", "Houshold reached"]), WANTED)
    assert nearest(header, "Households reached") == "Houshold reached"
    assert nearest(header, "something else") == ""


@pytest.mark.parametrize(
    ("cells", "below"),
    [
        (["(1)", "(2)", "(3)"], True),
        (["1", "2", "3", "4"], True),
        (["#adm1+name", "#reached", ""], True),
        (["1", "2"], False),
        (["3", "2", "1"], False),
        (["1", "2", "30"], False),
        (["a", "#reached", "5"], False),
        (["", "", ""], False),
    ],
)
def test_column_numbers_and_tags_below_a_header_are_no_data(cells: list[str], below: bool) -> None:
    assert is_below_header((2, list(cells))) is below


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
