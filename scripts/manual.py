"""The guide's page on counting, printed from the specifications of the counting engine.

Each chapter is a module ``tests/spec/test_NN_….py``: its docstring opens the chapter, and every test is a section with
its docstring, the facts, the rule and the answers that it draws. They are run once more by the interpreter here.
"""

import importlib
import inspect
import os
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OPENING = """# Counting

How Kheo counts, chapter by chapter. Every table of facts on this page is a test, and every sum in an answer is worked
out by it: the answers are what the interpreter, DuckDB and Spark all say. Printed from `tests/spec` by `make docs`.
"""
LAWS = """## What always holds

These sentences are tried on thousands of small worlds that a program makes up, with rules, maps and facts of every
kind.
"""
_NUMBER = re.compile(r"-?[\d.,]+")


def counting() -> str:
    """The page as Markdown."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kheo.settings")
    django.setup()
    names = sorted(path.stem for path in (ROOT / "tests" / "spec").glob("test_[0-9][0-9]_*.py"))
    chapters = [importlib.import_module(f"tests.spec.{name}") for name in names]
    headings = [f"{number}. {_heading(chapter.__doc__)}" for number, chapter in enumerate(chapters, start=1)]
    parts = [OPENING, *(f"- [{heading}](#{_anchor(heading)})" for heading in headings)]
    for heading, chapter in zip(headings, chapters, strict=True):
        parts += [f"\n## {heading}\n", _body(chapter.__doc__), *_sections(chapter)]
    parts += ["\n" + LAWS, *_laws(importlib.import_module("tests.spec.test_laws"))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _sections(chapter: ModuleType) -> Iterator[str]:
    printer = _Printer()
    for test in _tests(chapter):
        yield f"\n### {_heading(test.__doc__)}\n"
        yield _body(test.__doc__)
        if list(inspect.signature(test).parameters) == ["spec"]:
            yield from printer.section(test)


def _laws(module: ModuleType) -> Iterator[str]:
    for test in _tests(module):
        told = " ".join((test.__doc__ or "").split())
        yield f"- **{_sentence(test.__name__)}.** {told}".rstrip()


def _tests(module: ModuleType) -> list[FunctionType]:
    found = [
        inspect.unwrap(each)
        for name, each in vars(module).items()
        if name.startswith("test_") and callable(each)
    ]
    return sorted(found, key=lambda test: test.__code__.co_firstlineno)


class _Printer:
    """Prints what specifications show, without what the one before showed already."""

    def __init__(self) -> None:
        self._last: dict[type, Any] = {}

    def section(self, test: Callable[..., None]) -> Iterator[str]:
        from tests.spec.harness import Given, Ruled, Spec

        spec = Spec()
        test(spec)
        for turn, each in enumerate(spec.shown):
            kind = type(each)
            if kind in (Given, Ruled) and self._last.get(kind) == each:
                if kind is Given and turn == 0:
                    yield "The facts are those above.\n"
                continue
            self._last[kind] = each
            yield getattr(self, f"_{kind.__name__.lower()}")(each)

    def _given(self, given: Any) -> str:
        parts = [_table(given.facts)]
        if given.places:
            parts.append(f"Places (`to` is the day after the last):\n\n{_table(given.places)}")
        if given.changes:
            parts.append(f"What became of them (no share: not known):\n\n{_table(given.changes)}")
        if given.calendar != "civil":
            parts.append(f"Calendar: {_CALENDARS[given.calendar]}.\n")
        return "\n".join(parts)

    def _ruled(self, rule: Any) -> str:
        return _yaml(rule.text)

    def _refusedrule(self, rule: Any) -> str:
        from django.utils.translation import override

        from kheo.web.refusals import sentence

        with override("en"):
            return f"{_yaml(rule.text)}\nRefused: *{sentence(rule.refused)}*\n"

    def _answered(self, answer: Any) -> str:
        lines = answer.expected.strip().splitlines()
        asked = _asked(answer.asked)
        if len(lines) == 2 and lines[0].strip() == "value":
            return f"{asked}: **{_said(lines[1].strip())}**\n"
        return f"{asked}:\n\n{_table(answer.expected)}"

    def _accounted(self, account: Any) -> str:
        asked = {key: value for key, value in account.asked.items() if key not in ("cell", "by")}
        cell = account.asked["cell"]
        of = f" of the cell {cell}" if cell else ""
        where = f" ({_asked(asked)[0].lower()}{_asked(asked)[1:]})" if asked else ""
        return f"What became of each fact{of}{where}:\n\n{_table(account.expected)}"


_CALENDARS = {
    "state": "state reporting, months close on the 14th",
    "changed": "calendar months until 30 April 2025, then months that close on the 14th",
}
_ASKED: dict[str, str] = {
    "by": "by {}",
    "period": "period {}",
    "map": "on the map of {}",
    "view": "in the view of the {}",
    "grade": "{} facts",
    "within": "within {}",
    "where": "where `{}`",
    "position": "at position {}",
}


def _asked(asked: dict[str, Any]) -> str:
    told = [form.format(asked[key]) for key, form in _ASKED.items() if asked.get(key)]
    said = ", ".join(told) or "In all"
    return said[0].upper() + said[1:]


def _table(text: str) -> str:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    head, *body = rows
    numeric = [
        name == "value" or all(_NUMBER.fullmatch(row[at]) or not row[at] for row in body)
        for at, name in enumerate(head)
    ]
    lines = [head, ["---:" if right else "---" for right in numeric], *body]
    return "\n".join(f"| {' | '.join(_said(cell) for cell in line)} |" for line in lines) + "\n"


def _said(value: str) -> str:
    return value.replace(" * ", " × ").replace(" / ", " ÷ ").replace(" - ", " − ")


def _yaml(text: str) -> str:
    return f"\n```yaml\n{textwrap.dedent(text.strip(chr(10))).strip()}\n```\n"


def _heading(docstring: str | None) -> str:
    return inspect.cleandoc(docstring or "").partition("\n")[0]


def _body(docstring: str | None) -> str:
    return inspect.cleandoc(docstring or "").partition("\n")[2].strip() + "\n"


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def _sentence(name: str) -> str:
    told = name.removeprefix("test_").replace("_", " ")
    return told[0].upper() + told[1:]
