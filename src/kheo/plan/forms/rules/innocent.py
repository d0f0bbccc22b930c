"""Phrases taken out of a text before it is read: their words ask nothing of anybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from kheo.plan.forms.rules import words
from kheo.plan.forms.rules.patterns import GAP, Pattern, Token, compiled, first_found, matches, tokens_of

Tokens = tuple[Token, ...]


@lru_cache(maxsize=4096)
def words_of(text: str) -> Tokens:
    """A text's words, as they are looked at: several lists are looked for in each text."""
    return without_innocent(tokens_of(text))


def without_innocent(tokens: Tokens) -> Tokens:
    letters = "".join(token.bare for token in tokens)
    for pattern in _longest_first((*words.INNOCENT, *words.INNOCENT_PLAIN)):
        if pattern.together in letters:
            tokens = _without(tokens, pattern, _in_full)
    if first_found(compiled(words.REPAIRED), tokens) is not None:
        for pattern in _longest_first(words.BUILDINGS):
            tokens = _without(tokens, pattern, _as_words_are)
    return tokens


def _without(tokens: Tokens, pattern: Pattern, stands: Callable[[Pattern, Tokens], bool]) -> Tokens:
    size, at = len(pattern.tokens), 0
    while at + size <= len(tokens):
        if stands(pattern, tokens[at : at + size]):
            tokens = (*tokens[:at], GAP, *tokens[at + size :])
        at += 1
    return tokens


def _in_full(pattern: Pattern, part: Tokens) -> bool:
    return [token.full for token in part] == [token.full for token in pattern.tokens]


def _as_words_are(pattern: Pattern, part: Tokens) -> bool:
    return matches(pattern, part, 0)


@cache
def _longest_first(entries: tuple[str, ...]) -> tuple[Pattern, ...]:
    """So that a short phrase does not break a longer one."""
    return tuple(sorted(compiled(entries), key=lambda pattern: -len(pattern.tokens)))
