"""Kheo counts work, not people's beliefs: what a form, a choice list or an indicator may not ask.

A list of words is a weak fence, and everybody who writes such a question honestly meets it. It stands beside the
stronger ones: no table of members of the public, and figures that are counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kheo.kit.refusals import Refused
from kheo.kit.text import plain
from kheo.plan.forms.rules import words
from kheo.plan.forms.rules.fields import Field
from kheo.plan.forms.rules.reading import Reading

PEOPLES_THAT_MAKE_A_LIST = 3
SHORT = 6  # below it a run-together word is too likely to be a part of another one
GEO = ("geopoint", "geotrace", "geoshape")
ORGANISATIONS = ("unit", "agency", "partner")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
# Letters of other scripts that look Latin.
_LOOKS_LATIN = str.maketrans("аеорсухіѕԁԍοιεα", "aeopcyxisdgoiea")


@dataclass(frozen=True)
class Offence:
    """``kind``: belief ethnicity opinion loyalty origin identity home. ``where``: a field's name, "" for the title."""

    kind: str
    where: str
    text: str
    word: str

    def as_refused(self) -> Refused:
        return Refused(f"plan.asks_{self.kind}", field=self.where or "—", text=self.text, word=self.word)


@dataclass(frozen=True)
class _Token:
    """A word of a text: with its tone marks last, and without any mark."""

    full: str
    bare: str


# Where an innocent phrase was taken out: what stands before and after it are no neighbours.
_GAP = _Token("|", "|")


@dataclass(frozen=True)
class _Pattern:
    """``together``: its words run together, without marks. No text without these letters can hold the pattern."""

    word: str
    tokens: tuple[_Token, ...]
    stem: bool
    together: str


def offences_in_form(reading: Reading) -> list[Offence]:
    """Everything that a form may not ask, each field and word once, in the form's order."""
    found: dict[tuple[str, str, str], Offence] = {}
    for offence in _all_in_form(reading):
        found.setdefault((offence.kind, offence.where, offence.word), offence)
    return list(found.values())


def offences_in_texts(texts: Iterable[tuple[str, str]]) -> list[Offence]:
    """Offences in (where, text) pairs: titles, codes and conditions of an indicator, columns of a table."""
    return [offence for where, text in texts for offence in _in_text(where, text)]


def check_texts(texts: Iterable[tuple[str, str]]) -> None:
    """Raise the first offence."""
    for offence in offences_in_texts(texts):
        raise offence.as_refused()


def _all_in_form(reading: Reading) -> Iterator[Offence]:
    for where, text in reading.texts:
        yield from _in_text(where, text)
    words_of_groups: dict[str, list[str]] = {}
    for where, text in reading.texts:
        words_of_groups.setdefault(where, []).append(text)
    for one in reading.fields:
        yield from _in_text(one.name, one.name)
        for text in (one.name, *one.label.values()):
            yield from _whole_text(one.name, text)
        for group in one.groups:
            yield from _in_text(group, group)
        if kind := words.TYPES.get(one.type):
            yield Offence(kind, one.name, one.type, one.type)
        yield from _in_choices(one)
        if one.type in GEO:
            around = [
                text for name in (one.name, *one.groups) for text in (name, *words_of_groups.get(name, ()))
            ]
            yield from _home(one.name, around)


def _in_choices(one: Field) -> Iterator[Offence]:
    labels = [(choice, [choice.name, *choice.label.values()]) for choice in one.choices]
    for _choice, texts in labels:
        for text in texts:
            # Organisations bear names such as Christian Aid; a bare "Christian" is nobody's name.
            if one.role not in ORGANISATIONS or len(_tokens(text)) == 1:
                yield from _in_text(one.name, text)
    peoples = {" ".join(p.bare for p in _tokens(people)) for people in words.PEOPLES}
    named = [
        texts[-1]
        for _choice, texts in labels
        if any(" ".join(token.bare for token in _tokens(text)) in peoples for text in texts)
    ]
    if len(named) >= PEOPLES_THAT_MAKE_A_LIST and one.role not in (*ORGANISATIONS, "place"):
        yield Offence("ethnicity", one.name, ", ".join(named[:PEOPLES_THAT_MAKE_A_LIST]), named[0])


