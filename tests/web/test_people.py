"""Accounts: invited by a link that opens once, given roles by those who have them, shut at once."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from kheo.ground.accounts.actions import add_device, add_user, give_role, set_active
from kheo.ground.accounts.actions import invite as make_link
from kheo.ground.accounts.models import Grant, User
from kheo.ground.accounts.queries import check_may_give, device_with, roles_of
from kheo.ground.accounts.rules import MATRIX, may_be_given_by
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from tests.ledger_build import NOW, Ground
from tests.people import PASSWORD, browser_of, somebody
from tests.web.conftest import text_of
from tests.web.test_overview import plain

CHOSEN = "four words nobody guesses"


@pytest.fixture
def units(ground: Ground) -> dict[str, Organisation]:
    """Army with a division and a post under it; the front beside."""
    army, front = ground.agencies["army"], ground.agencies["front"]
    division = Organisation.objects.create(
        ref="division", title={"en": "Division 9"}, parent=army, agency=army
    )
    post = Organisation.objects.create(ref="post", title={"en": "Post 14"}, parent=division, agency=army)
    return {"army": army, "front": front, "division": division, "post": post}


def person(role: Role, unit: Organisation | None, name: str = "", last_day: dt.date | None = None) -> User:
    return add_user(
        username=name or f"{role}-{unit.ref if unit else 'all'}", password=PASSWORD, role=role,
        organisation=unit.pk if unit else None, last_day=last_day, by="test", now=NOW,
    )  # fmt: skip


def invite(client: Client, **more: str) -> str:
    """The invitation's address; the page where there is none."""
    given = {"username": "hoa", "name": "Nguyễn Thị Hoà", "role": "reporter", "unit": "post", **more}
    page = text_of(client.post("/manage/people/invite", given, follow=True))
    found = re.search(r"<code>http://testserver(/invitation/[^<]+)</code>", page)
    return found[1] if found else page


def test_whom_one_invites_chooses_a_password_once(units: dict[str, Organisation]) -> None:
    address = invite(somebody(Role.ADMINISTRATOR))
    guest = Client(headers={"accept-language": "en"})
    assert "Welcome, Nguyễn Thị Hoà" in text_of(guest.get(address))
    for password, again, said in (
        (CHOSEN, "another", "not the same"),
        ("1234567890", "1234567890", "too weak"),
    ):
        assert said in text_of(guest.post(address, {"password": password, "again": again}))
    assert guest.post(address, {"password": CHOSEN, "again": CHOSEN})["Location"] == "/"
    hoa = User.objects.get(username="hoa")
    assert hoa.check_password(CHOSEN) and roles_of(hoa) == {Role.REPORTER}
    assert hoa.organisation == units["post"]
    assert guest.get("/devices").status_code == 200
    assert Client().get(address).status_code == 404
    assert CHOSEN not in "".join(f"{row.detail}{row.label}" for row in AuditRow.objects.all())


@pytest.mark.parametrize("told", ["1-x", "x", "-", "99999999999999999999-x", "1", "²-x", "0-"])
def test_what_is_no_invitation_says_so_whoever_there_is(told: str, units: dict[str, Organisation]) -> None:
    answer = Client(headers={"accept-language": "en"}).get(f"/invitation/{told}")
    assert answer.status_code == 404
    assert "not good any more" in text_of(answer)


def test_an_old_invitation_is_over(units: dict[str, Organisation], settings: pytest.FixtureRequest) -> None:
    address = invite(somebody(Role.ADMINISTRATOR))
    settings.PASSWORD_RESET_TIMEOUT = -1  # type: ignore[attr-defined]
    assert Client().get(address).status_code == 404


