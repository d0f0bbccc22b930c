"""Ratios

A ratio has a numerator and a denominator, each a rule of its own. In every cell both are worked out from the facts of
that cell, and then divided. A ratio is **never averaged** and never added up.
"""

from tests.spec.harness import Spec

SHARE = """
code: HOUSES-DONE
unit: percent
scale: 100
numerator:
  sources: [{form: works, value: done}]
  steps: [{sum: value}]
denominator:
  sources: [{form: works, value: planned}]
  steps: [{sum: value}]
"""


def test_it_divides_totals_and_does_not_average(spec: Spec) -> None:
    """The whole is not the mean of its parts

    An has finished one house of two, Binh ninety of a hundred. The mean of 50 % and 90 % would be 70 %; of the 102
    houses, 91 are done. `scale: 100` makes it a percentage.
    """
    spec.given(
        """
        record | place | done | planned
        1      | An    | 1    | 2
        2      | Binh  | 90   | 100
        """
    )
    spec.rule(SHARE)
    spec.answers(
        """
        place | value
        An    | 100 * 1 / 2 = 50
        Binh  | 100 * 90 / 100 = 90
        """,
        by="place",
    )
    spec.answers(
        """
        value                           | facts
        100 * (1 + 90) / (2 + 100)      | 4
        """
    )


def test_it_tells_apart_zero_not_reported_and_does_not_apply(spec: Spec) -> None:
    """Zero, not reported, does not apply

    An planned ten and finished none: 0 %. Binh planned and has not said what was finished: not reported. Cam planned
    none: there is nothing of which a share could be finished. Dong finished some but told of no plan.
    """
    spec.given(
        """
        record | place | done | planned
        1      | An    | 0    | 10
        2      | Binh  |      | 8
        3      | Cam   | 0    | 0
        4      | Dong  | 5    |
        """
    )
    spec.rule(SHARE)
    spec.answers(
        """
        place | value
        An    | 100 * 0 / 10 = 0
        Binh  | not reported
        Cam   | does not apply
        Dong  | does not apply
        """,
        by="place",
    )
    spec.answers(
        """
        value
        100 * (0 + 0 + 5) / (10 + 8 + 0)
        """
    )


def test_it_takes_only_those_who_told_both_where_the_rule_says_so(spec: Spec) -> None:
    """The same reports above and below

    Where a numerator is often missing, the denominator should come from the same reports. The rule says so with a
    condition.
    """
    spec.given(
        """
        record | place | done | planned
        1      | An    | 3    | 10
        2      | Binh  |      | 8
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
          sources: [{form: works, value: planned, where: "done is not null"}]
          steps: [{sum: value}]
        """
    )
    spec.answers(
        """
        value
        100 * 3 / 10 = 30
        """
    )


def test_it_may_have_different_rules_above_and_below(spec: Spec) -> None:
    """Each part has its own steps

    Villages reached, of all villages that reported: above distinct places under a condition, below distinct places.
    """
    spec.given(
        """
        record | place | people
        1      | An    | 3
        2      | An    | 0
        3      | Binh  | 0
        4      | Cam   | 7
        """
    )
    spec.rule(
        """
        unit: share
        numerator:
          sources: [{form: works, value: people, where: "people > 0"}]
          steps: [{distinct: place}]
        denominator:
          sources: [{form: works, value: people}]
          steps: [{distinct: place}]
        """
    )
    spec.answers(
        """
        value
        2 / 3
        """
    )


PLACES = """
place    | level   | from       | to
An       | commune |            | 2025-07-01
Binh     | commune |            | 2025-07-01
East     | commune | 2025-07-01 |
West     | commune | 2025-07-01 |
"""
CHANGES = """
from | to   | on         | share
An   | East | 2025-07-01 |
An   | West | 2025-07-01 |
Binh | East | 2025-07-01 | 1
"""


def test_it_gives_bounds_where_its_parts_have_bounds(spec: Spec) -> None:
    """Ratios with a range

    An was split and nobody knows how. East has all of Binh and somewhere between none and all of An: 2 to 2 + 6 houses
    done, of 4 to 4 + 10 planned. The lowest the ratio can be is the least done of the most planned; the highest, the
    most done of the least planned. In West both may be nothing at all, so that nothing can be said.
    """
    spec.given(
        """
        record | place | done | planned
        1      | An    | 6    | 10
        2      | Binh  | 2    | 4
        """,
        places=PLACES,
        changes=CHANGES,
    )
    spec.rule(SHARE)
    spec.answers(
        """
        commune | value
        East    | 100 * 2 / 14 to 100 * 8 / 4 = 200
        West    | not attributable
        """,
        by="commune",
        map="2025-07-01",
    )


def test_it_keeps_its_bounds_in_order_below_zero(spec: Spec) -> None:
    """Bounds below zero

    A change may be negative. The certain part of the change is −3; with An it is −3 + 6. The denominator is 2 to 6. The
    lowest quotient is −3 / 2, not −3 / 6.
    """
    spec.given(
        """
        record | place | done | planned
        1      | An    | 6    | 4
        2      | Binh  | -3   | 2
        """,
        places=PLACES,
        changes=CHANGES,
    )
    spec.rule(SHARE.replace("scale: 100", "scale: 1"))
    spec.answers(
        """
        commune | value
        East    | -3 / 2 = -1.5 to 3 / 2 = 1.5
        West    | not attributable
        """,
        by="commune",
        map="2025-07-01",
    )
