"""``indicators/*.yaml`` as values: the definition, what it may not count, and the digest of its rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kheo.kit.digests import digest_of
from kheo.kit.nodes import Node, plain_of
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import offences_in_texts
from kheo.plan.programmes.rules.breaks import check_breaks
from kheo.plan.programmes.rules.contents import code_of
from kheo.plan.programmes.rules.definition import Definition
from kheo.plan.programmes.rules.expressions import names, parse

# What decides the number. Everything else may be reworded without making another version.
RULE_KEYS = ("unit", "sources", "steps", "numerator", "denominator", "scale", "carry", "good")
_WORD = re.compile(r"\w+")
TOLD_KEYS = (
    "code",
    "title",
    "objective",
    "rank",
    "owner",
    "reviewed",
    "sentence",
    "note",
    "cannot_see",
    "breaks",
)


@dataclass(frozen=True)
class IndicatorRow:
    """``definition``: the YAML as JSON; ``digest``: of its rule."""

    code: str
    title: dict[str, str]
    unit: str
    objective: str
    rank: int
    definition: dict[str, Any]
    source_text: str
    digest: str


def read_indicator(
    node: Node,
    source_text: str,
    *,
    units: Collection[str],
    objectives: Collection[str] | None,
    forms: Mapping[str, Mapping[str, str]],
) -> IndicatorRow:
    """``forms``: form → field → type. ``objectives`` None: nobody knows them, because programme.yaml is missing.

    What is wrong goes into the node's problems.
    """
    node.only((*TOLD_KEYS, *RULE_KEYS))
    unit, objective = node.text("unit", required=True), node.text("objective")
    for key, value, known in (("unit", unit, units), ("objective", objective, objectives)):
        if value and known is not None and value not in known:
            node.wrong(key, "source.not_one_of", column=key, value=value, known=sorted(known))
    for key in ("sentence", "note", "cannot_see"):
        node.texts(key)
    check_breaks(node)
    code = code_of(node, longest=60)
    try:
        Definition.from_json(node.mapped).check(forms)
    except Refused as refused:
        node.problems.add(
            node.file, line_of(refused, source_text, node.line), "plan.definition", reason=refused
        )
    for offence in offences_in_texts(_told(node)):
        node.problems.add(
            node.file, line_of_text(source_text, offence.text), "plan.definition", reason=offence.as_refused()
        )
    definition = plain_of(node.mapped)
    return IndicatorRow(
        code=code,
        title=node.texts("title", required=True),
        unit=unit,
        objective=objective,
        rank=node.whole("rank", 0),
        definition=definition,
        source_text=source_text,
        digest=rule_digest(definition),
    )


def can_be_named(field: str) -> bool:
    """Whether conditions can speak of a field of this name; a few words mean something else in them."""
    try:
        return set(names(parse(f"{field} is null"))) == {field}
    except Refused:
        return False


def rule_digest(definition: Mapping[str, Any]) -> str:
    """SHA-256 of the rule alone, in one spelling."""
    rule = {key: definition[key] for key in RULE_KEYS if definition.get(key) is not None}
    return digest_of(rule)


def _told(node: Node) -> Iterator[tuple[str, str]]:
    """The texts that say what is counted. ``note`` and ``cannot_see`` may say what is *not* counted."""
    yield "code", node.text("code")
    for text in node.texts("title").values():
        yield "title", text
    for key in ("sources", "steps", "numerator", "denominator"):
        yield from _leaves(key, node.mapped.get(key))


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _leaves(str(name), entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _leaves(key, entry)
    elif isinstance(value, str):
        yield key, value


def line_of(refused: Refused, source_text: str, otherwise: int) -> int:
    """The first line that holds what the refusal names; definitions are checked as a whole and know no lines."""
    for name, value in refused.particulars.items():
        if (
            name not in ("code", "indicator", "form")
            and isinstance(value, str)
            and (line := line_of_text(source_text, value))
        ):
            return line
    form = refused.particulars.get("form")
    return (line_of_text(source_text, form) if isinstance(form, str) else 0) or otherwise


def line_of_text(source_text: str, text: str) -> int:
    """The first line with ``text``, else with all its words, from 1; 0 where none has them."""
    lines = source_text.splitlines()
    for wanted in ([text] if text else [], _WORD.findall(text)):
        for at, line in enumerate(lines, 1):
            if wanted and all(part in line for part in wanted):
                return at
    return 0
