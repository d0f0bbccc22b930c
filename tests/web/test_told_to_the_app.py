"""What the reporter's app is told so that a report is known from others, falls into its period, and is found on paper."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Envelope
from kheo.capture.submissions.queries import missing_envelopes, receiving
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.places.models import Level, Place
from kheo.kit.text import pick
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.queries import outline_of
from kheo.plan.forms.rules.paper import items_of
from kheo.plan.programmes.models import Schedule
from kheo.web.reporter.state import state_of
from tests.filled import filled
from tests.ledger_build import NOW, Ground, ground
from tests.papers import RELIEF
from tests.phones import FORM, arrives, phone, post

__all__ = ["ground"]


@pytest.fixture(autouse=True)
def own_folder(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path / "data"
    receiving._books.cache_clear()  # a database that is rolled back gives the same numbers again
    receiving._reader.cache_clear()


def printed(form: FormVersion) -> dict[str, str]:
    """Label → number, of every question on the paper, those in tables and blocks too."""
    found: dict[str, str] = {}
    waiting = list(items_of(outline_of(form), {}, "en"))
    while waiting:
        item = waiting.pop()
        waiting.extend(item.items)
        if item.kind == "question":
            found[item.label] = item.number
    return found


def of_army(ground: Ground, form: bytes = RELIEF) -> Device:
    publish_form(code="relief", content=form, filename="relief.md", by="test", now=NOW)
    user = add_user(
        username="lan", password="a-long-password-1", role=Role.REPORTER, organisation=ground.agencies["army"].pk,
        by="test", now=NOW,
    )  # fmt: skip
    return add_device(user=user, label="phone", by="lan", now=NOW)[0]


def test_questions_have_the_numbers_of_the_printed_form(db: None) -> None:
    device, _key = phone()
    publish_form(code="relief", content=RELIEF, filename="relief.md", by="test", now=NOW)
    version = FormVersion.objects.get(form__code="relief", version="2025.1")
    [form] = [one for one in state_of(device)["forms"] if one["code"] == "relief"]
    labels = {one.name: pick(one.label, "en") for one in outline_of(version)}
    told = {labels[name]: number for name, number in form["numbers"].items()}
    assert told == printed(version)
    assert form["numbers"]["weight"] == str(len(told))  # the last question stands in a repeat within a repeat
    assert form["roles"] == {"place": "locality", "start": "first_day", "end": "last_day"}


def test_what_is_due_says_which_days_it_is_for(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    device = of_army(ground)
    now = dt.datetime(2025, 9, 20, 3, tzinfo=dt.UTC)
    monkeypatch.setattr("kheo.web.reporter.state.timezone.now", lambda: now)
    ground.programme.partners.add(ground.agencies["army"])
    Schedule.objects.create(
        programme=ground.programme,
        form=Form.objects.get(code="relief"),
        agency=ground.agencies["army"],
        every="month",
        first_day=dt.date(2025, 8, 1),
        days_after_close=5,
    )
    [august, *_] = state_of(device)["due"]
    period = august["period"]
    assert (period["label"], period["first"], period["last"]) == ("2025-08", "2025-08-01", "2025-08-31")
    assert (august["closes"], august["days_left"]) == ("2025-09-05", -15)
    told = state_of(device)["periods"]
    assert [(one["label"], one["first"], one["last"]) for one in told["relief"]] == [
        ("2025-08", "2025-08-01", "2025-08-31"),
        ("2025-09", "2025-09-01", "2025-09-30"),
        ("2025-10", "2025-10-01", "2025-10-31"),
    ]
    assert list(told) == ["relief"]  # no other form has a schedule


def test_a_report_says_which_period_it_counts_for(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    device = of_army(ground, FORM.encode())
    monkeypatch.setattr(
        "kheo.web.reporter.state.timezone.now", lambda: dt.datetime(2025, 7, 20, 3, tzinfo=dt.UTC)
    )
    ground.programme.partners.add(ground.agencies["army"])
    Schedule.objects.create(
        programme=ground.programme,
        form=Form.objects.get(code="relief"),
        agency=ground.agencies["army"],
        every="month",
        first_day=dt.date(2025, 1, 1),
        days_after_close=5,
    )
    for name, day in (("uuid:1", "2025-07-01"), ("uuid:2", "2025-06-30"), ("uuid:3", "2024-06-30")):
        arrives(device, filled(name, f"<done>{day}</done><houses>2</houses>"))
    periods = [one["period"] and one["period"]["label"] for one in state_of(device)["reports"]]
    assert periods == [None, "2025-06", "2025-07"]
    due = {one["period"]["label"] for one in state_of(device)["due"]}
    assert {"2025-05", "2025-08"} & due and not {"2025-06", "2025-07"} & due


def test_the_app_learns_what_lies_around_its_unit_the_nearest_first(db: None) -> None:
    device, _key = phone()
    army = device.user.organisation
    assert army
    army.place = Place.objects.get(name="Xã Bình Minh")
    army.save()
    assert state_of(device)["unit"]["near"] == ["Xã Bình Minh"]
    ranks = [Level.objects.create(code=code, rank=rank) for code, rank in (("all", 0), ("upper", 1))]
    country, province = (
        Place.objects.create(ref=f"x-{one.code}", level=one, name=one.code, name_plain=one.code, sort_key="")
        for one in ranks
    )
    Place.objects.filter(pk=province.pk).update(parent=country)
    Place.objects.filter(pk=army.place.pk).update(parent=province)
    device.user.refresh_from_db()
    assert state_of(device)["unit"]["near"] == ["Xã Bình Minh", "upper"]


def test_numbers_that_were_taken_back_are_missed_by_nobody(db: None) -> None:
    device, key = phone()
    arrives(device, filled("uuid:1"), number=1, highest=4)
    assert missing_envelopes(device) == ([2, 3, 4], 4)

    def tell(*numbers: Any) -> Any:
        return Client().post(
            "/r/api/numbers",
            json.dumps({"taken_back": list(numbers)}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    assert tell(4, "3", True, -1, 0).json() == {"taken_back": [4]}
    assert missing_envelopes(device) == ([2, 3], 4)
    assert tell(4).status_code == 200  # the answer was lost on the way
    assert Envelope.objects.filter(device=device).count() == 2
    arrives(device, filled("uuid:5"), number=5, highest=5)
    assert missing_envelopes(device) == ([2, 3], 5)
    assert AuditRow.objects.get(act="device.numbers_taken_back").detail == {"numbers": "4"}
    other, _other_key = phone("other")
    assert missing_envelopes(other) == ([], 0)
    assert Client().post("/r/api/numbers").status_code == 401


def test_a_report_says_where_and_when_it_is_of(db: None) -> None:
    device, key = phone()
    inside = "<done>2025-07-01</done><where>Bình Minh</where><houses>2</houses>"
    assert post(key, filled("uuid:1", inside)).status_code == 201
    assert post(key, filled("uuid:2", "<done>2025-07-01</done><houses>-1</houses>")).status_code == 201
    refused, kept = state_of(device)["reports"]
    assert (kept["place"], kept["days"]) == ("Xã Bình Minh", ["2025-07-01", "2025-07-01"])
    assert (refused["place"], refused["days"], refused["title"]) == ("", [], "")


def test_a_report_bears_the_number_that_its_sender_gave_it(ground: Ground) -> None:
    line = "| | text | reference | Số | Number | | | | |\n"
    form = FORM.replace("| | integer | houses", f"{line}| | integer | houses", 1).replace("| 3 |", "| 5 |")
    device = of_army(ground, form.encode())
    ground.programme.partners.add(ground.agencies["army"])
    arrives(
        device,
        filled(
            "uuid:1", "<done>2025-07-01</done><reference>12/2025</reference><houses>2</houses>", version="5"
        ),
    )
    arrives(device, filled("uuid:2", "<done>2025-07-02</done><houses>2</houses>", version="5"))
    assert {one["instance"]: one["name"] for one in state_of(device)["reports"]} == {
        "uuid:1": "12/2025",
        "uuid:2": "",
    }


def test_a_report_says_which_other_device_sent_it(db: None) -> None:
    device, key = phone()
    system, other = phone("Sổ bệnh viện")
    post(key, filled("uuid:1"))
    post(other, filled("uuid:2", "<done>2025-07-01</done><houses>-1</houses>"))
    assert [one["device"] for one in state_of(device)["reports"]] == ["Sổ bệnh viện", ""]
    assert [one["device"] for one in state_of(system)["reports"]] == ["", "phone"]
