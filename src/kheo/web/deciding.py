"""Carries out held decisions when their moment to be taken back is over, beside those who wait for an answer."""

from __future__ import annotations

import threading

from django.utils import timezone

from kheo.flow.carry_out import carry_out
from kheo.verify.decisions.models import Held
from kheo.web.shared.beside import Beside

_held = threading.Event()


def remind() -> None:
    """Something is held."""
    _held.set()


def _carry_out() -> bool:
    carry_out(now=timezone.now())
    return Held.objects.filter(refused={}).exists()


# A second between two looks while anything is held.
deciding = Beside("deciding", _carry_out, pause=1.0, called=_held)
