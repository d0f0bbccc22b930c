"""What answers HEAD has the headers of what would answer GET, and no body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest


def asked(method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    """As a server asks: Django's own test client would hide a body."""
    from kheo.web.wsgi import (
        application,
    )  # looks for the folder of static files, which each test's fixture makes

    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path}
    setup_testing_defaults(environ)
    told: list[Any] = []
    answer: Iterable[bytes] = application(environ, lambda status, headers, *_: told.extend((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return told[0], dict(told[1]), body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/sign-in", "/fields", "/fields.csv", "/nothing-here", "/api/v1/openapi.json"]
)
def test_head_has_no_body(path: str) -> None:
    status, headers, body = asked("GET", path)
    assert body
    bare_status, bare_headers, bare = asked("HEAD", path)
    assert bare == b""
    assert bare_headers.get("Content-Type") == headers.get("Content-Type") or bare_status[:3] == "405"
    assert bare_status == status or bare_status[:3] == "405"


@pytest.mark.django_db
def test_a_page_says_how_long_it_would_be() -> None:
    status, headers, _ = asked("HEAD", "/sign-in")
    assert status[:3] == "200"
    assert int(headers["Content-Length"]) > 500
