"""Weighs reports that wait for a decision, a moment after they came and beside those who wait for an answer."""

from __future__ import annotations

from django.utils import timezone

from kheo.verify.quality.actions import look, weigh_stale
from kheo.web.shared.beside import Beside


def _weigh() -> bool:
    if look(moment=timezone.now()):
        weigh_stale(moment=timezone.now())
    return False


# Five seconds between two looks; a look where nothing came asks for five numbers. Of several processes one weighs a form,
# whichever comes first.
weighing = Beside("weighing", _weigh, pause=5.0)
