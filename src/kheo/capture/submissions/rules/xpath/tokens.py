"""An expression's text as tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from kheo.kit.refusals import Refused

# Operators nest: with more of them, evaluating would nest deeper than Python goes.
MOST = 400
OPERATORS = frozenset({"or", "and", "div", "mod"})

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<string>"[^"]*"|'[^']*')
    | \$\{\s*(?P<field>[A-Za-z_][\w.-]*)\s*\}
    | (?P<path>(?:(?:\.\./)+|/|\./)[A-Za-z_][\w.-]*(?:/[A-Za-z_][\w.-]*)*)
    | (?P<name>[A-Za-z_][\w.:-]*)
    | (?P<parent>\.\.)
    | (?P<dot>\.)
    | (?P<sign><=|>=|!=|[=<>+\-*(),])
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """``kind``: number string field name dot parent sign operator end."""

    kind: str
    text: str


def tokens(expression: str) -> list[Token]:
    """The tokens, closed by one of kind "end". A path (/data/group/x, ../x) is the field that it ends in."""
    found: list[Token] = []
    at = 0
    text = expression.rstrip()
    while at < len(text):
        read = _TOKEN.match(text, at)
        if read is None:
            raise Refused("capture.expression", expression=expression, near=text[at : at + 20].strip())
        found.append(_token(str(read.lastgroup), read[str(read.lastgroup)], found))
        at = read.end()
        if len(found) > MOST:
            raise Refused("capture.expression_long", expression=f"{text[:60]}…")
    return [*found, Token("end", "")]


def _token(kind: str, text: str, before: list[Token]) -> Token:
    if kind == "string":
        return Token(kind, text[1:-1])
    if kind == "path":
        return Token("field", text.rsplit("/", 1)[-1])
    if kind == "name" and text in OPERATORS and before and _ends_an_operand(before[-1]):
        return Token("operator", text)
    if kind == "sign" and text != "(" and text != ")" and text != ",":
        return Token("operator", text)
    return Token(kind, text)


def _ends_an_operand(token: Token) -> bool:
    return token.kind in ("number", "string", "field", "name", "dot", "parent") or token.text == ")"
