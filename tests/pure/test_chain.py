"""The chain of verification as data: what may stand in ``programme.yaml``, and which step follows which."""

from __future__ import annotations

import pytest

from kheo.ground.accounts.rules import Reach, Scope
from kheo.ground.accounts.states import Seat
from kheo.kit.nodes import nodes_of, read_yaml
from kheo.kit.problems import Problems
from kheo.plan.programmes.rules.chain import PLAIN, chain_from_json, read_chain

THREE = """
- {code: superior, by: superior, title: {vi: Cấp trên, en: Superior}}
- {code: agency, by: agency, verifies: true, title: {vi: Cơ quan, en: Agency}}
- {code: secretariat, by: programme, title: {vi: Thường trực, en: Secretariat}}
"""


def read(text: str) -> tuple[list[dict[str, object]], list[str]]:
    problems = Problems()
    nodes = nodes_of(read_yaml(text.encode(), "programme.yaml", problems), "programme.yaml", problems)
    steps = read_chain(nodes)
    return steps, [found.refused.code for found in problems.found]


def test_a_programme_says_who_takes_which_step_and_which_one_verifies() -> None:
    steps, wrong = read(THREE)
    chain = chain_from_json(steps)
    assert wrong == []
    assert [(step.code, step.seat, step.verifies) for step in chain.steps] == [
        ("superior", Seat.SUPERIOR, False),
        ("agency", Seat.AGENCY, True),
        ("secretariat", Seat.PROGRAMME, False),
    ]
    assert [chain.after(step.code) for step in chain.steps] == [*chain.steps[1:], None]


def test_a_step_that_the_chain_does_not_have_counts_as_the_first() -> None:
    """Imports take none, and a report may have passed a chain that was changed since."""
    chain = chain_from_json(read(THREE)[0])
    assert chain.after("") == chain.after("of-last-year") == chain.steps[1]


def test_a_programme_that_says_nothing_has_one_step_that_verifies_nothing() -> None:
    assert chain_from_json([]) == PLAIN
    assert (len(PLAIN.steps), PLAIN.first.seat, PLAIN.first.verifies) == (1, Seat.ANYONE, False)
    assert PLAIN.after("review") is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("- {code: a, by: boss, title: A}", "source.not_one_of"),
        ("- {code: a, by: agency, title: A}\n- {code: a, by: agency, title: B}", "plan.code_twice"),
        (
            "- {code: a, by: agency, title: A, verifies: true}\n- {code: b, by: agency, title: B, verifies: true}",
            "plan.two_steps_verify",
        ),
        ("- {code: a, by: agency, title: A, verifies: perhaps}", "source.not_one_of"),
        ("- {code: a, by: agency}", "source.key_missing"),
        ("- {code: a, by: agency, title: A, who: me}", "source.unknown_key"),
    ],
)
def test_slips_are_told(line: str, code: str) -> None:
    assert code in read(line)[1]


UNIT = Reach(agencies=frozenset(), units=frozenset({7, 8, 9}), root=7)
AGENCY = Reach(agencies=frozenset({1}), units=frozenset(), root=1)


@pytest.mark.parametrize(
    ("reach", "seat", "own", "below", "other"),
    [
        (UNIT, Seat.ANYONE, True, True, False),
        (UNIT, Seat.SUPERIOR, False, True, False),
        (UNIT, Seat.AGENCY, False, False, False),
        (AGENCY, Seat.SUPERIOR, True, True, True),
        (AGENCY, Seat.AGENCY, True, True, True),
        (AGENCY, Seat.PROGRAMME, False, False, False),
        (Reach(), Seat.PROGRAMME, True, True, True),
        (Reach(places=frozenset({4})), Seat.AGENCY, True, True, True),
        (Reach(places=frozenset({4})), Seat.PROGRAMME, False, False, False),
    ],
)
def test_who_sits_over_a_report(reach: Reach, seat: Seat, own: bool, below: bool, other: bool) -> None:
    """``own``: of the unit whose people they are; ``below`` it; of an ``other`` unit of the agency."""
    scope = Scope((reach,)).seated(seat)
    assert [scope.covers(1, unit, 4) for unit in (7, 8, 5)] == [own, below, other]
