"""Steps that choose: max, min, first, last

These steps *choose one fact of each group* and keep it whole, with its day, its place and its other fields, so that a
later step can still ask for them. `max` and `min` look at the value, `first` and `last` at the day.
"""

from tests.spec.harness import Spec

VISITS = """
record | site   | team  | day        | people
1      | spring | red   | 2025-01-10 | 40
2      | spring | blue  | 2025-02-10 | 55
3      | well   | red   | 2025-02-20 | 70
4      | well   | blue  | 2025-03-05 | 20
"""


def rule(step: str) -> str:
    return f"""
        sources:
          - {{form: works, value: people}}
        steps:
          - {{{step}: value, per: [site]}}
          - {{sum: value}}
        """


def test_it_chooses_the_highest_or_the_lowest_of_each_group(spec: Spec) -> None:
    """The highest, and the lowest

    Of the spring's reports 55 is the highest and 40 the lowest; of the well's 70 and 20.
    """
    spec.given(VISITS)
    spec.rule(rule("max"))
    spec.answers(
        """
        value         | facts
        55 + 70 = 125 | 2
        """
    )
    spec.rule(rule("min"))
    spec.answers(
        """
        value        | facts
        40 + 20 = 60 | 2
        """
    )


def test_it_chooses_the_first_or_the_last_of_each_group(spec: Spec) -> None:
    """The first, and the last

    By the day on which the service ended. For a number that tells how things stand, such as families in a camp, the
    last report is the one to take.
    """
    spec.given(VISITS)
    spec.rule(rule("first"))
    spec.answers(
        """
        value
        40 + 70 = 110
        """
    )
    spec.rule(rule("last"))
    spec.answers(
        """
        value
        55 + 20 = 75
        """
    )


def test_it_keeps_the_other_fields_of_what_it_chose(spec: Spec) -> None:
    """What was chosen keeps its other fields

    The highest report of each site is chosen first: record 2 for the spring, record 3 for the well. Both are of
    February, so a later step that adds up by month finds both there.
    """
    spec.given(VISITS)
    spec.rule(
        """
        sources:
          - {form: works, value: people}
        steps:
          - {max: value, per: [site]}
          - {sum: value, per: [month]}
          - {max: value}
        """
    )
    spec.answers(
        """
        value
        55 + 70 = 125
        """
    )


def test_it_settles_ties_by_the_earlier_day_and_then_by_the_lower_record(spec: Spec) -> None:
    """Ties

    Equal values: the earlier day stands, and on the same day the lower record, so that the same question always
    chooses the same fact. The value is the same either way, but not the day, the place or the team.
    """
    spec.given(
        """
        record | site   | team  | day        | people
        1      | spring | red   | 2025-02-10 | 40
        2      | spring | blue  | 2025-01-10 | 40
        3      | spring | green | 2025-01-10 | 40
        """
    )
    spec.rule(rule("max"))
    spec.accounts(
        """
        record | became     | because
        1      | not chosen | 2
        2      | counted    |
        3      | not chosen | 2
        """
    )
    spec.rule(rule("last"))
    spec.accounts(
        """
        record | became     | because
        1      | counted    |
        2      | not chosen | 1
        3      | not chosen | 1
        """
    )


def test_it_puts_facts_without_a_day_last(spec: Spec) -> None:
    """Facts without a day come last

    `first` and `last` prefer any fact that says its day.
    """
    spec.given(
        """
        record | site   | day        | people
        1      | spring |            | 99
        2      | spring | 2025-01-10 | 40
        """
    )
    spec.rule(rule("last"))
    spec.answers(
        """
        value
        40
        """
    )


def test_it_keeps_what_fulfils_a_condition(spec: Spec) -> None:
    """Where: keep some of the groups

    A step `where` keeps the facts, or the groups made so far, for which a condition holds. Here a site counts when its
    highest report is of more than sixty people.
    """
    spec.given(VISITS)
    spec.rule(
        """
        unit: site
        sources:
          - {form: works, value: people}
        steps:
          - {max: value, per: [site]}
          - {where: "value > 60"}
          - {count: value}
        """
    )
    spec.answers(
        """
        value
        1
        """
    )
    spec.accounts(
        """
        record | became     | step | because
        1      | not chosen | 1    | 2
        2      | not chosen | 2    |
        3      | counted    |      |
        4      | not chosen | 1    | 3
        """
    )


def test_it_keeps_whole_groups_for_what_one_of_them_says(spec: Spec) -> None:
    """Any: keep groups for what one of them says

    A step `any` keeps all facts of a group as soon as one of them fulfils the condition: all reports of the sites that
    the blue team ever found with fewer than thirty people.
    """
    spec.given(VISITS)
    spec.rule(
        """
        sources:
          - {form: works, value: people}
        steps:
          - {any: "team = 'blue' and value < 30", per: [site]}
          - {sum: value}
        """
    )
    spec.answers(
        """
        value        | facts
        70 + 20 = 90 | 2
        """
    )
