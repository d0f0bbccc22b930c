"""The sentences of all refusals: one module for each area, each with its ``SENTENCES``.

A sentence says why, and what to do. ``%(name)s`` stands for a particular of the refusal.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from kheo.kit.refusals import Refused

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
    return str(template) % _Particulars(refused.particulars, code=refused.code)
