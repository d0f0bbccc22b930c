"""What Django serves of the reporter's app: a shell for everybody, its worker, its manifest."""

from __future__ import annotations

import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from kheo.ground.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter() -> Client:
    client = Client()
    client.force_login(User.objects.create(username="bình"))
    return client


@pytest.mark.parametrize("path", ["/r/", "/r/sw.js", "/r/manifest.webmanifest"])
def test_it_is_for_those_who_signed_in(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in")


def test_the_shell_names_nobody_so_that_a_phone_may_keep_it(reporter: Client) -> None:
    answer = reporter.get("/r/")
    assert answer["X-Kheo-User"] == "b%C3%ACnh"
    assert "bình" not in answer.content.decode()
    assert "csrftoken" in answer.cookies


def test_it_may_run_the_form_engine_and_other_pages_may_not(reporter: Client) -> None:
    allowed = reporter.get("/r/")["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in allowed
    assert "img-src 'self' data: blob:" in allowed
    elsewhere = reporter.get("/")["Content-Security-Policy"]
    assert "wasm" not in elsewhere


def test_the_manifest_names_pictures_that_exist(reporter: Client) -> None:
    answer = reporter.get("/r/manifest.webmanifest")
    told = json.loads(answer.content)
    assert told["scope"] == told["start_url"] == "/r/"
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_the_worker_knows_where_the_files_are(reporter: Client) -> None:
    answer = reporter.get("/r/sw.js")
    if finders.find("kheo/reporter/sw.js"):
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer.content.startswith(b'self.KHEO_STATIC = "/static/kheo/";')
    else:
        assert answer.status_code == 404
