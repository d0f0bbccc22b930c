"""What a form's expression says, in words: for people who never wrote one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.rules.xpath.tokens import Token, tokens
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.plan.forms.rules import Field

EMPTY = Token("string", "")


@dataclass(frozen=True)
class Words:
    """The labels of a form's questions and answers, in one language."""

    fields: dict[str, Field]
    language: str

    @classmethod
    def of(cls, outline: Iterable[Field], language: str) -> Words:
        return cls({one.name: one for one in outline}, language)

    def question(self, name: str) -> str:
        field = self.fields.get(name)
        return f"“{(pick(field.label, self.language) if field else '') or name}”"

    def answer(self, name: str, code: str) -> str:
        field = self.fields.get(name)
        for choice in field.choices if field else ():
            if choice.name == code:
                return f"“{pick(choice.label, self.language) or code}”"
        return f"“{code}”"


def in_words(expression: str, words: Words, own: str = "") -> str:
    """The expression as a clause, with labels for names; as it stands where it is beyond words. ``own``: the question
    that it belongs to, whose answer is ``.``."""
    try:
        read = tokens(expression)[:-1]
    except Refused:
        return expression
    said = _said(read, words, own)
    return said if said is not None else expression


def _said(read: Sequence[Token], words: Words, own: str) -> str | None:
    """None where a part has no words."""
    parts: list[str] = []
    at, named = 0, own
    while at < len(read):
        token, following = read[at], read[at + 1] if at + 1 < len(read) else EMPTY
        if token.kind == "name" and following == Token("sign", "("):
            end = _closing(read, at + 1)
            call = _call(token.text, _arguments(read[at + 2 : end]), words, own) if end else None
            if call is None or end is None:
                return None
            parts.append(call)
            at = end + 1
            continue
        if token == Token("operator", "=") and following == EMPTY and at + 1 < len(read):
            parts.append(_("is empty"))
            at += 2
            continue
        if token == Token("operator", "!=") and following == EMPTY and at + 1 < len(read):
            parts.append(_("is filled in"))
            at += 2
            continue
        if token.kind == "field":
            named = token.text
        word = _word(token, words, named)
        if word is None:
            return None
        parts.append(word)
        at += 1
    return " ".join(parts).replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def _word(token: Token, words: Words, named: str) -> str | None:
    if token.kind == "field":
        return words.question(token.text)
    if token.kind == "dot":
        return _("the answer")
    if token.kind == "string":
        return words.answer(named, token.text)
    if token.kind == "operator":
        return _operators().get(token.text, token.text)
    return None if token.kind == "name" else token.text


def _operators() -> dict[str, str]:
    return {
        "=": _("is"),
        "!=": _("is not"),
        "<": _("is less than"),
        "<=": _("is at most"),
        ">": _("is more than"),
        ">=": _("is at least"),
        "and": _("and"),
        "or": _("or"),
        "div": ":",
        "*": "×",
        "-": "−",
    }


def _call(name: str, arguments: list[Sequence[Token]], words: Words, own: str) -> str | None:
    if name in ("selected", "jr:choice-name") and len(arguments) == 2 and len(arguments[0]) == 1:
        first, second = arguments[0][0], arguments[1]
        asked = first.text if first.kind == "field" else own
        code = words.answer(asked, second[0].text) if len(second) == 1 else _said(second, words, own)
        if name == "selected" and code is not None:
            return _("%(question)s includes %(answer)s") % {
                "question": _word(first, words, own),
                "answer": code,
            }
        return words.question(asked)
    said = [_said(argument, words, own) for argument in arguments]
    if any(one is None for one in said):
        return None
    given = dict(zip(("a", "b", "c"), said, strict=False))
    sentence = _calls().get((name, len(said)))
    if sentence is not None:
        return sentence % given
    return f"{name}({', '.join(str(one) for one in said)})"


def _calls() -> dict[tuple[str, int], str]:
    return {
        ("not", 1): _("not: %(a)s"),
        ("today", 0): _("today"),
        ("now", 0): _("now"),
        ("true", 0): _("always"),
        ("false", 0): _("never"),
        ("string-length", 1): _("the number of letters of %(a)s"),
        ("count-selected", 1): _("the number of answers chosen in %(a)s"),
        ("count", 1): _("how many %(a)s there are"),
        ("sum", 1): _("the sum of %(a)s"),
        ("coalesce", 2): _("%(a)s, or else %(b)s"),
        ("regex", 2): _("%(a)s has the form %(b)s"),
        ("if", 3): _("if %(a)s: %(b)s, otherwise %(c)s"),
        ("number", 1): "%(a)s",
        ("int", 1): "%(a)s",
        ("string", 1): "%(a)s",
        ("date", 1): "%(a)s",
        ("decimal-date-time", 1): "%(a)s",
    }


def _closing(read: Sequence[Token], opening: int) -> int | None:
    depth = 0
    for at in range(opening, len(read)):
        if read[at].kind == "sign":
            depth += {"(": 1, ")": -1}.get(read[at].text, 0)
            if depth == 0:
                return at
    return None


def _arguments(read: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens between the outer commas."""
    found: list[list[Token]] = []
    depth = 0
    for token in read:
        if token.kind == "sign":
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "," and depth == 0:
                found.append([])
                continue
        if not found:
            found.append([])
        found[-1].append(token)
    return list(found)
