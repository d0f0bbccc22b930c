"""A figure is a rule applied to the facts in a cell

A question names an indicator and a breakdown; the answer is a table of cells. **The value of a cell is the rule
applied to the facts that fall in the cell.** That is the whole of it: no cell is ever added up from other cells.

A rule is a list of steps, read from top to bottom. Each step puts the facts into groups by the keys after `per` and
leaves one of each group; the last step has no `per` and leaves one value. `value` is what a source says: a number field
of a form, perhaps under a condition.
"""

from tests.spec.harness import Spec

SITES = """
record | site   | day        | people
1      | spring | 2025-01-08 | 40
2      | spring | 2025-01-22 | 45
3      | spring | 2025-02-12 | 30
4      | well   | 2025-01-15 | 70
5      | well   | 2025-02-19 | 60
"""

REACHED = """
code: WASH-REACHED
unit: person
sources:
  - {form: works, value: people}
steps:
  - {max: value, per: [site, month]}
  - {max: value, per: [site]}
  - {sum: value}
"""

SERVED = """
code: MEALS
unit: meal
sources:
  - {form: works, value: people}
steps:
  - {sum: value}
"""


def test_it_applies_the_rule_in_each_cell_so_that_months_need_not_add_up(spec: Spec) -> None:
    """Months need not add up to the year

    Two sites report again and again, about people of whom many are the same. In each month the highest report of a
    site stands: in January 45 at the spring and 70 at the well. Over the year the highest month of each site stands.
    So the year is not 115 + 90: that would count the same people twice.
    """
    spec.given(SITES)
    spec.rule(REACHED)
    spec.answers(
        """
        month   | value
        2025-01 | 45 + 70 = 115
        2025-02 | 30 + 60 = 90
        """,
        by="month",
        period="2025",
    )
    spec.answers(
        """
        value
        45 + 70 = 115
        """,
        period="2025",
    )


def test_it_adds_up_over_months_where_the_rule_is_a_plain_sum(spec: Spec) -> None:
    """Where the rule is a plain sum, they do

    Had the sites reported meals, every report would be of other meals, and the rule a plain sum.
    """
    spec.given(SITES)
    spec.rule(SERVED)
    spec.answers(
        """
        month   | value              | facts
        2025-01 | 40 + 45 + 70 = 155 | 3
        2025-02 | 30 + 60 = 90       | 2
        """,
        by="month",
        period="2025",
    )
    spec.answers(
        """
        value           | facts
        155 + 90 = 245  | 5
        """,
        period="2025",
    )


def test_it_reads_the_steps_from_top_to_bottom(spec: Spec) -> None:
    """The order of the steps is the rule

    The same words in another order ask something else: here the sites are added up within each month first, and then
    the best month stands for the year.
    """
    spec.given(SITES)
    spec.rule(
        """
        code: BEST-MONTH
        unit: person
        sources:
          - {form: works, value: people}
        steps:
          - {max: value, per: [site, month]}
          - {sum: value, per: [month]}
          - {max: value}
        """
    )
    spec.answers(
        """
        value
        45 + 70 = 115
        """,
        period="2025",
    )


def test_it_breaks_down_by_several_things_at_once(spec: Spec) -> None:
    """A breakdown by two things

    A cell is then a site in a quarter. Each is the rule applied to what falls in it, as before.
    """
    spec.given(SITES)
    spec.rule(REACHED)
    spec.answers(
        """
        site   | quarter | value
        spring | 2025-Q1 | 45
        well   | 2025-Q1 | 70
        """,
        by="site, quarter",
        period="2025",
    )


def test_it_refuses_a_rule_that_leaves_more_than_one_value(spec: Spec) -> None:
    """The last step leaves one value

    A rule whose last step still groups would leave a value for each site, and is refused before it meets any data.
    """
    spec.refuses(
        """
        sources:
          - {form: works, value: people}
        steps:
          - {max: value, per: [site]}
        """,
        "definition.last_step",
    )
