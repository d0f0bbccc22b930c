"""The guide's pictures: taken on every run, written to docs/guide/pictures with ``make browser ARGS=--pictures``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import NEPAL, VIET_NAM, with_language

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "pictures"
HA_NOI = f"{VIET_NAM}/figures?map=2025-07-01&by=commune&within=vn:p:01@2025&i=HOU-01&i=HOU-02"
KINDS = f"{NEPAL}/figures?by=district&across=action&i=NEP-HH"


def passport(page: Page) -> None:
    page.goto(page.locator("h1 a:has(b)").get_attribute("href") or "")


def panel(page: Page) -> None:
    page.locator("td a[data-panel]").first.click()
    expect(page.locator("#panel .huge")).to_be_visible()


def alike(page: Page) -> None:
    """The first report of the queue beside which another one stands; a server weighs some seconds after it began."""
    address = page.url
    for _ in range(24):
        for at in range(page.locator(".queue .q").count()):
            page.goto(page.locator(".queue .q").nth(at).get_attribute("href") or "")
            if page.locator('.reasons a[href*="/same?"]').count():
                return
        page.wait_for_timeout(5_000)
        page.goto(address)
    raise AssertionError("no check found anything alike in the demonstration")


def side_by_side(page: Page) -> None:
    alike(page)
    page.goto(page.locator('.reasons a[href*="/same?"]').first.get_attribute("href") or "")


def nothing(page: Page) -> None:
    """The page as it opens."""


@pytest.mark.parametrize(
    ("name", "path", "language", "dark", "size", "shown"),
    [
        ("overview", f"{NEPAL}/", "en", False, (1280, 1560), nothing),
        ("overview-dark", f"{VIET_NAM}/", "vi", True, (1280, 1100), nothing),
        ("overview-phone", f"{VIET_NAM}/", "vi", False, (360, 780), nothing),
        ("figures", HA_NOI, "en", False, (1280, 820), nothing),
        ("panel", KINDS, "en", False, (1280, 820), panel),
        ("passport", f"{NEPAL}/", "en", False, (1280, 1250), passport),
        ("verify", f"{VIET_NAM}/verify", "en", False, (1280, 1150), alike),
        ("same-work", f"{VIET_NAM}/verify", "en", False, (1280, 1500), side_by_side),
        ("place", f"{VIET_NAM}/places/vn:c:00004@2025", "vi", False, (1280, 760), nothing),
    ],
)
def test_a_picture_of_the_guide_can_be_taken(
    visit: Callable[..., Page],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    name: str,
    path: str,
    language: str,
    dark: bool,
    size: tuple[int, int],
    shown: Callable[[Page], None],
) -> None:
    page = visit(with_language(path, language), language=language, dark=dark, wide=size[0] > 720)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    shown(page)
    expect(page.locator("h1").first).to_be_visible()
    page.evaluate("document.fonts.ready")
    folder = GUIDE if request.config.getoption("--pictures") else tmp_path
    page.screenshot(path=folder / f"{name}.png", animations="disabled")
    assert (folder / f"{name}.png").stat().st_size > 10_000
