"""Live numbers in typed text."""

import pytest

from kheo.kit.refusals import Refused
from kheo.review.reviews.rules.placeholders import Placeholder, check_sections, pieces, placeholders_in

CODES = ("HOU-01", "EDU-02")
NAMES = ("province", "agency", "quarter")


def refused(code: str, text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        check_sections({"vi": {"result": ["Không có gì.", text]}}, CODES, NAMES, review="r")
    assert caught.value.code == code
    return caught.value


def test_it_finds_numbers_in_text() -> None:
    found = pieces("Xây {HOU-01} căn; Huế {HOU-01|province=Huế|period=2024}.")
    assert found == [
        "Xây ",
        Placeholder("HOU-01"),
        " căn; Huế ",
        Placeholder("HOU-01", (("province", "Huế"), ("period", "2024"))),
        ".",
    ]
    number = found[3]
    assert isinstance(number, Placeholder)
    assert number.keys == (("province", "Huế"),)
    assert number.settings == {"period": "2024"}


def test_it_leaves_doubled_braces_to_the_editor() -> None:
    assert "".join(map(str, pieces("tập {{a, b}}"))) == "tập {a, b}"
    assert placeholders_in(["{{HOU-01}}"]) == []


def test_it_asks_for_each_number_once() -> None:
    assert placeholders_in(["{A} {B}", "{A}"]) == [Placeholder("A"), Placeholder("B")]


def test_it_writes_one_spelling() -> None:
    decomposed = "Hue\u0302\u0301\u00a0\u200bđe\u0323p\x07"
    assert pieces(decomposed) == ["Huế đẹp"]


@pytest.mark.parametrize("text", ["{", "a } b", "{HOU-01", "{HOU-01} }"])
def test_it_refuses_a_lonely_brace(text: str) -> None:
    assert refused("review.placeholder_in", text).particulars["reason"].code == "review.brace"


@pytest.mark.parametrize(
    "text", ["{}", "{HOU 01}", "{HOU-01|}", "{HOU-01|province}", "{HOU-01|=x}", "{7*7()}"]
)
def test_it_refuses_what_is_no_placeholder(text: str) -> None:
    assert refused("review.placeholder_in", text).particulars["reason"].code == "review.placeholder"


def test_it_names_where_an_unknown_indicator_stands() -> None:
    said = refused("review.unknown_indicator", "Xem {HOU-99}.").particulars
    assert said == {
        "indicator": "HOU-99",
        "review": "r",
        "language": "vi",
        "section": "result",
        "paragraph": 2,
    }


def test_it_names_an_unknown_breakdown() -> None:
    said = refused("review.unknown_breakdown", "{HOU-01|religion=x}").particulars
    assert said["name"] == "religion"


def test_it_takes_versions_settings_and_breakdowns() -> None:
    text = "{HOU-01@2|quarter=2025-Q3|agency=VPA|grade=verified|boundaries=reported|within=x}"
    check_sections({"vi": {"result": [text]}}, CODES, NAMES, review="r")
