"""Steps that make: sum, mean, median, count, distinct

These steps *make a new value* of each group. What comes out is no longer a fact: only the keys named after `per`
are left.
"""

from tests.spec.harness import Spec

CLASSES = """
record | village | school | day        | pupils
1      | An      | s1     | 2025-01-10 | 20
2      | An      | s1     | 2025-02-10 | 26
3      | An      | s2     | 2025-02-15 | 10
4      | Binh    | s3     | 2025-01-20 | 30
5      | Binh    | s3     | 2025-03-20 | 37
"""


def rule(*steps: str) -> str:
    lines = "\n".join(f"          - {{{step}}}" for step in steps)
    return f"""
        unit: pupil
        sources:
          - {{form: works, value: pupils}}
        steps:
{lines}
        """


def test_it_adds_up(spec: Spec) -> None:
    """Sum"""
    spec.given(CLASSES)
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        village | value
        An      | 20 + 26 + 10 = 56
        Binh    | 30 + 37 = 67
        """,
        by="village",
    )


def test_it_takes_the_mean_of_what_is_left(spec: Spec) -> None:
    """Mean

    Of the facts, or of the groups that an earlier step made: the mean of the monthly totals adds up each month first.
    Means and medians keep six places.
    """
    spec.given(CLASSES)
    spec.rule(rule("mean: value"))
    spec.answers(
        """
        value
        123 / 5 = 24.6
        """
    )
    spec.rule(rule("sum: value, per: [month]", "mean: value"))
    spec.answers(
        """
        value
        (50 + 36 + 37) / 3 = 41
        """
    )
    spec.answers(
        """
        village | value
        An      | (20 + 36) / 2 = 28
        Binh    | (30 + 37) / 2 = 33.5
        """,
        by="village",
    )


def test_it_takes_the_median(spec: Spec) -> None:
    """Median

    The middle one; of an even number, the mean of the two in the middle.
    """
    spec.given(CLASSES)
    spec.rule(rule("median: value"))
    spec.answers(
        """
        village | value
        An      | 20
        Binh    | (30 + 37) / 2 = 33.5
        """,
        by="village",
    )


def test_it_counts_facts_or_groups(spec: Spec) -> None:
    """Count

    How many facts there are, or how many groups an earlier step left.
    """
    spec.given(CLASSES)
    spec.rule(rule("count: value"))
    spec.answers(
        """
        village | value
        An      | 3
        Binh    | 2
        """,
        by="village",
    )
    spec.rule(rule("sum: value, per: [school]", "where: 'value >= 40'", "count: value"))
    spec.answers(
        """
        value | facts
        2     | 4
        """
    )


def test_it_counts_each_key_once(spec: Spec) -> None:
    """Distinct

    `distinct` counts the different values of a key: schools, however often each reported. As with every rule, the
    whole need not be the sum of its parts: a school that reports in two months is one school of the year.
    """
    spec.given(CLASSES)
    spec.rule(rule("distinct: school"))
    spec.answers(
        """
        month   | value
        2025-01 | 2
        2025-02 | 2
        2025-03 | 1
        """,
        by="month",
    )
    spec.answers(
        """
        value
        3
        """
    )


def test_it_forgets_the_keys_that_a_made_value_no_longer_has(spec: Spec) -> None:
    """Only the named keys are left

    A sum of a village's classes has a village, but no school any more. A rule that asks for it is refused.
    """
    spec.refuses(rule("sum: value, per: [village]", "distinct: school"), "definition.key_is_gone")


def test_it_refuses_the_last_of_values_that_have_no_day(spec: Spec) -> None:
    """First and last need a day

    What was made of several facts has a day only if `day` is among its keys.
    """
    spec.refuses(rule("sum: value, per: [village, school]", "last: value"), "definition.key_is_gone")
