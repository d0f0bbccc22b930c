"""How many reports are expected beside a figure follows the programme's schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kheo.consolidate.figures.queries import forget
from kheo.consolidate.figures.queries.accounts import reports
from kheo.consolidate.figures.rules.question import Question
from kheo.flow.load_pack import load_pack
from tests.packs import copy_of_tiny, edit


@pytest.mark.django_db
def test_a_schedule_that_changes_changes_what_is_expected(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path / "data"
    forget()
    pack = copy_of_tiny(tmp_path)
    load_pack(path=pack, by="test", now=timezone.now())
    question = Question(("T-HOUSES",), by=("agency",), period="2025")
    before = reports(question)
    edit(pack, "schedules.yaml", "last_day: 2025-09-30", "last_day: 2025-06-30")
    load_pack(path=pack, by="test", now=timezone.now())
    after = reports(question)
    assert before.keys() == after.keys()
    fewer = [before[key][0] - after[key][0] for key in before if before[key] != after[key]]
    assert len(fewer) == 1 and fewer[0] > 0  # one agency is no longer expected to report on the third quarter
