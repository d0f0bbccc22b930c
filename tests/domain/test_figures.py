"""Questions through the whole columnar copy: what is posted is in the figures, at its position and for ever."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kheo.consolidate.figures.queries import answers, ask
from kheo.consolidate.figures.rules.question import Question, Status
from kheo.facts.columns import actions as columns
from kheo.kit.refusals import Refused
from tests.ledger_build import Ground, ground, post  # noqa: F401  (ground is a fixture)

pytestmark = pytest.mark.django_db


def test_it_adds_up_what_was_posted_and_remembers_every_position(ground: Ground) -> None:  # noqa: F811
    post(ground, [{"place": "a", "people": 3}, {"place": "b", "people": 4}])
    columns.refresh()
    first = ask(Question(("PEOPLE",), by=("province",)))
    assert [(cell.value, cell.facts) for cell in first.cells] == [(Decimal(7), 2)]

    post(ground, [{"place": "a", "people": 5}], replaces=[0])
    columns.refresh()
    second = ask(Question(("PEOPLE",), by=("province",)))
    assert [cell.value for cell in second.cells] == [Decimal(9)]

    answers.forget()
    again = ask(Question(("PEOPLE",), by=("province",), position=first.position))
    assert again.digest == first.digest and again.id == first.id


def test_it_gives_the_same_answers_after_a_rebuild(ground: Ground) -> None:  # noqa: F811
    days = [
        {"place": "a", "people": 3, "day": "2025-02-01"},
        {"place": "c", "people": 4, "day": "2025-08-01"},
    ]
    post(ground, days)
    post(ground, [{"place": "a", "people": 1}], replaces=[0])
    columns.refresh()
    question = Question(("PEOPLE",), by=("commune", "quarter"), boundaries=dt.date(2025, 7, 1))
    before = ask(question)
    columns.rebuild()
    answers.forget()
    assert ask(question).digest == before.digest


def test_it_shows_a_split_with_an_unknown_share_as_a_range(ground: Ground) -> None:  # noqa: F811
    post(ground, [{"place": "a", "people": 10, "day": "2025-02-01"}])
    columns.refresh()
    old = ask(Question(("PEOPLE",), by=("commune",)))
    new = ask(Question(("PEOPLE",), by=("commune",), boundaries=dt.date(2025, 7, 1)))
    whole = ask(Question(("PEOPLE",), by=("province",), boundaries=dt.date(2025, 7, 1)))
    assert [cell.value for cell in old.cells] == [Decimal(10)]
    assert [(cell.status, cell.low, cell.high) for cell in new.cells] == [(Status.RANGE, 0, 10)] * 2
    assert [cell.value for cell in whole.cells] == [Decimal(10)]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question(("NOPE",)), "figures.no_such_indicator"),
        (Question(("PEOPLE",), by=("planet",)), "figures.no_such_breakdown"),
        (Question(("PEOPLE",), where="people > 0; drop table x"), "expression.not_allowed"),
        (Question(("PEOPLE",), view="nobody"), "figures.no_such_view"),
        (Question(("PEOPLE",), period="2025-13"), "periods.bad_label"),
    ],
)
def test_it_refuses_what_it_does_not_know(ground: Ground, question: Question, code: str) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        ask(question)
    assert refused.value.code == code
