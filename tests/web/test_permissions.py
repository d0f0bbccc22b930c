"""Who may open which address: every route, every role, every relation to whose report it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kheo.capture.submissions.models import Submission
from kheo.ground.accounts.actions import add_user, give_role, take_role
from kheo.ground.accounts.models import Device, Grant, User
from kheo.ground.accounts.rules import MATRIX
from kheo.ground.accounts.states import Act, Role
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.plan.programmes.models import Programme
from kheo.web.shared.permissions import NEEDED, Door
from tests.filled import filled
from tests.ledger_build import NOW, Ground
from tests.people import PASSWORD, browser_of, somebody
from tests.phones import arrives
from tests.web.conftest import text_of

DAY = "<done>2025-07-01</done>"
# What stands in an address, and is nowhere.
ARGUMENTS = {
    "pk": 999_999, "rank": 999_999, "number": 999_999, "record": 999_999, "key": "k" * 43, "code": "nothing", "name": "nothing",
    "file": "nothing", "kind": "csv", "ref": "nothing", "programme": "test", "told": "1-nothing",
}  # fmt: skip


def every_route(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from every_route(one, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one


ROUTES = dict(every_route())


def address(name: str) -> str:
    pattern = ROUTES[name].pattern
    names = {*pattern.converters, *getattr(getattr(pattern, "regex", None), "groupindex", {})}
    if name.startswith(("openrosa", "api_")):
        names -= {"channel"}
    return reverse(name, kwargs={one: ARGUMENTS[one] for one in names})


def test_every_address_says_what_it_asks_and_nothing_else_is_written_down() -> None:
    assert set(ROUTES) == set(NEEDED)


def test_what_is_open_to_nobody_signed_in_is_what_is_written_down() -> None:
    free = {name for name, one in ROUTES.items() if not getattr(one.callback, "login_required", True)}
    assert free == {name for name, needed in NEEDED.items() if needed in (Door.PUBLIC, Door.KEY)}


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_the_matrix_says_by_every_method(
    role: Role, programme: Programme, settings: Any
) -> None:
    settings.AXES_ENABLED = False
    client = somebody(role)
    client.raise_request_exception = True
    opened, shut = set(), set()
    for name, needed in NEEDED.items():
        if needed in (Door.PUBLIC, Door.KEY) or name == "sign_out":
            continue
        for method in ("get", "post", "put", "patch", "delete", "head", "options"):
            status = getattr(client, method)(address(name)).status_code
            (shut if status == 403 else opened).add((name, method))
            assert status < 500
    wanted = {
        name for name, needed in NEEDED.items() if isinstance(needed, Act) and needed not in MATRIX[role]
    }
    assert {name for name, _ in shut} == wanted
    assert not {name for name, _ in opened} & wanted


def test_nobody_signed_in_is_led_to_the_sign_in(programme: Programme) -> None:
    for name, needed in NEEDED.items():
        if needed in (Door.PUBLIC, Door.KEY):
            continue
        for method in ("get", "post", "put", "delete"):
            answer = getattr(Client(), method)(address(name))
            assert answer.status_code in (302, 403), name
            assert answer.status_code == 403 or answer["Location"].startswith("/sign-in")


def test_a_key_opens_no_page_and_a_cookie_no_door_of_keys(programme: Programme) -> None:
    client = somebody(Role.ADMINISTRATOR)
    for name, needed in NEEDED.items():
        if needed is Door.KEY and name not in ("api:openapi-json", "api:api-root"):
            assert client.get(address(name)).status_code in (401, 404, 405), name


def test_an_address_that_nobody_wrote_down_is_shut(
    client: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "kheo.web.shared.middleware.NEEDED", {name: act for name, act in NEEDED.items() if name != "places"}
    )
    assert client.get("/p/test/places").status_code == 403


def status_of(client: Client, path: str) -> int:
    answer = client.get(path)
    if answer.streaming:
        list(answer.streaming_content)  # type: ignore[attr-defined] # read to the end, a file closes itself
    return answer.status_code


def verifier(ref: str | None, name: str) -> User:
    number = Organisation.objects.get(ref=ref).pk if ref else None
    return add_user(
        username=name, password=PASSWORD, role=Role.VERIFIER, organisation=number, by="test", now=NOW
    )


@pytest.fixture
def own(device: Device) -> Submission:
    """A report of the army's, with a picture and a sibling that contradicts it."""
    sent = arrives(
        device, filled("uuid:1", f"{DAY}<houses>3</houses><photo>a.jpg</photo>"), a_jpg=b"dots"
    ).submission
    arrives(device, filled("uuid:1", f"{DAY}<houses>4</houses>"))
    return sent


