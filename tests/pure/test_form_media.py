"""The files beside a form."""

import pytest

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import check_form
from kheo.plan.forms.rules.media import LARGEST, check_filename, named_in
from kheo.plan.forms.rules.own_lists import is_kheo_list, level_of
from kheo.plan.forms.states import Level
from tests.forms import form

LIST = ("select_one_from_file wells.csv", "well", "Giếng", "Well")
GOOD = "name,label\nw1,Giếng 1\nw2,Giếng 2\n".encode()


def found(content: bytes, **media: bytes) -> list[tuple[Level, str, str, int, str]]:
    given = {name.replace("__", "."): each for name, each in media.items()}
    checked = check_form(content, "works.xlsx", media=given, levels=("province", "commune"))
    return [
        (one.level, one.refused.code, one.spot.sheet, one.spot.row, one.spot.column)
        for one in checked.findings
        if one.refused.code not in ("plan.field_is_level", "plan.typed_though_listed")
    ]


def test_a_list_that_is_there_is_fine() -> None:
    assert found(form(more=[LIST]), wells__csv=GOOD) == []


def test_a_list_that_is_missing_keeps_the_form_from_opening() -> None:
    assert found(form(more=[LIST])) == [(Level.ERROR, "plan.media_missing_list", "survey", 7, "type")]


def test_a_picture_that_is_missing_is_left_out() -> None:
    columns = ("type", "name", "label", "media::image")
    content = form([("note", "n", "Cầu", "bridge.png"), ("integer", "m", "M")], columns=columns)
    assert (Level.WARNING, "plan.media_missing", "survey", 2, "media::image") in found(content)


def test_a_list_needs_the_columns_that_phones_read() -> None:
    assert found(form(more=[LIST]), wells__csv=b"code,label\n1,A\n") == [
        (Level.ERROR, "plan.list_column", "wells.csv", 1, "name")
    ]


def test_a_file_that_nobody_names_is_noted() -> None:
    assert found(form(), old__csv=GOOD) == [(Level.NOTE, "plan.media_not_named", "old.csv", 0, "")]


@pytest.mark.parametrize("content", [b"name,label\n\xff\xfe,x\n", b'name,label\n"open,x\n'])
def test_a_list_that_cannot_be_read_is_said(content: bytes) -> None:
    assert "plan.media_not_read" in [each[1] for each in found(form(more=[LIST]), wells__csv=content)]


def test_kheo_feeds_its_own_lists() -> None:
    places = ("select_one_from_file kheo-places-commune.csv", "here", "Xã", "Commune")
    assert found(form(more=[places])) == []
    assert [each[1] for each in found(form(more=[places]), **{"kheo-places-commune__csv": GOOD})] == [
        "plan.media_built_in"
    ]


def test_a_list_of_a_level_that_there_is_not_is_refused() -> None:
    places = ("select_one_from_file kheo-places-street.csv", "here", "Phố", "Street")
    assert found(form(more=[places])) == [(Level.ERROR, "plan.list_of_no_level", "survey", 7, "type")]


def test_lists_that_expressions_look_up_are_needed_too() -> None:
    columns = ("type", "name", "label", "calculation", "appearance")
    content = form(
        [
            ("calculate", "x", None, "pulldata('prices', 'price', 'code', '1')"),
            ("text", "y", "Y", None, "search('shops')"),
        ],
        columns=columns,
    )
    checked = check_form(content, "works.xlsx")
    assert checked.reading
    assert set(named_in(checked.reading)) == {"prices.csv", "shops.csv"}


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("kheo-places.csv", ""),
        ("kheo-places-commune.csv", "commune"),
        ("kheo-units.csv", None),
        ("places.csv", None),
    ],
)
def test_built_in_lists_are_known_by_their_names(name: str, level: str | None) -> None:
    assert level_of(name) == level
    assert is_kheo_list(name) == name.startswith("kheo-")


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("a.exe", 1, "plan.media_suffix"),
        ("a.html", 1, "plan.media_suffix"),
        ("../a.csv", 1, "plan.media_name"),
        (".csv", 1, "plan.media_suffix"),
        ("a.png", LARGEST + 1, "plan.media_too_large"),
    ],
)
def test_a_file_that_no_form_needs_is_refused(name: str, size: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_filename(name, size)
    assert refused.value.code == code
