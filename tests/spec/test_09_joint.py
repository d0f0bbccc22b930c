"""Joint work: counted once, credited to each

Two agencies and a commune may tell of the same house. Their reports are told to be one *joint activity*, with a lead
and a rule. **In the programme's view they become one before anything else is done**: with the place, the time and the
fields of the lead's report, and with a number by the activity's rule:

| rule | the number that counts |
|---|---|
| lead | the lead's |
| highest | the highest that any of them reports |
| sum | each its own: the reports are disjoint shares, and stay where they are |

**In an agency's view its own report stands**, as if the others were not there. So the agencies' figures may add up to
more than the programme's; the passport shows the bridge between the two.
"""

from tests.spec.harness import Spec


def houses(rule: str) -> str:
    return f"""
record | agency | place | day        | houses | joint | rank | joint rule
1      | army   | An    | 2025-03-10 | 40     | row   | 0    | {rule}
2      | front  | Binh  | 2025-04-02 | 45     | row   | 1    | {rule}
3      | front  | Binh  | 2025-04-03 | 5      |       |      |
"""


SUM = """
unit: house
sources:
  - {form: works, value: houses}
steps:
  - {sum: value}
"""


def test_it_counts_the_leads_report(spec: Spec) -> None:
    """Lead

    The army leads, so that its 40 houses in An in March count. What the front says of the same row of houses does not
    count again, neither in Binh nor in April.
    """
    spec.given(houses("lead"))
    spec.rule(SUM)
    spec.answers("value\n40 + 5 = 45")
    spec.answers(
        """
        place | quarter | value
        An    | 2025-Q1 | 40
        Binh  | 2025-Q2 | 5
        """,
        by="place, quarter",
        period="2025",
    )


def test_it_counts_the_highest_number_at_the_leads_place(spec: Spec) -> None:
    """Highest

    The front's 45 is higher, and counts; but where and when is still told by the lead.
    """
    spec.given(houses("highest"))
    spec.rule(SUM)
    spec.answers(
        """
        place | quarter | value
        An    | 2025-Q1 | 45
        Binh  | 2025-Q2 | 5
        """,
        by="place, quarter",
        period="2025",
    )


def test_it_leaves_disjoint_shares_where_they_are(spec: Spec) -> None:
    """Sum

    Each built its own part: 40 in An, 45 in Binh. Nothing moves.
    """
    spec.given(houses("sum"))
    spec.rule(SUM)
    spec.answers(
        """
        place | quarter | value
        An    | 2025-Q1 | 40
        Binh  | 2025-Q2 | 45 + 5 = 50
        """,
        by="place, quarter",
        period="2025",
    )


def test_it_shows_each_agency_its_own(spec: Spec) -> None:
    """Each agency's view, and the bridge

    The army sees its 40, the front its 45 + 5. Together that is 90, where the programme counts 45: the difference, 45,
    is what they told of the same houses. A breakdown by agency within the programme's view credits the lead.
    """
    spec.given(houses("lead"))
    spec.rule(SUM)
    spec.answers("value\n40", view="army")
    spec.answers("value\n45 + 5 = 50", view="front")
    spec.answers(
        """
        agency | value
        army   | 40
        front  | 5
        """,
        by="agency",
    )


def test_it_counts_once_in_the_view_of_an_agency_that_told_it_twice(spec: Spec) -> None:
    """Two units of one agency

    A regiment and its battalion both report the same well. In the army's own view, too, it is one well: the report of
    the two that ranks first stands.
    """
    spec.given(
        """
        record | agency | unit      | wells | joint | rank
        1      | front  | office    | 1     | well  | 0
        2      | army   | regiment  | 1     | well  | 1
        3      | army   | battalion | 1     | well  | 2
        """
    )
    spec.rule(SUM.replace("houses", "wells"))
    spec.answers("value\n1")
    spec.answers("value\n1", view="army")
    spec.answers("value\n1", view="front")


def test_it_goes_by_the_leads_fields_in_every_condition(spec: Spec) -> None:
    """Conditions, and breakdowns, go by the lead

    The lead calls it a repair, the partner a new house. It is a repair, once; asking for new houses does not bring it
    back.
    """
    spec.given(
        """
        record | agency | kind   | houses | joint | rank
        1      | army   | repair | 4      | row   | 0
        2      | front  | new    | 6      | row   | 1
        3      | front  | new    | 2      |       |
        """
    )
    spec.rule(SUM)
    spec.answers(
        """
        kind   | value
        repair | 4
        new    | 2
        """,
        by="kind",
    )
    spec.answers("value\n2", where="kind = 'new'")


