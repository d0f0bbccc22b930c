"""Whether what stands in a form as an expression is one: a phone that meets another cannot open the form at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring
from lxml.etree import XPath, XPathError

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.backtracking import hangs

# Where expressions stand in an XForm, and the column of the XLSForm from which each came.
_PLACES = {
    ("bind", "constraint"): "constraint",
    ("bind", "relevant"): "relevant",
    ("bind", "calculate"): "calculation",
    ("bind", "required"): "required",
    ("bind", "readonly"): "read_only",
    ("itemset", "nodeset"): "choice_filter",
    ("repeat", "count"): "repeat_count",
    ("setvalue", "value"): "default",
    ("output", "value"): "label",
}


_PATTERN = re.compile(r"""\bregex\s*\([^'"]*,\s*(?:'([^']*)'|"([^"]*)")""")


@dataclass(frozen=True)
class Broken:
    """``field``: whose it is, "" where that is not known. ``column``: of the XLSForm."""

    field: str
    column: str
    expression: str

    def as_refused(self) -> Refused:
        return Refused("plan.no_expression", field=self.field, expression=self.expression)


def broken_expressions(xform: str) -> Iterator[Broken]:
    """Each text of an XForm that stands where an expression should and cannot be read as one."""
    root = fromstring(xform)
    parents = {child: parent for parent in root.iter() for child in parent}
    for node in root.iter():
        for name, text in node.attrib.items():
            column = _PLACES.get((_local(node.tag), _local(name)))
            if column and not _is_expression(text):
                holder = (
                    node if node.get("nodeset") and column != "choice_filter" else parents.get(node, node)
                )
                named = node.get("ref") or holder.get("nodeset") or holder.get("ref") or ""
                yield Broken(named.rstrip("/").rpartition("/")[2], column, text.strip())


def hanging_patterns(xform: str) -> Iterator[Broken]:
    """Expressions with a regular expression that a phone's engine, which tries every way, may not come to an end with."""
    for node in fromstring(xform).iter():
        for name, text in node.attrib.items():
            column = _PLACES.get((_local(node.tag), _local(name)))
            if column and any(hangs(one or other) for one, other in _PATTERN.findall(text)):
                named = node.get("nodeset") or node.get("ref") or ""
                yield Broken(named.rpartition("/")[2], column, text.strip())


def _is_expression(text: str) -> bool:
    try:
        XPath(text)
    except (XPathError, ValueError):
        return False
    return True


def _local(name: str) -> str:
    return name.rpartition("}")[2]
