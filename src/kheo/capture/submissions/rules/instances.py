"""A filled-in form as a phone sends it: which form, which instance, what it replaces, which files belong to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kheo.capture.submissions.rules.xform import XForm
from kheo.capture.submissions.rules.xml import Node, read_xml
from kheo.kit.refusals import Refused

LONGEST_ID = 200
LONGEST_PAPER = 40


@dataclass(frozen=True)
class Instance:
    """``id`` and ``replaces``: instance IDs, as the phone made them up. ``data``: the root element. ``paper``: the number
    of the paper that it was keyed from, and ``unit``: whose paper that is, where the form does not ask; else ""."""

    form: str
    version: str
    id: str
    replaces: str
    data: Node
    paper: str = ""
    unit: str = ""


def read_instance(content: bytes) -> Instance:
    """Read the XML part of a submission. Raises Refused("capture.xml…" or "capture.instance…")."""
    data = read_xml(content)
    form = data.attributes.get("id", "").strip()
    if not form:
        raise Refused("capture.instance_without_form")
    meta = data.child("meta")
    found = {
        name: (one.text.strip() if meta and (one := meta.child(name)) else "")
        for name in ("instanceID", "deprecatedID")
    }
    if not found["instanceID"]:
        # One made up here would be another one at the next try, and the report would count twice.
        raise Refused("capture.instance_without_id")
    if max(map(len, (form, *found.values()))) > LONGEST_ID:
        raise Refused("capture.instance_id_long", most=LONGEST_ID)
    if found["instanceID"] == found["deprecatedID"]:
        raise Refused("capture.instance_replaces_itself")
    paper = meta.child("paper") if meta else None
    number = " ".join(paper.text.split()) if paper else ""
    if len(number) > LONGEST_PAPER:
        raise Refused("capture.paper_number_long", most=LONGEST_PAPER)
    return Instance(
        form=form,
        version=data.attributes.get("version", "").strip(),
        id=found["instanceID"],
        replaces=found["deprecatedID"],
        data=data,
        paper=number,
        unit=paper.attributes.get("unit", "").strip()[:LONGEST_ID] if paper and number else "",
    )


def files_named(instance: Instance, form: XForm, questions: Collection[str] | None = None) -> tuple[str, ...]:
    """The names of the files that belong to an instance, in its order, each once; of these questions only, if any are named."""
    names = (
        node.text.strip()
        for path in form.files()
        if questions is None or path[-1] in questions
        for node in _nodes(instance.data, path)
        if node.text.strip()
    )
    return tuple(dict.fromkeys(names))


def _nodes(node: Node, path: tuple[str, ...]) -> list[Node]:
    found = [node]
    for name in path:
        found = [child for one in found for child in one.all(name)]
    return found