@pytest.mark.parametrize(
    ("ref", "sees"),
    [("army", True), ("front", False), (None, True)],
    ids=["own", "sister agency", "parent"],
)
def test_reports_open_to_their_own_and_to_those_above(own: Submission, ref: str | None, sees: bool) -> None:
    client = browser_of(verifier(ref, "hai"))
    rival = own.rivals.get().pk
    record = own.records.get().pk
    for path in (
        f"reports/{own.pk}",
        f"reports/{own.pk}/original",
        f"reports/{own.pk}/files/a.jpg",
        f"reports/{own.pk}/files/a.jpg/original",
        f"attention/rivals/{rival}",
        f"attention/rivals/{rival}/file",
    ):
        assert status_of(client, f"/p/test/{path}") == (200 if sees else 404), path
    assert status_of(client, f"/p/test/lines/{record}") == (302 if sees else 404)
    listed = text_of(client.get("/p/test/reports?form=relief&period=all"))
    assert (f"/reports/{own.pk}?" in listed) == sees
    assert ("Other answers" in text_of(client.get("/p/test/attention?kind=rivals"))) == sees
    for path, given in (
        (f"reports/{own.pk}/decide", {"outcome": "accepted"}),
        (f"attention/rivals/{rival}/settle", {"choice": "kept", "reason": "x"}),
    ):
        assert client.post(f"/p/test/{path}", given).status_code == (302 if sees else 404), path


def test_who_may_read_it_and_decide_elsewhere_does_not_decide_here(own: Submission) -> None:
    person = verifier("front", "hai")
    give_role(user=person, role=Role.ANALYST, by="test", now=NOW)
    client = browser_of(person)
    assert client.get(f"/p/test/reports/{own.pk}").status_code == 200
    assert client.post(f"/p/test/reports/{own.pk}/decide", {"outcome": "accepted"}).status_code == 403
    assert status_of(client, f"/p/test/reports/{own.pk}/files/a.jpg/original") == 403


def test_a_place_and_a_programme_narrow_it(own: Submission, ground: Ground) -> None:
    for number, more in enumerate(
        (
            {"place": Place.objects.get(ref="p").pk},
            {"programme": "another"},
            {"last_day": NOW.date().replace(year=2024), "first_day": NOW.date().replace(year=2023)},
        )
    ):
        person = add_user(username=f"p{number}", password=PASSWORD, role=Role.ANALYST, by="test", now=NOW)
        take_role(grant=Grant.objects.get(user=person), by="test", now=NOW)
        give_role(user=person, role=Role.ANALYST, by="test", now=NOW, **more)
        # The report tells of no place; the grant is for another programme; it is over.
        assert browser_of(person).get(f"/p/test/reports/{own.pk}").status_code in (403, 404)
    # The facts of the programme lie in the province, and the file of them is within it but for the line without place.
    person = User.objects.get(username="p0")
    page = text_of(browser_of(person).get(f"/p/test/reports/{ground.submission.pk}"))
    assert 'id="line-2"' in page
    assert 'id="line-5"' not in page
    assert "holds those of others too" in page


def test_a_role_that_was_taken_is_gone_with_the_next_request(own: Submission) -> None:
    person = verifier(None, "hai")
    client = browser_of(person)
    assert client.get("/p/test/attention").status_code == 200
    take_role(grant=Grant.objects.get(user=person), by="test", now=NOW)
    assert client.get("/p/test/attention").status_code in (302, 403)
    person.is_active = False
    person.save()
    assert client.get("/p/test/").status_code == 302
