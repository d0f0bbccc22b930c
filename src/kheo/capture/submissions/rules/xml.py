"""A stranger's XML as a small tree, or a refusal: no DTD, no entity, no depth and no size beyond what forms have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from kheo.kit.refusals import Refused

DEEPEST = 60
MOST_NODES = 50_000
LONGEST_NAME = 200
LONGEST_TAG = 1 << 18
_BLOCK = 1 << 16


@dataclass(slots=True)
class Node:
    """An element. ``name`` without its prefix; ``attributes`` likewise. ``text`` as it stands, blanks and all."""

    name: str
    text: str = ""
    children: list[Node] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def child(self, name: str) -> Node | None:
        return next((one for one in self.children if one.name == name), None)

    def all(self, name: str) -> list[Node]:
        return [one for one in self.children if one.name == name]

    def walk(self) -> Iterator[Node]:
        """This node and everything in it, in the order of the document."""
        yield self
        for one in self.children:
            yield from one.walk()


def read_xml(content: bytes) -> Node:
    """The root of a document. Raises Refused("capture.xml…") with the line."""
    builder = _Builder()
    try:
        _feed(content, builder)
    except DefusedXmlException as error:
        raise Refused("capture.xml_entities") from error
    except ParseError as error:
        raise Refused("capture.xml", line=error.position[0], reason=str(error).partition(":")[0]) from error
    except (ValueError, LookupError) as error:
        # An encoding that is named and not known, or bytes that are none of it.
        raise Refused("capture.xml", line=1, reason=str(error)) from error
    if builder.root is None:
        raise Refused("capture.xml", line=1, reason="empty")
    return builder.root


def _feed(content: bytes, builder: _Builder) -> None:
    """Block by block, so that a tag with a million attributes is refused before it is whole."""
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    for at in range(0, len(content), _BLOCK):
        parser.feed(content[at : at + _BLOCK])
        if at + _BLOCK - parser.parser.CurrentByteIndex > LONGEST_TAG:
            raise Refused("capture.xml_too_much", nodes=MOST_NODES, depth=DEEPEST)
    parser.close()


class _Builder:
    """What the parser tells, as nodes."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._nodes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES or len(self._open) >= DEEPEST or len(name) > LONGEST_NAME:
            raise Refused("capture.xml_too_much", nodes=MOST_NODES, depth=DEEPEST)
        node = Node(_local(name), attributes={_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._texts.append([])

    def data(self, content: str) -> None:
        self._texts[-1].append(content)

    def end(self, _name: str) -> None:
        node = self._open.pop()
        text = self._texts.pop()
        if not node.children:
            node.text = "".join(text)

    def close(self) -> None:
        """Nothing is left to do; the parser asks for it."""


def _local(name: str) -> str:
    """``{namespace}name`` → name."""
    return name.rpartition("}")[2]
