"""The record of acts as auditors read it: found by person, thing, act and day, page by page, whole or not."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kheo.ground.accounts.models import User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import record, seal
from kheo.ground.audit.models import AuditRow
from kheo.plan.programmes.models import Programme
from tests.people import somebody
from tests.web.conftest import text_of

AT = dt.datetime(2025, 8, 1, 7, 30, tzinfo=dt.UTC)


def wrote(
    act: str, subject: str, *, by: str = "lan", days: int = 0, label: str = "", **detail: object
) -> AuditRow:
    return record(act, subject, by=by, now=AT + dt.timedelta(days=days), label=label, detail=detail)


@pytest.fixture
def auditor(db: None) -> Client:
    return somebody(Role.AUDITOR)


def found(client: Client, query: str) -> list[str]:
    """The rows' sentences."""
    text = text_of(client.get(f"/audit?{query}"))
    return [one.split("</a>")[0].split(">")[-1] for one in text.split('<th scope="row">')[1:]]


def test_it_is_open_to_auditors_and_administrators(db: None) -> None:
    for role, status in (
        (Role.AUDITOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.COORDINATOR, 403),
        (Role.REPORTER, 403),
    ):
        client = somebody(role)
        for page in ("/audit", "/audit.csv", f"/audit/{AuditRow.objects.latest('pk').pk}"):
            assert client.get(page).status_code == status, (role, page)


