"""A mapping file's text. Every word stays the text that its author typed: no codes become numbers, no Yes a true."""

from __future__ import annotations

from typing import Any

import yaml

from kheo.kit.refusals import Refused


class _Plain(yaml.BaseLoader):
    """YAML without types, aliases (a small file could unfold to a huge one) or a key that is given twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: *{event.anchor}")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                raise yaml.YAMLError(f"line {node.value[at][0].start_mark.line + 1}: {key}")
        return super().construct_mapping(node, deep=deep)


def read_mapping_file(text: str, filename: str) -> dict[str, Any]:
    """The mapping in the YAML ``text``; {} when it is empty. Refuses what is not a list of keys, naming the line."""
    try:
        content = yaml.load(text, Loader=_Plain)  # it makes texts, lists and dicts only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = (
            f"line {mark.line + 1}: {getattr(error, 'problem', '')}" if mark else str(error).split("\n")[0]
        )
        raise Refused("capture.mapping_yaml", file=filename, reason=where) from error
    if content in (None, ""):
        return {}
    if not isinstance(content, dict):
        raise Refused("capture.mapping_yaml", file=filename, reason="key: value")
    return content