def test_a_wrong_invitation_is_told_in_words(units: dict[str, Organisation]) -> None:
    client = somebody(Role.ADMINISTRATOR)
    somebody(Role.ANALYST, "taken")
    Organisation.objects.update(search_text="|post|post 14|")
    Organisation.objects.create(
        search_text="|post-2|post 14|",
        ref="post-2",
        title={"en": "Post 14"},
        parent=units["front"],
        agency=units["front"],
    )
    for more, said in (
        ({"username": "taken"}, "an account named taken"),
        ({"username": "no good name!"}, "not valid"),
        ({"username": ""}, "not valid"),
        ({"email": "nowhere"}, "not valid"),
        ({"unit": "Post 15"}, "no unit"),
        ({"unit": "Post 14"}, "post, post-2"),
        ({"unit": ""}, "or tick “everywhere”"),
        ({"everywhere": "1"}, "Take one of the two back"),
        ({"name": "x" * 3000}, "The name has 3000 letters; at most 150 fit"),
        ({"role": "king"}, "no role"),
        ({"last_day": "2020-01-01"}, "is over"),
        ({"last_day": "soon"}, "is no day"),
    ):
        assert said in plain(invite(client, **more)), more
    assert not User.objects.filter(username="hoa").exists()
    kept = invite(client, unit="Post 15", role="auditor", name="Nguyễn Thị Hoà", last_day="2030-01-01")
    assert 'value="Nguyễn Thị Hoà"' in kept and 'value="2030-01-01"' in kept
    assert '<option value="auditor" selected>' in kept and kept.count('aria-invalid="true"') == 1
    assert "aria-invalid" not in text_of(client.get("/manage/people"))


def test_no_role_gives_what_it_does_not_have() -> None:
    for giver, given in product(Role, Role):
        if given in may_be_given_by(giver):
            assert MATRIX[given] <= MATRIX[giver]
    assert may_be_given_by(Role.VERIFIER) == []
    assert Role.ADMINISTRATOR not in may_be_given_by(Role.COORDINATOR)


@pytest.mark.parametrize(("giver", "given"), [*product(Role, Role)])
def test_every_pair_of_roles_through_the_page(
    giver: Role, given: Role, units: dict[str, Organisation]
) -> None:
    """Nobody gives more than they have, further than they reach, or for longer; also not by inviting or to themselves."""
    ends = timezone.localdate() + dt.timedelta(days=30)
    by = person(giver, units["division"], "giver", ends)
    other = person(Role.REPORTER, units["post"], "other")
    client = browser_of(by)
    allowed = given in may_be_given_by(giver)
    later = (ends + dt.timedelta(days=1)).isoformat()
    inside = {"role": given, "unit": "post", "last_day": ends.isoformat()}
    for more in (
        {"unit": "army"},
        {"unit": "front"},
        {"unit": "", "everywhere": "1"},
        {"last_day": ""},
        {"last_day": later},
    ):
        client.post(f"/manage/people/{other.pk}/give", {**inside, **more})
        client.post(f"/manage/people/{by.pk}/give", {**inside, **more})
        client.post("/manage/people/invite", {**inside, **more, "username": "new"})
    assert Grant.objects.count() == 2
    client.post(f"/manage/people/{other.pk}/give", inside)
    assert Grant.objects.filter(user=other, role=given, by="giver").exists() == allowed


def test_nobody_changes_whoever_may_do_more(units: dict[str, Organisation]) -> None:
    """A new password for somebody above would be a way up."""
    boss = person(Role.ADMINISTRATOR, units["army"], "boss")
    higher = person(Role.COORDINATOR, units["army"], "higher")
    low = person(Role.COORDINATOR, units["division"], "low")
    client = browser_of(low)
    for above in (boss, higher):
        for act in ("invite", "shut"):
            assert client.post(f"/manage/people/{above.pk}/{act}").status_code == 404
    # One whose home is below and whose role reaches further is seen, and not changed.
    wide = person(Role.REPORTER, units["post"], "wide")
    give_role(user=wide, role=Role.ADMINISTRATOR, by="test", now=NOW)
    page = text_of(client.post(f"/manage/people/{wide.pk}/invite", follow=True))
    assert "You may not give this role" in page
    assert "/invitation/" not in page
    client.post(f"/manage/people/{wide.pk}/shut")
    grant = Grant.objects.get(user=wide, role=Role.ADMINISTRATOR)
    client.post(f"/manage/people/{wide.pk}/take/{grant.pk}")
    wide.refresh_from_db()
    grant.refresh_from_db()
    assert wide.is_active and grant.revoked_at is None


def test_one_sees_the_people_of_ones_own_units(units: dict[str, Organisation]) -> None:
    person(Role.REPORTER, units["post"], "inside")
    person(Role.REPORTER, units["front"], "outside")
    person(Role.ANALYST, None, "nowhere")
    page = text_of(browser_of(person(Role.COORDINATOR, units["division"], "low")).get("/manage/people"))
    assert "inside" in page
    assert "outside" not in page and "nowhere" not in page
    page = text_of(somebody(Role.ADMINISTRATOR).get("/manage/people?q=OUTS"))
    assert "outside" in page and "inside" not in page


