"""Every refusal has its sentence, in both languages, with the particulars that the sentence names."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import translation

from kheo.web.refusals import catalogue
from tests.architecture.source import trees

CODE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
NAMES = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Raised:
    """A refusal in the code. ``particulars`` is None where they are not spelt out (``**particulars``)."""

    code: str
    where: str
    particulars: frozenset[str] | None


def raised(name: str, tree: ast.AST) -> Iterator[Raised]:
    """Refusals made in place, also with a choice of codes: Refused("a.b", …), problems.add(file, line, "a.b", …)."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "Refused" and node.args:
            code = node.args[0]
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "add" and len(node.args) == 3:
            code = node.args[2]
        else:
            continue
        spelt_out = all(keyword.arg for keyword in node.keywords)
        given = frozenset(str(keyword.arg) for keyword in node.keywords) if spelt_out else None
        for part in ast.walk(code):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                yield Raised(part.value, f"{name}:{node.lineno}", given)


def every_refusal() -> list[Raised]:
    return [each for name, tree in trees() for each in raised(name, tree)]


def strings() -> set[str]:
    """Every text in the code outside the catalogue: codes may be passed on before they are raised."""
    return {
        node.value
        for name, tree in trees()
        if not name.startswith("web/refusals/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said(code: str) -> bool:
    """Whether the catalogue has it; of a code that is completed while running (f"plan.asks_{kind}"), any of them."""
    return any(known.startswith(code) for known in catalogue()) if code.endswith("_") else code in catalogue()


def test_every_refusal_has_a_sentence() -> None:
    missing = defaultdict(list)
    for each in every_refusal():
        if not said(each.code):
            missing[each.code].append(each.where)
    assert not missing, "\n".join(f"{code}: {places[0]}" for code, places in sorted(missing.items()))


def test_every_sentence_is_used() -> None:
    texts = strings()
    beginnings = tuple(text for text in texts if text.endswith("_") and CODE.fullmatch(text))
    unused = [
        code for code in catalogue() if code not in texts and not (beginnings and code.startswith(beginnings))
    ]
    assert unused == []


def test_every_sentence_names_only_what_its_refusal_gives() -> None:
    assert [
        f"{each.where} {each.code} gives {sorted(each.particulars)}"
        for each in every_refusal()
        if each.code in catalogue() and each.particulars is not None
        if set(NAMES.findall(str(catalogue()[each.code]))) - each.particulars - {"code"}
    ] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_sentence_can_be_said(language: str) -> None:
    with translation.override(language):
        for code, sentence in catalogue().items():
            assert str(sentence) % dict.fromkeys([*NAMES.findall(str(sentence)), "code"], 1), code


def test_every_sentence_is_said_in_vietnamese() -> None:
    with translation.override("en"):
        english = {code: str(sentence) for code, sentence in catalogue().items()}
    with translation.override("vi"):
        same = [code for code, sentence in catalogue().items() if str(sentence) == english[code]]
    assert not same, f"without Vietnamese: {', '.join(same)}"


def test_it_sees_a_planted_refusal() -> None:
    planted = "raise Refused('kit.never_said' if x else 'kit.nor_this', value=1)"
    assert {each.code for each in raised("planted.py", ast.parse(planted))} == {
        "kit.never_said",
        "kit.nor_this",
    }
    planted = "problems.add('a.csv', 3, 'kit.never_said', value=1)"
    assert [each.particulars for each in raised("planted.py", ast.parse(planted))] == [frozenset({"value"})]
    assert "kit.never_said" not in catalogue()
