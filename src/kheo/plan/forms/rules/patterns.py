"""Words as people spell them to be found, or not to be: without marks, run together, apart, in other alphabets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kheo.kit.text import plain

SHORT = 6  # below it a run-together word is too likely to be a part of another one

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
# Letters of other scripts that look Latin.
_LOOKS_LATIN = str.maketrans("аеорсухіѕԁԍοιεα", "aeopcyxisdgoiea")


@dataclass(frozen=True)
class Token:
    """A word of a text: with its tone marks last, and without any mark."""

    full: str
    bare: str


# Where an innocent phrase was taken out: what stands before and after it are no neighbours.
GAP = Token("|", "|")


@dataclass(frozen=True)
class Pattern:
    """``together``: its words run together, without marks. No text without these letters can hold the pattern."""

    word: str
    tokens: tuple[Token, ...]
    stem: bool
    together: str


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[Token, ...]:
    return tokens_once(text)


def tokens_once(text: str) -> tuple[Token, ...]:
    """For texts of which there are many: they would push the words themselves out of what is remembered."""
    composed = unicodedata.normalize("NFKC", text)
    spread = "".join(
        f" {after}" if before.islower() and after.isupper() else after
        for before, after in zip(" " + composed, composed, strict=False)
    )
    kept = (
        "".join(letter for letter in spread if unicodedata.category(letter) != "Cf")
        .lower()
        .translate(_LOOKS_LATIN)
    )
    found = _TOKEN.findall(unicodedata.normalize("NFC", kept))
    return tuple(Token(_canonical(token), plain(token)) for token in _joined(found))


def _joined(found: list[str]) -> Iterator[str]:
    """Letters typed apart (r e l i g i o n) become a word again."""
    letters: list[str] = []
    for token in [*found, ""]:
        if len(token) == 1 and token.isalpha():
            letters.append(token)
            continue
        if len(letters) > 2:
            yield "".join(letters)
        else:
            yield from letters
        letters = []
        if token:
            yield token


def _canonical(token: str) -> str:
    """The letters, then the tones: hòa and hoà are the same."""
    apart = unicodedata.normalize("NFD", token)
    tones = "".join(mark for mark in apart if mark in _TONES)
    letters = "".join(mark for mark in apart if mark not in _TONES)
    return unicodedata.normalize("NFC", letters) + tones


def matches(pattern: Pattern, tokens: Sequence[Token], at: int) -> bool:
    """Each word in full, or wholly without marks: *theo đảo* (by island) is not *theo đạo* (of a religion)."""
    if at + len(pattern.tokens) > len(tokens):
        return False
    last = len(pattern.tokens) - 1
    for i, wanted in enumerate(pattern.tokens):
        token = tokens[at + i]
        written = wanted.full if token.full != token.bare else wanted.bare
        if pattern.stem and i == last:
            if not token.full.startswith(written):
                return False
        elif token.full != written:
            return False
    return True


def first_found(patterns: Iterable[Pattern], tokens: Sequence[Token]) -> Pattern | None:
    letters = "".join(token.bare for token in tokens)
    return next((p for p in patterns if p.together in letters and _found(p, tokens)), None)


def _found(pattern: Pattern, tokens: Sequence[Token]) -> bool:
    if any(matches(pattern, tokens, at) for at in range(len(tokens))):
        return True
    return _found_run_together(pattern, tokens)


def _found_run_together(pattern: Pattern, tokens: Sequence[Token]) -> bool:
    together = pattern.together
    if len(pattern.tokens) == 1:
        return pattern.stem and len(together) >= SHORT and any(together in token.bare for token in tokens)
    if len(together) < SHORT:
        return any(token.bare == together for token in tokens)
    return any(token.bare.startswith(together) or token.bare.endswith(together) for token in tokens)


@cache
def compiled(entries: tuple[str, ...]) -> tuple[Pattern, ...]:
    found = []
    for entry in entries:
        tokens = tokens_of(entry.rstrip("*"))
        together = "".join(token.bare for token in tokens)
        found.append(Pattern(entry.rstrip("*"), tokens, entry.endswith("*"), together))
    return tuple(found)
