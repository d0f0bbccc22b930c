"""Seals what this process writes into the record of acts, a moment later and beside those who wait for an answer."""

from __future__ import annotations

from django.utils import timezone

from kheo.ground.audit.actions import Sealing, seal, unsealed
from kheo.web.shared.beside import Beside


def _seal() -> bool:
    return seal(moment=timezone.now()) is not Sealing.DONE


# For two seconds acts gather under one seal.
sealing = Beside("sealing", _seal, pause=2.0, called=unsealed)
