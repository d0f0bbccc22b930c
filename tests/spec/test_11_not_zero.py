"""Missing is not zero

Four ways of having no number are kept apart everywhere:

| shown | meaning |
|---|---|
| 0 | somebody reported, and it was none |
| not reported | nobody said |
| does not apply | there is nothing of which it could be said, such as a share of none |
| suppressed | there is a number, but it would show single persons; only publication suppresses |
"""

from tests.spec.harness import Spec

PLACES = """
place | level    | parent
North | province |
An    | commune  | North
Binh  | commune  | North
Cam   | commune  | North
"""
FACTS = """
record | place | day        | people | houses
1      | An    | 2025-01-10 | 12     | 3
2      | Binh  | 2025-01-12 | 0      | 0
3      | Cam   | 2025-01-15 |        | 0
"""
SUM = """
sources:
  - {form: works, value: people}
steps:
  - {sum: value}
"""


def test_a_commune_that_has_not_reported_is_a_gap_and_not_a_zero(spec: Spec) -> None:
    """A gap, and a zero

    Binh reported that there was nobody; Cam reported, but not this number.
    """
    spec.given(FACTS, places=PLACES)
    spec.rule(SUM)
    spec.answers(
        """
        commune | value
        An      | 12
        Binh    | 0
        Cam     | not reported
        """,
        by="commune",
    )


def test_a_province_adds_up_those_who_reported(spec: Spec) -> None:
    """The total of those who reported

    A total does not wait for the last report, and does not put a zero in its place either: it counts the two communes
    that said a number, and the passport says how many were expected.
    """
    spec.given(FACTS, places=PLACES)
    spec.rule(SUM)
    spec.answers(
        """
        province | value       | facts
        North    | 12 + 0 = 12 | 2
        """,
        by="province",
    )


def test_a_total_of_nothing_is_not_reported(spec: Spec) -> None:
    """Nothing at all

    Where no report says the number there is no zero, whatever the rule: not even a count of none.
    """
    spec.given(FACTS, places=PLACES)
    for step in ("sum: value", "count: value", "max: value", "distinct: place"):
        spec.rule(f"sources: [{{form: works, value: people}}]\nsteps: [{{{step}}}]")
        spec.answers("value\nnot reported", period="2026")


def test_what_a_condition_passes_over_is_none(spec: Spec) -> None:
    """None of those who reported

    Which communes have more than ten people? In South every commune told, and none has: a count or a sum of none is
    zero. A highest of none there is not, and East, where nobody told, stays a gap.
    """
    spec.given(
        """
        record | place | day        | people
        1      | An    | 2025-01-10 | 12
        2      | Dinh  | 2025-01-12 | 4
        3      | Em    | 2025-01-15 |
        """,
        places="""
        place | level    | parent
        North | province |
        South | province |
        East  | province |
        An    | commune  | North
        Dinh  | commune  | South
        Em    | commune  | East
        """,
    )
    condition = "{max: value, per: [place]}, {where: 'value > 10'}"
    for step, value in (("count: value", "1"), ("sum: value", "12"), ("distinct: place", "1")):
        spec.rule(f"sources: [{{form: works, value: people}}]\nsteps: [{condition}, {{{step}}}]")
        spec.answers(
            f"""
            province | value        | facts
            North    | {value}      | 1
            South    | 0            | 0
            East     | not reported |
            """,
            by="province",
        )
    spec.rule(f"sources: [{{form: works, value: people}}]\nsteps: [{condition}, {{max: value}}]")
    spec.answers(
        """
        province | value
        North    | 12
        South    | not reported
        """,
        by="province",
    )


def test_none_is_not_sure_where_a_place_was_split(spec: Spec) -> None:
    """None, and perhaps

    Cam told of eight people before it was split. Where a rule leaves no fact whatever lies where, there is none; where
    that hangs on who lies where, nobody can say.
    """
    spec.given(
        """
        record | place    | agency | day        | people
        1      | Cam      | front  | 2025-01-10 | 8
        2      | Cam West | army   | 2025-08-10 | 5
        """,
        places="""
        place    | level   | from       | to
        Cam      | commune |            | 2025-07-01
        Cam East | commune | 2025-07-01 |
        Cam West | commune | 2025-07-01 |
        """,
        changes="""
        from | to       | on         | share
        Cam  | Cam East | 2025-07-01 |
        Cam  | Cam West | 2025-07-01 |
        """,
    )
    spec.rule(
        """
        sources: [{form: works, value: people}]
        steps: [{max: value, per: [place]}, {where: "value > 10"}, {count: value}]
        """
    )
    spec.answers(
        """
        commune  | value
        Cam East | 0
        Cam West | 0
        """,
        by="commune",
        map="2025-07-01",
    )
    spec.rule(
        """
        sources: [{form: works, value: people}]
        steps: [{distinct: agency, per: [month]}, {where: "value > 1"}, {count: value}]
        """
    )
    spec.answers(
        """
        commune  | value
        Cam East | not attributable
        Cam West | not attributable
        """,
        by="commune",
        map="2025-07-01",
    )


def test_a_share_of_nothing_does_not_apply(spec: Spec) -> None:
    """Zero, not reported, does not apply

    People in each house: An has 12 in 3 houses; in Binh there are no houses to be in.
    """
    spec.given(FACTS, places=PLACES)
    spec.rule(
        """
        unit: person
        numerator:
          sources: [{form: works, value: people}]
          steps: [{sum: value}]
        denominator:
          sources: [{form: works, value: houses}]
          steps: [{sum: value}]
        """
    )
    spec.answers(
        """
        commune | value
        An      | 12 / 3 = 4
        Binh    | does not apply
        Cam     | not reported
        """,
        by="commune",
    )
