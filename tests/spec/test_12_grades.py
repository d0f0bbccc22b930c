"""Grades: reported, verified, audited

Every fact has a grade: it was *reported*, somebody *verified* it, or it was *audited*. A question asks for facts of at
least a grade. The figure of the reported facts is not wrong: it says what it is made of.
"""

from tests.spec.harness import Spec

FACTS = """
record | agency | place | grade    | houses | joint | rank
1      | army   | An    | reported | 4      |       |
2      | army   | An    | verified | 5      |       |
3      | front  | Binh  | audited  | 6      |       |
4      | army   | An    | reported | 9      | row   | 0
5      | front  | Binh  | verified | 8      | row   | 1
"""
SUM = """
unit: house
sources:
  - {form: works, value: houses}
steps:
  - {sum: value}
"""


def test_it_counts_facts_of_at_least_the_grade_asked_for(spec: Spec) -> None:
    """At least

    Audited facts are verified, too.
    """
    spec.given(FACTS)
    spec.rule(SUM)
    spec.answers("value\n4 + 5 + 6 + 9 = 24")
    spec.answers("value\n5 + 6 + 8 = 19", grade="verified")
    spec.answers("value\n6", grade="audited")


def test_it_lets_the_verified_report_of_joint_work_stand_alone(spec: Spec) -> None:
    """Verified joint work

    Of records 4 and 5, which tell of the same row of houses, only the partner's is verified. Among the verified facts
    it stands for both, at its own place and with its own number.
    """
    spec.given(FACTS)
    spec.rule(SUM)
    spec.answers(
        """
        place | value
        An    | 4 + 5 + 9 = 18
        Binh  | 6
        """,
        by="place",
    )
    spec.answers(
        """
        place | value
        An    | 5
        Binh  | 6 + 8 = 14
        """,
        by="place",
        grade="verified",
    )
