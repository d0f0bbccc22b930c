"""One answer of a filled-in form, written anew: everything else stays as it was sent."""

from __future__ import annotations

from html import escape

from kheo.capture.submissions.rules.filling import check_characters
from kheo.capture.submissions.rules.xform import Path, XForm
from kheo.capture.submissions.rules.xml import Node
from kheo.kit.refusals import Refused

_META = ("instanceID", "deprecatedID")


def answer_node(data: Node, form: XForm, name: str, turn: int) -> Node:
    """Where an answer stands. ``turn``: of its repetition, from 1; 0 where nothing repeats. Refuses a question that the
    form does not have or works out by itself, and a repetition that is not there."""
    path = form.paths.get(name)
    if path is None:
        raise Refused("verify.no_such_question", field=name)
    if form.binds[path].calculation is not None or form.binds[path].type == "binary":
        raise Refused("capture.not_corrected", question=name)
    nodes = [data]
    for step in path[:-1]:
        nodes = [child for one in nodes for child in one.all(step)]
    wanted = turn - 1 if form.repeats_around(path) else 0
    if not 0 <= wanted < len(nodes):
        raise Refused("capture.no_such_repetition", question=name, turn=turn)
    found = nodes[wanted].child(path[-1])
    if found is None:
        found = Node(path[-1])
        nodes[wanted].children.append(found)
    return found


def corrected(
    data: Node, form: XForm, name: str, turn: int, value: str, *, instance: str, replaces: str
) -> bytes:
    """The whole form with ``value`` at one question, under a new name and in the place of the old one."""
    check_characters((name,), value)
    answer_node(data, form, name, turn).text = value
    kept = [one for one in data.children if one.name != "meta"]
    meta = data.child("meta")
    more = [one for one in meta.children if one.name not in _META] if meta else []
    names = [Node("instanceID", instance), Node("deprecatedID", replaces)]
    whole = Node(data.name, children=[*kept, Node("meta", children=[*names, *more])])
    whole.attributes = {key: data.attributes[key] for key in ("id", "version") if key in data.attributes}
    return _written(whole, ()).encode()


def _written(node: Node, path: Path) -> str:
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes.items())
    inside = "".join(_written(child, (*path, node.name)) for child in node.children)
    return f"<{node.name}{attributes}>{inside or escape(node.text, quote=False)}</{node.name}>"
