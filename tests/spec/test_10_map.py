"""The map: yesterday's places and today's

A report names the place that existed on its day. A question may ask for the map of any date; then every fact is moved
through the changes between its place and that map, forwards or backwards, event by event.

- **Merged**: all of the old place lies in the new one.
- **Split, with a share that a source gives**: a plain sum is divided by the share.
- **Split, with no share known**: the fact *perhaps* lies in each of the parts. The cell then says a range: *low* is the
  rule over what certainly lies there, *high* the rule over that and what perhaps does. It is never divided by guess.

A cell that covers everything a place may have become, such as a province whose communes changed among themselves, holds
it certainly. **Its figure is the same on every map.**
"""

from tests.spec.harness import Spec

PLACES = """
place     | level    | parent | from       | to
North     | province |        |            |
South     | province |        |            |
An        | commune  | North  |            | 2025-07-01
Binh      | commune  | North  |            | 2025-07-01
Cam       | commune  | North  |            | 2025-07-01
Dong      | commune  | South  |            | 2025-07-01
An Binh   | commune  | North  | 2025-07-01 |
Cam East  | commune  | North  | 2025-07-01 |
Cam West  | commune  | North  | 2025-07-01 |
Dong High | commune  | South  | 2025-07-01 |
Dong Low  | commune  | South  | 2025-07-01 |
"""
CHANGES = """
from | to        | on         | share
An   | An Binh   | 2025-07-01 | 1
Binh | An Binh   | 2025-07-01 | 1
Cam  | Cam East  | 2025-07-01 |
Cam  | Cam West  | 2025-07-01 |
Dong | Dong High | 2025-07-01 | 0.3
Dong | Dong Low  | 2025-07-01 | 0.7
"""
FACTS = """
record | place    | day        | people
1      | An       | 2025-02-01 | 10
2      | Binh     | 2025-02-01 | 20
3      | Cam      | 2025-03-01 | 8
4      | Dong     | 2025-03-01 | 100
5      | An Binh  | 2025-08-01 | 5
6      | Cam East | 2025-08-01 | 2
"""
OLD, NEW = "2025-06-30", "2025-07-01"


def rule(*steps: str) -> str:
    lines = "\n".join(f"          - {{{step}}}" for step in steps)
    return f"""
        sources:
          - {{form: works, value: people}}
        steps:
{lines}
        """


def test_it_tells_places_as_reported_where_no_map_is_asked_for(spec: Spec) -> None:
    """As reported

    Without a map date, each fact stays with the place that it names, so that old and new communes stand side by side.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        commune  | value
        An       | 10
        Binh     | 20
        Cam      | 8
        Dong     | 100
        An Binh  | 5
        Cam East | 2
        """,
        by="commune",
    )


def test_it_moves_facts_forwards(spec: Spec) -> None:
    """On the new map

    An Binh has all of An and Binh. Nobody knows how Cam was divided: the 8 of Cam lie in Cam East, in Cam West or in
    both, so that East has at least its own 2 and at most 10, and West between none and 8. Not four and four. Of Dong a
    source gives the shares.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        commune   | value
        An Binh   | 10 + 20 + 5 = 35
        Cam East  | 2 to 2 + 8 = 10
        Cam West  | 0 to 8
        Dong High | 0.3 * 100 = 30
        Dong Low  | 0.7 * 100 = 70
        """,
        by="commune",
        map=NEW,
    )


def test_it_moves_facts_backwards(spec: Spec) -> None:
    """On the old map

    A report from Cam East is certainly from Cam, its only predecessor. A report from An Binh may be from An or from
    Binh: going back, a share is known only where there was one predecessor.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        commune | value
        An      | 10 to 10 + 5 = 15
        Binh    | 20 to 20 + 5 = 25
        Cam     | 8 + 2 = 10
        Dong    | 100
        """,
        by="commune",
        map=OLD,
    )


def test_it_gives_a_whole_component_the_same_figure_on_every_map(spec: Spec) -> None:
    """The same total on every map

    Whatever became of the communes of a province, they stayed in it. This holds for every rule, also for those that
    cannot be bounded in a commune.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    for steps, north, south in [
        (["sum: value"], "10 + 20 + 8 + 5 + 2 = 45", "100"),
        (["mean: value"], "45 / 5 = 9", "100"),
        (["max: value, per: [place]", "min: value"], "2", "100"),
    ]:
        spec.rule(rule(*steps))
        for day in ("", OLD, NEW):
            spec.answers(
                f"""
                province | value
                North    | {north}
                South    | {south}
                """,
                by="province",
                map=day,
            )


def test_it_takes_together_what_changed_into_each_other(spec: Spec) -> None:
    """Change groups

    Between the province and the commune stands the *change group*: the communes that changed into each other. Its
    figure is sure and the same on every map. It bears the name of the first of its places.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("sum: value"))
    for day in ("", OLD, NEW):
        spec.answers(
            """
            change_group | value
            An           | 10 + 20 + 5 = 35
            Cam          | 8 + 2 = 10
            Dong         | 100
            """,
            by="change_group",
            map=day,
        )


