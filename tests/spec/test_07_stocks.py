"""Stocks, and how long a value stays good

Most figures count what happened in a period. A *stock* tells how things stand at its end: families in a camp, teachers
at a school. Its rule takes the last report of each place, and `carry` says how long a report stays good: in its own
period and in so many after it. Then it is not zero but no longer known.
"""

from tests.spec.harness import Spec

TEACHERS = """
record | place | day        | teachers
1      | An    | 2025-03-20 | 10
2      | Binh  | 2025-03-25 | 20
3      | Binh  | 2025-05-10 | 21
4      | Binh  | 2025-06-20 | 22
"""


def stock(carry: str) -> str:
    return f"""
        unit: teacher
        carry: {carry}
        sources:
          - {{form: works, value: teachers}}
        steps:
          - {{last: value, per: [place]}}
          - {{sum: value}}
        """


def test_it_takes_the_last_report_of_each_place_while_it_is_good(spec: Spec) -> None:
    """A value stays good for a while

    With `carry: 1 quarter` the report of An from March still stands in the second quarter, and no longer in the third.
    Binh's newer report stands in place of its older ones.
    """
    spec.given(TEACHERS)
    spec.rule(stock("1 quarter"))
    spec.answers(
        """
        quarter | value        | facts
        2025-Q1 | 10 + 20 = 30 | 2
        2025-Q2 | 10 + 22 = 32 | 2
        2025-Q3 | 22           | 1
        2025-Q4 | not reported |
        """,
        by="quarter",
        period="2025",
    )


def test_it_tells_a_longer_period_by_its_end(spec: Spec) -> None:
    """A year is told by its end

    A stock of a half-year or a year is the stock on its last day, not the sum of its quarters. By then the reports of
    spring are no longer good.
    """
    spec.given(TEACHERS)
    spec.rule(stock("1 quarter"))
    spec.answers("value\n10 + 22 = 32", period="2025-H1")
    spec.answers("value\nnot reported", period="2025")
    spec.answers(
        """
        half    | value
        2025-H1 | 10 + 22 = 32
        2025-H2 | not reported
        """,
        by="half",
        period="2025",
    )
    spec.rule(stock("2 quarters"))
    spec.answers("value\n22", period="2025")


def test_it_asks_for_a_fresh_report_where_nothing_is_carried(spec: Spec) -> None:
    """Nothing carried

    With `carry: 0 quarters` every quarter stands on its own reports.
    """
    spec.given(TEACHERS)
    spec.rule(stock("0 quarters"))
    spec.answers(
        """
        quarter | value
        2025-Q1 | 10 + 20 = 30
        2025-Q2 | 22
        """,
        by="quarter",
        period="2025",
    )


def test_it_breaks_a_stock_down_like_any_figure(spec: Spec) -> None:
    """By place

    A breakdown shows which place has gone silent.
    """
    spec.given(TEACHERS)
    spec.rule(stock("1 quarter"))
    spec.answers(
        """
        place | quarter | value
        An    | 2025-Q1 | 10
        An    | 2025-Q2 | 10
        An    | 2025-Q3 | not reported
        Binh  | 2025-Q1 | 20
        Binh  | 2025-Q2 | 22
        Binh  | 2025-Q3 | 22
        """,
        by="place, quarter",
        period="2025",
    )


REFORM = """
record | place   | day        | teachers
1      | An      | 2025-06-20 | 10
2      | Binh    | 2025-06-25 | 20
3      | An Binh | 2025-09-20 | 31
"""
PLACES = """
place    | level    | parent | from       | to
North    | province |        |            |
An       | commune  | North  |            | 2025-07-01
Binh     | commune  | North  |            | 2025-07-01
An Binh  | commune  | North  | 2025-07-01 |
"""
CHANGES = """
from | to      | on         | share
An   | An Binh | 2025-07-01 | 1
Binh | An Binh | 2025-07-01 | 1
"""


def test_it_starts_anew_with_a_reform(spec: Spec) -> None:
    """A reform in mid-year

    An and Binh became one commune in July. "The last report of each place" means places as they reported, so that a
    report of An that is carried into the third quarter would stand beside the report of the commune that An became. A
    programme that lives through a reform therefore carries nothing over it: `0 quarters`.
    """
    spec.given(REFORM, places=PLACES, changes=CHANGES)
    spec.rule(stock("0 quarters"))
    spec.answers(
        """
        province | quarter | value
        North    | 2025-Q2 | 10 + 20 = 30
        North    | 2025-Q3 | 31
        """,
        by="province, quarter",
        period="2025",
    )
    spec.answers("value\n31", period="2025-Q3")
