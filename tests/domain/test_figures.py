"""Questions through the whole columnar copy: what is posted is in the figures, at its position and for ever."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kheo.consolidate.figures.queries import ask, forget, lines, passport, recompute
from kheo.consolidate.figures.rules.question import Question, Status
from kheo.facts.columns import actions as columns
from kheo.facts.columns import queries as copies
from kheo.kit.refusals import Refused
from tests.ledger_build import Ground, define, ground, join, post  # noqa: F401  (ground is a fixture)

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

    forget()
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
    forget()
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
        (Question(("PEOPLE",), where="people > 0; drop table x"), "expression.not_understood"),
        (Question(("PEOPLE",), view="nobody"), "figures.no_such_view"),
        (Question(("PEOPLE",), period="2025-13"), "periods.bad_label"),
    ],
)
def test_it_refuses_what_it_does_not_know(ground: Ground, question: Question, code: str) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        ask(question)
    assert refused.value.code == code


def test_a_passport_accounts_for_every_report(ground: Ground) -> None:  # noqa: F811
    """Selected = merged + left out + not chosen + counted, and each line says what became of it."""
    define(
        ground,
        "HIGHEST",
        [{"max": "value", "per": ["place", "kind"]}, {"max": "value", "per": ["place"]}, {"sum": "value"}],
    )
    facts = post(
        ground,
        [
            {"place": "a", "kind": "tent", "people": 3},
            {"place": "a", "kind": "tent", "people": 5, "agency": "front"},
            {"place": "a", "kind": "food", "people": 4},
            {"place": "b", "kind": "food", "people": 7},
            {"place": "b", "kind": "food"},
            {"kind": "food", "people": 9},
            {"place": "b", "kind": "tent", "people": 6, "agency": "front"},
        ],
    )
    join(ground, [facts[3], facts[6]], rule="lead")
    columns.refresh()
    cell = ask(Question(("HIGHEST",))).cells[0]
    assert cell.value == 5 + 7

    told = passport(cell.passport)
    assert [(row.kind, row.count) for row in told.funnel] == [
        ("selected", 7),
        ("joint", 1),
        ("no_key", 1),
        ("no_value", 1),
        ("not_chosen", 1),
        ("not_chosen", 1),
        ("counted", 2),
    ]
    assert {row.name["en"]: row.value for row in told.bridge} == {"ARMY": 4 + 7, "FRONT": 5 + 6}
    assert (told.bridge_sum, told.shared) == (22, -10)
    assert told.completeness.selected == 7 and told.completeness.with_place == 6

    page = lines(cell.passport)
    became = {(line.line, line.fate, line.because_line) for line in page.lines}
    first = facts[0].record.line
    assert became == {
        (first, "not_chosen", first + 1),
        (first + 1, "counted", None),
        (first + 2, "not_chosen", first + 1),
        (first + 3, "counted", None),
        (first + 4, "no_value", None),
        (first + 5, "no_key", None),
        (first + 6, "joint", first + 3),
    }
    assert [line.line for line in lines(cell.passport, fate="joint").lines] == [first + 6]


def test_a_line_of_joint_work_says_who_told_it_where_and_how_much(ground: Ground) -> None:  # noqa: F811
    """The lead's record stands for both; each claim still shows what it said itself."""
    told = post(
        ground,
        [
            {"place": "a", "people": 3, "agency": "army", "day": "2025-02-01"},
            {"place": "b", "people": 5, "agency": "front", "day": "2025-02-03"},
        ],
    )
    join(ground, told, "lead")
    columns.refresh()
    cell = ask(Question(("PEOPLE",))).cells[0]
    assert cell.value == 3
    lead, other = sorted(lines(cell.passport).lines, key=lambda line: line.record)
    assert (lead.fate, lead.agency, lead.value) == ("counted", ground.agencies["army"].pk, 3)
    assert (other.fate, other.agency, other.value) == ("joint", ground.agencies["front"].pk, 5)
    assert (other.place, str(other.day), other.because) == (ground.places["b"].pk, "2025-02-03", lead.record)


def test_a_passport_recomputes_to_the_same_after_the_ledger_moved_on(ground: Ground) -> None:  # noqa: F811
    post(ground, [{"place": "a", "people": 3}])
    columns.refresh()
    cell = ask(Question(("PEOPLE",))).cells[0]
    post(ground, [{"place": "a", "people": 8}], replaces=[0])
    columns.refresh()
    again = recompute(cell.passport)
    assert again.same and again.cell.value == 3 and not again.ground_changed
    assert ask(Question(("PEOPLE",))).cells[0].value == 8


def test_a_passport_says_which_split_makes_a_range(ground: Ground) -> None:  # noqa: F811
    post(ground, [{"place": "a", "people": 10}, {"place": "b", "people": 2}])
    columns.refresh()
    cells = ask(Question(("PEOPLE",), by=("commune",), boundaries=dt.date(2025, 7, 1))).cells
    into_c = next(cell for cell in cells if cell.keys == (ground.places["c"].pk,))
    assert (into_c.low, into_c.high) == (2, 12)
    (reason,) = passport(into_c.passport).reasons
    assert (reason.origin, sorted(reason.targets), reason.decision) == ("a", ["c", "d"], "Resolution 1")


def test_a_passport_of_a_range_names_the_group_whose_figure_is_sure(ground: Ground) -> None:  # noqa: F811
    post(ground, [{"place": "a", "people": 10}, {"place": "b", "people": 2}])
    columns.refresh()
    question = Question(("PEOPLE",), by=("commune",), boundaries=dt.date(2025, 7, 1))
    into_c = next(cell for cell in ask(question).cells if cell.keys == (ground.places["c"].pk,))
    told = passport(into_c.passport).together
    assert told is not None and told.name == "c + 1"
    assert (told.cell.low, told.cell.value, told.cell.high) == (12, 12, 12)
    assert passport(told.cell.passport).together is None


def test_it_knows_no_passport_that_was_never_made(ground: Ground) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        passport("abcdefghijkl-1")
    assert refused.value.code == "figures.no_such_passport"


def test_a_rebuild_beside_agrees_with_the_copy_in_use(ground: Ground) -> None:  # noqa: F811
    facts = post(ground, [{"place": "a", "people": 3}, {"place": "b", "people": 4, "agency": "front"}])
    columns.refresh()
    join(ground, facts, rule="highest")
    post(ground, [{"place": "a", "people": 5}], replaces=[0])
    columns.refresh()
    compared = copies.compare(columns.rebuild_beside())
    assert [(row.form, row.rows, row.same) for row in compared] == [("works", 3, True)]


def test_a_rebuild_keeps_the_figures_of_every_earlier_position(ground: Ground) -> None:  # noqa: F811
    """What a rebuild bakes in must not leak into questions about the time before it happened."""
    question = Question(("PEOPLE",), by=("agency",))
    facts = post(ground, [{"place": "a", "people": 3}, {"place": "b", "people": 4, "agency": "front"}])
    columns.refresh()
    seen = [ask(question)]
    join(ground, facts, rule="highest")
    columns.refresh()
    seen.append(ask(question))
    post(ground, [{"place": "a", "people": 9}], replaces=[0])
    columns.refresh()
    seen.append(ask(question))
    assert [[cell.value for cell in answer.cells] for answer in seen] == [[3, 4], [4], [9, 4]]
    columns.rebuild()
    forget()
    for answer in seen:
        assert ask(replace(question, position=answer.position)).digest == answer.digest
