"""What an XForm says about each of its answers: where it stands, what it may be, and when it is asked.

The XForm is what the phone was given, so the server reads the very same document, not the XLSForm behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kheo.capture.submissions.rules.xml import Node, read_xml
from kheo.capture.submissions.rules.xpath import Expression, compile_expression
from kheo.kit.refusals import Refused

Path = tuple[str, ...]
_CLOCK = re.compile(r"\b(?:today|now|random|uuid)\s*\(")
NUMBERS = ("int", "integer", "decimal")
DAYS = ("date", "dateTime")


@dataclass(frozen=True)
class Bind:
    """One answer or group. ``path``: the names below the root. ``default``: what stands there before anybody answers.

    ``told``: only the phone can know it (a clock, a random number, a function of its own), so its word is taken.
    An expression that the server cannot evaluate is None.
    """

    path: Path
    type: str = "string"
    relevant: Expression | None = None
    calculation: Expression | None = None
    constraint: Expression | None = None
    required: Expression | None = None
    readonly: bool = False
    told: bool = False
    default: str = ""


@dataclass(frozen=True)
class XForm:
    """``binds``: by path, in the form's order. ``paths``: the path of each name; ``repeats``: of what is repeated."""

    code: str
    version: str
    binds: Mapping[Path, Bind]
    paths: Mapping[str, Path]
    repeats: frozenset[Path]

    @cached_property
    def children(self) -> dict[Path, list[Path]]:
        """What lies directly in the root and in each group or repeat, in the form's order."""
        found: dict[Path, list[Path]] = {}
        for path in self.binds:
            found.setdefault(path[:-1], []).append(path)
        return found

    @cached_property
    def _around(self) -> dict[Path, tuple[Path, ...]]:
        return {
            path: tuple(path[:size] for size in range(1, len(path) + 1) if path[:size] in self.repeats)
            for path in self.binds
        }

    def repeats_around(self, path: Path) -> tuple[Path, ...]:
        """The repeats that a path lies in (or is), outermost first."""
        return self._around[path]

    def files(self) -> list[Path]:
        return [path for path, bind in self.binds.items() if bind.type == "binary"]


@dataclass
class _Found:
    defaults: dict[Path, str] = field(default_factory=dict)
    repeats: set[Path] = field(default_factory=set)
    set_later: set[Path] = field(default_factory=set)


def read_xform(text: str) -> XForm:
    """Read an XForm that pyxform made. Raises Refused("capture.not_an_xform") for a document without an instance."""
    root = read_xml(text.encode())
    model = _at(root, "head", "model")
    primary = model.child("instance") if model else None
    if model is None or primary is None or not primary.children:
        raise Refused("capture.not_an_xform")
    data = primary.children[0]
    found = _Found()
    _defaults(data, (), found)
    for node in root.walk():
        if node.name == "repeat" and "nodeset" in node.attributes:
            found.repeats.add(_path(node.attributes["nodeset"]))
        if node.name == "setvalue" and "ref" in node.attributes:
            found.set_later.add(_path(node.attributes["ref"]))
    told = {_path(one.attributes["nodeset"]): one.attributes for one in model.all("bind")}
    binds = {path: _bind(path, told.get(path, {}), found) for path in found.defaults}
    return XForm(
        code=data.attributes.get("id", ""),
        version=data.attributes.get("version", ""),
        binds=binds,
        paths={path[-1]: path for path in reversed(binds)},
        repeats=frozenset(found.repeats),
    )


def _at(node: Node, *names: str) -> Node | None:
    found: Node | None = node
    for name in names:
        found = found.child(name) if found else None
    return found


def _defaults(node: Node, path: Path, found: _Found) -> None:
    for one in node.children:
        here = (*path, one.name)
        if "template" in one.attributes or here not in found.defaults:
            found.defaults[here] = one.text if not one.children else ""
        _defaults(one, here, found)


def _path(nodeset: str) -> Path:
    """``/data/group/name`` → (group, name)."""
    return tuple(nodeset.strip().strip("/").split("/")[1:])


def _bind(path: Path, said: Mapping[str, str], found: _Found) -> Bind:
    calculate = said.get("calculate", "")
    calculation = _expression(calculate)
    return Bind(
        path=path,
        type=said.get("type", "string").rpartition(":")[2],
        relevant=_expression(said.get("relevant", "")),
        calculation=None if _CLOCK.search(calculate) else calculation,
        constraint=_expression(said.get("constraint", "")),
        required=_expression(said.get("required", "")),
        readonly=said.get("readonly", "").strip() in ("true()", "true", "1"),
        told=bool(calculate) or "preload" in said or path in found.set_later,
        default=found.defaults[path],
    )


def _expression(text: str) -> Expression | None:
    if not text.strip():
        return None
    try:
        return compile_expression(text.strip())
    except Refused:
        # The phone evaluated it; what the server cannot evaluate is listed when the form is published.
        return None
