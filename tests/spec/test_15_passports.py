"""Passports: every fact accounted for

A passport shows the way from all facts that a cell selected to those counted: how many were repeats, how many told of
joint work that another report stands for, how many lacked a key or a value, and how many each step passed over. **These
and the counted ones add up to all that were selected**; each line says what became of it, and which other stands in
its place. Asking the passport to recompute gives the same figure, at the same position, for ever.
"""

from __future__ import annotations

from collections import Counter

import pytest

from kheo.consolidate.figures.queries import ask, forget, lines, passport, recompute
from kheo.consolidate.figures.rules.question import Question
from kheo.facts.columns import actions as columns
from tests.ledger_build import Ground, define, ground, join, post  # noqa: F401  (ground is a fixture)
from tests.spec.harness import Spec

FACTS = """
record | agency | site   | day        | people | repeats | joint | rank
1      | army   | spring | 2025-01-10 | 40     |         |       |
2      | army   | spring | 2025-01-12 | 55     |         |       |
3      | army   | spring | 2025-02-12 | 50     |         |       |
4      | army   | spring | 2025-02-12 | 50     | 3       |       |
5      | front  | well   | 2025-01-10 | 70     |         | w     | 0
6      | army   | well   | 2025-01-10 | 65     |         | w     | 1
7      | front  | well   | 2025-01-15 |        |         |       |
8      | front  |        | 2025-01-15 | 12     |         |       |
9      | front  | pump   | 2025-03-15 | 4      |         |       |
"""
REACHED = """
sources:
  - {form: works, value: people}
steps:
  - {max: value, per: [site, month]}
  - {max: value, per: [site]}
  - {where: "value >= 10"}
  - {sum: value}
"""


def test_it_says_of_every_fact_what_became_of_it(spec: Spec) -> None:
    """What became of each

    In January record 2 stands for record 1, and over the year for record 3. Record 4 repeats record 3, record 6 tells of
    the same well as record 5. Records 7 and 8 lack what the rule asks for. The pump has fewer than ten people.
    """
    spec.given(FACTS)
    spec.rule(REACHED)
    spec.answers("value | facts\n55 + 70 = 125 | 2")
    spec.accounts(
        """
        record | became     | step | because
        1      | not chosen | 1    | 2
        2      | counted    |      |
        3      | not chosen | 2    | 2
        4      | repeat     |      | 3
        5      | counted    |      |
        6      | joint      |      | 5
        7      | no value   |      |
        8      | no key     |      |
        9      | not chosen | 3    |
        """
    )


def test_it_accounts_for_the_facts_of_one_cell(spec: Spec) -> None:
    """In one cell

    The passport of a cell accounts for the facts of that cell. In February record 3 is counted.
    """
    spec.given(FACTS)
    spec.rule(REACHED)
    spec.accounts(
        """
        record | became  | because
        3      | counted |
        4      | repeat  | 3
        """,
        by="month",
        cell="2025-02",
        period="2025",
    )


def test_it_marks_what_only_perhaps_lies_in_the_cell(spec: Spec) -> None:
    """Perhaps

    Where a figure is a range, the lines that make it one are marked, and the passport names the change of places.
    """
    spec.given(
        """
        record | place    | people
        1      | Cam      | 8
        2      | Cam East | 2
        """,
        places="""
        place    | level   | from       | to
        Cam      | commune |            | 2025-07-01
        Cam East | commune | 2025-07-01 |
        Cam West | commune | 2025-07-01 |
        """,
        changes="""
        from | to       | on         | share
        Cam  | Cam East | 2025-07-01 |
        Cam  | Cam West | 2025-07-01 |
        """,
    )
    spec.rule("sources: [{form: works, value: people}]\nsteps: [{sum: value}]")
    spec.accounts(
        """
        record | became  | perhaps
        1      | counted | perhaps
        2      | counted |
        """,
        by="commune",
        map="2025-07-01",
        cell="Cam East",
    )


@pytest.mark.django_db
def test_it_adds_up_to_all_that_were_selected_and_recomputes(ground: Ground) -> None:  # noqa: F811
    """The funnel adds up, and the figure comes out again

    Through the whole product: facts are posted, some are corrected and some are told as joint work, and figures are asked
    for at every position. Each passport's funnel adds up to the facts selected, its lines agree with the funnel, the
    counted lines are the facts of the figure, and recomputing gives the same, also after everything was rebuilt.
    """
    steps = [
        {"max": "value", "per": ["place", "month"]},
        {"max": "value", "per": ["place"]},
        {"sum": "value"},
    ]
    define(ground, "HIGHEST", steps)
    facts = post(
        ground,
        [
            {"place": "a", "people": 3},
            {"place": "a", "people": 5, "day": "2025-03-01", "agency": "front"},
            {"place": "b", "people": 4},
            {"place": "b"},
            {"people": 9},
            {"place": "c", "people": 7, "day": "2025-08-01"},
        ],
    )
    columns.refresh()
    seen = asked()
    join(ground, [facts[0], facts[1]], rule="highest")
    columns.refresh()
    seen |= asked()
    post(ground, [{"place": "b", "people": 2}], replaces=[2])
    columns.refresh()
    seen |= asked()
    assert len(set(seen.values())) > 6, "too tame to test anything"

    columns.rebuild()
    forget()
    for name, was in seen.items():
        told = passport(name)
        left = sum(row.count for row in told.funnel if not row.stays)
        assert told.funnel[0].count == left + told.funnel[-1].count == told.completeness.selected
        page = lines(name, per_page=100)
        assert page.total == told.completeness.selected == len(page.lines)
        assert Counter(line.fate for line in page.lines) == Counter(page.counts)
        assert page.counts.get("counted", 0) == told.cell.facts
        again = recompute(name)
        assert again.same and again.digest == told.digest
        assert (again.cell.value, again.cell.low, again.cell.high) == was


@pytest.mark.django_db
def test_it_tells_of_the_version_that_counted(ground: Ground) -> None:  # noqa: F811
    """Each version has its own passport

    A definition is never changed: a new one is the next version, and both can be asked for side by side. Each passport
    tells of the rule that made its figure.
    """
    define(ground, "PEOPLE", [{"max": "value"}])
    post(ground, [{"place": "a", "people": 3}, {"place": "b", "people": 4}])
    columns.refresh()
    told = [passport(cell.passport) for cell in ask(Question(("PEOPLE@1", "PEOPLE@2"))).cells]
    assert [(each.cell.value, each.words["en"][-1]) for each in told] == [
        (3 + 4, "Add up."),
        (4, "The highest report stands."),
    ]
    assert [each.funnel[-1].count for each in told] == [2, 1]


def asked() -> dict[str, tuple[object, ...]]:
    """passport → value, low and high of every cell of some questions, at the newest position."""
    cells = []
    for question in (
        Question(("PEOPLE", "HIGHEST")),
        Question(("PEOPLE", "HIGHEST"), by=("agency",)),
        Question(("PEOPLE", "HIGHEST"), by=("province", "month"), period="2025"),
    ):
        cells += ask(question).cells
    return {cell.passport: (cell.value, cell.low, cell.high) for cell in cells}
