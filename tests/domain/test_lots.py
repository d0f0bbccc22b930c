"""Samples over the real ledger: drawn of what counts, visited by others than those who reported, and what passed is audited."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kheo.capture.submissions.models import Record, Submission
from kheo.facts.ledger.models import Fact, Grading, Posting
from kheo.facts.ledger.queries import grades
from kheo.facts.ledger.states import Grade
from kheo.flow.close_lot import close_lot
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.flow.draw_lot import draw_lot
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.rules import ALL, Reach, Scope
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Calendar, Pack, Programme
from kheo.verify.decisions.states import Outcome
from kheo.verify.sampling import rules
from kheo.verify.sampling.actions import Wanted, note_visit
from kheo.verify.sampling.models import Closing, Lot, LotRecord, Visit
from kheo.verify.sampling.queries import drawn_of, due_again, in_open_lot, lots_within, tally_of
from tests.filled import filled
from tests.lots import ROW, visit_all
from tests.phones import arrives
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

DAY = "<done>2025-07-01</done>"
REPORTS = 22
CHAIN = [
    {"code": "first", "by": "anyone", "verifies": False, "title": {"en": "First"}},
    {"code": "second", "by": "programme", "verifies": True, "title": {"en": "Second"}},
]


@pytest.fixture
def wanted(device: Device) -> Wanted:
    """Twenty-two reports that count and tell of houses, one that tells of none and one that nobody accepted."""
    regimes = [{"from": None, "to": None, "month_starts_on": 1}]
    calendar = Calendar.objects.create(code="plain", title={}, regimes=regimes)
    pack = Pack.objects.create(code="p", digest="", loaded_at=NOW)
    more: dict[str, Any] = {"verification": CHAIN, "sampling": [ROW]}
    programme = Programme.objects.create(
        code="p", pack=pack, calendar=calendar, valid_from=dt.date(2024, 1, 1), **more
    )
    for name in ("centre", "second"):
        add_user(username=name, password="a-long-password-1", role=Role.VERIFIER, by="test", now=NOW)
    told = [f"<houses>{10 + at}</houses>" for at in range(REPORTS)] + ["<houses>0</houses>"]
    for at, inside in enumerate(told):
        arrives(device, filled(f"uuid:{at}", DAY + inside))
    for report in Submission.objects.order_by("pk"):
        accept_report(submission=report, by="centre", now=NOW, show=False)
    arrives(device, filled("uuid:waits", f"{DAY}<houses>9</houses>"))
    return Wanted(programme, Form.objects.get(code="relief"), "houses", period="2025")


def drawn(wanted: Wanted, seed: str = "kheo-2025-07-02", by: str = "centre", **more: Any) -> Lot:
    given = {"scope": ALL, "follows": None, **more}
    return draw_lot(wanted=wanted, seed=seed, by=by, now=NOW, **given)


def code_of(act: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.code


def graded() -> dict[int, Grade]:
    """record → its fact's grade."""
    facts = dict(Fact.objects.values_list("pk", "record_id"))
    return {facts[fact]: grade for fact, grade in grades(facts).items()}


def test_of_what_counts_and_tells_something_the_seed_draws_nineteen(wanted: Wanted) -> None:
    lot = drawn(wanted)
    keys = {
        record.key: record.pk for record in Record.objects.filter(submission__instance__startswith="uuid:")
        if record.values.get("houses", 0) and record.submission.instance != "uuid:waits"
    }  # fmt: skip
    assert lot.size == REPORTS == len(keys)
    assert [one.member.record_id for one in drawn_of(lot)] == [
        keys[key] for key in rules.draw(lot.seed, keys)[:19]
    ]
    row = AuditRow.objects.get(act="lot.drawn")
    assert (row.actor, row.subject, row.detail["records"]) == ("centre", f"lot:{lot.pk}", REPORTS)


def test_what_passed_is_audited_with_all_that_it_stands_for(wanted: Wanted) -> None:
    lot = drawn(wanted)
    visit_all(lot, right=17, by="second", now=NOW)
    closing = close_lot(lot=lot, by="second", now=NOW)
    assert (closing.verdict, closing.tally["right"], closing.tally["not_found"]) == ("passed", 17, 2)
    members = set(LotRecord.objects.values_list("record_id", flat=True))
    assert graded() == dict.fromkeys(members, Grade.AUDITED)
    assert len(members) == REPORTS
    assert AuditRow.objects.filter(act="lot.passed").count() == 1


