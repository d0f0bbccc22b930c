"""Keys, missing keys and missing values

A step may group by any field of the form and by what Kheo knows of every fact: `record unit agency place joint day
month quarter half year period`. What a fact does not say, it is not guessed to say: a fact that lacks its value, or a
key that any step of the rule names, is left out, and the passport counts it with that reason.
"""

from tests.spec.harness import Spec

HOUSES = """
record | place | owner | day        | houses
1      | An    | red   | 2025-01-10 | 4
2      | An    |       | 2025-01-11 | 3
3      | Binh  | red   | 2025-01-12 |
4      | Binh  | blue  | 2025-01-13 | 0
5      |       | blue  | 2025-01-14 | 6
"""


def test_it_leaves_out_a_fact_without_its_value_but_counts_a_zero(spec: Spec) -> None:
    """Without a value, and with zero

    Record 3 says no number; record 4 says that there were none. Only the first is left out: of five facts, four are
    counted.
    """
    spec.given(HOUSES)
    spec.rule(
        """
        unit: house
        sources:
          - {form: works, value: houses}
        steps:
          - {sum: value}
        """
    )
    spec.answers(
        """
        value              | facts
        4 + 3 + 0 + 6 = 13 | 4
        """
    )
    spec.accounts(
        """
        record | became
        1      | counted
        2      | counted
        3      | no value
        4      | counted
        5      | counted
        """
    )


def test_it_leaves_out_a_fact_without_a_key_that_any_step_names(spec: Spec) -> None:
    """Without a key

    This rule groups by owner, so that record 2 cannot be put into any group and is left out. It matters not in which
    step the key is named.
    """
    spec.given(HOUSES)
    spec.rule(
        """
        unit: house
        sources:
          - {form: works, value: houses}
        steps:
          - {max: value, per: [place, owner]}
          - {sum: value}
        """
    )
    spec.answers(
        """
        value     | facts
        4 + 0 = 4 | 2
        """
    )
    spec.accounts(
        """
        record | became
        1      | counted
        2      | no key
        3      | no value
        4      | counted
        5      | no key
        """
    )


def test_it_keeps_in_a_breakdown_what_does_not_say_its_key(spec: Spec) -> None:
    """Not told, in a breakdown

    A breakdown is no step: what does not say its owner is shown in a cell of its own, so that the table is complete.
    """
    spec.given(HOUSES)
    spec.rule(
        """
        unit: house
        sources:
          - {form: works, value: houses}
        steps:
          - {sum: value}
        """
    )
    spec.answers(
        """
        owner    | value
        blue     | 0 + 6 = 6
        red      | 4
        not told | 3
        """,
        by="owner",
    )


def test_it_counts_records_where_a_source_names_no_value(spec: Spec) -> None:
    """A source without a value counts records

    Each record is then worth one, whatever its numbers say or leave out.
    """
    spec.given(HOUSES)
    spec.rule(
        """
        unit: report
        sources:
          - {form: works}
        steps:
          - {sum: value}
        """
    )
    spec.answers(
        """
        place    | value
        An       | 2
        Binh     | 2
        not told | 1
        """,
        by="place",
    )


def test_it_needs_no_value_to_count_distinct_keys(spec: Spec) -> None:
    """Counting distinct keys needs no value

    Whether An was reached does not hang on how many houses the report says. What lacks the key itself is left out.
    """
    spec.given(HOUSES)
    spec.rule(
        """
        unit: village
        sources:
          - {form: works, value: houses}
        steps:
          - {distinct: place}
        """
    )
    spec.answers(
        """
        value | facts
        2     | 4
        """
    )


def test_it_groups_by_what_kheo_knows_of_every_fact(spec: Spec) -> None:
    """Built-in keys

    `unit` and `agency` reported, `place` is where, `day` is when the service ended, and `month quarter half year` are
    those of the question's calendar. `record` is the fact itself; `joint` the activity that it tells of, its own if
    no other tells of the same. `period` is the whole period asked.
    """
    spec.given(
        """
        record | agency | unit | place | day        | houses
        1      | army   | u1   | An    | 2025-01-10 | 4
        2      | army   | u1   | An    | 2025-02-11 | 5
        3      | front  | u2   | An    | 2025-07-12 | 3
        """
    )
    for key, counted in [("agency", 2), ("half", 2), ("joint", 3)]:
        spec.rule(
            f"""
            unit: x
            sources:
              - {{form: works, value: houses}}
            steps:
              - {{distinct: {key}}}
            """
        )
        spec.answers(f"value\n{counted}")


def test_it_refuses_a_key_that_no_form_has(spec: Spec) -> None:
    """A key that is not there

    A rule that names a key, or in a step's condition a field, that none of its forms has is refused when the pack is
    loaded, not when somebody asks.
    """
    spec.given(HOUSES)
    spec.refuses(
        """
        sources:
          - {form: works, value: houses}
        steps:
          - {max: value, per: [village]}
          - {sum: value}
        """,
        "definition.no_key",
    )
    spec.refuses(
        """
        sources:
          - {form: works, value: houses}
        steps:
          - {where: "village = 'An'"}
          - {sum: value}
        """,
        "definition.no_key",
    )
