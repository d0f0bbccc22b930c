"""The whole product with ``KHEO_ENGINE=spark``: files of the columnar copy, amendments, passports and their lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kheo.consolidate.figures.queries import ask, forget, lines, passport, recompute
from kheo.consolidate.figures.queries import engine as engines
from kheo.consolidate.figures.rules.question import Answer, Question
from kheo.facts.columns import actions as columns
from tests.ledger_build import Ground, define, ground, join, post  # noqa: F401  (ground is a fixture)
from tests.spec.engines import engine

pytestmark = [pytest.mark.django_db, pytest.mark.spark]
QUESTIONS = (
    Question(("PEOPLE", "HIGHEST"), by=("province", "month"), period="2025"),
    Question(("PEOPLE", "HIGHEST"), by=("commune",), boundaries=dt.date(2025, 7, 1)),
    Question(("PEOPLE",), by=("agency", "kind")),
    Question(("PEOPLE", "HIGHEST"), view="front"),
)


@contextmanager
def running_on(name: str, settings: Any) -> Iterator[None]:
    engine("spark")  # with what small tables need
    settings.ENGINE = name
    engines.engine.cache_clear()
    forget()
    yield
    engines.engine.cache_clear()


def test_it_answers_what_duckdb_answers_and_opens_passports(ground: Ground, settings: Any) -> None:  # noqa: F811
    steps = [
        {"max": "value", "per": ["place", "month"]},
        {"max": "value", "per": ["place"]},
        {"sum": "value"},
    ]
    define(ground, "HIGHEST", steps)
    rows = [
        {"place": "a", "people": 3, "kind": "tent"},
        {"place": "a", "people": 5, "day": "2025-03-01", "agency": "front"},
        {"place": "b", "people": 4, "kind": "food"},
        {"place": "b"},
        {"people": 9},
        {"place": "c", "people": 7, "day": "2025-08-01"},
    ]
    facts = post(ground, rows)
    columns.refresh()
    join(ground, [facts[0], facts[1]], rule="highest")
    post(ground, [{"place": "b", "people": 2}], replaces=[2])
    columns.refresh()
    answers: dict[str, list[Answer]] = {}
    for name in ("duckdb", "spark"):
        with running_on(name, settings):
            answers[name] = [ask(question) for question in QUESTIONS]
    assert [a.digest for a in answers["spark"]] == [a.digest for a in answers["duckdb"]]

    with running_on("spark", settings):
        cell = answers["spark"][0].cells[0]
        told = passport(cell.passport)
        assert told.funnel[0].count == lines(cell.passport).total
        assert recompute(cell.passport).same
