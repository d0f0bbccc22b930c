"""Every kind of page that links lead to opens, fits its window and is free of axe violations, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served, overflow, violations

MOST_PAGES = 12
NOT_A_PAGE = re.compile(r"\.(csv|xlsx|json|parquet|docx|pdf|svg|geojson)$|/static/")


def kind(path: str) -> str:
    """Pages that differ only in a number or a digest are of one kind."""
    return "/".join("…" if re.search(r"\d", part) else part for part in path.split("/"))


def links(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
    here = urlsplit(page.url)
    parts = [urlsplit(link) for link in found]
    return [
        f"{link.path}?{link.query}" if link.query else link.path
        for link in parts
        if link.netloc == here.netloc and not NOT_A_PAGE.search(link.path)
    ]


def faults(page: Page) -> list[str]:
    """What is wrong with a page as it stands."""
    found = violations(page)
    if (wider := overflow(page)) > 0:
        found.append(f"{wider} px wider than the window")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first headings")
    if "%(" in page.inner_text("body"):
        found.append("a particular is not filled in")
    return [f"{urlsplit(page.url).path}: {fault}" for fault in found]


@pytest.mark.parametrize(
    ("language", "wide", "dark"),
    [("en", True, False), ("vi", True, True), ("vi", False, False), ("en", False, True)],
)
def test_every_kind_of_page_is_in_order(
    visit: Callable[..., Page], language: str, wide: bool, dark: bool
) -> None:
    page = visit("/", language=language, wide=wide, dark=dark)
    waiting, seen, found = [urlsplit(page.url).path, *links(page)], set[str](), list[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if (this := kind(urlsplit(path).path)) in seen:
            continue
        seen.add(this)
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200:
            found.append(f"{path}: {answer.status}")
            continue
        if page.get_attribute("html", "lang") != language:
            found.append(f"{path}: not in {language}")
        found += faults(page)
        waiting += links(page)
    assert found == []
    assert len(seen) >= 3, f"links lead nowhere: {seen}"


def test_the_door_is_shut_to_who_is_not_signed_in(visit: Callable[..., Page], served: Served) -> None:
    page = visit("/", signed_in=False)
    assert page.locator("input[type=password]").count() >= 1
    assert faults(page) == []


def test_the_first_thing_a_keyboard_reaches_leads_past_the_frame(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href') || ''").startswith("#")