def test_sessions_end_when_account_role_or_password_changes(units: dict[str, Organisation]) -> None:
    for number, change in enumerate(
        (
            lambda user: give_role(user=user, role=Role.ANALYST, by="test", now=NOW),
            lambda user: set_active(user=user, active=False, by="test", now=NOW),
            lambda user: Client().post(
                "/invitation/" + make_link(user=user, by="test", now=NOW),
                {"password": CHOSEN, "again": CHOSEN},
            ),
        )
    ):
        user = person(Role.COORDINATOR, units["army"], f"p{number}")
        client = browser_of(user)
        assert client.get("/manage/forms").status_code == 200
        change(user)
        assert client.get("/manage/forms").status_code == 302


def test_a_shut_account_sends_nothing_and_opens_again(units: dict[str, Organisation]) -> None:
    low = person(Role.REPORTER, units["post"], "low")
    _device, key = add_device(user=low, label="phone", by="low", now=NOW)
    assert device_with(key)
    client = somebody(Role.ADMINISTRATOR)
    page = text_of(client.post(f"/manage/people/{low.pk}/shut", follow=True))
    assert "The account is shut" in page
    assert device_with(key) is None
    client.post(f"/manage/people/{low.pk}/shut", {"open": "1"})
    assert device_with(key)
    client.post(f"/manage/people/{low.pk}/take/{Grant.objects.get(user=low).pk}")
    assert device_with(key) is None
    assert [row.act for row in AuditRow.objects.filter(subject=f"user:{low.pk}")][-3:] == [
        "user.shut", "user.opened", "role.taken",
    ]  # fmt: skip


def test_nobody_shuts_their_own_account(units: dict[str, Organisation]) -> None:
    boss = person(Role.ADMINISTRATOR, None, "boss")
    client = browser_of(boss)
    assert "your own account" in text_of(client.post(f"/manage/people/{boss.pk}/shut", follow=True))
    assert "your own account" in text_of(client.get(f"/manage/people/{boss.pk}"))


def test_more_fields_than_the_forms_change_nothing(units: dict[str, Organisation]) -> None:
    """Every column of the person's, sent to every form about people: only what the form is for changes."""
    low = person(Role.REPORTER, units["post"], "low")
    client = somebody(Role.ADMINISTRATOR)
    kept = (
        "username",
        "is_superuser",
        "is_staff",
        "password",
        "organisation_id",
        "email",
        "last_name",
        "date_joined",
    )
    before = User.objects.filter(pk=low.pk).values(*kept).get()
    forged = {
        "is_superuser": "1", "is_staff": "1", "password": "x", "id": "1", "turn": "0", "is_active": "", "email": "a@b.vn",
        "organisation": str(units["front"].pk), "organisation_id": str(units["front"].pk), "by": "king",
        "first_day": "2000-01-01", "revoked_at": "", "user": "1", "last_name": "x", "date_joined": "2000-01-01",
    }  # fmt: skip
    client.post(f"/manage/people/{low.pk}/give", {"role": "analyst", "unit": "army", **forged})
    client.post(f"/manage/people/{low.pk}/invite", forged)
    assert User.objects.filter(pk=low.pk).values(*kept).get() == before
    grant = Grant.objects.get(user=low, role="analyst")
    assert (grant.by, grant.first_day, grant.organisation) == (
        "a-administrator",
        timezone.localdate(),
        units["army"],
    )


def test_a_grant_is_not_given_beyond_place_or_programme(units: dict[str, Organisation]) -> None:
    by = add_user(
        username="by", password=PASSWORD, role=Role.REPORTER, organisation=units["army"].pk, by="t", now=NOW
    )
    give_role(
        user=by, role=Role.COORDINATOR, programme="test", organisation=units["army"].pk, by="t", now=NOW
    )
    by = User.objects.get(pk=by.pk)
    check_may_give(by, Role.VERIFIER, organisation=units["post"], programme="test")
    for wanted, programme in (
        (units["post"], ""),
        (units["post"], "other"),
        (None, "test"),
        (units["front"], "test"),
    ):
        with pytest.raises(Refused):
            check_may_give(by, Role.VERIFIER, organisation=wanted, programme=programme)
