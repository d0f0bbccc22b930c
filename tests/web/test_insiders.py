"""Whoever is inside and wants an accepted figure to be another one: each way fails, or makes a new version that says who
and why. What the figure said before is recomputed from its passport all the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Record, Rival, Submission
from kheo.capture.submissions.queries import bytes_of
from kheo.consolidate.figures import queries as figures
from kheo.consolidate.figures.rules.question import Question
from kheo.facts.columns import actions as columns
from kheo.flow.carry_out import carry_out
from kheo.flow.decide_report import accept_report
from kheo.ground.accounts.actions import add_device
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.places.actions import PlaceRow, load_places
from kheo.ground.places.models import Place
from kheo.plan.forms.actions import publish_form
from kheo.plan.programmes.models import Indicator, MeasureUnit
from kheo.verify.decisions.models import Decision
from tests import ledger_build
from tests.filled import filled
from tests.ledger_build import NOW, Ground
from tests.people import browser_of, somebody
from tests.phones import FORM, arrives, post
from tests.web.conftest import text_of

DAY = "<done>2025-07-01</done>"
QUESTION = Question(("HOUSES",), period="2025", calendar="civil")


@pytest.fixture
def report(device: Device, ground: Ground) -> Submission:
    """Two houses, accepted: the figure says 2."""
    Indicator.objects.create(
        programme=ground.programme,
        code="HOUSES",
        version=1,
        unit=MeasureUnit.objects.get(),
        definition={
            "code": "HOUSES",
            "unit": "person",
            "sources": [{"form": "relief", "value": "houses"}],
            "steps": [{"sum": "value"}],
        },
        digest="1",
        title={"en": "Houses"},
        source_text="code: HOUSES",
    )
    arrives(device, filled())
    found = Submission.objects.get(device=device)
    accept_report(submission=found, by="somebody-else", now=NOW)
    assert figure() == 2
    return found


def figure() -> Decimal | None:
    """None where nothing is counted."""
    return next((cell.value for cell in figures.ask(QUESTION).cells), None)


def kept(report: Submission) -> str:
    """The bytes, the record and the first decision, as one digest."""
    record = Record.objects.get(submission=report)
    first = Decision.objects.filter(record=record).earliest("pk")
    rows = [
        record.values,
        record.qualifiers,
        str(record.day),
        first.by,
        first.outcome,
        str(first.at),
        report.sha256,
    ]
    return hashlib.sha256(json.dumps(rows).encode() + bytes_of(report).read_bytes()).hexdigest()


def attempts(report: Submission, person: User) -> dict[str, Any]:
    """Name → what somebody with this account tries."""
    browser, desk = browser_of(person), f"/p/test/reports/{report.pk}"
    _, key = add_device(user=person, label="x", by="test", now=NOW)

    def web(address: str, **given: Any) -> Any:
        return lambda: browser.post(address, given)

    def phone(xml: bytes) -> Any:
        return lambda: post(key, xml)

    bearer = {"Authorization": f"Bearer {key}", "Idempotency-Key": "uuid:1"}
    told = {"form": "relief", "answers": {"done": "2025-07-01", "houses": 900}}
    stick = filled("uuid:stick", f"{DAY}<houses>900</houses>", replaces="uuid:1")
    return {
        "accept again": web(f"{desk}/decide", outcome="accepted"),
        "return": web(f"{desk}/decide", outcome="returned", reason="x"),
        "correct": web(f"{desk}/correct", field="houses", turn="0", value="900", reason="x"),
        "withdraw": web(f"{desk}/withdraw", reason="x"),
        "reject in the queue": web(f"/p/test/verify/{report.pk}", outcome="rejected", reason="x", seen=""),
        "accept many": web("/p/test/verify/many", report=[report.pk]),
        "the same name from a phone": phone(filled("uuid:1", f"{DAY}<houses>900</houses>")),
        "a version from a phone": phone(filled("uuid:9", f"{DAY}<houses>900</houses>", replaces="uuid:1")),
        "the same name from a system": lambda: Client().post(
            "/api/v1/reports", json.dumps(told), content_type="application/json", headers=bearer
        ),
        "withdraw from a phone": lambda: Client().post("/r/api/instances/uuid:1/withdraw", headers=bearer),
        "a stick": lambda: browser.post("/hand-in", {"file": stick}),
        "a picture in its place": lambda: post(key, filled(), {"a.jpg": b"other"}),
    }


@pytest.mark.parametrize("role", list(Role))
def test_each_way_of_each_role_fails_or_is_seen(report: Submission, role: Role) -> None:
    somebody(role)
    person = User.objects.get(username=f"a-{role}")
    before = kept(report)
    [cell] = figures.ask(QUESTION).cells
    for name, attempt in attempts(report, person).items():
        decided, acts = Decision.objects.count(), AuditRow.objects.count()
        answer = attempt()
        assert answer.status_code < 500, name
        carry_out(now=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
        assert kept(report) == before, name
        if figure() != 2:
            # Only by deciding that it does not count: with the decider's name and reason.
            new = Decision.objects.filter(record__submission=report).latest("pk")
            assert (new.by, new.outcome, bool(new.reason)) == (person.username, "returned", True), name
            assert Decision.objects.count() > decided
            assert AuditRow.objects.filter(actor=person.username).count() > 0
            assert AuditRow.objects.count() > acts
            break
    assert figures.recompute(cell.passport).same


def test_what_waits_or_contradicts_changes_no_figure(report: Submission, device: Device) -> None:
    arrives(device, filled("uuid:1", f"{DAY}<houses>900</houses>"))
    arrives(device, filled("uuid:2", f"{DAY}<houses>900</houses>", replaces="uuid:1"))
    assert (Rival.objects.count(), figure()) == (1, 2)


def test_a_form_that_is_published_again_does_not_read_old_reports_anew(report: Submission) -> None:
    other = FORM.replace(
        "| | integer | houses | Nhà | Houses | . >= 0 |", "| | integer | houses | Nhà | Houses | . > 5 |"
    )
    other = other.replace("| relief | 3 |", "| relief | 4 |")
    publish_form(code="relief", filename="relief.md", content=other.encode(), by="test", now=NOW)
    assert (figure(), report.form_version.version) == (2, "3")


def test_an_indicator_that_is_defined_anew_is_another_version_and_the_old_passport_holds(
    report: Submission,
) -> None:
    [cell] = figures.ask(QUESTION).cells
    old = Indicator.objects.get(code="HOUSES")
    steps = [{"count": "value"}]
    Indicator.objects.create(
        programme=old.programme,
        code="HOUSES",
        version=2,
        unit=old.unit,
        definition={**old.definition, "steps": steps},
        digest="2",
        title=old.title,
        source_text="code: HOUSES",
    )
    [now] = figures.ask(QUESTION).cells
    assert (cell.version, now.version, now.value) == (1, 2, 1)
    assert figures.recompute(cell.passport).same


def test_a_place_that_is_moved_is_told_by_old_passports_and_by_the_record(ground: Ground) -> None:
    """The map's data are loaded by commands: what was there before is there again from its source, and who moved it is
    written down by name. Totals of the country do not change by it."""
    other = Place.objects.create(
        ref="q", code="q", level=ground.places["p"].level, name="q", name_plain="q", sort_key="q",
        parent=ground.places["p"].parent,
    )  # fmt: skip
    ledger_build.post(ground, [{"place": "c", "people": 30, "day": "2025-08-01"}])
    columns.refresh()
    question = Question(("PEOPLE",), period="2025", calendar="civil", by=("province",))
    [cell] = figures.ask(question).cells
    assert (cell.keys, cell.value) == ((ground.places["p"].pk,), 30)
    before = figures.recompute(cell.passport)
    row = PlaceRow("c", "c", "commune", "", "c", (), "q", ground.places["c"].valid_from, None, None, None)
    load_places([row], by="insider", now=NOW)
    [moved] = figures.ask(question).cells
    assert moved.keys == (other.pk,)
    again = figures.recompute(cell.passport)
    assert (before.same, before.ground_changed) == (True, False)
    assert (again.same, again.ground_changed) == (False, True)
    act = AuditRow.objects.get(act="places.loaded")
    assert (act.actor, act.detail["updated"], act.detail["names"]) == ("insider", 1, ["c"])
    whole = Question(("PEOPLE",), period="2025", calendar="civil")
    assert [one.value for one in figures.ask(whole).cells] == [30]


def test_the_page_of_the_report_tells_who_decided_and_why(report: Submission) -> None:
    verifier = somebody(Role.VERIFIER)
    verifier.post(f"/p/test/reports/{report.pk}/decide", {"outcome": "returned", "reason": "A forged list"})
    page = text_of(verifier.get(f"/p/test/reports/{report.pk}"))
    assert "a-verifier" in page
    assert "A forged list" in page
