"""The ledger: what is posted, what replaces what, and that nothing in it can be touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from kheo.capture.submissions.models import (
    Attachment,
    Correction,
    Envelope,
    Expiry,
    Record,
    Rival,
    Submission,
    Withdrawn,
)
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.ledger import actions, queries
from kheo.facts.ledger.models import Fact, Grading, Posting, Withdrawal
from kheo.facts.ledger.states import Grade, PostingKind
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import seal
from kheo.ground.audit.models import AppendOnly, AuditRow, Seal
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Calendar, Pack, Programme
from kheo.verify.decisions.actions import accept_waiting, decide
from kheo.verify.decisions.models import Decision, RivalDecision
from kheo.verify.decisions.queries import accepted, outcomes, standing, waiting
from kheo.verify.decisions.states import Outcome
from kheo.verify.quality.models import Beheld, Check
from kheo.verify.sampling.models import Closing, Lot, LotRecord, Visit
from tests import sent

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": "tester", "now": sent.NOW}
KEY = "key: [commune, work]"


@pytest.fixture(autouse=True)
def ground() -> None:
    sent.country()
    sent.agency("army", "Army")
    sent.form()


def rows(*numbers: int | str) -> list[tuple[str, ...]]:
    return [
        ("00007", "Army", f"2025-08-{at % 28 + 1:02d}", "house", str(number))
        for at, number in enumerate(numbers, 1)
    ]


def submitted(folder: Path, *numbers: int | str, name: str = "work.csv", **more: Any) -> Submission:
    return sent.send(folder, sent.table(rows(*numbers)), name, **more).submission


def chain(folder: Path, *numbers: int) -> list[Record]:
    """Records of one thing, each correcting the one before it."""
    for at, number in enumerate(numbers):
        line = ("00007", "Army", "2025-08-01", "house", str(number))
        sent.send(folder, sent.table([line]), f"{at}.csv", mapping=KEY)
    return list(Record.objects.order_by("pk"))


def post(*, records: Any, **more: Any) -> Posting | None:
    """Accept the records about which nothing was decided, and post all of them."""
    for record in records:
        if standing(record) is None:
            decide(record=record, outcome=Outcome.ACCEPTED, **BY)
    return actions.post(records=records, **more)


@pytest.mark.parametrize("size", [2, 2_100])
def test_what_was_not_accepted_is_not_posted(tmp_path: Path, size: int) -> None:
    submission = submitted(tmp_path, *range(size))
    with pytest.raises(Refused, match="not_accepted"):
        actions.post(records=Record.objects.all(), **BY)
    accept_waiting(submission=submission, **BY)
    decide(record=Record.objects.latest("pk"), outcome=Outcome.RETURNED, reason="no", **BY)
    with pytest.raises(Refused) as caught:
        actions.post(records=Record.objects.all(), **BY)
    assert caught.value.particulars == {"record": Record.objects.latest("pk").pk, "count": 1}
    assert (Fact.objects.count(), queries.position()) == (0, 0)
    assert actions.post(records=accepted(Record.objects.all()), **BY) is not None
    assert Fact.objects.count() == size - 1


def test_postings_are_numbered_without_gaps(tmp_path: Path) -> None:
    one, other = submitted(tmp_path, 1, 2), submitted(tmp_path, 3, name="b.csv")
    first = post(records=Record.objects.filter(submission=one), note="one", **BY)
    second = post(records=list(Record.objects.filter(submission=other)), **BY)
    assert first is not None and second is not None
    assert [first.number, second.number, queries.position()] == [1, 2, 2]
    assert (first.kind, first.note, first.by) == (PostingKind.ACCEPTANCE, "one", "tester")
    assert Fact.objects.filter(posting=first).count() == 2
    assert AuditRow.objects.filter(act="ledger.posted").count() == 2


def test_what_is_in_the_ledger_is_not_posted_again(tmp_path: Path) -> None:
    submission = submitted(tmp_path, *range(300))
    assert post(records=Record.objects.filter(submission=submission), **BY) is not None
    assert post(records=Record.objects.filter(submission=submission), **BY) is None
    assert post(records=Record.objects.all(), **BY) is None
    assert (Fact.objects.count(), queries.position()) == (300, 1)


def test_a_correction_replaces_the_fact_that_stands(tmp_path: Path) -> None:
    first, second, third = chain(tmp_path, 1, 2, 3)
    for record in (first, second, third):
        post(records=[record], **BY)
    facts = {fact.record_id: fact for fact in Fact.objects.all()}
    assert facts[second.pk].replaces == facts[first.pk]
    assert facts[third.pk].replaces == facts[second.pk]
    assert list(queries.standing()) == [facts[third.pk]]
    assert queries.newest_facts([first.pk, second.pk]) == {
        first.pk: facts[third.pk].pk,
        second.pk: facts[third.pk].pk,
    }


def test_corrections_posted_together_replace_each_other_in_order(tmp_path: Path) -> None:
    chain(tmp_path, 1, 2, 3)
    post(records=Record.objects.all(), **BY)
    [standing_fact] = queries.standing()
    assert standing_fact.record.values["households"] == 3
    assert Fact.objects.count() == 3


def test_a_correction_skips_what_was_never_accepted(tmp_path: Path) -> None:
    first, second, third = chain(tmp_path, 1, 2, 3)
    post(records=[first], **BY)
    post(records=[third], **BY)
    assert Fact.objects.get(record=third).replaces == Fact.objects.get(record=first)
    # The one between comes too late: what corrects it stands already.
    assert post(records=[second], **BY) is None


def test_an_original_comes_too_late_after_its_correction_even_from_afar(tmp_path: Path) -> None:
    first, _, third = chain(tmp_path, 1, 2, 3)
    post(records=[third], **BY)
    assert Fact.objects.get().replaces is None
    assert post(records=[first], **BY) is None


def test_a_withdrawn_fact_stands_no_more(tmp_path: Path) -> None:
    submission = submitted(tmp_path, 1, 2)
    post(records=Record.objects.all(), **BY)
    one = Record.objects.filter(submission=submission).earliest("pk")
    posting = actions.withdraw(records=[one], **BY)
    assert posting is not None and posting.kind == PostingKind.WITHDRAWAL
    assert Withdrawal.objects.get().fact.record == one
    assert queries.standing().count() == 1
    assert actions.withdraw(records=[one], **BY) is None


def test_grades_are_postings_and_the_latest_stands(tmp_path: Path) -> None:
    submitted(tmp_path, 1)
    record = Record.objects.get()
    post(records=[record], **BY)
    fact = Fact.objects.get()
    assert actions.grade(records=[record], grade=Grade.REPORTED, **BY) is None
    for grade in (Grade.VERIFIED, Grade.AUDITED, Grade.AUDITED):
        actions.grade(records=[record], grade=grade, **BY)
    assert queries.grades([fact.pk]) == {fact.pk: Grade.AUDITED}
    assert (Grading.objects.count(), queries.position()) == (2, 3)


def test_decisions_need_a_reason_and_a_difference(tmp_path: Path) -> None:
    submission = submitted(tmp_path, 1, 2)
    first, second = Record.objects.order_by("pk")
    with pytest.raises(Refused, match="reason_needed"):
        decide(record=first, outcome=Outcome.RETURNED, reason=" ", **BY)
    decide(record=first, outcome=Outcome.RETURNED, reason="no picture", **BY)
    with pytest.raises(Refused, match="already_decided"):
        decide(record=first, outcome=Outcome.RETURNED, reason="again", **BY)
    assert list(waiting(submission)) == [second]
    assert accept_waiting(submission=submission, **BY) == 1
    assert accept_waiting(submission=submission, **BY) == 0
    assert outcomes([first.pk, second.pk]) == {first.pk: Outcome.RETURNED, second.pk: Outcome.ACCEPTED}
    assert list(accepted(Record.objects.all())) == [second]
    decide(record=first, outcome=Outcome.ACCEPTED, **BY)
    assert standing(first).outcome == Outcome.ACCEPTED  # type: ignore[union-attr]
    acts = AuditRow.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts)[-3:] == ["record.returned", "records.accepted", "record.accepted"]


# Nothing that was written is changed or deleted, by whatever road.

APPEND_ONLY = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
OURS = [
    model
    for model in APPEND_ONLY
    if model._meta.app_label
    in ("audit", "submissions", "decisions", "quality", "sampling", "ledger", "joint")
]


def sent_with(submission: Submission) -> None:
    """A picture, one that contradicts it, and the envelope."""
    user = add_user(username="lan", password="a-long-password-1", role=Role.REPORTER, **BY)
    device, _ = add_device(user=user, label="phone", **BY)
    file = {"submission": submission, "name": "a.jpg", "size": 1, "received_at": BY["now"]}
    Attachment.objects.create(sha256="1", **file)
    rival = Rival.objects.create(sha256="2", sender="lan", **file)
    RivalDecision.objects.create(rival=rival, outcome="set_aside", by="minh", at=BY["now"], reason="x")
    Expiry.objects.create(sha256="1", shown_sha256="3", size=1, at=BY["now"], by="test")
    Withdrawn.objects.create(submission=submission, by="lan", at=BY["now"], reason="x")
    Correction.objects.create(submission=submission, field="people", reason="x", by="lan", at=BY["now"])
    Envelope.objects.create(device=device, number=1, highest=1, instance="uuid:1", received_at=BY["now"])


def sampled(submission: Submission) -> None:
    """A lot of one record, its visit, its verdict; and what a check said about it."""
    record = submission.records.order_by("pk").first()
    pack = Pack.objects.create(code="p", digest="", loaded_at=BY["now"])
    calendar = Calendar.objects.create(code="plain", title={}, regimes=[])
    owner = Programme.objects.create(code="p", pack=pack, calendar=calendar, valid_from=BY["now"].date())
    about: dict[str, Any] = {"by": "minh", "at": BY["now"]}
    form = submission.form_version.form
    lot = Lot.objects.create(
        programme=owner, form=form, field="people", last_day=BY["now"].date(), seed="s", plan={}, size=1, **about
    )  # fmt: skip
    member = LotRecord.objects.create(lot=lot, record=record, rank=1)
    Visit.objects.create(lot_record=member, found=1, day=BY["now"].date(), **about)
    Closing.objects.create(lot=lot, verdict="passed", tally={}, **about)
    check = Check.objects.create(programme=owner, code="c", version=1, kind="bulk", weight=0.5, digest="d")
    Beheld.objects.create(record=record, rule=check, step="first", against="form", strength=0.5, at=BY["now"])


@pytest.fixture
def one_of_each(tmp_path: Path) -> dict[type[models.Model], models.Model]:
    """A row in every append-only table."""
    submission = submitted(tmp_path, 1, 2)
    accept_waiting(submission=submission, **BY)
    post(records=Record.objects.all(), **BY)
    record, other = Record.objects.order_by("pk")
    actions.grade(records=[record], grade=Grade.VERIFIED, **BY)
    actions.withdraw(records=[other], **BY)
    JointActivity.objects.create(code="j", rule="lead")
    sent_with(submission)
    sampled(submission)
    seal(moment=BY["now"])
    found = {model: model._default_manager.first() for model in OURS}
    assert all(found.values()), "a table without a row would prove nothing"
    return {model: row for model, row in found.items() if row}


def test_the_tables_that_must_be_append_only_are() -> None:
    assert {
        AuditRow, Seal, Submission, Attachment, Rival, Envelope, Record, Decision, Posting, Fact, Withdrawal, Grading, JointActivity,
        Withdrawn, RivalDecision, Expiry, Correction, Lot, LotRecord, Visit, Closing, Beheld,
    } <= set(APPEND_ONLY)  # fmt: skip


def test_objects_and_querysets_refuse_to_change(one_of_each: dict[type[models.Model], models.Model]) -> None:
    for model, row in one_of_each.items():
        rows = model._default_manager.all()
        for attempt in (row.save, row.delete, rows.delete, lambda rows=rows: rows.update(pk=1)):
            with pytest.raises(Refused, match=r"facts\.append_only"):
                attempt()
        with pytest.raises(Refused, match=r"facts\.append_only"):
            rows.bulk_update([row], ["id"])


def attempts(model: type[models.Model], row: models.Model) -> list[str]:
    """SQL that would change or remove a row."""
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    column = next(field.column for field in model._meta.local_concrete_fields if not field.primary_key)
    found = [
        f'UPDATE "{table}" SET "{column}" = "{column}"',
        f'UPDATE "{table}" SET "{column}" = "{column}" WHERE "{key}" = {row.pk}',
        f'DELETE FROM "{table}" WHERE "{key}" = {row.pk}',
    ]
    if connection.vendor == "sqlite":
        columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)
        found.append(
            f'REPLACE INTO "{table}" ({columns}) SELECT {columns} FROM "{table}" WHERE "{key}" = {row.pk}'
        )
    else:
        found.append(f'SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE "{table}" CASCADE')
    return found


def test_the_database_refuses_it_too(one_of_each: dict[type[models.Model], models.Model]) -> None:
    for model, row in one_of_each.items():
        before = model._default_manager.count()
        for statement in attempts(model, row):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert model._default_manager.count() == before


def test_a_membership_may_end_once_and_change_in_no_other_way(tmp_path: Path) -> None:
    submitted(tmp_path, 1)
    posting = post(records=Record.objects.all(), **BY)
    activity = JointActivity.objects.create(code="j", rule="lead")
    member = JointMember.objects.create(activity=activity, fact=Fact.objects.get(), rank=0, posting=posting)
    table = JointMember._meta.db_table
    assert posting is not None

    def run(statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    for change in ("rank = 1", "ended_id = NULL", f"ended_id = {posting.pk}, rank = 1"):
        with pytest.raises(DatabaseError, match="append-only"):
            run(f"UPDATE {table} SET {change}")
    run(f"UPDATE {table} SET ended_id = {posting.pk}")
    for statement in (f"UPDATE {table} SET ended_id = NULL", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"):
            run(statement)
    member.refresh_from_db()
    assert (member.rank, member.ended) == (0, posting)


def test_every_append_only_table_has_its_triggers() -> None:
    """SQLite loses them when a migration rebuilds a table: such a migration must put them up again."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(names)
        there = {row[0] for row in cursor.fetchall()}
    ends = ("update", "delete") if connection.vendor == "sqlite" else ("update", "delete", "table")
    wanted = {f"{model._meta.db_table}_{end}" for model in [*APPEND_ONLY, JointMember] for end in ends}
    assert wanted - there == set()


def test_many_rows_are_appended_with_the_keys_that_were_reserved() -> None:
    first = Posting.objects.create(number=1, kind="acceptance", at=sent.NOW, by="x")
    assert first.pk == 1
    keys = Decision.objects.reserve(3)
    assert len(set(keys)) == 3 and keys == sorted(keys)
