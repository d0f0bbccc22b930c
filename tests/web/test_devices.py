"""A person's devices: keys that are told once, what is missing, and an end to what was lost."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

import pytest
from django.test import Client

from kheo.ground.accounts.models import Device
from kheo.web.account.devices import collect_settings
from tests.filled import filled
from tests.phones import phone, post
from tests.web.conftest import text_of

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def lan() -> Client:
    """Somebody who has a phone."""
    device, _ = phone("Điện thoại của Lan")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(device.user)
    return client


def test_it_says_what_arrived_and_what_is_missing(lan: Client) -> None:
    key = phone("second")[1]
    post(key, filled("uuid:1"), **{"X-Kheo-Envelope": "1/4"})
    post(key, filled("uuid:3"), **{"X-Kheo-Envelope": "3/4"})
    page = text_of(lan.get("/devices?lang=en"))
    assert "Điện thoại của Lan" in page
    assert "2, 4" in page


def test_a_key_for_collect_is_shown_once_and_opens_the_door(lan: Client) -> None:
    answer = lan.post("/devices/add", {"label": "Collect"})
    address = re.search(r"<code>http://testserver(/or/[^<]+)</code>", text_of(answer))
    assert address
    assert answer["Cache-Control"] == "no-store"
    assert Client().get(f"{address[1]}/formList").status_code == 200
    assert address[1].rpartition("/")[2] not in text_of(lan.get("/devices"))


def test_collect_reads_its_settings_from_the_square() -> None:
    told = json.loads(zlib.decompress(base64.b64decode(collect_settings("https://kheo.example/or/key"))))
    assert told["general"]["server_url"] == "https://kheo.example/or/key"


def test_a_lost_phone_is_revoked_by_its_owner_only(lan: Client) -> None:
    device = Device.objects.get()
    other = Client()
    other.force_login(_somebody_else())
    assert other.post(f"/devices/{device.pk}/revoke").status_code == 404
    assert lan.post(f"/devices/{device.pk}/revoke").status_code == 302
    device.refresh_from_db()
    assert device.revoked_at


def _somebody_else() -> Any:
    from kheo.ground.accounts.actions import add_user
    from kheo.ground.accounts.states import Role
    from tests.sent import NOW

    return add_user(username="minh", password="a-long-password-1", role=Role.REPORTER, by="test", now=NOW)


def test_a_key_for_a_system_is_shown_once_and_opens_the_api(lan: Client) -> None:
    assert "Add a system" in text_of(lan.get("/devices?lang=en"))
    answer = lan.post("/devices/add", {"label": "Register", "kind": "system"})
    key = re.search(r"<code>Authorization: Bearer ([^<]+)</code>", text_of(answer))
    assert key
    assert answer["Cache-Control"] == "no-store"
    told = Client().get("/api/v1/forms", headers={"Authorization": f"Bearer {key[1]}"})
    assert [one["code"] for one in told.json()] == ["relief"]
    page = text_of(lan.get("/devices"))
    assert "Register" in page
    assert key[1] not in page
