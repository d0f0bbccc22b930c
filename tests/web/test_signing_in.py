"""The door: who may pass, in which language, with which look."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from kheo.ground.accounts.actions import add_user, not_let_in
from kheo.ground.accounts.models import User
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.plan.programmes.models import Programme
from kheo.web.audit.sentences import sentence
from kheo.web.urls import urlpatterns
from tests.ledger_build import NOW
from tests.web.conftest import PASSWORD, text_of

OPEN = {"sign_in", "fields", "fields_csv"}
DOOR = ("user.not_let_in", "user.door_closed")
BY_DEVICE = ("openrosa_", "api_")  # doors that ask for a device's key


def test_it_lets_a_person_in_and_writes_it_down(person: User) -> None:
    client = Client()
    answer = client.post("/sign-in", {"username": "lan", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert AuditRow.objects.filter(act="user.signed_in", actor="lan").count() == 1


def test_it_says_why_it_does_not_let_a_person_in(person: User) -> None:
    answer = Client().post(
        "/sign-in", {"username": "lan", "password": "wrong"}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 200
    assert "Name and password do not fit together" in text_of(answer)
    assert not AuditRow.objects.filter(act="user.signed_in").exists()


def test_it_closes_after_ten_attempts(person: User, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    client = Client(headers={"accept-language": "en"})
    for _attempt in range(3):
        answer = client.post("/sign-in", {"username": "lan", "password": "wrong"})
    assert answer.status_code == 429
    assert "Too many attempts" in text_of(answer)


def test_the_record_tells_who_was_not_let_in_and_stays_short(person: User, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    for address in ("10.0.0.1", "10.0.0.2"):
        client = Client(REMOTE_ADDR=address)
        for _attempt in range(5):
            client.post("/sign-in", {"username": "lan", "password": "wrong"})
    rows = AuditRow.objects.filter(subject=f"user:{person.pk}", act__in=DOOR).order_by("id")
    assert [(row.act, row.detail) for row in rows] == [
        ("user.not_let_in", {}),
        ("user.door_closed", {"times": 3}),
    ]
    assert "đã có 3 lần" in sentence(rows[1])


def test_the_record_and_the_answer_tell_nothing_of_names_that_are_nobodys(person: User) -> None:
    answers = [
        Client().post("/sign-in", {"username": name, "password": "wrong"}) for name in ("lan", "lam", "")
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert list(AuditRow.objects.filter(act__in=DOOR).values_list("label", flat=True)) == ["lan"]


def test_what_was_refused_long_ago_is_written_anew(person: User) -> None:
    for minutes in (0, 14, 16):
        not_let_in(times=1, closed=False, by="lan", now=NOW + dt.timedelta(minutes=minutes))
    assert AuditRow.objects.filter(act="user.not_let_in").count() == 2


@pytest.mark.parametrize("pattern", [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)])
def test_it_keeps_every_page_behind_the_door(db: None, pattern: URLPattern) -> None:
    path = "/p/1/figures.csv" if pattern.name == "figures_file" else f"/{pattern.pattern}"
    path = re.sub(r"<[a-z]+:[a-z]+>", "1", path)
    answer = Client().get(path)
    if pattern.name in OPEN:
        assert answer.status_code == 200
    elif pattern.name in ("invitation", "sign_in_oidc", "sign_in_oidc_back"):
        assert answer.status_code == 404  # this one is nobody's, and no other service is named
    elif pattern.name in ("sign_in_passkey", "sign_in_passkey_options"):
        assert answer.status_code == 405  # a browser asks these by itself
    elif str(pattern.name).startswith(BY_DEVICE):
        assert answer.status_code >= 400
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in")


def test_it_lets_a_person_out_only_by_a_button(client: Client) -> None:
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert AuditRow.objects.filter(act="user.signed_out").count() == 1
    assert client.get("/")["Location"].startswith("/sign-in")


def test_it_offers_accounts_only_in_a_demonstration(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    accounts = [{"username": "lan", "password": "a quiet river", "role": "coordinator"}]
    (tmp_path / "demo-accounts.json").write_text(json.dumps(accounts))
    settings.DEMO = False
    assert "a quiet river" not in text_of(Client().get("/sign-in"))
    settings.DEMO = True
    page = text_of(Client().get("/sign-in", headers={"accept-language": "en"}))
    assert "a quiet river" in page
    assert "Coordinator" in page


@pytest.mark.parametrize(
    ("asked", "chosen", "own", "browser", "spoken"),
    [
        ("vi", "en", "en", "en", "vi"),
        ("", "vi", "en", "en", "vi"),
        ("", "", "vi", "en", "vi"),
        ("", "", "", "vi-VN", "vi"),
        ("", "", "", "en-GB", "en"),
        ("xx", "", "", "fr", "vi"),
    ],
)
def test_it_speaks_the_language_of_the_address_then_of_the_person(
    person: User, asked: str, chosen: str, own: str, browser: str, spoken: str
) -> None:
    User.objects.filter(pk=person.pk).update(language=own)
    client = Client(headers={"accept-language": browser})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    if chosen:
        client.cookies["django_language"] = chosen
    page = text_of(client.get("/", {"lang": asked} if asked else {}))
    assert f'<html lang="{spoken}"' in page


def test_it_remembers_the_look_that_was_chosen(client: Client) -> None:
    answer = client.post("/theme", {"theme": "dark", "next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert 'data-theme="dark"' in text_of(client.get("/"))
    client.post("/theme", {"theme": "auto", "next": "/"})
    assert "data-theme" not in text_of(client.get("/"))


def test_it_goes_back_to_this_house_only(client: Client) -> None:
    assert client.post("/theme", {"theme": "dark", "next": "https://elsewhere.test/"})["Location"] == "/"


def test_it_goes_straight_to_the_only_programme(client: Client, programme: Programme) -> None:
    assert client.get("/")["Location"] == "/p/test/?period=2025&map=reported&view=programme&lang=en"


def test_it_teaches_what_to_do_without_a_programme(client: Client) -> None:
    assert "kheo load" in text_of(client.get("/"))


def test_it_has_a_page_for_what_is_not_there(client: Client) -> None:
    answer = client.get("/p/nowhere/")
    assert answer.status_code == 404
    assert "There is no such page" in text_of(answer)


def test_it_allows_no_script_or_style_but_its_own(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_phone_goes_from_hand_to_hand(client: Client, db: None) -> None:
    """The form stays at its own address, which says that another person signs in."""
    assert client.get("/sign-in")["Location"] == "/"
    page = text_of(client.get("/sign-in?other=1"))
    assert '<form method="post" class="fields">' in page
    add_user(username="hoa", password=PASSWORD, role=Role.ANALYST, by="test", now=NOW)
    client.post("/sign-in?other=1", {"username": "hoa", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(username="hoa").pk)
    # After a passkey that does not fit, too.
    page = text_of(client.post("/sign-in/passkey", {"credential": "{}"}))
    assert '<form method="post" action="/sign-in?other=1" class="fields">' in page


def test_the_product_hashes_slowly() -> None:
    """Tests do it quickly, over the same settings."""
    from kheo import settings as product

    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
