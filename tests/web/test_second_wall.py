"""The second wall, on PostgreSQL: what is asked without any filter shows nothing of another agency's reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction

import kheo
from kheo.capture.submissions.models import (
    Attachment,
    Correction,
    Envelope,
    Record,
    Rival,
    Submission,
    Withdrawn,
)
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import scope_of
from kheo.ground.accounts.states import Act
from kheo.ground.notices.models import Mail, Notice, Wish
from kheo.ground.wall.queries import past_the_wall
from kheo.ground.wall.rules import said
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.rules.sampling import Plan
from kheo.verify.decisions.models import Held, RivalDecision
from kheo.verify.quality.models import Beheld, Check, Finding, Risk
from kheo.verify.sampling.models import Lot, LotRecord, Visit
from kheo.web.shared.walled import OPEN, WALLED, kept_tables, policies, wall_in
from tests.ledger_build import NOW
from tests.people import browser_of
from tests.walls import as_pages, login, run, seen_by
from tests.web.test_canaries import people  # noqa: F401

pytestmark = pytest.mark.django_db

on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the first wall only")

# How to get from a row to the person whose report, device or notice it is.
_SENDER = "submission__device__user__username"
OWNER = {
    "submissions.Record": _SENDER,
    "submissions.Submission": "device__user__username",
    "submissions.Attachment": _SENDER,
    "submissions.Rival": _SENDER,
    "submissions.Withdrawn": _SENDER,
    "submissions.Correction": _SENDER,
    "submissions.Envelope": "device__user__username",
    "decisions.Decision": f"record__{_SENDER}",
    "decisions.Held": _SENDER,
    "decisions.RivalDecision": f"rival__{_SENDER}",
    "quality.Finding": f"record__{_SENDER}",
    "quality.Beheld": f"record__{_SENDER}",
    "quality.Risk": f"record__{_SENDER}",
    "sampling.LotRecord": f"record__{_SENDER}",
    "sampling.Visit": f"lot_record__record__{_SENDER}",
    "accounts.Device": "user__username",
    "notices.Notice": "person__username",
    "notices.Mail": "person__username",
    "notices.Wish": "person__username",
}
WORDS = {"army": "quandoicanary", "front": "mattrancanary"}


@pytest.fixture
def rows(people: dict[str, list[User]], programme: Programme) -> dict[str, list[User]]:  # noqa: F811
    """At least one row of each walled table for each agency."""
    check = Check.objects.create(
        programme=programme, code="wall", version=1, kind="range", weight=1, digest="1"
    )
    lot = Lot.objects.create(
        programme=programme, form=Form.objects.get(code="relief"), field="houses", last_day=NOW.date(),
        seed="wall", plan={}, size=2, by="test", at=NOW,
    )  # fmt: skip
    for rank, (ref, (person, *_others)) in enumerate(people.items(), 1):
        device = Device.objects.get(user=person)
        submission = Submission.objects.filter(device=device, rows_recorded__gt=0).earliest("pk")
        record = Record.objects.filter(submission=submission).earliest("pk")
        rival = Rival.objects.filter(submission__device=device).earliest("pk")
        act: dict[str, Any] = {"by": "test", "at": NOW}
        mail = Mail.objects.create(
            person=person, topic="answer", day=NOW.date(), message_id=f"{ref}@wall", made_at=NOW, next_at=NOW
        )
        found: list[models.Model] = [
            Withdrawn(submission=submission, reason="x", **act),
            Correction(submission=submission, field="houses", before="1", after="2", reason="x", **act),
            Envelope(device=device, number=1, highest=1, instance=f"{ref}:1", received_at=NOW),
            Held(
                submission=submission, outcome="returned", reason="x", due=NOW + dt.timedelta(days=9), **act
            ),
            RivalDecision(rival=rival, outcome="set_aside", reason="x", **act),
            Finding(record=record, rule=check, against="itself", sureness=1, strength=1),
            Beheld(record=record, rule=check, step="", against="itself", strength=1, at=NOW),
            Risk(record=record, score=0.5, weighed_at=NOW),
            member := LotRecord(lot=lot, record=record, rank=rank),
            Visit(lot_record=member, found=Decimal(2), day=NOW.date(), **act),
            Notice(person=person, kind="report_returned", key=f"{ref}:wall", mail=mail, **act),
            Wish(person=person, topic="answer", by_mail=True),
        ]
        if not Attachment.objects.filter(submission__device=device).exists():
            found.append(
                Attachment(
                    submission=submission, name="a", content_type="", size=1, sha256="0" * 64, received_at=NOW
                )
            )
        for row in found:
            if not type(row)._default_manager.filter(pk=row.pk).exists() or row.pk is None:
                row.save(force_insert=True)
    return people


def told(person: User) -> dict[str, Any]:
    return said(person.pk, scope_of(person, Act.READ_REPORTS).reaches)


def of(label: str, ref: str) -> set[Any]:
    model = apps.get_model(label)
    return set(
        model._default_manager.filter(**{OWNER[label] + "__startswith": WORDS[ref]}).values_list(
            "pk", flat=True
        )
    )


def unfiltered(label: str) -> tuple[set[Any], set[Any]]:
    """By the model, and by SQL."""
    model = apps.get_model(label)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{model._meta.pk.column}" FROM "{model._meta.db_table}"')
        raw = {row[0] for row in cursor.fetchall()}
    return set(model._default_manager.values_list("pk", flat=True)), raw


@on_postgres
@pytest.mark.parametrize(("mine", "others"), [("army", "front"), ("front", "army")])
def test_without_any_filter_nothing_of_another_agency_is_seen(
    rows: dict[str, list[User]], mine: str, others: str
) -> None:
    for label in WALLED:
        own, foreign = of(label, mine), of(label, others)
        assert own and foreign, label
        for person in rows[mine]:
            here = told(person)
            with seen_by(here):
                asked, raw = unfiltered(label)
            assert asked == raw and not foreign & raw, (label, person)
            if not label.startswith("notices."):
                assert own <= raw, (label, person)
        with seen_by(told(rows[mine][0])):
            assert own <= unfiltered(label)[1], label


@on_postgres
def test_nobody_sees_nothing_and_the_door_shows_everything(rows: dict[str, list[User]]) -> None:
    for label in WALLED:
        everything = unfiltered(label)[1]
        with seen_by(None):
            assert unfiltered(label) == (set(), set()), label
            with past_the_wall():
                assert unfiltered(label)[1] == everything, label
            assert unfiltered(label) == (set(), set()), label


@on_postgres
def test_a_scope_that_was_changed_or_is_anothers_shows_nothing(rows: dict[str, list[User]]) -> None:
    with seen_by(told(rows["army"][0])):
        assert Record.objects.count() > 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('kheo.scope'), pg_backend_pid()")
            [(good, process)] = cursor.fetchall()
    foreign = good[:64] + good[64:].replace(f'"pid":{process}', f'"pid":{process + 1}')
    for wrong in (
        good[:64] + f'{{"all":true,"past":true,"pid":{process},"until":99999999999}}',
        "0" * 64 + good[64:],
        good[:-1] + " }",
        foreign,
        '{"all":true}',
        "x",
        "",
    ):
        with as_pages(), connection.connection.cursor() as raw:
            # Past Kheo's own connection, as whoever has slipped in SQL.
            raw.execute("SELECT set_config('kheo.scope', %s, false)", [wrong])
            raw.execute("SELECT count(*) FROM submissions_record")
            assert raw.fetchone() == (0,), wrong
            raw.execute("SELECT set_config('kheo.scope', '', false)")


@on_postgres
def test_a_scope_is_good_for_one_process_and_not_for_ever(rows: dict[str, list[User]]) -> None:
    from django.conf import settings

    from kheo.ground.wall.rules import key_of, signed

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), extract(epoch FROM clock_timestamp())::bigint")
        [(process, now)] = cursor.fetchall()
    key, everything = key_of(settings.SECRET_KEY), {"all": True}
    for there, until, seen in (
        (process, now + 60, True),
        (process + 1, now + 60, False),
        (process, now - 1, False),
    ):
        words = signed(everything, key, process=there, until=until)
        with as_pages(), connection.connection.cursor() as raw:
            raw.execute("SELECT set_config('kheo.scope', %s, false)", [words])
            raw.execute("SELECT count(*) > 0 FROM submissions_record")
            assert raw.fetchone() == (seen,)
            raw.execute("SELECT set_config('kheo.scope', '', false)")


def test_every_model_with_a_path_to_a_report_is_walled_or_says_why_not() -> None:
    walled = {apps.get_model(label) for label in WALLED}
    leading: set[type[models.Model]] = {Submission, Record}
    while True:
        more = {
            model
            for model in apps.get_models()
            if any(
                isinstance(f, models.ForeignKey) and f.related_model in leading
                for f in model._meta.local_fields
            )
        }
        if more <= leading:
            break
        leading |= more
    assert {model._meta.label for model in leading - walled} == set(OPEN)
    assert all(OPEN.values())
    assert set(OWNER) == set(WALLED)


@on_postgres
def test_the_pages_login_owns_nothing_and_cannot_move_the_wall(rows: dict[str, list[User]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s",
            [login()],
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid WHERE rolname = %s",
            [login()],
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND NOT (relrowsecurity AND relforcerowsecurity)",
            [list(policies())],
        )
        assert cursor.fetchall() == []
    refused = [
        "ALTER TABLE submissions_record DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE submissions_record NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY kheo_scope ON submissions_record",
        "CREATE POLICY more ON submissions_record USING (true)",
        "CREATE OR REPLACE FUNCTION kheo_says(what text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION mine() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE TABLE mine (id int)",
        "SELECT * FROM kheo_wall",
        "UPDATE kheo_wall SET inner_pad = ''",
        f"ALTER ROLE {login()} BYPASSRLS",
        "ALTER TABLE submissions_record DISABLE TRIGGER ALL",
        *(f'TRUNCATE "{table}"' for table in kept_tables()),
        *(f'DELETE FROM "{table}"' for table in kept_tables()),
    ]
    for statement in refused:
        with pytest.raises(ProgrammingError), seen_by({"all": True, "past": True}), transaction.atomic():
            run(statement)
    for model in apps.get_models():
        if model._meta.db_table in kept_tables() and model._default_manager.exists():
            column = next(f.column for f in model._meta.local_concrete_fields)
            statement = f'UPDATE "{model._meta.db_table}" SET "{column}" = "{column}"'
            with pytest.raises(DatabaseError), seen_by({"all": True, "past": True}), transaction.atomic():
                run(statement)


@on_postgres
def test_an_own_table_of_the_same_name_forges_nothing(rows: dict[str, list[User]]) -> None:
    with seen_by(told(rows["army"][0])), transaction.atomic():
        before = Record.objects.count()
        run("CREATE TEMP TABLE kheo_wall (inner_pad bytea, outer_pad bytea)")
        run("INSERT INTO pg_temp.kheo_wall VALUES ('', '')")
        assert Record.objects.count() == before
        transaction.set_rollback(True)


@on_postgres
def test_an_owner_that_is_no_superuser_sees_and_writes_as_before(rows: dict[str, list[User]]) -> None:
    """Forced policies hold the owner too: it passes by one that says so."""
    everything = {label: unfiltered(label)[1] for label in WALLED}
    owner = f"owner_of_{login()}"
    with transaction.atomic():
        run("SET CONSTRAINTS ALL IMMEDIATE", f"CREATE ROLE {owner}", f"GRANT ALL ON SCHEMA public TO {owner}")
        for table in (*connection.introspection.table_names(),):
            run(f'ALTER TABLE "{table}" OWNER TO {owner}')
        for function in (
            "scope()",
            "says(text)",
            "me()",
            "reached(text)",
            "mixed(text)",
            "devices()",
            "records(bigint)",
        ):
            run(f"ALTER FUNCTION kheo_{function} OWNER TO {owner}")
        run(f"SET ROLE {owner}")
        wall_in(login())
        assert {label: unfiltered(label)[1] for label in WALLED} == everything
        army = Submission.objects.filter(pk__in=of("submissions.Submission", "army")).earliest("pk")
        Attachment.objects.create(
            submission=army, name="b", content_type="", size=1, sha256="1" * 64, received_at=NOW
        )
        run("RESET ROLE")
        here = told(rows["army"][0])
        foreign = of("submissions.Record", "front")
        with seen_by(here):
            assert Record.objects.exists() and not foreign & unfiltered("submissions.Record")[1]
        transaction.set_rollback(True)


def test_the_door_past_the_wall_is_opened_in_these_places_alone() -> None:
    """Work that belongs to nobody (what is derived, kept for all, done beside, and the newest numbers by which that is kept), that asks for itself who may (flows), or
    that says who comes (a device's key, an account that still stands)."""
    source = Path(kheo.__file__).parent
    found = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "past_the_wall" in path.read_text() and "ground/wall" not in str(path)
    }
    assert found == {
        "facts/columns/actions.py",
        "flow/close_lot.py",
        "flow/correct_report.py",
        "flow/decide_report.py",
        "flow/draw_lot.py",
        "flow/join_reports.py",
        "flow/receive_report.py",
        "flow/settle_rival.py",
        "flow/withdraw_report.py",
        "ground/accounts/queries/devices.py",
        "ground/accounts/queries/standing.py",
        "ground/notices/actions/telling.py",
        "ground/notices/queries/__init__.py",
        "web/shared/attention.py",
        "web/shared/beside.py",
        "web/shared/kept.py",
        "web/shared/sent.py",
        "web/warm.py",
    }


