"""Missing is not zero

Four ways of having no number are kept apart everywhere:

| shown | meaning |
|---|---|
| 0 | somebody reported, and it was none |
| not reported | nobody said |
| does not apply | there is nothing of which it could be said, such as a share of none |
| suppressed | there is a number, but it would show single persons; only publication suppresses |
"""

from tests.spec.harness import Spec

PLACES = """
place | level    | parent
North | province |
An    | commune  | North
Binh  | commune  | North
Cam   | commune  | North
"""
FACTS = """
record | place | day        | people | houses
1      | An    | 2025-01-10 | 12     | 3
2      | Binh  | 2025-01-12 | 0      | 0
3      | Cam   | 2025-01-15 |        | 0
"""
SUM = """
sources:
  - {form: works, value: people}
steps:
  - {sum: value}
"""


def test_a_commune_that_has_not_reported_is_a_gap_and_not_a_zero(spec: Spec) -> None:
    """A gap, and a zero

    Binh reported that there was nobody; Cam reported, but not this number.
    """
    spec.given(FACTS, places=PLACES)
    spec.rule(SUM)
    spec.answers(
        """
        commune | value
        An      | 12
        Binh    | 0
        Cam     | not reported
        """,
        by="commune",
    )


def test_a_province_adds_up_those_who_reported(spec: Spec) -> None:
    """The total of those who reported

    A total does not wait for the last report, and does not put a zero in its place either: it counts the two communes
    that said a number, and the passport says how many were expected.
    """
    spec.given(FACTS, places=PLACES)
    spec.rule(SUM)
    spec.answers(
        """
        province | value       | facts
        North    | 12 + 0 = 12 | 2
        """,
        by="province",
    )


def test_a_total_of_nothing_is_not_reported(spec: Spec) -> None:
    """Nothing at all

    Where no report says the number there is no zero, whatever the rule: not even a count of none.
    """
    spec.given(FACTS, places=PLACES)
    for step in ("sum: value", "count: value", "max: value", "distinct: place"):
        spec.rule(f"sources: [{{form: works, value: people}}]\nsteps: [{{{step}}}]")
        spec.answers("value\nnot reported", period="2026")


def test_a_share_of_nothing_does_not_apply(spec: Spec) -> None:
    """Zero, not reported, does not apply

    People in each house: An has 12 in 3 houses; in Binh there are no houses to be in.
    """
    spec.given(FACTS, places=PLACES)
    spec.rule(
        """
        unit: person
        numerator:
          sources: [{form: works, value: people}]
          steps: [{sum: value}]
        denominator:
          sources: [{form: works, value: houses}]
          steps: [{sum: value}]
        """
    )
    spec.answers(
        """
        commune | value
        An      | 12 / 3 = 4
        Binh    | does not apply
        Cam     | not reported
        """,
        by="commune",
    )