def test_it_bounds_rules_that_more_facts_can_only_raise(spec: Spec) -> None:
    """What has bounds

    Sums of numbers that are not negative, the highest, counts and distinct counts: more facts never make them less. So
    the certain facts give the low, and with the possible ones the high. A share is no help to them: of Dong's one
    report, Dong High has perhaps one, not 0.3.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("max: value"))
    spec.answers(
        """
        commune   | value
        An Binh   | 20
        Cam East  | 2 to 8
        Cam West  | at most 8
        Dong High | at most 100
        Dong Low  | at most 100
        """,
        by="commune",
        map=NEW,
    )
    spec.rule(rule("count: value"))
    spec.answers(
        """
        commune   | value
        An Binh   | 3
        Cam East  | 1 to 2
        Cam West  | 0 to 1
        Dong High | 0 to 1
        Dong Low  | 0 to 1
        """,
        by="commune",
        map=NEW,
    )


def test_it_says_so_where_nothing_can_be_said(spec: Spec) -> None:
    """What cannot be attributed

    One more report may raise or lower a mean. Where a report only perhaps lies in a cell, its mean is not attributable.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("mean: value"))
    spec.answers(
        """
        commune   | value
        An Binh   | 35 / 3
        Cam East  | not attributable
        Cam West  | not attributable
        Dong High | not attributable
        Dong Low  | not attributable
        """,
        by="commune",
        map=NEW,
    )


def test_it_gives_no_bounds_where_a_choice_moves_facts_between_groups(spec: Spec) -> None:
    """A choice that moves

    The highest report of each unit stands, then months are added up, and the best month counts. In Cam East two units
    reported 10 each in January: 20. If Cam's report of 11 in February belongs here too, unit u1 moves to February, and
    the best month is 11. More facts made it less, so the rule has no bounds there.
    """
    spec.given(
        """
        record | place    | unit | day        | people
        1      | Cam East | u1   | 2025-01-10 | 10
        2      | Cam East | u2   | 2025-01-10 | 10
        3      | Cam      | u1   | 2025-02-10 | 11
        """,
        places=PLACES,
        changes=CHANGES,
    )
    spec.rule(rule("max: value, per: [unit]", "sum: value, per: [month]", "max: value"))
    spec.answers(
        """
        commune  | value
        Cam East | not attributable
        Cam West | not attributable
        """,
        by="commune",
        map=NEW,
    )


def test_it_keeps_together_what_a_step_has_worked_out_for_a_place(spec: Spec) -> None:
    """What is worked out per place goes with the place

    A step per `place` means the place as reported, and gives Cam one number: the last, 6. That number lies in East or
    in West as Cam does. So "the last of each place, added up" has bounds, although "the last" alone has none.
    """
    spec.given(
        """
        record | place | day        | people
        1      | Cam   | 2025-01-10 | 9
        2      | Cam   | 2025-02-10 | 6
        3      | Dong  | 2025-02-10 | 50
        """,
        places=PLACES,
        changes=CHANGES,
    )
    spec.rule(rule("last: value, per: [place]", "sum: value"))
    spec.answers(
        """
        commune   | value
        Cam East  | 0 to 6
        Cam West  | 0 to 6
        Dong High | 0.3 * 50 = 15
        Dong Low  | 0.7 * 50 = 35
        """,
        by="commune",
        map=NEW,
    )
    spec.rule(rule("last: value"))
    spec.answers(
        """
        commune   | value
        Cam East  | not attributable
        Cam West  | not attributable
        Dong High | not attributable
        Dong Low  | not attributable
        """,
        by="commune",
        map=NEW,
    )


