"""A large table takes time, and hardly any memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from kheo.capture.submissions.models import Record
from kheo.flow.accept import accept_submission
from tests import sent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FEW, MANY = 11_000, 33_000
# Eight bytes a line stand in memory while records are accepted, twice. When the collector runs is a matter of chance;
# lines kept as they are would take ten million bytes more.
CHUNK_BYTES, LINE_BYTES, CHANCE_BYTES = 30_000_000, 60, 5_000_000


def peak(tmp_path: Path, lines: int, name: str) -> int:
    """The most bytes that Python held at once while it imported and accepted so many lines."""
    rows = [("00007", "Army", "2025-08-01", "house" if at % 200 else "bad", str(at)) for at in range(lines)]
    text = sent.table(rows) + f"# {name}\n"
    told: list[tuple[int, int | None]] = []
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        result = sent.send(tmp_path, text, name, progress=lambda done, total: told.append((done, total)))
        accept_submission(submission=result.submission, by="tester", now=sent.NOW, show=False)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (result.read, result.refused) == (lines + 1, lines // 200 + 1)
    assert [done for done, _ in told] == sorted(done for done, _ in told) and len(told) >= lines // 5_000
    return most - before


def test_many_lines_need_the_memory_of_some(tmp_path: Path) -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()
    few = peak(tmp_path, FEW, "few.csv")
    assert few < CHUNK_BYTES
    many = peak(tmp_path, MANY, "many.csv")
    assert many < few + LINE_BYTES * (MANY - FEW) + CHANCE_BYTES
    assert Record.objects.count() == MANY * 199 // 200
