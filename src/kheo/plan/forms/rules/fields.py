"""A form's fields as values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.types import EXTERNAL, is_read

ROLES = ("place", "unit", "agency", "start", "end", "partner")
NUMBERS = ("integer", "decimal")
DATES = ("date", "dateTime", "today", "start", "end")
NAMING = ("text", "select_one", "select_one_from_file", "calculate", "hidden", "barcode")

# Names that figures, filters and counting rules already give a meaning of their own.
_BUILT_IN = """
    record unit agency place joint day month quarter half year period value posted until grade repeat repeats
    start joint_rank joint_rule
    and or not in is null true false
"""
BUILT_IN = frozenset(_BUILT_IN.split())
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


@dataclass(frozen=True)
class Choice:
    """One answer of a choice list; ``label`` maps a language to its text."""

    name: str
    label: dict[str, str]


@dataclass(frozen=True)
class Field:
    """One question of a form.

    ``type``: text integer decimal date dateTime time select_one select_multiple select_one_from_file calculate
    geopoint image file …
    ``label``, ``hint``, ``constraint_message``: language → text. ``constraint``, ``relevant``, ``calculation``: XPath
    as the form's author wrote it. ``role``: what the answer is to Kheo (one of ROLES) or "". ``groups``: names of
    the groups around it, outermost first; ``repeat``: the innermost repeated group, or "". ``file``: the file that
    holds its choices, or "".
    """

    name: str
    type: str
    label: dict[str, str]
    choices: tuple[Choice, ...] = ()
    required: bool = False
    constraint: str = ""
    constraint_message: dict[str, str] = field(default_factory=dict)
    role: str = ""
    hint: dict[str, str] = field(default_factory=dict)
    relevant: str = ""
    calculation: str = ""
    groups: tuple[str, ...] = ()
    repeat: str = ""
    file: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "choices": [asdict(choice) for choice in self.choices],
            "groups": list(self.groups),
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Field:
        choices = tuple(Choice(**choice) for choice in plain["choices"])
        return cls(**{**plain, "choices": choices, "groups": tuple(plain["groups"])})


def check_fields(fields: Iterable[Field]) -> list[Refused]:
    """What is wrong with the names and roles of a form's fields; empty when nothing is."""
    found = list(fields)
    wrong = [reason for one in found for reason in _wrong_with(one)]
    for name, times in Counter(one.name.lower() for one in found).items():
        if times > 1:
            wrong.append(Refused("plan.field_named_twice", field=name))
    for role, times in Counter(one.role for one in found if one.role).items():
        if times > 1 and role != "partner":
            wrong.append(Refused("plan.role_given_twice", role=role))
    if not found:
        wrong.append(Refused("plan.form_without_fields"))
    return wrong


def _wrong_with(one: Field) -> list[Refused]:
    wrong = []
    if not _NAME.fullmatch(one.name):
        wrong.append(Refused("plan.field_name", field=one.name))
    if one.name.lower() in BUILT_IN:
        wrong.append(Refused("plan.field_is_built_in", field=one.name))
    if one.role and one.role not in ROLES:
        wrong.append(Refused("plan.no_such_role", field=one.name, role=one.role, known=ROLES))
    if one.role in ("start", "end") and one.type not in DATES:
        wrong.append(Refused("plan.role_needs_date", field=one.name, role=one.role, type=one.type))
    if one.role in ("place", "unit", "agency", "partner") and one.type not in NAMING:
        wrong.append(Refused("plan.role_needs_text", field=one.name, role=one.role, type=one.type))
    if one.type == EXTERNAL:
        wrong.append(Refused("plan.choices_of_phones_only", field=one.name))
    elif not is_read(one.type):
        wrong.append(Refused("plan.type_not_read", field=one.name, type=one.type))
    twice = [name for name, times in Counter(choice.name for choice in one.choices).items() if times > 1]
    if twice:
        wrong.append(Refused("plan.choice_named_twice", field=one.name, choice=twice[0]))
    return wrong
