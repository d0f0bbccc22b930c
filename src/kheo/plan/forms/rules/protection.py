"""Kheo counts work, not people's beliefs: what a form, a choice list or an indicator may not ask.

A list of words is a weak fence, and everybody who writes such a question honestly meets it. It stands beside the
stronger ones: no table of members of the public, and figures that are counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from kheo.kit.text import plain
from kheo.plan.forms.rules import words
from kheo.plan.forms.rules.by_type import GEO, ORGANISATIONS, offences_in_question, offences_unless_counted
from kheo.plan.forms.rules.fields import Field
from kheo.plan.forms.rules.innocent import without_innocent, words_of
from kheo.plan.forms.rules.offences import Offence
from kheo.plan.forms.rules.patterns import (
    GAP,
    Pattern,
    compiled,
    first_found,
    matches,
    tokens_of,
    tokens_once,
)
from kheo.plan.forms.rules.reading import Reading

PEOPLES_THAT_MAKE_A_LIST = 3
PERSONS_THAT_MAKE_A_LIST = 3

# A Vietnamese mobile telephone or citizen's number. Tax codes of firms are ten digits too, but begin otherwise.
_PERSONAL_NUMBER = re.compile(r"(?:\+?84|0)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}|0\d{11}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)


def offences_in_form(reading: Reading) -> list[Offence]:
    """Everything that a form may not ask, each field and word once, in the form's order."""
    found: dict[tuple[str, str, str], Offence] = {}
    for offence in _all_in_form(reading):
        found.setdefault((offence.kind, offence.where, offence.word), offence)
    homes = {offence.where for offence in found.values() if offence.kind == "home"}
    return [one for one in found.values() if not (one.kind == "position" and one.where in homes)]


def offences_in_texts(texts: Iterable[tuple[str, str]]) -> list[Offence]:
    """Offences in (where, text) pairs: titles, codes and conditions of an indicator, columns of a table."""
    return [offence for where, text in texts for offence in _in_text(where, text)]


def check_columns(texts: Iterable[tuple[str, str]]) -> None:
    """Raise the first offence in the columns of a table, as (where, heading)."""
    for where, text in texts:
        for offence in (*_in_text(where, text), *offences_unless_counted(where, [text])):
            raise offence.as_refused()


def _all_in_form(reading: Reading) -> Iterator[Offence]:
    for where, text in reading.texts:
        yield from _in_text(where, text)
    words_of_groups: dict[str, list[str]] = {}
    for where, text in reading.texts:
        words_of_groups.setdefault(where, []).append(text)
    around = {one.name: one for one in reading.outline}
    for one in reading.outline:
        if kind := words.TYPES.get(one.type):
            yield Offence(kind, one.name, one.type, one.type)
    for one in reading.fields:
        yield from _in_text(one.name, one.name)
        for text in (one.name, *one.label.values()):
            yield from _whole_text(one.name, text)
        for group in one.groups:
            yield from _in_text(group, group)
        yield from _in_choices(one)
        if one.type in GEO:
            near = [
                text for name in (one.name, *one.groups) for text in (name, *words_of_groups.get(name, ()))
            ]
            yield from _home(one.name, near)
        yield from offences_in_question(one, words_of_groups.get(one.name, ()), around)


def _in_choices(one: Field) -> Iterator[Offence]:
    labels = [(choice, [choice.name, *choice.label.values()]) for choice in one.choices]
    for _choice, texts in labels:
        for text in texts:
            # Organisations bear names such as Christian Aid; a bare "Christian" is nobody's name.
            if one.role not in ORGANISATIONS or len(tokens_of(text)) == 1:
                yield from _in_text(one.name, text)
                # A card among the kinds of support is support; an illness among answers sorts people.
                yield from (
                    each for each in offences_unless_counted(one.name, [text]) if each.kind == "health"
                )
    if one.role not in (*ORGANISATIONS, "place"):
        yield from _persons(one.name, [text for _choice, texts in labels for text in dict.fromkeys(texts)])
    peoples = {" ".join(p.bare for p in tokens_of(people)) for people in words.PEOPLES}
    named = [
        texts[-1]
        for _choice, texts in labels
        if any(" ".join(token.bare for token in tokens_of(text)) in peoples for text in texts)
    ]
    if len(named) >= PEOPLES_THAT_MAKE_A_LIST and one.role not in (*ORGANISATIONS, "place"):
        yield Offence("ethnicity", one.name, ", ".join(named[:PEOPLES_THAT_MAKE_A_LIST]), named[0])


