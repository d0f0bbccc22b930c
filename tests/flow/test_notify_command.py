"""``kheo notify`` does once what a server does beside answering, and says what came of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from kheo.commands.main import main
from kheo.ground.accounts.actions import set_password
from tests.told import person, reach

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")


def test_it_sends_what_waits_once(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MAIL = True
    lan = reach(person("lan"))
    set_password(user=lan, password="another quiet river", by="lan", now=timezone.now())
    assert main(["notify", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sent"], told["waiting"], told["failed"], told["given_up"]) == (1, 0, 0, 0)
    assert main(["notify"]) == 0
    assert capsys.readouterr().out == "New notices: 0. Mails sent: 0, waiting: 0, given up: 0.\n"
    assert len(mail.outbox) == 1


def test_it_says_that_no_mail_server_is_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notify"]) == 0
    assert "No mail server is set (KHEO_MAIL)" in capsys.readouterr().out