@on_postgres
def test_an_answer_that_leaves_while_it_is_read_stays_behind_the_wall(rows: dict[str, list[User]]) -> None:
    """A sample's table is written after the request was let go: of an own sample it is whole, of another's nothing is told."""
    answers = {}
    plan = Plan(2, Decimal("0.95"), Decimal("0.70"), 1, Decimal("0.1"), 12, dt.date(2025, 1, 1)).as_json()
    for ref in rows:
        records = Record.objects.filter(pk__in=of("submissions.Record", ref))
        lot = Lot.objects.create(
            programme=Programme.objects.get(), form=Form.objects.get(code="relief"), field="houses", last_day=NOW.date(),
            seed=f"{ref} streamed", plan=plan, size=records.count(), by="test", at=NOW,
        )  # fmt: skip
        for rank, record in enumerate(records.order_by("pk"), 1):
            LotRecord.objects.create(lot=lot, record=record, rank=rank)
        verifier = browser_of(rows["army"][1])
        with as_pages():
            answer = verifier.get(f"/p/test/lots/{lot.pk}/draw.csv")
            text = b"".join(answer.streaming_content).decode() if answer.streaming else ""
        answers[ref] = (answer.status_code, text.count("\n"), records.count() + 1)
    assert answers["army"][0] == 200 and answers["army"][1] == answers["army"][2] > 2
    assert answers["front"][:2] == (404, 0)
