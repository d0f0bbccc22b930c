"""Whoever alters the record is found: seven ways, each at many random places.

``KHEO_TAMPERS`` says at how many (10); the long run takes 100.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest
from django.db import connection, transaction

from kheo.ground.audit.queries import check
from tests.tampering import KINDS, Trail, take_the_guards_away

PLACES = int(os.environ.get("KHEO_TAMPERS", "10"))


@pytest.mark.django_db
def test_whoever_alters_the_record_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    trail = Trail(random.Random(PLACES))
    trail.grow(seals=30, tail=5)
    untouched = check(trail.anchors)
    assert (untouched.whole, untouched.waiting, untouched.anchors) == (True, 5, len(trail.anchors))
    assert len(trail.anchors) > 3
    assert len(trail.backups) > 3
    take_the_guards_away()
    found, wrong = Counter[str](), []
    for kind in KINDS:
        for _ in range(PLACES):
            with transaction.atomic():
                expected, needs_anchor = kind(trail)
                alone, told = check(), check(trail.anchors)
                transaction.set_rollback(True)
            first = told.first
            good = first is not None and expected(first.why, first.row) and alone.whole is needs_anchor
            found[kind.__name__] += good
            if not good:
                wrong.append((kind.__name__, first, alone.first))
    assert check(trail.anchors).whole
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {found.total()} of {len(KINDS) * PLACES} alterations found: {dict(found)}"
        )
    assert wrong == []