def test_what_did_not_pass_is_graded_nothing(wanted: Wanted) -> None:
    lot = drawn(wanted)
    visit_all(lot, right=16, by="second", now=NOW)
    assert close_lot(lot=lot, by="second", now=NOW).verdict == "look_again"
    assert graded() == {}
    assert code_of(close_lot, lot=lot, by="second", now=NOW) == "sampling.closed"
    again = drawn(wanted, "kheo-2025-07-02-2")  # after the first is closed
    assert {one.member.record_id for one in drawn_of(again)} != {
        one.member.record_id for one in drawn_of(lot)
    }


def test_what_was_returned_since_the_draw_is_not_audited_and_stays_in_the_sample(wanted: Wanted) -> None:
    lot = drawn(wanted)
    first = drawn_of(lot)[0].member.record
    back = {"outcome": Outcome.RETURNED, "reason": "Which?", "field": "houses"}
    send_back_report(submission=first.submission, by="second", now=NOW, **back)
    visit_all(lot, right=19, by="second", now=NOW)
    close_lot(lot=lot, by="second", now=NOW)
    assert first.pk in {one.member.record_id for one in drawn_of(lot)}
    assert first.pk not in graded()
    assert len(graded()) == REPORTS - 1


def test_a_later_step_that_verifies_leaves_audited_what_is(wanted: Wanted) -> None:
    lot = drawn(wanted)
    visit_all(lot, right=19, by="second", now=NOW)
    close_lot(lot=lot, by="second", now=NOW)
    record = drawn_of(lot)[0].member.record
    accept_report(submission=record.submission, by="second", now=NOW)
    assert graded()[record.pk] is Grade.AUDITED


def test_nobody_samples_or_visits_what_they_reported(wanted: Wanted) -> None:
    assert code_of(drawn, wanted, by="lan") == "sampling.own_lot"
    lot = drawn(wanted)
    one = drawn_of(lot)[0]
    given = {"member": one.member, "day": NOW.date(), "now": NOW}
    assert code_of(note_visit, found=None, by="lan", **given) == "sampling.own_record"
    visit_all(lot, right=19, by="second", now=NOW)
    assert code_of(close_lot, lot=lot, by="lan", now=NOW) == "sampling.own_lot"


def test_a_seed_draws_once_and_an_open_sample_is_closed_first(wanted: Wanted) -> None:
    assert code_of(drawn, wanted, "  ") == "sampling.seed_missing"
    lot = drawn(wanted, " kheo  1 ")
    assert lot.seed == "kheo 1"
    assert code_of(drawn, wanted, "kheo 1") == "sampling.seed_used"
    assert code_of(drawn, wanted, "kheo 2") == "sampling.open_lot"
    other = Wanted(wanted.programme, wanted.form, "households", period="2025")
    assert code_of(drawn, other, "kheo 2") == "sampling.too_few"  # nobody told of households
    assert in_open_lot(LotRecord.objects.values_list("record", flat=True), "households") is None


def test_too_few_and_a_programme_without_a_rule_are_refused(wanted: Wanted) -> None:
    before = Wanted(wanted.programme, wanted.form, "houses", period="2024")
    assert code_of(drawn, before) == "sampling.too_few"
    nothing = Scope((Reach(agencies=frozenset()),))
    assert code_of(drawn, wanted, scope=nothing) == "sampling.too_few"
    wanted.programme.sampling = [{**ROW, "from": "2100-01-01"}]
    assert code_of(drawn, wanted) == "sampling.no_plan"


def test_the_newest_visit_stands_and_none_is_lost(wanted: Wanted) -> None:
    lot = drawn(wanted)
    one = drawn_of(lot)[0]
    given = {"member": one.member, "by": "second", "now": NOW, "day": NOW.date()}
    note_visit(found=None, **given)
    note_visit(found=one.reported, note=" The list was in the next room. ", **given)
    assert (tally_of(lot).right, tally_of(lot).wrong, Visit.objects.count()) == (1, 0, 2)
    assert code_of(close_lot, lot=lot, by="second", now=NOW) == "sampling.not_decided"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sampling_visit SET found = 1")
    with pytest.raises(Refused, match=r"facts\.append_only"):
        LotRecord.objects.all().delete()