def test_acts_stand_there_in_sentences_the_newest_first(auditor: Client) -> None:
    wrote("report.returned", "submission:12", reason="thiếu ảnh", records=3, field="")
    wrote("user.signed_in", "user:7", by="minh")
    assert found(auditor, "")[:2] == ["minh signed in.", "lan returned report no. 12: “thiếu ảnh”"]
    vietnamese = Client(headers={"accept-language": "vi"})
    vietnamese.force_login(
        User.objects.get(username="a-auditor"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert found(vietnamese, "")[0] == "minh đã đăng nhập."


def test_an_act_of_another_version_is_shown_as_what_it_is(auditor: Client) -> None:
    row = wrote("sky.painted", "sky:1", label="blue")
    assert found(auditor, "")[0] == "lan: sky.painted, blue (this version does not know this act)"
    assert auditor.get(f"/audit/{row.pk}").status_code == 200


def test_it_finds_by_person_thing_act_and_day(auditor: Client) -> None:
    User.objects.filter(username="a-auditor").update(last_name="Đỗ Thị Kiểm")
    wrote("submission.received", "submission:12", label="Nhà ở Đắk Lắk.xlsx", form="houses", recorded=4)
    wrote("records.accepted", "submission:12", by="minh", days=1, records=4)
    wrote("user.signed_in", "user:12", by="a-auditor", days=2)
    received, accepted, signed = (
        "lan sent report no. 12 (Nhà ở Đắk Lắk.xlsx), form houses; lines kept: 4.",
        "minh accepted what waited of report no. 12; lines: 4.",
        "a-auditor signed in.",
    )
    assert found(auditor, "who=minh") == [accepted]
    assert found(auditor, "who=do+thi+kiem") == [signed]
    assert found(auditor, "what=dak+lak+nha") == [received]
    assert found(auditor, "what=Đắk") == [received]
    assert found(auditor, "what=12") == [signed, accepted, received]
    assert found(auditor, "what=submission:12") == [accepted, received]
    assert found(auditor, "act=records.accepted") == [accepted]
    assert found(auditor, "since=2025-08-02&until=2025-08-02") == [accepted]
    assert found(auditor, "until=2025-08-01") == [received]
    assert "No act fits" in text_of(auditor.get("/audit?who=nobody"))


def test_days_are_those_of_the_deployment(auditor: Client) -> None:
    record("user.signed_in", "user:1", by="lan", now=dt.datetime(2025, 8, 1, 17, 30, tzinfo=dt.UTC))
    assert found(auditor, "since=2025-08-02&until=2025-08-02") == ["lan signed in."]
    assert found(auditor, "since=2025-08-01&until=2025-08-01") == []


@pytest.mark.parametrize("query", ["act=sky.painted", "since=yesterday", "until=2025-02-30"])
def test_what_makes_no_sense_is_refused(auditor: Client, query: str) -> None:
    assert auditor.get(f"/audit?{query}").status_code == 400
    assert auditor.get(f"/audit.csv?{query}").status_code == 400


def test_pages_lead_on_by_number_and_back(auditor: Client) -> None:
    numbers = [wrote("user.signed_in", f"user:{at}", by="minh").pk for at in range(120)]

    def shown(query: str) -> tuple[list[int], str]:
        text = text_of(auditor.get(f"/audit?{query}"))
        return [int(one.split('"')[0]) for one in text.split('href="/audit/')[1:]], text

    def link(text: str, rel: str) -> str:
        return text.split(f'rel="{rel}" href="?')[1].split('"')[0].replace("&amp;", "&")

    first, text = shown("who=minh")
    assert first == numbers[:-51:-1]
    assert 'rel="prev"' not in text
    second, text = shown(link(text, "next"))
    assert second == numbers[-51:-101:-1]
    back, _ = shown(link(text, "prev"))
    assert back == first
    third, text = shown(link(text, "next"))
    assert third == numbers[19::-1]
    assert 'rel="next"' not in text


def test_a_page_asks_the_same_however_long_the_record(auditor: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert auditor.get("/audit").status_code == 200
        return len(questions)

    wrote("user.signed_in", "user:1")
    seal(moment=AT)
    few = asked()
    for at in range(70):
        wrote("user.signed_in", f"user:{at}")
    assert asked() <= few <= 20


def test_a_row_tells_all_and_leads_on(auditor: Client, programme: Programme) -> None:
    row = wrote("programme.loaded", "programme:test", created=1, updated=0, fields=["a", "b"])
    seal(moment=AT + dt.timedelta(days=1))
    waiting = wrote("user.signed_in", "user:1")
    text = text_of(auditor.get(f"/audit/{row.pk}"))
    assert row.digest in text
    assert "The row fits its digest." in text
    assert "It stands under seal 1" in text
    assert 'href="/p/test/"' in text
    assert "[&quot;a&quot;, &quot;b&quot;]" in text
    assert "not under a seal yet" in text_of(auditor.get(f"/audit/{waiting.pk}"))
    assert auditor.get(f"/audit/{waiting.pk + 1}").status_code == 404


def test_a_row_that_was_altered_says_so(auditor: Client) -> None:
    row = wrote("user.signed_in", "user:1")
    told = AuditRow(
        **{field.attname: getattr(row, field.attname) for field in AuditRow._meta.local_concrete_fields}
    )
    told.pk, told.actor = row.pk + 1, "somebody"
    AuditRow.objects.bulk_create([told])
    assert "The row does not fit its digest" in text_of(auditor.get(f"/audit/{told.pk}"))


def test_the_table_is_what_was_found_and_harmless(auditor: Client) -> None:
    row = wrote(
        "submission.received", "submission:12", by="minh", label='=HYPERLINK("x")', form="f", recorded=1
    )
    wrote("user.signed_in", "user:1")
    body = b"".join(auditor.get("/audit.csv?who=minh").streaming_content).decode()  # type: ignore[attr-defined]
    told = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))
    assert [(one["row"], one["who"], one["act"]) for one in told] == [
        (str(row.pk), "minh", "submission.received")
    ]
    assert told[0]["label"] == '\'=HYPERLINK("x")'
    assert told[0]["sha256"] == row.digest
    assert told[0]["said"].startswith("minh sent report no. 12")


def test_the_state_of_the_chain_stands_on_top(auditor: Client) -> None:
    text = text_of(auditor.get("/audit"))
    assert text.count("never yet") == 2
    assert "nothing yet" in text
    seal(moment=AT)
    last = AuditRow.objects.latest("pk").pk
    wrote("audit.verified", "audit", by="kheo", whole=True, rows=1)
    text = text_of(auditor.get("/audit"))
    assert "whole, 1 August 2025" in text
    assert f"up to row {last:,}," in text
    assert "1 row waits" in text
    assert "sha256=" in text
    wrote("audit.verified", "audit", by="kheo", whole=False, row=7, why="missing")
    text = text_of(auditor.get("/audit"))
    assert "NOT whole" in text
    assert "Row 7 is missing" in text


def test_whoever_may_read_it_is_led_there(auditor: Client) -> None:
    assert 'href="/audit"' in text_of(auditor.get("/devices"))
    assert 'href="/audit"' not in text_of(somebody(Role.COORDINATOR).get("/devices"))