def _in_text(where: str, text: str) -> Iterator[Offence]:
    tokens = _without_innocent(_tokens(text))
    for kind, patterns in _patterns().items():
        if (pattern := _first_found(patterns, tokens)) is not None:
            yield Offence(kind, where, text, pattern.word)
    position = _first_found(_compiled(words.POSITION), tokens)
    if position is not None and _first_found(_compiled(words.HOME), tokens) is not None:
        yield Offence("home", where, text, position.word)


def _whole_text(where: str, text: str) -> Iterator[Offence]:
    tokens = _tokens(text)
    for kind, patterns in _whole().items():
        for pattern in patterns:
            if len(tokens) == len(pattern.tokens) and _matches(pattern, tokens, 0):
                yield Offence(kind, where, text, pattern.word)


def _home(where: str, texts: Sequence[str]) -> Iterator[Offence]:
    for text in texts:
        home = _first_found(_compiled(words.HOME), _without_innocent(_tokens(text)))
        if home is not None:
            yield Offence("home", where, text, home.word)
            return


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[_Token, ...]:
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
    return tuple(_Token(_canonical(token), plain(token)) for token in _joined(found))


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


def _matches(pattern: _Pattern, tokens: Sequence[_Token], at: int) -> bool:
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


def _first_found(patterns: Iterable[_Pattern], tokens: Sequence[_Token]) -> _Pattern | None:
    letters = "".join(token.bare for token in tokens)
    return next((p for p in patterns if p.together in letters and _found(p, tokens)), None)


def _found(pattern: _Pattern, tokens: Sequence[_Token]) -> bool:
    if any(_matches(pattern, tokens, at) for at in range(len(tokens))):
        return True
    return _found_run_together(pattern, tokens)


def _found_run_together(pattern: _Pattern, tokens: Sequence[_Token]) -> bool:
    together = pattern.together
    if len(pattern.tokens) == 1:
        return pattern.stem and len(together) >= SHORT and any(together in token.bare for token in tokens)
    if len(together) < SHORT:
        return any(token.bare == together for token in tokens)
    return any(token.bare.startswith(together) or token.bare.endswith(together) for token in tokens)


def _without_innocent(tokens: tuple[_Token, ...]) -> tuple[_Token, ...]:
    letters = "".join(token.bare for token in tokens)
    for pattern in _innocent():
        if pattern.together not in letters:
            continue
        size = len(pattern.tokens)
        full = [token.full for token in pattern.tokens]
        at = 0
        while at + size <= len(tokens):
            if [token.full for token in tokens[at : at + size]] == full:
                tokens = (*tokens[:at], _GAP, *tokens[at + size :])
            at += 1
    return tokens


@cache
def _patterns() -> dict[str, tuple[_Pattern, ...]]:
    return {kind: _compiled(entries) for kind, entries in words.WORDS.items()}


@cache
def _whole() -> dict[str, tuple[_Pattern, ...]]:
    return {kind: _compiled(entries) for kind, entries in words.WHOLE.items()}


@cache
def _innocent() -> tuple[_Pattern, ...]:
    """Longest first, so that a short phrase does not break a longer one."""
    patterns = _compiled((*words.INNOCENT, *words.INNOCENT_PLAIN))
    return tuple(sorted(patterns, key=lambda pattern: -len(pattern.tokens)))


@cache
def _compiled(entries: tuple[str, ...]) -> tuple[_Pattern, ...]:
    found = []
    for entry in entries:
        tokens = _tokens(entry.rstrip("*"))
        together = "".join(token.bare for token in tokens)
        found.append(_Pattern(entry.rstrip("*"), tokens, entry.endswith("*"), together))
    return tuple(found)
