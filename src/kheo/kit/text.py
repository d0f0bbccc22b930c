"""Text as people really type it: one spelling, a form for search, a key that sorts as Vietnamese sorts."""

import re
import unicodedata
from collections.abc import Mapping

# Invisible characters that spreadsheets and web pages leave behind. Joiners (U+200C, U+200D) stay: other
# scripts need them.
_INVISIBLE = "\u00ad\u200b\ufeff"

# The capital letter eth looks like Đ and is often typed for it.
_STROKES = str.maketrans({"đ": "d", "ð": "d"})

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_CODES = {letter: f"{20 + at}" for at, letter in enumerate(_LETTERS)}
_SHAPES = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
_OTHER_MARK = "6"
_MARKS = "\u0300-\u036f"
_ATOMS = re.compile(f"[0-9]+|.[{_MARKS}]*", re.DOTALL)

_END, _BLANK, _SIGN = "00", "01", "02"
SORT_KEY_LENGTH = 600


def is_storable(s: str) -> bool:
    """False where it holds a NUL or half of a surrogate pair: no database keeps those."""
    return not re.search("[\0\ud800-\udfff]", s)


def normal(s: str) -> str:
    """``s`` with composed letters, no blanks around it and single blanks in it. Idempotent.

    Every kind of blank (non-breaking, thin, tab, line break) becomes a blank; invisible characters go.
    """
    if not s.isascii():
        s = unicodedata.normalize("NFC", s)
        for invisible in _INVISIBLE:
            s = s.replace(invisible, "")
    return " ".join(s.split())


def plain(s: str) -> str:
    """``s`` for search: lower case, Latin letters without diacritics, đ as d, single blanks. Idempotent.

    >>> plain("Đắk  Lắk")
    'dak lak'

    Only the Latin marks go: the vowel signs of other scripts carry meaning.
    """
    apart = unicodedata.normalize("NFD", normal(s).lower())
    bare = re.sub(f"[{_MARKS}]", "", apart).translate(_STROKES)
    return unicodedata.normalize("NFC", bare)


def sort_key(s: str) -> str:
    """A key of digits, at most 600, that sorts as Vietnamese sorts under any collation of any database.

    First the letters in the order a ă â b c d đ e ê g … y (with f, j, w, z where Latin has them), then the
    tones in the order ngang huyền hỏi ngã sắc nặng; case does not count. Blanks come before signs, signs before
    numbers, numbers before letters, other scripts last. A run of digits sorts as a number, so that
    Phường 2 precedes Phường 10.
    """
    letters, tones = [], []
    for atom in _ATOMS.findall(unicodedata.normalize("NFD", normal(s).lower())):
        code, tone = _codes(atom)
        letters.append(code)
        tones.append(tone)
    return ("".join(letters) + _END + "".join(tones).rstrip("0"))[:SORT_KEY_LENGTH]


def _codes(atom: str) -> tuple[str, str]:
    """The place of one letter (with its marks), number or sign in the alphabet, and its tone."""
    if "0" <= atom[0] <= "9":
        number = atom.lstrip("0") or "0"
        return f"1{min(len(number), 9)}{number}", "0"
    letter, tone = atom[0].translate({ord("ð"): "đ"}), "0"
    for mark in atom[1:]:
        if shaped := _SHAPES.get((letter, mark)):
            letter = shaped
        else:
            tone = _TONES.get(mark, _OTHER_MARK)
    if known := _LETTER_CODES.get(letter):
        return known, tone
    if letter == " ":
        return _BLANK, tone
    if unicodedata.category(letter)[0] in "LMN":
        return (f"6{ord(letter):05d}" if ord(letter) < 0x10000 else f"9{ord(letter):07d}"), tone
    return _SIGN, tone


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in ``language`` ("vi", "en", "vi-vn"), else in any other language that has one, else empty."""
    wanted = texts.get(language) or texts.get(language.split("-")[0])
    return wanted or next((text for text in texts.values() if text), "")
