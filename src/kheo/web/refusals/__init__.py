"""The sentences of all refusals: one module for each area, each with its ``SENTENCES``.

A sentence says why, and what to do. ``%(name)s`` stands for a particular of the refusal.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kheo.kit.refusals import Refused
from kheo.kit.text import pick

UNKNOWN = _("This cannot be done (%(code)s).")


@cache
def catalogue() -> Mapping[str, Any]:
    """Every code's sentence, from all modules of this package."""
    sentences: dict[str, Any] = {}
    for module in pkgutil.iter_modules(__path__, __name__ + "."):
        sentences |= importlib.import_module(module.name).SENTENCES
    return sentences


class _Particulars(dict[str, Any]):
    """A particular that a sentence names and a refusal forgot reads as "…" instead of raising."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(refused: Refused) -> str:
    """The refusal in the active language."""
    template = catalogue().get(refused.code, UNKNOWN)
    particulars = {name: shown(value) for name, value in refused.particulars.items()}
    return str(template) % _Particulars({"code": refused.code, **particulars})


def shown(value: Any) -> Any:
    """A particular as a reader writes it: days in their order, lists with commas, {language: text} in theirs."""
    if isinstance(value, Refused):
        return sentence(value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "d/m/Y" if get_language() == "vi" else "j F Y")
    if isinstance(value, Mapping):
        return pick(value, get_language() or "")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(shown(entry)) for entry in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value
