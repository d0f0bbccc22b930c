"""Positions: corrections, withdrawals, and what was known then

The ledger is a list of postings, each with the next number: its *position*. Facts are never changed. A correction is a
new fact that ends the one it names; a withdrawal ends a fact with nothing in its place. A question may ask for any
position, and answers with what was known then: so a figure can be computed again for ever.

Here `posted` is the position at which a fact came in, and `until` the one at which it ended.
"""

from tests.spec.harness import Spec

LEDGER = """
record | posted | until | place | houses
1      | 1      | 3     | An    | 40
2      | 1      |       | Binh  | 7
3      | 3      |       | An    | 14
4      | 2      | 4     | Cam   | 5
"""
SUM = """
unit: house
sources:
  - {form: works, value: houses}
steps:
  - {sum: value}
"""


def test_it_answers_with_what_was_known_at_a_position(spec: Spec) -> None:
    """What was known then

    Position 1 has the first two facts. At 2, Cam's report comes in; at 3, An's 40 is corrected to 14; at 4, Cam's report
    is withdrawn. Every earlier answer stays what it was.
    """
    spec.given(LEDGER)
    spec.rule(SUM)
    spec.answers("value\n40 + 7 = 47", position=1)
    spec.answers("value\n40 + 7 + 5 = 52", position=2)
    spec.answers("value\n14 + 7 + 5 = 26", position=3)
    spec.answers("value\n14 + 7 = 21", position=4)
    spec.answers("value\n14 + 7 = 21")


def test_it_counts_the_same_line_once_however_often_it_was_sent(spec: Spec) -> None:
    """Sent again

    A line that repeats another word for word is kept, for whoever asks what was sent, and counts for nothing.
    """
    spec.given(
        """
        record | posted | repeats | houses
        1      | 1      |         | 40
        2      | 1      | 1       | 40
        3      | 2      | 1       | 40
        """
    )
    spec.rule(SUM)
    spec.answers("value\n40")
    spec.accounts(
        """
        record | became  | because
        1      | counted |
        2      | repeat  | 1
        3      | repeat  | 1
        """
    )