def test_a_visit_is_after_the_draw_not_to_come_and_of_what_was_drawn(wanted: Wanted) -> None:
    lot = drawn(wanted)
    one = drawn_of(lot)[0]
    for days in (-1, 1):
        day = NOW.date() + dt.timedelta(days=days)
        given = {"member": one.member, "found": Decimal(1), "by": "second", "now": NOW}
        assert code_of(note_visit, day=day, **given) == "sampling.day_out"
    rest = LotRecord.objects.get(rank=20)
    assert (
        code_of(note_visit, member=rest, found=None, day=NOW.date(), by="second", now=NOW)
        == "sampling.not_drawn"
    )
    visit_all(lot, right=19, by="second", now=NOW)
    close_lot(lot=lot, by="second", now=NOW)
    assert (
        code_of(note_visit, member=one.member, found=None, day=NOW.date(), by="second", now=NOW)
        == "sampling.closed"
    )


def test_a_lot_is_seen_by_those_who_decide_about_all_of_it(wanted: Wanted) -> None:
    lot = drawn(wanted)
    army = Organisation.objects.get(ref="army").pk
    for agencies, seen in ((frozenset({army}), [lot]), (frozenset({army + 1}), [])):
        assert list(lots_within(Scope((Reach(agencies=agencies),)), wanted.programme)) == seen


@pytest.mark.parametrize("verified", [True, False])
def test_a_second_visit_that_does_not_pass_takes_audited_away_with_its_reason(
    wanted: Wanted, verified: bool
) -> None:
    first = drawn(wanted)
    visit_all(first, right=19, by="second", now=NOW)
    close_lot(lot=first, by="second", now=NOW)
    one = drawn_of(first)[0].member.record
    if verified:  # after it was audited: the step leaves no grading of its own
        accept_report(submission=one.submission, by="second", now=NOW)
    second = drawn(wanted, "kheo-2026-07-01", follows=first)
    visit_all(second, right=16, by="second", now=NOW)
    before = Grading.objects.count()
    assert close_lot(lot=second, by="second", now=NOW).verdict == "look_again"
    expected = dict.fromkeys(LotRecord.objects.filter(lot=first).values_list("record_id", flat=True), Grade.REPORTED)  # fmt: skip
    assert graded() == expected | ({one.pk: Grade.VERIFIED} if verified else {})
    assert Grading.objects.count() == before + REPORTS, "rows are added, and none is changed"
    notes = set(Posting.objects.order_by("-number").values_list("note", flat=True)[: 1 + verified])
    assert notes == {"second visit did not pass: lot kheo-2026-07-01"}


def test_what_another_sample_made_audited_stays_so(wanted: Wanted) -> None:
    first = drawn(wanted)
    visit_all(first, right=19, by="second", now=NOW)
    close_lot(lot=first, by="second", now=NOW)
    again = drawn(wanted, "once more")  # not a second visit: another sample of the same, which passed, too
    visit_all(again, right=19, by="second", now=NOW)
    close_lot(lot=again, by="second", now=NOW)
    second = drawn(wanted, "kheo-2026-07-01", follows=first)
    visit_all(second, right=0, by="second", now=NOW)
    close_lot(lot=second, by="second", now=NOW)
    assert set(graded().values()) == {Grade.AUDITED}


def test_works_that_passed_are_due_again_after_the_programmes_months(wanted: Wanted) -> None:
    lot = drawn(wanted)
    visit_all(lot, right=19, by="second", now=NOW)
    close_lot(lot=lot, by="second", now=NOW)
    every = lots_within(ALL, wanted.programme)
    assert due_again(every, dt.date(2026, 6, 30)) == []
    assert due_again(every, dt.date(2026, 7, 1)) == [(lot, dt.date(2026, 7, 1))]
    second = drawn(wanted, "kheo-2026-07-01", follows=lot)
    assert due_again(every, dt.date(2026, 7, 1)) == []
    assert (second.follows, Closing.objects.count()) == (lot, 1)
