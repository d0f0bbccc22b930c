"""Several sources

Agencies may tell of the same kind of thing on different forms. An indicator then lists a source for each: a form, the
field that holds the number, and perhaps a condition. All facts go through the same steps together.
"""

from tests.spec.harness import Spec

FACTS = """
record | form     | agency  | place | day        | people | water_people | status
1      | cluster  | unicef  | An    | 2025-01-10 | 40     |              | done
2      | cluster  | unicef  | An    | 2025-02-10 | 35     |              | planned
3      | commune  | commune | An    | 2025-01-31 |        | 60           |
4      | commune  | commune | Binh  | 2025-01-31 |        | 25           |
"""
REACHED = """
sources:
  - {form: cluster, value: people, where: "status = 'done'"}
  - {form: commune, value: water_people}
steps:
  - {max: value, per: [place]}
  - {sum: value}
"""


def test_it_takes_the_steps_over_all_sources_together(spec: Spec) -> None:
    """One rule over all forms

    In An the commune says more than the cluster, and its number stands: the rule takes the highest of each place,
    whoever said it.
    """
    spec.given(FACTS)
    spec.rule(REACHED)
    spec.answers("value | facts\n60 + 25 = 85 | 2")
    spec.answers(
        """
        agency  | value
        unicef  | 40
        commune | 60 + 25 = 85
        """,
        by="agency",
    )


def test_it_misses_in_one_form_what_only_another_has(spec: Spec) -> None:
    """A field that only one form has

    It is missing from the facts of the other. In a question's condition, or in a breakdown, it is then not told.
    """
    spec.given(FACTS)
    spec.rule(REACHED)
    spec.answers("value\n40", where="status = 'done'")
    spec.answers("value\n60 + 25 = 85", where="status is null")
    spec.answers(
        """
        status   | value
        done     | 40
        not told | 60 + 25 = 85
        """,
        by="status",
    )


def test_it_reads_one_form_twice_for_two_of_its_numbers(spec: Spec) -> None:
    """Two numbers of one form

    The same form may be a source twice: once for men, once for women. Both count as of the same record.
    """
    spec.given(
        """
        record | place | men | women
        1      | An    | 3   | 4
        2      | An    | 1   |
        3      | Binh  |     | 6
        """
    )
    spec.rule(
        """
        sources:
          - {form: works, value: men}
          - {form: works, value: women}
        steps:
          - {sum: value, per: [record]}
          - {max: value}
        """
    )
    spec.answers(
        """
        place | value
        An    | 3 + 4 = 7
        Binh  | 6
        """,
        by="place",
    )


def test_it_mixes_whole_numbers_and_decimals(spec: Spec) -> None:
    """Whole numbers and decimals

    They go together; decimals are kept and added exactly.
    """
    spec.given(
        """
        record | form  | km    | roads
        1      | works | 0.1   |
        2      | works | 0.2   |
        3      | plan  |       | 4
        """
    )
    spec.rule(
        """
        unit: km
        sources:
          - {form: works, value: km}
          - {form: plan, value: roads}
        steps:
          - {sum: value}
        """
    )
    spec.answers("value\n0.1 + 0.2 + 4 = 4.3")
