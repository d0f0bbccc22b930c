"""Pages obey the content security policy that they are sent with: no script and no handler inside the page."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import SOURCE

INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|application/(?:ld\+)?json))[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:",
    re.IGNORECASE,
)
OUTSIDE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//(?!www\.w3\.org)", re.IGNORECASE)


def offences(name: str, page: str) -> Iterator[str]:
    for pattern in (INLINE, OUTSIDE):
        yield from (f"{name}: {found[0]}" for found in pattern.finditer(page))


def test_no_page_holds_a_script_or_loads_from_elsewhere() -> None:
    pages = sorted(path for path in SOURCE.rglob("*.html"))
    assert [
        offence
        for path in pages
        for offence in offences(path.relative_to(SOURCE).as_posix(), path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://cdn.test/x.js"></script>',
        '<link href="//cdn.test/x.css">',
    ],
)
def test_it_catches_a_planted_page(page: str) -> None:
    assert list(offences("planted.html", page))


def test_it_lets_our_own_scripts_and_data_be() -> None:
    page = '<script src="{% static "kheo/map.js" %}" defer></script><script type="application/json" id="d">{}</script>'
    assert not list(offences("page.html", page))
