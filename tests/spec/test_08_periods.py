"""Periods

**A fact falls in the period in which its service ended.** Which days make a month is a rule of the reporting calendar,
and calendars change: a calendar is a list of rules with dates. Quarters, halves and years are whole months, so that
nothing is counted twice or lost between two of them.
"""

from tests.spec.harness import Spec

CLINICS = """
record | day        | patients
1      | 2024-12-14 | 1
2      | 2024-12-15 | 2
3      | 2025-01-14 | 4
4      | 2025-12-14 | 8
5      | 2025-12-15 | 16
6      |            | 32
"""

SUM = """
unit: patient
sources:
  - {form: works, value: patients}
steps:
  - {sum: value}
"""


def test_it_follows_the_calendar_of_the_question(spec: Spec) -> None:
    """Calendar months

    In the calendar year, December 2024 has both of its days.
    """
    spec.given(CLINICS)
    spec.rule(SUM)
    spec.answers(
        """
        year     | value
        2024     | 1 + 2 = 3
        2025     | 4 + 8 + 16 = 28
        """,
        by="year",
        period="2024..2025",
    )


def test_it_closes_the_reporting_year_on_the_fourteenth_of_december(spec: Spec) -> None:
    """The 14th and the 15th of December

    In the calendar of state reporting a month runs from the 15th of the month before to the 14th. A clinic of 15
    December 2024 belongs to January 2025; the year 2025 closes on 14 December 2025.
    """
    spec.given(CLINICS, calendar="state")
    spec.rule(SUM)
    spec.answers(
        """
        month   | value
        2024-12 | 1
        2025-01 | 2 + 4 = 6
        2025-12 | 8
        2026-01 | 16
        """,
        by="month",
        period="2024..2026",
    )
    spec.answers("value\n2 + 4 + 8 = 14", period="2025")


def test_it_leaves_out_of_every_period_what_has_no_day(spec: Spec) -> None:
    """Without a day

    Record 6 says no day. It falls in no period; where no period is asked for, it counts.
    """
    spec.given(CLINICS)
    spec.rule(SUM)
    spec.answers("value\n1 + 2 + 4 + 8 + 16 = 31", period="2024..2025")
    spec.answers("value\n31 + 32 = 63")
    spec.answers(
        """
        year     | value
        2024     | 3
        2025     | 28
        not told | 32
        """,
        by="year",
    )


def test_it_knows_months_quarters_halves_and_years(spec: Spec) -> None:
    """Labels

    `2025-07` is a month, `2025-Q3` a quarter, `2025-H2` a half, `2025` a year, and `2024..2025` all from one to the
    other.
    """
    spec.given(CLINICS)
    spec.rule(SUM)
    spec.answers("value\n4", period="2025-01")
    spec.answers("value\n8 + 16 = 24", period="2025-Q4")
    spec.answers("value\n24", period="2025-H2")
    spec.answers("value\n2 + 1 + 4 = 7", period="2024-Q4..2025-H1")


def test_it_lives_through_a_change_of_the_calendar(spec: Spec) -> None:
    """When the calendar itself changes

    Until the end of April 2025 this programme counted calendar months; from 1 May on it follows state reporting. So May
    2025 has fourteen days, and June begins on 15 May. Every day is in one month, and the year is the sum of its months.
    """
    spec.given(
        """
        record | day        | patients
        1      | 2025-04-30 | 1
        2      | 2025-05-01 | 2
        3      | 2025-05-14 | 4
        4      | 2025-05-15 | 8
        5      | 2025-12-14 | 16
        6      | 2025-12-15 | 32
        """,
        calendar="changed",
    )
    spec.rule(SUM)
    spec.answers(
        """
        month   | value
        2025-04 | 1
        2025-05 | 2 + 4 = 6
        2025-06 | 8
        2025-12 | 16
        2026-01 | 32
        """,
        by="month",
        period="2025..2026",
    )
    spec.answers("value\n1 + 6 + 8 + 16 = 31", period="2025")


def test_it_groups_by_months_of_the_same_calendar(spec: Spec) -> None:
    """A rule's months

    The `month` that a step names is that of the question's calendar. Of 2 January and 20 January the second is in
    February of state reporting, so that both count.
    """
    facts = """
        record | site | day        | patients
        1      | s1   | 2025-01-02 | 30
        2      | s1   | 2025-01-20 | 40
        """
    rule = """
        unit: patient
        sources:
          - {form: works, value: patients}
        steps:
          - {max: value, per: [site, month]}
          - {sum: value}
        """
    spec.given(facts)
    spec.rule(rule)
    spec.answers("value\n40", period="2025")
    spec.given(facts, calendar="state")
    spec.answers("value\n30 + 40 = 70", period="2025")
