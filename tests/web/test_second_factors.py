"""An app's codes, passkeys and recovery codes: added by who is there, asked for at the door, taken away by who may."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from kheo.ground.accounts.actions import add_user, give_role, invite, prove
from kheo.ground.accounts.models import Authenticator, Passkey, RecoveryCode, User
from kheo.ground.accounts.rules import opened, sealed, step_told
from kheo.ground.accounts.rules.totp import code_at, step_of
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from kheo.web.audit.sentences import sentence
from tests.ledger_build import NOW, Ground
from tests.passkeys import SecurityKey
from tests.people import PASSWORD, browser_of, somebody
from tests.web.conftest import text_of

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def guest() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"username": "lan", "password": password, **more})


def set_up(client: Client) -> tuple[str, list[str]]:
    """Through the pages: (the secret, the recovery codes)."""
    page = text_of(client.post("/me/security/app", {"proof": PASSWORD}))
    secret = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)[1].replace(" ", "")  # type: ignore[index]
    code = code_at(secret, step_of(timezone.now()) - 1)  # a clock that is late
    done = client.post("/me/security/app/confirm", {"code": f"{code[:3]} {code[3:]}"})
    assert done["Cache-Control"] == "no-store"
    return secret, re.findall(r"<li><code>([^<]+)</code>", text_of(done))


def now_code(secret: str) -> str:
    return code_at(secret, step_of(timezone.now()))


def add_key(client: Client, key: SecurityKey, name: str = "Office") -> Any:
    options = client.post("/me/security/passkeys/options", {"proof": PASSWORD})
    assert options["Cache-Control"] == "no-store"
    return client.post("/me/security/passkeys/add", {"name": name, "credential": key.made(options.json())})


def enter_with(key: SecurityKey, client: Client | None = None, **more: str) -> Any:
    client = client or guest()
    options = client.post("/sign-in/passkey/options").json()
    return client.post("/sign-in/passkey", {"credential": key.opened(options), **more})


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert code_at(RFC, second // 30) == code


def test_a_code_of_a_neighbouring_step_fits_and_none_fits_twice() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    here = step_of(now)
    fits = [drift for drift in range(-4, 5) if step_told(RFC, code_at(RFC, here + drift), now=now, after=0)]
    assert fits == [-1, 0, 1]
    assert step_told(RFC, code_at(RFC, here), now=now, after=here) is None
    assert step_told(RFC, "12345", now=now, after=0) is None
    assert step_told(RFC, "１２３４５６", now=now, after=0) is None


def test_a_secret_opens_with_its_own_key_only() -> None:
    assert opened(sealed(RFC, "a"), "a") == RFC
    assert opened(sealed(RFC, "a"), "b") is None


def test_signing_in_asks_for_the_app_and_opens_nothing_before(client: Client, person: User) -> None:
    elsewhere = browser_of(person)
    secret, codes = set_up(client)
    assert len(codes) == 10
    assert client.get("/me/security").status_code == 200
    assert elsewhere.get("/me/security").status_code == 302
    door = guest()
    answer = sign_in(door, next="/devices")
    assert answer["Location"] == "/sign-in/second"
    assert door.get("/devices").status_code == 302
    assert "not the code" in text_of(door.post("/sign-in/second", {"code": "000000"}))
    code = now_code(secret)
    assert door.post("/sign-in/second", {"code": code})["Location"] == "/devices"
    assert door.get("/devices").status_code == 200
    # Whoever looked over the shoulder is too late.
    other = guest()
    sign_in(other)
    assert "This code was used before" in text_of(other.post("/sign-in/second", {"code": code}))
    row = AuditRow.objects.filter(act="user.signed_in").latest("id")
    assert row.detail == {"with": "password, app"}


def test_a_recovery_code_opens_once(client: Client) -> None:
    _secret, codes = set_up(client)
    for told, opens in ((codes[0].upper().replace("-", " "), True), (codes[0], False), (codes[1], True)):
        door = guest()
        sign_in(door)
        assert (door.post("/sign-in/second", {"code": told}).status_code == 302) is opens
    assert RecoveryCode.objects.count() == 8
    spent = guest()
    sign_in(spent)
    assert "recovery code was used before" in text_of(spent.post("/sign-in/second", {"code": codes[0]}))
    page = text_of(client.post("/me/security/codes", {"proof": codes[2]}))
    new = re.findall(r"<li><code>([^<]+)</code>", page)
    assert len(new) == 10 and not set(new) & set(codes)


def test_the_record_tells_wrong_used_and_empty_apart(client: Client) -> None:
    secret, _codes = set_up(client)
    code, door = now_code(secret), guest()
    sign_in(door)
    door.post("/sign-in/second", {"code": code})
    again = guest()
    sign_in(again)
    for told in (code, " ", "aaaa-bbbb-cccc-dddd", "password"):
        again.post("/sign-in/second", {"code": told})
    rows = AuditRow.objects.filter(act="factor.refused").order_by("id")
    assert [row.detail["why"] for row in rows] == ["reused", "empty", "recovery", "wrong"]
    assert code not in str([row.detail for row in rows])
    with translation.override("en"):
        assert "the code was used before" in sentence(rows[0])


def test_the_second_step_is_nobodys_without_the_first(client: Client, person: User) -> None:
    secret, _codes = set_up(client)
    assert guest().post("/sign-in/second", {"code": now_code(secret)})["Location"] == "/sign-in"
    door = guest()
    sign_in(door)
    give_role(user=person, role=Role.ANALYST, by="test", now=NOW)  # any end of sessions ends this one, too
    assert door.post("/sign-in/second", {"code": now_code(secret)})["Location"] == "/sign-in"


def test_it_waits_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _codes = set_up(client)
    monkeypatch.setattr("kheo.web.account.signing_in.LONGEST", -1)
    door = guest()
    sign_in(door)
    assert door.post("/sign-in/second", {"code": now_code(secret)})["Location"] == "/sign-in"


def test_guessing_is_over_after_ten_codes_wherever_they_come_from(client: Client, person: User) -> None:
    secret, codes = set_up(client)
    for at in range(12):
        door = Client(headers={"accept-language": "en"}, REMOTE_ADDR=f"10.0.0.{at}")
        sign_in(door)
        page = text_of(door.post("/sign-in/second", {"code": "nothing"}))
        assert ("Too many wrong codes" in page) == (at >= 10)
    for right in (now_code(secret), codes[0]):
        assert "Too many" in text_of(door.post("/sign-in/second", {"code": right}))
    assert AuditRow.objects.filter(act="factor.refused", actor="lan").count() == 10
    with pytest.raises(Refused, match="too_many"):
        prove(user=person, told=PASSWORD, password=True, by="lan", now=timezone.now())
    later = timezone.now() + dt.timedelta(minutes=16)
    assert prove(user=person, told=PASSWORD, password=True, by="lan", now=later) == "password"


def test_nothing_changes_without_the_password_or_a_code(client: Client) -> None:
    for told in ("x", "likeacodebutnone"):
        assert "Neither your password" in text_of(
            client.post("/me/security/app", {"proof": told}, follow=True)
        )
    secret, _codes = set_up(client)
    add_key(client, SecurityKey())
    key = Passkey.objects.get()
    for path in ("app/remove", "codes", f"passkeys/{key.pk}/remove", "app"):
        assert "Neither your password" in text_of(
            client.post(f"/me/security/{path}", {"proof": "x"}, follow=True)
        )
    answer = client.post("/me/security/passkeys/options", {"proof": "x"})
    assert answer.status_code == 400 and "Neither" in answer.json()["said"]
    assert (
        client.post("/me/security/passkeys/add", {"name": "a", "credential": "{}"}, follow=True).status_code
        == 200
    )
    assert (Authenticator.objects.count(), Passkey.objects.count()) == (1, 1)
    Authenticator.objects.update(last_step=0)
    client.post("/me/security/app/remove", {"proof": now_code(secret)})
    assert not Authenticator.objects.exists() and RecoveryCode.objects.exists()
    client.post(f"/me/security/passkeys/{key.pk}/remove", {"proof": PASSWORD})
    assert not Passkey.objects.exists() and not RecoveryCode.objects.exists()
    assert sign_in(guest())["Location"] == "/"


def test_a_passkey_signs_in_alone_and_as_the_second(client: Client, person: User) -> None:
    key = SecurityKey()
    assert "Your recovery codes" in text_of(add_key(client, key))
    door = guest()
    assert enter_with(key, door, next="/devices")["Location"] == "/devices"
    assert door.get("/devices").status_code == 200
    assert AuditRow.objects.filter(act="user.signed_in").latest("id").detail == {"with": "passkey"}
    door = guest()
    assert sign_in(door)["Location"] == "/sign-in/second"
    assert enter_with(key, door)["Location"] == "/"
    page = text_of(client.get("/me/security"))
    assert "Office" in page
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "opens nothing here" in text_of(enter_with(key))


def test_what_a_passkey_did_not_sign_for_this_question_opens_nothing(client: Client) -> None:
    key = SecurityKey()
    add_key(client, key)

    def refused(answer: Any) -> bool:
        return answer.status_code == 200 and "opens nothing here" in text_of(answer)

    assert refused(enter_with(SecurityKey()))  # another key under its number
    key.origin = "http://testserver.evil.test"
    assert refused(enter_with(key))
    key.origin, key.host = "http://testserver", "evil.test"
    assert refused(enter_with(key))
    key.host, key.flags = "testserver", 0x01  # nobody asked for its owner
    assert refused(enter_with(key))
    key.flags = 0x05
    door = guest()
    options = door.post("/sign-in/passkey/options").json()
    told = key.opened(options)
    assert refused(guest().post("/sign-in/passkey", {"credential": told}))  # never asked here
    assert door.post("/sign-in/passkey", {"credential": told}).status_code == 302
    assert refused(door.post("/sign-in/passkey", {"credential": told}))  # asked once
    key.count = 0
    assert refused(enter_with(key))  # a copy that was used less often
    assert AuditRow.objects.filter(act="factor.passkey_copied").count() == 1


@pytest.mark.parametrize(
    "told", ["", "[]", "{}", "null", '{"id": 1}', '{"id": "bm5ubm5ubm5ubm5ubm5ubg"}', '{"id": "bm5ubm5ubm5ubm5ubm5ubg", "rawId": "bm5ubm5ubm5ubm5ubm5ubg", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}, "type": "public-key"}', "{" * 5000],
)  # fmt: skip
def test_what_is_no_answer_of_a_passkey_is_refused(client: Client, told: str) -> None:
    add_key(client, SecurityKey())
    door = guest()
    door.post("/sign-in/passkey/options")
    assert "opens nothing here" in text_of(door.post("/sign-in/passkey", {"credential": told}))
    client.post("/me/security/passkeys/options", {"proof": PASSWORD})
    page = text_of(client.post("/me/security/passkeys/add", {"name": "x", "credential": told}, follow=True))
    assert "could not be kept" in page


def test_nobody_is_told_who_has_a_passkey_or_an_account(client: Client) -> None:
    before = guest().post("/sign-in/passkey/options").json()
    add_key(client, SecurityKey())
    after = guest().post("/sign-in/passkey/options").json()
    assert {**before, "challenge": ""} == {**after, "challenge": ""}
    assert not after.get("allowCredentials")
    known, unknown = (
        re.sub(r'value="[^"]*"', "", text_of(guest().post("/sign-in", {"username": name, "password": "x"})))
        for name in ("lan", "nobody")
    )
    assert known == unknown


def test_one_removes_only_ones_own_passkeys(client: Client) -> None:
    add_key(client, SecurityKey())
    other = somebody(Role.ADMINISTRATOR)
    assert (
        other.post(
            f"/me/security/passkeys/{Passkey.objects.get().pk}/remove", {"proof": PASSWORD}
        ).status_code
        == 404
    )


def test_an_invitation_does_not_go_round_the_second_factor(client: Client, person: User) -> None:
    set_up(client)
    chosen = {"password": "four words nobody guesses", "again": "four words nobody guesses"}
    person.refresh_from_db()
    link = invite(user=person, by="test", now=timezone.now())
    assert guest().post(f"/invitation/{link}", chosen)["Location"] == "/sign-in/second"


def test_who_may_shut_an_account_may_remove_its_factors_and_nobody_else(ground: Ground) -> None:
    army, front = ground.agencies["army"].pk, ground.agencies["front"].pk
    low = add_user(
        username="low", password=PASSWORD, role=Role.REPORTER, organisation=army, by="test", now=NOW
    )
    boss = add_user(
        username="boss", password=PASSWORD, role=Role.ADMINISTRATOR, organisation=army, by="test", now=NOW
    )
    own, above = browser_of(low), browser_of(boss)
    set_up(own)
    set_up(above)
    givers = {
        ref: browser_of(
            add_user(username=f"c-{ref}", password=PASSWORD, role=Role.COORDINATOR, organisation=number, by="test", now=NOW)
        )
        for ref, number in (("army", army), ("front", front))
    }  # fmt: skip
    assert givers["front"].post(f"/manage/people/{low.pk}/factors").status_code == 404
    assert "You may not" in text_of(givers["army"].post(f"/manage/people/{boss.pk}/factors", follow=True))
    assert Authenticator.objects.count() == 2
    page = text_of(givers["army"].post(f"/manage/people/{low.pk}/factors", follow=True))
    assert "every session of the account is over" in page
    assert not Authenticator.objects.filter(user=low).exists()
    assert Authenticator.objects.filter(user=boss).exists()
    assert own.get("/me/security").status_code == 302
    assert above.get("/me/security").status_code == 200
    above.post(f"/manage/people/{boss.pk}/factors")
    assert Authenticator.objects.filter(user=boss).exists()


def test_administrators_are_asked_and_may_go_on(db: None) -> None:
    add_user(username="lan", password=PASSWORD, role=Role.ADMINISTRATOR, by="test", now=NOW)
    door = guest()
    answer = sign_in(door, next="/devices")
    assert answer["Location"] == "/me/security?next=%2Fdevices"
    page = text_of(door.get(answer["Location"]))
    assert '<a href="/devices">Later</a>' in page
    assert door.get("/devices").status_code == 200
    assert 'href="//evil' not in text_of(door.get("/me/security?next=//evil.test"))


def test_where_a_role_needs_one_nothing_else_opens_before(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_NEEDED = frozenset({"coordinator"})
    assert client.get("/devices")["Location"] == "/me/security"
    assert client.post("/devices/add", {"label": "x"})["Location"] == "/me/security"
    set_up(client)
    assert client.get("/devices").status_code == 200


def test_no_secret_is_in_the_record_the_tables_or_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret, codes = set_up(client)
    door = guest()
    sign_in(door)
    used = now_code(secret)
    door.post("/sign-in/second", {"code": used})
    door.post("/me/security/codes", {"proof": codes[3]})
    kept = [json.dumps([row.detail, row.label, row.words, row.subject]) for row in AuditRow.objects.all()]
    kept += [json.dumps(one.get_decoded()) for one in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT secret FROM {Authenticator._meta.db_table}")
        kept += [row[0] for row in cursor.fetchall()]
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    for word in (secret, used, *codes):
        assert not [one for one in kept + logged if word in one]
    assert secret not in text_of(client.get("/me/security"))


def test_a_password_is_changed_by_whoever_knows_it_and_other_sessions_are_over(
    client: Client, person: User
) -> None:
    other, address = browser_of(person), "/me/security/password"
    new = {"password": "four words nobody guesses", "again": "four words nobody guesses"}
    for given, said in (
        ({"proof": "wrong", **new}, "Neither your password nor a code"),
        ({"proof": PASSWORD, **new, "again": "another"}, "not the same"),
        ({"proof": PASSWORD, "password": "1234567890", "again": "1234567890"}, "too weak"),
    ):
        assert said in text_of(client.post(address, given, follow=True)), said
    assert other.get("/me/security").status_code == 200
    assert "Your password is changed" in text_of(
        client.post(address, {"proof": PASSWORD, **new}, follow=True)
    )
    person.refresh_from_db()
    assert person.check_password(new["password"])
    assert other.get("/me/security").status_code == 302 and client.get("/me/security").status_code == 200


def test_signing_out_everywhere_else_leaves_this_browser_alone(client: Client, person: User) -> None:
    other, address = browser_of(person), "/me/security/elsewhere"
    client.post(address, {"proof": "wrong"})
    assert other.get("/me/security").status_code == 200
    assert "Signed out everywhere else" in text_of(client.post(address, {"proof": PASSWORD}, follow=True))
    assert other.get("/me/security").status_code == 302 and client.get("/me/security").status_code == 200
    assert AuditRow.objects.filter(act="user.signed_out_elsewhere", actor=person.username).count() == 1
