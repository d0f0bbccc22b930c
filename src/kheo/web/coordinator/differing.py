"""The answers in which two filled-in forms differ, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kheo.capture.submissions.rules.differing import Difference, differences
from kheo.capture.submissions.rules.xml import read_xml
from kheo.kit.refusals import Refused
from kheo.web.shared.fields import Fields


@dataclass(frozen=True)
class Differing:
    """``turn``: in which repetition, 0 where nothing is repeated. ``asked``: whether it is a question of the form, and
    not what the device noted beside it."""

    label: str
    turn: int
    one: str
    other: str
    asked: bool


def differing(one: Path, other: Path, fields: Fields, language: str) -> Sequence[Differing] | None:
    """None where either cannot be read as a form."""
    try:
        found = differences(read_xml(one.read_bytes()), read_xml(other.read_bytes()))
    except (Refused, OSError):
        return None
    return [_in_words(each, fields, language) for each in found]


def _in_words(each: Difference, fields: Fields, language: str) -> Differing:
    return Differing(
        fields.label(each.name, language),
        each.turn,
        fields.answer(each.name, each.one, language),
        fields.answer(each.name, each.other, language),
        each.name in fields.labels,
    )
