"""A request that passed the door before its account was shut neither writes nor tells anything afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.test import Client

from kheo.capture.submissions.models import Attachment, Submission
from kheo.ground.accounts.actions import (
    add_device,
    add_user,
    renew_key,
    revoke_device,
    set_active,
    set_password,
    take_role,
)
from kheo.ground.accounts.models import Device, Grant, User
from kheo.ground.accounts.queries import Standing
from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import asked_now
from kheo.ground.audit.models import AuditRow
from kheo.ground.wall.queries import past_the_wall
from kheo.kit.refusals import Refused
from kheo.plan.forms.actions import publish_form
from kheo.plan.programmes.models import Programme
from tests.faults.server import pause
from tests.filled import filled
from tests.ledger_build import NOW
from tests.people import PASSWORD, browser_of
from tests.phones import FORM, post

DAY = "<done>2025-07-01</done>"
BY = {"by": "boss", "now": NOW}
ENDS: dict[str, Callable[[User], object]] = {
    "shut": lambda user: set_active(user=user, active=False, **BY),
    "role taken": lambda user: take_role(grant=Grant.objects.get(user=user), **BY),
    "password changed": lambda user: set_password(user=user, password="another quiet river", **BY),
}
OF_A_DEVICE: dict[str, Callable[[User], object]] = {
    **ENDS,
    "revoked": lambda user: revoke_device(device=Device.objects.get(user=user), **BY),
    "key renewed": lambda user: renew_key(device=Device.objects.get(user=user), **BY),
}


class Meanwhile:
    """Lets something happen once, after a request was let in and before its view begins."""

    def __init__(self) -> None:
        self.happens: Callable[[], object] | None = None

    def __call__(self) -> None:
        if happens := self.happens:
            self.happens = None
            # Somebody else's request does it.
            from kheo.ground.audit.actions.recording import _asked

            token = _asked.set(None)
            with past_the_wall():
                happens()
            _asked.reset(token)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meanwhile]:
    found = Meanwhile()
    comes_as = Standing.comes_as

    def then(self: Standing, user: User, device: Device | None = None) -> None:
        comes_as(self, user, device)
        found()

    monkeypatch.setattr(Standing, "comes_as", then)
    yield found
    assert found.happens is None, "nobody was let in"


def coordinator(name: str = "lan") -> User:
    return add_user(username=name, password=PASSWORD, role=Role.COORDINATOR, by="test", now=NOW)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("path", ["/p/test/", "/p/test/figures.csv", "/devices", "/manage/people"])
def test_what_was_asked_before_is_not_told_after(
    programme: Programme, meanwhile: Meanwhile, path: str, end: str
) -> None:
    user = coordinator()
    client = browser_of(user)
    assert client.get(path).status_code == 200
    meanwhile.happens = lambda: ENDS[end](user)
    answer = client.get(path)
    # A role that is gone opens nothing, even before anybody looks at the session.
    assert end == "role taken" and answer.status_code == 403 or answer["Location"] == "/sign-in"
    assert end == "role taken" or "_auth_user_id" not in client.session


@pytest.mark.parametrize("end", ENDS)
def test_what_was_sent_before_is_not_written_after(
    programme: Programme, meanwhile: Meanwhile, end: str
) -> None:
    user = coordinator()
    client = browser_of(user)
    for path, given in (
        ("/devices/add", {"label": "late"}),
        ("/manage/people/invite", {"username": "late", "role": "reporter", "everywhere": "1"}),
        ("/manage/forms/upload", {}),
    ):
        meanwhile.happens = partial(ENDS[end], user)
        answer = client.post(path, given)
        assert end == "role taken" and answer.status_code == 403 or answer["Location"] == "/sign-in", path
        user = User.objects.get(pk=user.pk)
        User.objects.filter(pk=user.pk).update(is_active=True)
        Grant.objects.filter(user=user).update(revoked_at=None)
        client = browser_of(User.objects.get(pk=user.pk))
    assert not Device.objects.exists()
    assert not User.objects.filter(username="late").exists()
    assert not AuditRow.objects.filter(actor="lan").exists()


@pytest.mark.parametrize("end", OF_A_DEVICE)
def test_a_report_on_its_way_is_not_taken(programme: Programme, meanwhile: Meanwhile, end: str) -> None:
    publish_form(code="relief", filename="relief.md", content=FORM.encode(), by="test", now=NOW)
    for number, (method, path, more) in enumerate(
        (
            (
                "post",
                "/or/{}/submission",
                {
                    "data": {
                        "xml_submission_file": SimpleUploadedFile(
                            "a.xml", filled("uuid:late", DAY), "text/xml"
                        )
                    }
                },
            ),
            ("get", "/or/{}/formList", {}),
            ("get", "/r/api/state", {}),
            ("get", "/api/v1/forms", {}),
            (
                "post",
                "/api/v1/reports",
                {
                    "data": {"form": "relief", "answers": {"done": "2025-07-01"}},
                    "content_type": "application/json",
                    "headers": {"Idempotency-Key": "a-late-report"},
                },
            ),
        )
    ):
        user = add_user(username=f"hoa{number}", password=PASSWORD, role=Role.REPORTER, by="test", now=NOW)
        _device, key = add_device(user=user, label="phone", by=user.username, now=NOW)
        headers = {"Authorization": f"Bearer {key}", **more.get("headers", {})}  # type: ignore[dict-item]
        meanwhile.happens = lambda user=user: OF_A_DEVICE[end](user)
        rest = {name: value for name, value in more.items() if name != "headers"}
        answer = getattr(Client(), method)(path.format(key), **rest, headers=headers)
        assert answer.status_code == 401, path
    assert not Submission.objects.filter(instance__contains="late").exists()


def test_a_late_picture_of_a_report_that_is_here_is_not_taken(
    programme: Programme, meanwhile: Meanwhile
) -> None:
    publish_form(code="relief", filename="relief.md", content=FORM.encode(), by="test", now=NOW)
    user = add_user(username="hoa", password=PASSWORD, role=Role.REPORTER, by="test", now=NOW)
    device, key = add_device(user=user, label="phone", by="hoa", now=NOW)
    xml = filled("uuid:1", f"{DAY}<photo>a.jpg</photo>")
    assert post(key, xml).status_code == 201
    meanwhile.happens = lambda: revoke_device(device=device, **BY)
    assert post(key, xml, files={"a.jpg": b"dots"}).status_code == 401
    assert not Attachment.objects.exists()


def test_a_long_answer_is_cut_off(programme: Programme, monkeypatch: pytest.MonkeyPatch, rf: Any) -> None:
    from kheo.web.shared import middleware

    monkeypatch.setattr(middleware, "LOOK", -1.0)
    user = coordinator()
    request: HttpRequest = rf.get("/")
    request.user = user
    parts = (b"first", b"second", b"third")
    answer = middleware.StandingMiddleware(lambda _request: StreamingHttpResponse(parts))(request)
    read = iter(answer)
    assert next(read) == b"first"
    set_active(user=user, active=False, **BY)
    with pytest.raises(middleware.PermissionDenied):
        next(read)


def test_whoever_changes_their_own_password_goes_on_and_nobody_else(db: None) -> None:
    user = coordinator()
    from kheo.ground.audit.actions import asking

    here, elsewhere = Standing(), Standing()
    here.comes_as(user)
    elsewhere.comes_as(user)
    with asking(here):
        set_password(user=user, password="a path through rice", by="lan", now=NOW)
        add_device(user=user, label="mine", by="lan", now=NOW)
    assert here.still_stands()
    with asking(elsewhere), pytest.raises(Refused, match="session_over"):
        set_password(user=user, password="somebody else's path", by="lan", now=NOW)
    assert User.objects.get(pk=user.pk).check_password("a path through rice")
    assert asked_now() is None


# --- two hundred at once ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="threads share one SQLite connection here; see tests/faults"
)
@pytest.mark.parametrize("end", ENDS)
def test_of_two_hundred_in_flight_none_is_written_after_the_commit(end: str) -> None:
    """Who shuts counts what was written by the account while holding it, at the very end: afterwards there is no more."""
    user = coordinator()
    inside = threading.Barrier(21)

    def sends(worker: int) -> list[int]:
        """Half of them write, half read, ten requests each."""
        client, found = browser_of(user), []
        try:
            inside.wait(60)
            for _turn in range(10):
                answer = client.post("/devices/add") if worker % 2 else client.get("/devices")
                found.append(answer.status_code)
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as crowd:
        waiting = [crowd.submit(sends, worker) for worker in range(20)]
        inside.wait(60)
        while AuditRow.objects.filter(actor="lan").count() < 10:
            pause(0.01)
        with transaction.atomic():
            ENDS[end](user)
            written = AuditRow.objects.filter(actor="lan").count()
        answers = [status for one in waiting for status in one.result()]
    assert AuditRow.objects.filter(actor="lan").count() == written == Device.objects.filter(user=user).count()
    assert 10 <= written < 100
    assert set(answers) <= {200, 302, 403}
