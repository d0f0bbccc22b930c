"""What a figure would be if records counted that do not, or did not that do: what it is once they do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from kheo.capture.submissions.models import Record
from kheo.consolidate.figures.queries import ask, suppose
from kheo.consolidate.figures.queries import engine as engines
from kheo.consolidate.figures.rules.question import Cell, Question
from kheo.facts.columns import actions as columns
from kheo.facts.ledger.actions import withdraw
from kheo.facts.ledger.models import Head, Posting
from tests.ledger_build import NOW, Ground, define, ground, join, post

__all__ = ["ground"]

TOLD = [
    {"place": "a", "people": 100, "kind": "house"},
    {"place": "b", "people": 40, "kind": "road", "agency": "front"},
    {"place": "b", "people": 70, "kind": "road", "qualifiers": {"people": "about"}},
    {"place": "d", "people": 5, "kind": "house", "day": "2025-08-01"},
]
QUESTIONS = [
    Question(("PEOPLE", "MOST"), period="2025"),
    Question(("PEOPLE", "MOST"), by=("province", "month"), period="2025", view="army"),
    Question(("PEOPLE", "MOST"), by=("commune",), boundaries=dt.date(2025, 7, 1), within="p"),
]


def spelt(cells: Any) -> list[str]:
    return [cell.spelt() for cell in cells]


def of(cells: list[Cell]) -> dict[str, Decimal | None]:
    return {cell.indicator: cell.value for cell in cells}


@pytest.fixture
def records(ground: Ground) -> list[Record]:
    """Four that count; the third is told about by two agencies."""
    define(ground, "MOST", [{"max": "value", "per": ["place"]}, {"sum": "value"}])
    facts = [post(ground, [row])[0] for row in TOLD]
    join(ground, facts[1:3], "highest")
    Head.objects.update_or_create(pk=1, defaults={"position": Posting.objects.count()})
    columns.refresh()
    return [fact.record for fact in facts]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("gone", [[0], [2], [1, 3], [0, 1, 2, 3]])
def test_without_some_it_is_what_it_is_once_they_are_withdrawn(
    records: list[Record], question: Question, gone: list[int]
) -> None:
    some = [records[at] for at in gone]
    before = spelt(ask(question).cells)
    supposed = spelt(suppose(question, without=[one.pk for one in some]))
    assert spelt(ask(question).cells) == before, "nothing changed"
    withdraw(records=some, by="test", now=NOW)
    columns.refresh()
    assert spelt(ask(question).cells) == supposed != before


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("more", [[0], [1, 3], [0, 1, 3]])
def test_with_some_it_is_what_it_was_when_they_counted(
    records: list[Record], question: Question, more: list[int]
) -> None:
    some = [records[at] for at in more if at != 1] or [records[0]]
    before = spelt(ask(question).cells)
    withdraw(records=some, by="test", now=NOW)
    columns.refresh()
    assert spelt(ask(question).cells) != before
    assert spelt(suppose(question, also=[one.pk for one in some])) == before


def test_of_a_form_of_which_nothing_counts_yet_too(records: list[Record]) -> None:
    withdraw(records=records, by="test", now=NOW)
    columns.rebuild()
    question = Question(("PEOPLE",), period="2025")
    assert of(suppose(question, also=[records[0].pk])) == {"PEOPLE": 100}


def test_what_was_supposed_is_forgotten_and_supposed_again(
    records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "HELD", 1)
    withdraw(records=records, by="test", now=NOW)
    columns.refresh()
    question = Question(("PEOPLE",), period="2025")
    for at in (0, 3, 0):
        assert of(suppose(question, also=[records[at].pk])) == {"PEOPLE": TOLD[at]["people"]}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("rule", ["lead", "highest", "sum"])
@pytest.mark.parametrize("some", [[0, 1], [1, 0], [3, 1, 0]])
def test_as_one_work_it_is_what_it_is_once_they_are_joined(
    ground: Ground, question: Question, rule: str, some: list[int]
) -> None:
    facts = [post(ground, [row])[0] for row in TOLD]
    define(ground, "MOST", [{"max": "value", "per": ["place"]}, {"sum": "value"}])
    Head.objects.update_or_create(pk=1, defaults={"position": Posting.objects.count()})
    columns.refresh()
    before = spelt(ask(question).cells)
    supposed = spelt(suppose(question, joined=[facts[at].record_id for at in some], rule=rule))
    assert spelt(ask(question).cells) == before  # nothing was kept
    join(ground, [facts[at] for at in some], rule)
    Head.objects.update_or_create(pk=1, defaults={"position": Posting.objects.count()})
    columns.refresh()
    assert supposed == spelt(ask(question).cells)
