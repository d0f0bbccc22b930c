"""Conditions, and what is neither true nor false

A source may have a condition (`where`), and so may a question. A condition compares fields with numbers, texts, days
and each other: `= <> < <= > >=`, `in (…)`, `is null`, `and or not`, `+ - * /` and `coalesce(a, b)`; nothing else is
understood. **A comparison with a missing value is neither true nor false**, and only what is true is kept.
"""

from tests.spec.harness import Spec

AID = """
record | kind | done      | men | women
1      | tent | yes       | 10  | 12
2      | food | no        | 20  |
3      |      | yes       | 3   | 4
4      | food | yes       |     | 5
"""


def where(condition: str, value: str = "men") -> str:
    return f"""
        sources:
          - {{form: works, value: "{value}", where: "{condition}"}}
        steps:
          - {{sum: value}}
        """


def test_it_keeps_what_is_true(spec: Spec) -> None:
    """Only what is true"""
    spec.given(AID)
    spec.rule(where("kind = 'tent' and done = 'yes'"))
    spec.answers("value\n10")
    spec.rule(where("kind in ('tent', 'food') and men >= 10"))
    spec.answers("value\n10 + 20 = 30")


def test_it_keeps_neither_a_missing_kind_nor_its_opposite(spec: Spec) -> None:
    """Missing is not "other"

    Record 3 does not say its kind. It is not a tent, and it is not something else than a tent either: both conditions
    leave it out. To have it, ask for it.
    """
    spec.given(AID)
    spec.rule(where("kind <> 'tent'"))
    spec.answers("value\n20")
    spec.rule(where("not (kind = 'tent')"))
    spec.answers("value\n20")
    spec.rule(where("kind <> 'tent' or kind is null"))
    spec.answers("value\n20 + 3 = 23")
    spec.rule(where("coalesce(kind, 'other') <> 'tent'"))
    spec.answers("value\n20 + 3 = 23")


def test_it_needs_only_one_true_side_of_an_or(spec: Spec) -> None:
    """Or, and and

    *True or unknown* is true: record 3 is done, whatever its kind. *True and unknown* is unknown, and not kept.
    """
    spec.given(AID)
    spec.rule(where("kind = 'tent' or done = 'yes'"))
    spec.answers("value\n10 + 3 = 13")
    spec.rule(where("kind = 'tent' and done = 'yes'"))
    spec.answers("value\n10")


def test_it_has_no_sum_of_what_is_missing(spec: Spec) -> None:
    """Derived measures

    A value may be worked out from several fields. If one of them is missing, so is the result, and the fact is left
    out. Who wants to count a missing number as nothing has to say so.
    """
    spec.given(AID)
    spec.rule(where("done is not null", "men + women"))
    spec.answers(
        """
        value                     | facts
        10 + 12 + 3 + 4 = 29      | 2
        """
    )
    spec.rule(where("done is not null", "coalesce(men, 0) + coalesce(women, 0)"))
    spec.answers(
        """
        value                               | facts
        22 + 20 + 7 + 5 = 54                | 4
        """
    )


def test_it_has_no_value_for_a_division_by_zero(spec: Spec) -> None:
    """Division by zero is missing

    A derived measure that is not whole keeps four places.
    """
    spec.given(
        """
        record | litres | people
        1      | 100    | 3
        2      | 50     | 0
        """
    )
    spec.rule(where("litres > 0", "litres / people"))
    spec.answers(
        """
        value   | facts
        33.3333 | 1
        """
    )


def test_it_takes_a_question_with_a_condition(spec: Spec) -> None:
    """A question's own condition

    It narrows what is counted in the same way, on top of the rule's own.
    """
    spec.given(AID)
    spec.rule(where("done = 'yes'", "women"))
    spec.answers("value\n12 + 4 + 5 = 21")
    spec.answers("value\n5", where="kind = 'food'")


def test_it_refuses_what_is_not_on_the_list(spec: Spec) -> None:
    """What is not understood is refused

    Conditions are read into a small tree of known parts before anything runs; what was typed never reaches a database.
    Comparing a number with a text, or a text as if it were a condition, is refused when the pack is loaded.
    """
    spec.given(AID)
    spec.refuses(where("men > (select 1)"), "expression.not_allowed")
    spec.refuses(where("lower(kind) = 'tent'"), "expression.not_allowed")
    spec.refuses(where("men = 'ten'"), "expression.mixed")
    spec.refuses(where("kind"), "expression.not_a_condition")
    spec.refuses(where("colour = 'red'"), "definition.no_field")
    spec.refuses(where("done = 'yes'", "kind"), "definition.not_a_number")
    spec.refuses(where("done = 'yes'", "men > 3"), "expression.mixed")