def offences_in_table(name: str, headings: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Offence]:
    """Offences in a list that a form takes from a file ``name``: in its headings, its cells, and what columns hold.

    ``columns``: the cells under each heading. Ten thousand lines take a second or two.
    """
    found = [
        offence
        for heading in headings
        for offence in (
            *_in_text(name, heading),
            *_whole_text(name, heading),
            *offences_unless_counted(name, [heading]),
        )
    ]
    for cells in columns:
        different = list(dict.fromkeys(cells))
        found += _in_many(name, different)
        found += _persons(name, different)
    return found


def _in_many(where: str, texts: Sequence[str]) -> Iterator[Offence]:
    """``_in_text`` of many texts: a pattern whose letters stand nowhere in them is not looked for in each."""
    letters = "".join(f"{token.bare}" for text in texts for token in (*tokens_once(text), GAP))
    likely = {
        kind: [pattern for pattern in patterns if pattern.together in letters]
        for kind, patterns in _patterns().items()
    }
    if any(likely.values()):
        for text in texts:
            tokens = without_innocent(tokens_once(text))
            for kind, patterns in likely.items():
                if (pattern := first_found(patterns, tokens)) is not None:
                    yield Offence(kind, where, text, pattern.word)


def _persons(where: str, texts: Iterable[str]) -> Iterator[Offence]:
    """A list that holds names of persons, or numbers by which persons are known."""
    names, numbers = [], []
    for text in texts:
        spelt = [token.bare for token in tokens_once(text)]
        if (
            3 <= len(spelt) <= 5
            and spelt[0] in _bare(words.SURNAMES)
            and spelt[1] in _bare(words.MIDDLE_NAMES)
        ):
            names.append(text)
        elif _PERSONAL_NUMBER.fullmatch(re.sub(r"[\s.()-]", "", text)) or _MAIL.fullmatch(text.strip()):
            numbers.append(text)
    for found in (names, numbers):
        if len(found) >= PERSONS_THAT_MAKE_A_LIST:
            yield Offence("identity", where, ", ".join(found[:PERSONS_THAT_MAKE_A_LIST]), found[0])


@cache
def _bare(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(entry) for entry in entries)


def _in_text(where: str, text: str) -> Iterator[Offence]:
    tokens = words_of(text)
    for kind, patterns in _patterns().items():
        if (pattern := first_found(patterns, tokens)) is not None:
            yield Offence(kind, where, text, pattern.word)
    position = first_found(compiled(words.POSITION), tokens)
    if position is not None and first_found(compiled(words.HOME), tokens) is not None:
        yield Offence("home", where, text, position.word)


def _whole_text(where: str, text: str) -> Iterator[Offence]:
    """What is refused where it is all that a text says, or where a text begins so."""
    tokens = tokens_of(text)
    for kind, patterns in _whole().items():
        for pattern in patterns:
            if len(tokens) == len(pattern.tokens) and matches(pattern, tokens, 0):
                yield Offence(kind, where, text, pattern.word)
    if any(matches(pattern, tokens, 0) for pattern in compiled(words.BEGINNING_INNOCENT)):
        return
    for kind, entries in words.BEGINNING.items():
        for pattern in compiled(entries):
            if len(tokens) >= len(pattern.tokens) and matches(pattern, tokens, 0):
                yield Offence(kind, where, text, pattern.word)


def _home(where: str, texts: Sequence[str]) -> Iterator[Offence]:
    for text in texts:
        home = first_found(compiled(words.HOME), words_of(text))
        if home is not None:
            yield Offence("home", where, text, home.word)
            return


@cache
def _patterns() -> dict[str, tuple[Pattern, ...]]:
    return {kind: compiled(entries) for kind, entries in words.WORDS.items()}


@cache
def _whole() -> dict[str, tuple[Pattern, ...]]:
    return {kind: compiled(entries) for kind, entries in words.WHOLE.items()}
