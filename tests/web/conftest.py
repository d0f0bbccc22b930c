"""A signed-in coordinator over the small country of ``tests.ledger_build``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kheo.facts.columns import actions as columns
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.states import Role
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Schedule
from kheo.web.shared.kept import forget
from tests.ledger_build import NOW, Ground, define, ground, post
from tests.people import reporter

__all__ = ["ground"]

PASSWORD = "a quiet river 27"
SETTINGS = {
    "periods": ["2025"],
    "boundaries": [None, "2025-06-30", "2025-07-01"],
    "overview": {
        "lead": {
            "en": "{reports} reports, {PEOPLE} people helped",
            "vi": "{reports} báo cáo, {PEOPLE} người được giúp",
        },
        "needs": [
            {
                "indicator": "MOST",
                "title": {"en": "The largest report", "vi": "Báo cáo lớn nhất"},
                "why": {"en": "Of {PEOPLE} in all.", "vi": "Trong tổng {PEOPLE}."},
                "now": True,
            }
        ],
        "key_figures": [{"indicator": "PEOPLE", "against": "MOST", "trend": "month"}],
        "map": {"level": "commune", "size": "PEOPLE", "colour": "MOST", "label_level": "province"},
        "ranking": {"level": "province", "indicators": ["PEOPLE"]},
        "tables": [{"title": {"en": "By kind", "vi": "Theo loại"}, "by": "kind", "indicators": ["PEOPLE"]}],
    },
    "figures": {"indicators": ["PEOPLE"], "by": ["commune"]},
}


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any) -> Iterator[None]:
    """Every test's ledger begins at the same positions; the folder of static files is there, as when serving."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    forget()
    yield
    forget()


@pytest.fixture
def person(db: None) -> User:
    return add_user(
        username="lan", password=PASSWORD, role=Role.COORDINATOR, by="test", now=NOW, full_name="Trần Thị Lan"
    )


@pytest.fixture
def client(person: User) -> Client:
    """Signed in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def programme(ground: Ground) -> Programme:
    """Three communes reported: a and b before the reform that split a between c and d, d after it."""
    define(ground, "MOST", [{"max": "value", "per": ["place"]}, {"max": "value"}])
    for place, (lat, lon) in {
        "a": (21.0, 105.0),
        "b": (21.2, 105.3),
        "c": (21.1, 105.1),
        "d": (21, 105.2),
    }.items():
        ground.places[place].lat, ground.places[place].lon = lat, lon
        ground.places[place].save()
    post(
        ground,
        [
            {"place": "a", "people": 100, "kind": "house"},
            {"place": "b", "people": 1234, "kind": "road", "agency": "front"},
            {"place": "d", "people": 7, "kind": "house", "day": "2025-08-01"},
            {"place": None, "people": 50},
            {"place": "b", "kind": "house"},
        ],
    )
    columns.refresh()
    ground.programme.settings = SETTINGS
    ground.programme.save()
    return ground.programme


@pytest.fixture
def device(programme: Programme, ground: Ground) -> Device:
    """A phone of the army's, with a form that the programme asks it for each month."""
    found = reporter()
    Schedule.objects.create(
        programme=programme,
        form=Form.objects.get(code="relief"),
        agency=ground.agencies["army"],
        every="month",
        first_day=dt.date(2025, 1, 1),
    )
    return found


def text_of(answer: Any) -> str:
    return str(answer.content.decode())
