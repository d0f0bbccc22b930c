"""One spelling, a form for search, and the order of the Vietnamese alphabet."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.kit.text import SORT_KEY_LENGTH, normal, pick, plain, sort_key

VIETNAMESE = st.text(
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợ qrstuùủũúụưừửữứựvxyỳỷỹýỵĐẮ-'",
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Hà \u00a0 Nội ", "Hà Nội"),
        (unicodedata.normalize("NFD", "Thừa Thiên Huế"), "Thừa Thiên Huế"),
        ("Đà\u200b Nẵng\ufeff", "Đà Nẵng"),
        ("a\t\r\nb\u202fc\u3000d", "a b c d"),
        ("", ""),
    ],
)
def test_it_keeps_one_spelling(typed: str, kept: str) -> None:
    assert normal(typed) == kept


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Đắk Lắk", "dak lak"),
        ("ĐƯỜNG ƯỚC NGUYỆN", "duong uoc nguyen"),
        ("Ðồng Tháp", "dong thap"),
        (unicodedata.normalize("NFD", "Quảng Ngãi"), "quang ngai"),
        ("São Tomé", "sao tome"),
        ("काठमाडौं", "काठमाडौं"),
    ],
)
def test_it_searches_without_diacritics(typed: str, searched: str) -> None:
    assert plain(typed) == searched


def test_it_sorts_by_the_vietnamese_alphabet() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert all(sort_key(one) < sort_key(other) for one, other in pairwise(letters))


def test_it_sorts_tones_in_the_order_of_the_dictionary() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert all(sort_key(one) < sort_key(other) for one, other in pairwise(tones))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Dương", "Đan"),
        ("An Dương", "Ân"),
        ("má a", "ma b"),  # the letters of the whole name come first, then the tones
        ("Phường 2", "Phường 10"),
        ("Ba Vì", "Bà Xuyên"),
        ("An", "An Giang"),
        ("Hà Tây", "Hà-Tây"),
        ("Yên Bái", "काठमाडौं"),
        ("Thạch 9", "Thạch a"),
    ],
)
def test_it_sorts_names(before: str, after: str) -> None:
    assert sort_key(before) < sort_key(after)


def test_it_sorts_the_same_whatever_the_case_and_the_composition() -> None:
    name = "Thừa Thiên Huế"
    assert sort_key(name) == sort_key(name.upper()) == sort_key(unicodedata.normalize("NFD", name))


def test_it_ignores_leading_zeros_of_numbers() -> None:
    assert sort_key("Tổ 007") == sort_key("Tổ 7")


@given(st.text())
def test_it_never_changes_its_own_output(s: str) -> None:
    assert normal(normal(s)) == normal(s)
    assert plain(plain(s)) == plain(s)


@given(VIETNAMESE)
def test_it_reads_composed_and_decomposed_alike(s: str) -> None:
    apart = unicodedata.normalize("NFD", s)
    assert (normal(s), plain(s), sort_key(s)) == (normal(apart), plain(apart), sort_key(apart))


@given(VIETNAMESE)
def test_it_finds_what_a_keyboard_without_vietnamese_types(s: str) -> None:
    assert plain(s).isascii()


@given(st.text(max_size=400))
def test_its_keys_are_digits_that_fit_the_column(s: str) -> None:
    key = sort_key(s)
    assert len(key) <= SORT_KEY_LENGTH
    assert key.isascii()
    assert key.isdigit()


@given(st.lists(VIETNAMESE, min_size=2, max_size=6))
def test_its_order_puts_letters_before_tones(names: list[str]) -> None:
    """Leaving out the tones never turns an order round: they only decide between equal letters."""
    toneless = {name: sort_key(_without_tones(name)) for name in names}
    for one, other in pairwise(sorted(names, key=sort_key)):
        assert toneless[one] <= toneless[other]


def _without_tones(name: str) -> str:
    apart = unicodedata.normalize("NFD", name)
    return unicodedata.normalize(
        "NFC", "".join(c for c in apart if c not in "\u0300\u0301\u0303\u0309\u0323")
    )


def test_it_picks_the_language_or_the_other_one() -> None:
    both = {"vi": "Tỉnh", "en": "Province"}
    assert pick(both, "vi") == "Tỉnh"
    assert pick(both, "vi-vn") == "Tỉnh"
    assert pick(both, "en") == "Province"
    assert pick({"vi": "Tỉnh", "en": ""}, "en") == "Tỉnh"
    assert pick({"vi": "Tỉnh"}, "fr") == "Tỉnh"
    assert pick({}, "vi") == ""