def test_it_follows_one_event_after_another(spec: Spec) -> None:
    """Several events

    Em was split with unknown shares in March; in July both parts were joined to Gia. After March nobody knows where its
    report lies; after July it lies in Gia again, wholly.
    """
    spec.given(
        """
        record | place | day        | people
        1      | Em    | 2025-01-10 | 9
        """,
        places="""
        place   | level   | from       | to
        Em      | commune |            | 2025-03-01
        Em Up   | commune | 2025-03-01 | 2025-07-01
        Em Down | commune | 2025-03-01 | 2025-07-01
        Gia     | commune | 2025-07-01 |
        """,
        changes="""
        from    | to      | on         | share
        Em      | Em Up   | 2025-03-01 |
        Em      | Em Down | 2025-03-01 |
        Em Up   | Gia     | 2025-07-01 | 1
        Em Down | Gia     | 2025-07-01 | 1
        """,
    )
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        commune | value
        Em Up   | 0 to 9
        Em Down | 0 to 9
        """,
        by="commune",
        map="2025-04-01",
    )
    spec.answers(
        """
        commune | value
        Gia     | 9
        """,
        by="commune",
        map="2025-07-01",
    )


def test_it_knows_the_last_share_from_the_others(spec: Spec) -> None:
    """Shares that are known in part

    Of Ha, 0.6 went to one commune; the other, though its share is not written down, has what is left. Of Hai, 0.5 and
    0.3 are written down, and nobody knows who has the last 0.2: both may.
    """
    spec.given(
        """
        record | place | day        | people
        1      | Ha    | 2025-01-10 | 10
        2      | Hai   | 2025-01-10 | 10
        """,
        places="""
        place   | level   | from       | to
        Ha      | commune |            | 2025-07-01
        Hai     | commune |            | 2025-07-01
        Ha 1    | commune | 2025-07-01 |
        Ha 2    | commune | 2025-07-01 |
        Hai 1   | commune | 2025-07-01 |
        Hai 2   | commune | 2025-07-01 |
        """,
        changes="""
        from | to    | on         | share
        Ha   | Ha 1  | 2025-07-01 | 0.6
        Ha   | Ha 2  | 2025-07-01 |
        Hai  | Hai 1 | 2025-07-01 | 0.5
        Hai  | Hai 2 | 2025-07-01 | 0.3
        """,
    )
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        commune | value
        Ha 1    | 6
        Ha 2    | 4
        Hai 1   | 5 to 7
        Hai 2   | 3 to 5
        """,
        by="commune",
        map=NEW,
    )


def test_it_does_not_bound_a_sum_that_may_go_down(spec: Spec) -> None:
    """Negative numbers

    A change of −4 that perhaps lies in Cam East may lower its sum, so that the certain facts give no low there; that
    Cam's other change was 6 does not help, since each may have happened elsewhere. A known share divides losses as well
    as gains.
    """
    spec.given(
        """
        record | place    | day        | people
        1      | Cam      | 2025-03-01 | -4
        2      | Cam      | 2025-03-01 | 6
        3      | Cam East | 2025-08-01 | 9
        4      | An       | 2025-03-01 | -1
        5      | Dong     | 2025-03-01 | -10
        """,
        places=PLACES,
        changes=CHANGES,
    )
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        commune   | value
        An Binh   | -1
        Cam East  | not attributable
        Cam West  | not attributable
        Dong High | -3
        Dong Low  | -7
        """,
        by="commune",
        map=NEW,
    )
    spec.answers(
        """
        province | value
        North    | 6 - 4 + 9 - 1 = 10
        South    | -10
        """,
        by="province",
        map=NEW,
    )


def test_it_shows_what_is_told_of_a_higher_level_in_a_cell_of_its_own(spec: Spec) -> None:
    """A province's own report

    What a province reports of itself belongs to none of its communes. It stands beside them, and is in the total.
    """
    spec.given(
        """
        record | place | day        | people
        1      | North | 2025-03-01 | 3
        2      | An    | 2025-03-01 | 10
        3      |       | 2025-03-01 | 1
        """,
        places=PLACES,
        changes=CHANGES,
    )
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        province | commune  | value
        North    | An Binh  | 10
        North    | not told | 3
        not told | not told | 1
        """,
        by="province, commune",
        map=NEW,
    )
    spec.answers("value\n10 + 3 + 1 = 14")
    spec.answers("value\n10 + 3 = 13", within="North", map=NEW)


def test_it_asks_within_a_place_of_the_map(spec: Spec) -> None:
    """Within a place

    A question may ask within one place only. On the map of that place's own time its figure is what a breakdown shows.
    """
    spec.given(FACTS, places=PLACES, changes=CHANGES)
    spec.rule(rule("sum: value"))
    spec.answers("value\n35", within="An Binh", map=NEW)
    spec.answers("value\n2 to 10", within="Cam East", map=NEW)
    spec.answers("value\n45", within="North", map=NEW)
    spec.answers("value\n10 to 15", within="An", map=OLD)


def test_it_keeps_with_its_province_what_ended_without_a_successor(spec: Spec) -> None:
    """Abolished

    A commune that ended and became nothing lies in no commune of the new map, but still in its province.
    """
    spec.given(
        """
        record | place | day        | people
        1      | Em    | 2025-03-01 | 7
        """,
        places="""
        place | level    | parent | from | to
        North | province |        |      |
        Em    | commune  | North  |      | 2025-07-01
        """,
    )
    spec.rule(rule("sum: value"))
    spec.answers(
        """
        province | commune  | value
        North    | not told | 7
        """,
        by="province, commune",
        map=NEW,
    )
