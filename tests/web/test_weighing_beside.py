"""A server weighs what came, a moment later and beside those who wait for an answer."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from kheo.verify.quality.models import Finding, Risk
from kheo.web.shared.beside import Beside
from kheo.web.weighing import weighing
from tests.weighed import load, pack, report, units

pytestmark = pytest.mark.django_db
CHECK = "- {code: bare, kind: missing_evidence, title: {vi: Không ảnh, en: No picture}}"


def test_what_came_is_weighed_at_the_next_look(tmp_path: Path) -> None:
    load(pack(tmp_path, CHECK))
    record = report(units(1)[0], "2025-09-10", built=1)
    assert not Risk.objects.exists()
    weighing.step()
    assert [one.record_id for one in Finding.objects.all()] == [record.pk]


def test_a_look_where_nothing_came_asks_little(
    tmp_path: Path, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    load(pack(tmp_path, CHECK))
    for _ in range(3):
        weighing.step()
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        weighing.step()


def test_a_database_that_is_away_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise OperationalError("the server closed the connection")

    closed: list[bool] = []
    given_up = SimpleNamespace(close_if_unusable_or_obsolete=lambda: closed.append(True))
    monkeypatch.setattr("kheo.web.shared.beside.connection", given_up)
    Beside("away", away, pause=0).step()
    assert closed == [True]


def test_what_fails_is_told_and_called_for_again(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> bool:
        raise ValueError("a slip of ours")

    called = threading.Event()
    Beside("broken", broken, pause=0, called=called).step()
    assert called.is_set()
    assert "broken failed" in caplog.text
