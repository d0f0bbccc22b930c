"""Habits of the house that a program can see in the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SOURCE, functions, imported, kept_files, python_files, trees

FILE, FUNCTION, FLOW = 500, 60, 60
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "update",
}
# These write, or read an expression; a document is read by neither.
NO_PARSERS = ("xml.sax.saxutils", "lxml.etree.XPath")


def long_files(folder: Path) -> list[str]:
    return [
        f"{p}: {n} lines"
        for p in python_files(folder)
        if (n := len(p.read_text("utf-8").splitlines())) > FILE
    ]


def long_functions(name: str, tree: ast.AST) -> Iterator[str]:
    for each in functions(tree):
        if (length := (each.end_lineno or each.lineno) - each.lineno + 1) > FUNCTION:
            yield f"{name}:{each.lineno} {each.name}: {length} lines"


def writes(name: str, tree: ast.AST) -> Iterator[str]:
    """Calls that write to a table: not ``{}.update()``, nor ``picture.save(file)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            on_query = isinstance(node.func.value, ast.Call) or "objects" in ast.unparse(node.func.value)
            to_file = node.func.attr == "save" and node.args
            if not to_file and (node.func.attr != "update" or on_query):
                yield f"{name}:{node.lineno} {ast.unparse(node.func)}()"


def foreign_parsers(name: str, tree: ast.AST) -> Iterator[str]:
    """XML parsers that resolve what a stranger's file tells them to."""
    for module in imported(tree):
        if module.split(".")[0] in ("xml", "lxml", "xmltodict", "bs4", "html5lib") and not module.startswith(
            NO_PARSERS
        ):
            yield f"{name}: {module}"


def signals(name: str, tree: ast.AST) -> Iterator[str]:
    for module in imported(tree):
        if module.startswith("django.dispatch") or ".signals" in module:
            yield f"{name}: {module}"


def careless_actions(name: str, tree: ast.Module) -> Iterator[str]:
    """Actions whose ``by`` and ``now`` may be left out, swapped or forgotten."""
    for each in tree.body:
        if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
            continue
        keyword_only = {argument.arg for argument in each.args.kwonlyargs}
        named = keyword_only | {argument.arg for argument in each.args.args}
        given = named & {"by", "now"}
        if given and not {"by", "now"} <= keyword_only:
            yield f"{name}:{each.lineno} {each.name} takes {sorted(given)}: both, by keyword only"


def unfinished(name: str, text: str) -> Iterator[str]:
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
    pattern = re.compile(
        rf"\b(?:{marks})\b|raise NotImplementedError|mark\.skip\b|unittest\.skip|except[^:\n]*:\s*pass\b|time\.sleep\("
    )
    for at, line in enumerate(text.splitlines(), 1):
        if pattern.search(line):
            yield f"{name}:{at} {line.strip()}"


def test_no_file_is_longer_than_anybody_reads() -> None:
    assert long_files(SOURCE) + long_files(ROOT / "tests") == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert [fault for name, tree in trees() for fault in long_functions(name, tree)] == []


def test_a_hand_over_stays_short_enough_to_read_the_walk() -> None:
    lengths = {p.name: len(p.read_text("utf-8").splitlines()) for p in python_files(SOURCE / "flow")}
    assert {name: length for name, length in lengths.items() if length > FLOW} == {}


def test_pages_do_not_write() -> None:
    assert [fault for name, tree in trees(SOURCE / "web") for fault in writes(name, tree)] == []


def test_xml_is_read_by_the_parser_that_refuses_entities() -> None:
    assert [fault for name, tree in trees() for fault in foreign_parsers(name, tree)] == []


def test_there_are_no_signals() -> None:
    assert [fault for name, tree in trees() for fault in signals(name, tree)] == []


def test_actions_are_told_by_whom_and_when() -> None:
    in_actions = [(name, tree) for name, tree in trees() if re.search(r"/actions(/|\.py)", name)]
    assert in_actions
    assert [fault for name, tree in in_actions for fault in careless_actions(name, tree)] == []


def test_nothing_is_left_unfinished() -> None:
    files = [*python_files(SOURCE), *python_files(ROOT / "tests"), *python_files(ROOT / "scripts")]
    here = Path(__file__)
    assert [
        fault
        for path in files
        if path != here
        for fault in unfinished(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ] == []


# Each of these would go unnoticed if the check above it were blind.


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (long_functions, "def f():\n" + "    x = 1\n" * FUNCTION),
        (writes, "Place.objects.create(name='x')"),
        (writes, "place.save()"),
        (writes, "Place.objects.filter(pk=1).update(name='x')"),
        (foreign_parsers, "from lxml import etree"),
        (foreign_parsers, "import xml.etree.ElementTree as ET"),
        (signals, "from django.db.models.signals import post_save"),
        (signals, "from django.dispatch import receiver"),
        (careless_actions, "def accept(submission, by, now): ..."),
        (careless_actions, "def accept(*, submission, by): ..."),
    ],
)
def test_it_catches_a_planted_offence(check, code: str) -> None:  # type: ignore[no-untyped-def]
    assert list(check("planted.py", ast.parse(code)))


def test_it_catches_what_is_unfinished() -> None:
    for line in ("# TO" + "DO: later", "except ValueError: " + "pass", "time.sle" + "ep(1)"):
        assert list(unfinished("planted.py", line))


def test_it_catches_a_long_file(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("x = 1\n" * (FILE + 1))
    assert long_files(tmp_path)


def test_it_lets_plain_dictionaries_be() -> None:
    assert not list(writes("shown.py", ast.parse("context.update(a=1); code.save(out, kind='svg')")))
    assert not list(foreign_parsers("shown.py", ast.parse("from defusedxml.ElementTree import fromstring")))
    assert kept_files()
