"""Approximate numbers

"Nearly 12,000 households" is kept as *under 12,000*, "about 40" as *about 40*, "more than 30" as *over 30*. A figure is
as exact as the least exact of the numbers in it, and the passport says how many those are.
"""

from tests.spec.harness import Spec

FACTS = """
record | place | people
1      | An    | 10
2      | An    | nearly 20
3      | Binh  | over 30
4      | Cam   | 5
5      | Cam   | about 6
"""


def rule(step: str) -> str:
    return f"""
        sources:
          - {{form: works, value: people}}
        steps:
          - {{{step}}}
        """


def test_it_makes_a_total_approximate_when_one_part_is(spec: Spec) -> None:
    """One approximate part

    Parts that err to the same side keep it: ten and nearly twenty are under thirty. Where one part is over and another
    under, the total is about.
    """
    spec.given(FACTS)
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        place | value               | approximate
        An    | under 10 + 20 = 30  | 1
        Binh  | over 30             | 1
        Cam   | about 5 + 6 = 11    | 1
        """,
        by="place",
    )
    spec.answers(
        """
        value                            | facts | approximate
        about 10 + 20 + 30 + 5 + 6 = 71  | 5     | 3
        """
    )


def test_it_is_as_exact_as_what_was_chosen(spec: Spec) -> None:
    """Only what counts

    The highest of Cam is "about 6"; the lowest is 5, and exact: the other number does not enter.
    """
    spec.given(FACTS)
    spec.rule(rule("max: value"))
    spec.answers("place | value\nAn | under 20\nBinh | over 30\nCam | about 6", by="place")
    spec.rule(rule("min: value"))
    spec.answers("place | value\nAn | 10\nBinh | over 30\nCam | 5", by="place")


def test_it_counts_exactly_what_is_told_approximately(spec: Spec) -> None:
    """A count is exact

    How many reports there are is known, however vague their numbers.
    """
    spec.given(FACTS)
    spec.rule(rule("count: value"))
    spec.answers("value | approximate\n5 | 0")


def test_it_turns_round_what_is_divided_by(spec: Spec) -> None:
    """In a ratio

    Divided by *under* 20, the result is *over*.
    """
    spec.given(
        """
        record | done | planned
        1      | 5    | nearly 20
        """
    )
    spec.rule(
        """
        unit: percent
        scale: 100
        numerator:
          sources: [{form: works, value: done}]
          steps: [{sum: value}]
        denominator:
          sources: [{form: works, value: planned}]
          steps: [{sum: value}]
        """
    )
    spec.answers("value | approximate\nover 100 * 5 / 20 = 25 | 1")
