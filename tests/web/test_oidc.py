"""Signing in through another house's service: it lets in whoever has an account here, and is believed when it proves it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from kheo.ground.accounts.actions import add_authenticator, add_user, set_active
from kheo.ground.accounts.models import Identity, User
from kheo.ground.accounts.rules.totp import code_at, new_secret, step_of
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from tests.ledger_build import NOW
from tests.people import PASSWORD
from tests.provider import CLIENT, SECRET, Provider, running
from tests.web.conftest import text_of

NOBODY, UNTRUSTED = "Nobody here has this address", "could not be trusted"


@pytest.fixture
def provider(settings: Any, tmp_path: Path) -> Iterator[Provider]:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    with running() as found:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET_FILE = (
            found.issuer,
            CLIENT,
            str(file),
        )
        settings.OIDC_NAME = "Agency login"
        yield found


@pytest.fixture
def lan(db: None) -> User:
    """Invited, and never here: the account has no password."""
    return add_user(
        username="lan", password=None, email="lan@agency.test", role=Role.COORDINATOR, by="test", now=NOW
    )


def through(provider: Provider, client: Client | None = None, *, to: str = "", **more: str) -> Any:
    client = client or Client(headers={"accept-language": "en"})
    away = client.get("/sign-in/oidc", {"next": to})
    assert away.status_code == 302, text_of(away)
    code = provider.authorize(away["Location"])
    return client.get("/sign-in/oidc/back", {"code": code, "state": provider.asked["state"], **more})


def test_it_is_off_unless_a_service_is_named(db: None, settings: Any) -> None:
    assert not settings.OIDC_ISSUER
    assert "sign-in/oidc" not in text_of(Client().get("/sign-in"))
    assert Client().get("/sign-in/oidc").status_code == Client().get("/sign-in/oidc/back").status_code == 404


def test_whoever_was_invited_comes_in_and_is_known_again(provider: Provider, lan: User) -> None:
    assert "Sign in with Agency login" in text_of(Client(headers={"accept-language": "en"}).get("/sign-in"))
    client = Client(headers={"accept-language": "en"})
    assert through(provider, client, to="/devices")["Location"] == "/devices"
    assert client.get("/devices").status_code == 200
    assert AuditRow.objects.filter(act="identity.linked", actor="lan").count() == 1
    assert AuditRow.objects.filter(act="user.signed_in").latest("id").detail == {"with": "oidc"}
    # By what the service calls the person, not by an address that may be given to another.
    provider.claims = {"sub": "s-1", "email": "married@agency.test", "email_verified": False}
    assert through(provider).status_code == 302
    provider.claims = {"sub": "s-2", "email": "lan@agency.test", "email_verified": True}
    assert NOBODY in text_of(through(provider))
    assert Identity.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "other@agency.test"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ""},
        {"email": None},
        {"email": ["lan@agency.test"]},
    ],
)
def test_it_makes_no_account_and_believes_no_unchecked_address(
    provider: Provider, lan: User, claims: dict[str, Any]
) -> None:
    provider.claims |= claims
    answer = through(provider)
    assert answer.status_code == 403 and NOBODY in text_of(answer)
    assert User.objects.count() == 1 and not Identity.objects.exists()


def test_of_two_with_one_address_neither_is_let_in(provider: Provider, lan: User) -> None:
    add_user(
        username="lan2", password=None, email="LAN@agency.test", role=Role.ADMINISTRATOR, by="test", now=NOW
    )
    assert NOBODY in text_of(through(provider))


def test_a_shut_account_stays_shut(provider: Provider, lan: User) -> None:
    assert through(provider).status_code == 302
    set_active(user=lan, active=False, by="test", now=NOW)
    assert NOBODY in text_of(through(provider))


def test_the_second_factor_is_asked_for(provider: Provider, lan: User) -> None:
    secret = new_secret()
    add_authenticator(user=lan, secret=secret, code=code_at(secret, step_of(NOW)), by="lan", now=NOW)
    assert through(provider)["Location"] == "/sign-in/second"


def changed(**more: Any) -> Any:
    return lambda claims: claims.update(more)


def lacking(name: str) -> Any:
    return lambda claims: claims.pop(name)


TWISTS = {
    "another nonce": changed(nonce="another"),
    "no nonce": lacking("nonce"),
    "another issuer": changed(iss="https://evil.test"),
    "no issuer": lacking("iss"),
    "for another": changed(aud="somebody"),
    "for several without saying for whom": changed(aud=[CLIENT, "somebody"]),
    "given to another": changed(azp="somebody"),
    "over": changed(exp=int(time.time()) - 3600),
    "without an end": lacking("exp"),
    "of tomorrow": changed(iat=int(time.time()) + 86400),
    "of nobody": lacking("sub"),
    "of a number": changed(sub=7),
}


@pytest.mark.parametrize("twist", TWISTS)
def test_a_token_that_does_not_fit_is_refused(provider: Provider, lan: User, twist: str) -> None:
    provider.twist = TWISTS[twist]
    answer = through(provider)
    assert answer.status_code == 403 and UNTRUSTED in text_of(answer)
    assert provider.tokens == 1 and not Identity.objects.exists()


@pytest.mark.parametrize(
    "how", ["unsigned", "signed_by_another", "signed_with_the_public_key", "signed_with_a_key_it_brings"]
)
def test_a_token_that_the_service_did_not_sign_is_refused(provider: Provider, lan: User, how: str) -> None:
    provider.sign = getattr(provider, how)
    answer = through(provider)
    assert answer.status_code == 403 and UNTRUSTED in text_of(answer)
    assert provider.tokens == 1


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "....", "{}"])
def test_what_is_no_token_is_refused(provider: Provider, lan: User, token: str) -> None:
    provider.sign = lambda _claims: token
    assert UNTRUSTED in text_of(through(provider))


def test_an_answer_belongs_to_the_browser_that_asked_and_is_good_once(provider: Provider, lan: User) -> None:
    asker = Client(headers={"accept-language": "en"})
    code = provider.authorize(asker.get("/sign-in/oidc")["Location"])
    given = {"code": code, "state": provider.asked["state"]}
    assert UNTRUSTED in text_of(Client(headers={"accept-language": "en"}).get("/sign-in/oidc/back", given))
    assert UNTRUSTED in text_of(asker.get("/sign-in/oidc/back", {**given, "state": "another"}))
    assert UNTRUSTED in text_of(asker.get("/sign-in/oidc/back", given))  # the question is gone
    assert provider.tokens == 0
    assert UNTRUSTED in text_of(through(provider, iss="https://evil.test"))
    assert UNTRUSTED in text_of(through(provider, code="stolen"))


def test_the_verifier_never_leaves_before_the_code_is_fetched(provider: Provider, lan: User) -> None:
    client = Client()
    asked = parse_qs(urlsplit(client.get("/sign-in/oidc")["Location"]).query)
    kept = client.session["oidc_asked"]
    assert asked["code_challenge"][0] != kept["verifier"] and kept["verifier"] not in str(asked)
    assert asked["redirect_uri"] == ["http://testserver/sign-in/oidc/back"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.test"},
        {"token_endpoint": "http://evil.test/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": 7},
    ],
)
def test_a_service_that_is_another_or_leads_elsewhere_is_refused(
    provider: Provider, lan: User, described: dict[str, Any]
) -> None:
    provider.described = described
    answer = Client(headers={"accept-language": "en"}).get("/sign-in/oidc")
    assert answer.status_code == 403 and UNTRUSTED in text_of(answer)


def test_a_service_that_does_not_answer_keeps_nobody_from_signing_in(
    provider: Provider, lan: User, settings: Any
) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert UNTRUSTED in text_of(Client(headers={"accept-language": "en"}).get("/sign-in/oidc"))
    add_user(username="hoa", password=PASSWORD, role=Role.REPORTER, by="test", now=NOW)
    assert Client().post("/sign-in", {"username": "hoa", "password": PASSWORD}).status_code == 302