def test_it_takes_the_highest_only_of_reports_that_fulfil_the_sources_condition(spec: Spec) -> None:
    """The highest of what?

    The rule counts houses that are done. The partner's 60 are only planned: nobody reports sixty finished houses, and
    they do not count. Its other report, of 45 done, does.
    """
    spec.given(
        """
        record | agency  | done | houses | joint | rank | joint rule
        1      | army    | yes  | 40     | row   | 0    | highest
        2      | front   | no   | 60     | row   | 1    | highest
        3      | commune | yes  | 45     | row   | 2    | highest
        """
    )
    spec.rule(
        """
        unit: house
        sources:
          - {form: works, value: houses, where: "done = 'yes'"}
        steps:
          - {sum: value}
        """
    )
    spec.answers("value\n45")


def test_it_leaves_out_joint_work_whose_lead_gives_no_number(spec: Spec) -> None:
    """A lead without a number

    By the lead's rule there is then no number, and the activity is left out with that reason. By the highest, a
    partner's number stands.
    """
    facts = """
        record | agency | houses | joint | rank | joint rule
        1      | army   |        | row   | 0    | {}
        2      | front  | 6      | row   | 1    | {}
        """
    spec.rule(SUM)
    spec.given(facts.replace("{}", "lead"))
    spec.answers("value\nnot reported")
    spec.accounts(
        """
        record | became   | because
        1      | no value |
        2      | joint    | 1
        """
    )
    spec.given(facts.replace("{}", "highest"))
    spec.answers("value\n6")


def test_it_merges_across_forms(spec: Spec) -> None:
    """Different forms

    The army reports on one form and the commune on another. The activity is one all the same, and the lead's report on
    its own form stands.
    """
    spec.given(
        """
        record | form    | agency  | houses | homes | joint | rank
        1      | army    | army    | 40     |       | row   | 0
        2      | commune | commune |        | 45    | row   | 1
        3      | commune | commune |        | 7     |       |
        """
    )
    spec.rule(
        """
        unit: house
        sources:
          - {form: army, value: houses}
          - {form: commune, value: homes}
        steps:
          - {sum: value}
        """
    )
    spec.answers("value\n40 + 7 = 47")


def test_it_counts_once_where_a_form_tells_in_two_numbers_what_another_tells_in_one(spec: Spec) -> None:
    """One number here, two there

    The army reports people, the commune men and women. As the army leads, its 90 people stand alone: the commune's
    women are among them, and adding them would count them twice. Where the commune leads, its men and women stand.
    """
    rule = """
        sources:
          - {form: army, value: people}
          - {form: commune, value: men}
          - {form: commune, value: women}
        steps:
          - {sum: value}
        """
    facts = """
        record | form    | people | men | women | joint | rank
        1      | army    | 90     |     |       | camp  | {}
        2      | commune |        | 40  | 48    | camp  | 1
        """
    spec.rule(rule)
    spec.given(facts.replace("{}", "0"))
    spec.answers("value\n90")
    spec.given(facts.replace("{}", "2"))
    spec.answers("value\n40 + 48 = 88")


def test_it_counts_activities(spec: Spec) -> None:
    """How many activities

    `joint` as a key is the activity: two reports of the same work are one, in every view.
    """
    spec.given(houses("sum"))
    spec.rule(
        """
        unit: activity
        sources:
          - {form: works}
        steps:
          - {distinct: joint}
        """
    )
    spec.answers("value\n2")
    spec.answers("value\n2", view="front")


def test_it_counts_lines_as_they_were_told_where_the_rule_says_so(spec: Spec) -> None:
    """As told

    A source with `as_told: true` reads every line, repeats and joint work included. It shows what a plain sum of
    everybody's tables would have been, beside the figure that counts each thing once.
    """
    spec.given(houses("lead"))
    spec.rule(
        """
        unit: house
        sources:
          - {form: works, value: houses, as_told: true}
        steps:
          - {sum: value}
        """
    )
    spec.answers("value\n40 + 45 + 5 = 90")
