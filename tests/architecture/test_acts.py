"""Every act that the code records has its sentence, in both languages."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from enum import Enum
from types import ModuleType

import pytest
from django.utils import translation

from kheo.ground.audit.models import AuditRow
from kheo.web.audit.sentences import NoSentence, catalogue, sentence
from tests.architecture.source import functions, trees

NAMES = re.compile(r"%\((\w+)\)s")
RECORD = "kheo.ground.audit.actions"


class Recorders:
    """The functions of a module that write into the record: ``record`` itself, and what hands its first argument on."""

    def __init__(self, tree: ast.Module) -> None:
        self.names = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(RECORD)
            for alias in node.names
            if alias.name == "record"
        }
        self.handing_on = {
            function.name
            for function in functions(tree)
            for call in self.calls(function)
            if isinstance(call.args[0], ast.Name)
            and call.args[0].id in [given.arg for given in function.args.args[:1]]
        } if self.names else set()  # fmt: skip
        self.names |= self.handing_on

    def calls(self, node: ast.AST) -> Iterator[ast.Call]:
        for each in ast.walk(node):
            if (
                isinstance(each, ast.Call)
                and isinstance(each.func, ast.Name)
                and each.func.id in self.names
                and each.args
            ):
                yield each


def acts_in(name: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(act, where it is recorded); an act that is no text and cannot be worked out fails."""
    recorders = Recorders(tree)
    if not recorders.names:
        return
    for function in functions(tree):
        for call in recorders.calls(function):
            first = call.args[0]
            if function.name in recorders.handing_on and isinstance(first, ast.Name):
                continue
            for act in _worked_out(first, function, name):
                yield act, f"{name}:{call.lineno}"


def _worked_out(
    first: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str
) -> Iterator[str]:
    if isinstance(first, ast.Constant):
        yield first.value
    elif isinstance(first, ast.Name):
        yield getattr(_module(name), first.id)
    elif isinstance(first, ast.JoinedStr):
        beginning, hole = first.values
        assert isinstance(beginning, ast.Constant)
        assert isinstance(hole, ast.FormattedValue)
        for value in _values(hole.value, function, name):
            yield f"{beginning.value}{value}"
    else:
        raise AssertionError(f"{name}:{first.lineno}: which act is this?")


def _values(hole: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> list[str]:
    """Of ``{outcome.value}``: all values of the enumeration that the function says ``outcome`` is of."""
    assert isinstance(hole, ast.Attribute)
    assert isinstance(hole.value, ast.Name)
    given = [*function.args.args, *function.args.kwonlyargs]
    kinds = [
        one.annotation.id
        for one in given
        if one.arg == hole.value.id and isinstance(one.annotation, ast.Name)
    ]
    kind: type[Enum] = getattr(_module(name), kinds[0])
    return [one.value for one in kind]


def _module(name: str) -> ModuleType:
    return importlib.import_module(
        "kheo." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )


def every_act() -> dict[str, str]:
    return {act: where for name, tree in trees() for act, where in acts_in(name, tree)}


def test_every_act_has_a_sentence() -> None:
    acts = every_act()
    assert {
        "user.signed_in",
        "levels.loaded",
        "report.returned",
        "rival.taken",
        "form.approved",
        "demo.made",
    } <= set(acts)
    assert [f"{where} {act}" for act, where in acts.items() if act not in catalogue()] == []


def test_every_sentence_is_of_an_act() -> None:
    assert set(catalogue()) - set(every_act()) == set()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_sentence_can_be_said(language: str) -> None:
    with translation.override(language):
        for act, told in catalogue().items():
            detail = dict.fromkeys(NAMES.findall(str(told.sentence)), ["a", None, {"b": 1}])
            row = AuditRow(act=act, actor="lan", subject="thing:1", label="it", detail=detail)
            assert sentence(row).startswith("lan "), act
            assert "%" not in sentence(row)
            assert "…" not in sentence(row)
            assert len(str(told.name)) < 40


def test_every_sentence_is_said_in_vietnamese() -> None:
    def texts(language: str) -> dict[str, tuple[str, str]]:
        with translation.override(language):
            return {act: (str(told.name), str(told.sentence)) for act, told in catalogue().items()}

    english, vietnamese = texts("en"), texts("vi")
    assert [
        act for act in english if any(a == b for a, b in zip(english[act], vietnamese[act], strict=True))
    ] == []


def test_an_act_without_a_sentence_is_refused() -> None:
    with pytest.raises(NoSentence):
        sentence(AuditRow(act="sky.painted", actor="lan", subject="sky:1"))


def test_it_sees_a_planted_act() -> None:
    planted = """
from kheo.ground.audit.actions import record as note
def tell(act, subject): note(act, subject)
def paint(*, by): tell("sky.painted", "sky:1")
def wash(*, by): note("sky.washed", "sky:1")
"""
    assert {act for act, _ in acts_in("planted.py", ast.parse(planted))} == {"sky.painted", "sky.washed"}
    with pytest.raises(AssertionError, match="which act"):
        list(
            acts_in(
                "planted.py",
                ast.parse("from kheo.ground.audit.actions import record\ndef f(): record(g(), 'x')"),
            )
        )
