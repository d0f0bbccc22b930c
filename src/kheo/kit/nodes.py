"""YAML files that somebody wrote by hand, read with the line of each entry.

Only text, whole and decimal numbers, true, false and null are read as such: a day stays text until it is asked for,
``no`` is a word, and a key may stand only once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from kheo.kit.problems import Problems
from kheo.kit.text import normal

LANGUAGES = ("vi", "en")


class Mapped(dict[str, Any]):
    """A mapping that knows its own line and the line of each key."""

    line = 0
    lines: Mapping[str, int] = {}


class Listed(list[Any]):
    """A list that knows the line of each entry."""

    lines: tuple[int, ...] = ()


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Iterator[Mapped]:
    made = Mapped()
    yield made
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in lines:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key} stands twice", key_node.start_mark
            )
        lines[key] = key_node.start_mark.line + 1
        made[key] = loader.construct_object(value_node, deep=True)
    made.line, made.lines = node.start_mark.line + 1, lines


def _list(loader: _Loader, node: yaml.SequenceNode) -> Iterator[Listed]:
    made = Listed()
    yield made
    made.extend(loader.construct_object(child, deep=True) for child in node.value)
    made.lines = tuple(child.start_mark.line + 1 for child in node.value)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _list)


def read_yaml(content: bytes, file: str, problems: Problems) -> Any:
    """The file's value, its mappings ``Mapped`` and its lists ``Listed``; None where it cannot be read."""
    try:
        return yaml.load(content, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(
            file, mark.line + 1 if mark else 0, "source.not_yaml", reason=error.problem or str(error)
        )
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.add(file, 0, "source.not_yaml", reason=str(error).splitlines()[0])
    return None


def plain_of(value: Any) -> Any:
    """The same value of ordinary dicts and lists, as JSON keeps it."""
    if isinstance(value, Mapping):
        return {str(key): plain_of(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain_of(entry) for entry in value]
    return value


class Node:
    """A mapping of a YAML file and the readers of its entries. What is wrong goes into ``problems``."""

    def __init__(self, mapped: Mapped, file: str, problems: Problems) -> None:
        self.mapped = mapped
        self.file = file
        self.problems = problems

    @property
    def line(self) -> int:
        return self.mapped.line

    def line_of(self, key: str) -> int:
        return self.mapped.lines.get(key, self.mapped.line)

    def text(self, key: str, *, required: bool = False, longest: int = 0) -> str:
        """A text; numbers count as text too ("2025")."""
        value = self.mapped.get(key)
        if value is None or value == "":
            if required:
                self.problems.add(self.file, self.line, "source.key_missing", key=key)
            return ""
        if isinstance(value, Mapping | list | bool):
            self.wrong(key, "source.not_text", key=key)
            return ""
        text = normal(str(value))
        if longest and len(text) > longest:
            self.wrong(key, "source.too_long", column=key, longest=longest, value=text[:40] + "…")
            return text[:longest]
        return text

    def texts(self, key: str, *, required: bool = False) -> dict[str, str]:
        """{language: text}; a bare text stands for both languages (km, GPS)."""
        value = self.mapped.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return dict.fromkeys(LANGUAGES, normal(str(value)))
        if isinstance(value, Mapping):
            strange = [language for language in value if language not in LANGUAGES]
            if strange:
                self.wrong(key, "source.no_such_language", key=key, language=strange[0], known=LANGUAGES)
            return {
                language: normal(str(text))
                for language, text in value.items()
                if text and language in LANGUAGES
            }
        if value is not None:
            self.wrong(key, "source.not_texts", key=key)
        elif required:
            self.problems.add(self.file, self.line, "source.key_missing", key=key)
        return {}

    def day(self, key: str, *, required: bool = False) -> dt.date | None:
        value = self.text(key, required=required)
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.wrong(key, "source.not_a_day", column=key, value=value)
            return None

    def whole(self, key: str, default: int | None = None, *, low: int = 0, high: int = 10**6) -> int:
        """A whole number between ``low`` and ``high``; ``default`` None makes it required."""
        value = self.mapped.get(key, default)
        if value is None:
            self.problems.add(self.file, self.line, "source.key_missing", key=key)
            return low
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.wrong(key, "source.not_whole", column=key, value=str(value), low=low, high=high)
            return low
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.mapped.get(key) or []
        if not isinstance(value, list) or any(isinstance(entry, Mapping | list) for entry in value):
            self.wrong(key, "source.not_a_list", key=key)
            return ()
        return tuple(normal(str(entry)) for entry in value)

    def plain(self, key: str) -> Any:
        """Whatever stands there, as JSON keeps it."""
        return plain_of(self.mapped.get(key))

    def all(self) -> dict[str, Any]:
        """The whole mapping, as JSON keeps it."""
        return dict(plain_of(self.mapped))

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.mapped.get(key) or {}
        if not isinstance(value, Mapping):
            self.wrong(key, "source.not_a_mapping", key=key)
            return {}
        return dict(plain_of(value))

    def nodes(self, key: str) -> list[Node]:
        """A list of mappings."""
        return nodes_of(self.mapped.get(key) or Listed(), self.file, self.problems, line=self.line_of(key))

    def only(self, known: Iterable[str]) -> None:
        """A key that nothing reads is a slip of the pen, and its author should know."""
        allowed = list(known)
        for key in self.mapped:
            if key not in allowed:
                self.wrong(key, "source.unknown_key", key=key, known=allowed)

    def wrong(self, key: str, code: str, /, **particulars: object) -> None:
        self.problems.add(self.file, self.line_of(key), code, **particulars)


def node_of(value: Any, file: str, problems: Problems) -> Node | None:
    """The file's one mapping."""
    if isinstance(value, Mapped):
        return Node(value, file, problems)
    if value is not None or not any(problem.file == file for problem in problems.found):
        problems.add(file, 1, "source.not_a_mapping", key=file)
    return None


def nodes_of(value: Any, file: str, problems: Problems, *, line: int = 1) -> list[Node]:
    """A list of mappings, each as a node."""
    if value is None:
        return []
    if not isinstance(value, Listed):
        problems.add(file, line, "source.not_a_list", key=file)
        return []
    nodes = []
    for entry, at in zip(value, value.lines, strict=False):
        if isinstance(entry, Mapped):
            nodes.append(Node(entry, file, problems))
        else:
            problems.add(file, at, "source.not_a_mapping", key=str(entry)[:60])
    return nodes
