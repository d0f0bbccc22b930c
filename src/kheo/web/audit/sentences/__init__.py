"""Every act in words: one module for each area, each with its ``ACTS``: act → what it is called, and what was done.

``%(who)s`` stands for who did it, ``%(what)s`` for what it was done to as people saw it, ``%(number)s`` for the number or
code after the colon of the subject, and any other name for an entry of the act's detail.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kheo.ground.audit.models import AuditRow
from kheo.web.audit.scopes import scope_of
from kheo.web.audit.sentences.people import WHY_NOT
from kheo.web.shared.context import role_name

Promise = Any  # a text that is translated when it is shown


class Told(NamedTuple):
    name: Promise
    sentence: Promise


class NoSentence(LookupError):
    """An act that nobody has put in words."""


@cache
def catalogue() -> Mapping[str, Told]:
    """Every act's words, from all modules of this package."""
    acts: dict[str, Told] = {}
    for module in pkgutil.iter_modules(__path__, __name__ + "."):
        found: Mapping[str, tuple[Promise, Promise]] = importlib.import_module(module.name).ACTS
        acts |= {act: Told(*words) for act, words in found.items()}
    return acts


class _Particulars(dict[str, Any]):
    """What a sentence names and an older row does not tell reads as "…"."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(row: AuditRow) -> str:
    """What was done, in the active language. Raises NoSentence for an act that this version does not know."""
    told = catalogue().get(row.act)
    if told is None:
        raise NoSentence(row.act)
    detail = row.detail if isinstance(row.detail, dict) else {}
    particulars = {name: _shown(value) for name, value in detail.items()}
    number = row.subject.partition(":")[2]
    if row.act.startswith("role."):
        particulars |= {"role_name": role_name(str(detail.get("role", ""))), "scope": scope_of(detail)}
    if row.act == "factor.refused":
        particulars["why_not"] = str(WHY_NOT.get(str(detail.get("why")), WHY_NOT["wrong"]))
    own = {"who": row.actor, "what": row.label or number or row.subject, "number": number}
    return str(told.sentence) % _Particulars(particulars | own)


def name_of(act: str) -> str:
    """What an act is called; the act itself where this version does not know it."""
    told = catalogue().get(act)
    return str(told.name) if told else act


def said(row: AuditRow) -> str:
    """As ``sentence``, for pages: what is not known to this version is shown as what it is."""
    try:
        return sentence(row)
    except NoSentence:
        return _("%(who)s: %(act)s, %(subject)s (this version does not know this act)") % {
            "who": row.actor,
            "act": row.act,
            "subject": row.label or row.subject,
        }


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    return "" if value is None else str(value)
