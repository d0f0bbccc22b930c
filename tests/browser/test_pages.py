"""What the little JavaScript adds, and that every page is whole without it, on a phone, by keyboard and in print."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, Served, overflow, sign_in, violations

NEPAL = "/p/nepal-2015"
VIET_NAM = "/p/vn-community-support"
PAGES = (
    f"{NEPAL}/",
    f"{NEPAL}/figures",
    f"{NEPAL}/figures?by=district&across=action&i=NEP-HH",
    f"{NEPAL}/indicators",
    f"{NEPAL}/indicators/NEP-HH",
    f"{NEPAL}/reports",
    f"{NEPAL}/organisations",
    f"{NEPAL}/search?q=kathmandu",
    f"{VIET_NAM}/",
    f"{VIET_NAM}/?map=2025-07-01",
    f"{VIET_NAM}/figures?map=2025-07-01&by=commune&within=vn:p:01@2025&i=HOU-01",
    f"{VIET_NAM}/places",
    f"{VIET_NAM}/places/vn:c:00004@2025",
    f"{VIET_NAM}/search?q=khong+co+noi+nay",
)
ERRORS = ("/p/no-such-programme/", f"{NEPAL}/?map=yesterday")


def with_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("wide", [True, False])
def test_every_page_is_free_of_violations_and_fits(
    visit: Callable[..., Page], wide: bool, dark: bool
) -> None:
    page = visit(with_language(PAGES[0], "vi"), wide=wide, dark=dark, language="vi")
    found = []
    for path in PAGES:
        page.goto(with_language(path, "vi"))
        found += [f"{path}: {fault}" for fault in violations(page)]
        if (wider := overflow(page)) > 0:
            found.append(f"{path}: {wider} px too wide")
    assert found == []


def test_an_error_is_a_page_too(served: Served, chromium: Browser) -> None:
    """Looked at without ``visit``, for which an answer that is no success is a complaint."""
    with chromium.new_context(viewport=NARROW, base_url=served.address) as context:
        page = context.new_page()
        sign_in(page, served)
        for path in ERRORS:
            page.goto(with_language(path, "vi"))
            assert violations(page) == []
            assert overflow(page) <= 0


def test_a_figure_opens_its_passport_beside_the_page(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/figures", "en"))
    page.locator("td a[data-panel]").first.click()
    panel = page.locator("#panel")
    expect(panel.locator(".huge")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_from_the_overview_to_a_line_of_the_table_in_three_steps(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/", "en"))
    expect(page.locator("h1 b")).to_have_text("602,366")
    page.locator("h1 a:has(b)").click()
    page.locator("#panel").get_by_role("link", name="Source lines").click()
    expect(page.locator("#lines table")).to_be_visible()
    page.locator("#lines td:first-child a").first.click()
    expect(page.locator("li.lit details")).to_have_attribute("open", "")


def test_the_map_answers_the_ranking_and_says_what_a_dot_is(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/", "en"))
    row = page.locator("[data-rank] tbody tr").first
    row.hover()
    area = row.get_attribute("data-d")
    expect(page.locator(f"g.dots[data-d='{area}']")).to_have_class(re.compile("lit"))
    page.locator(f"g.dots[data-d='{area}'] circle").first.hover(force=True)
    expect(page.locator(".tip")).to_contain_text("households")


def test_search_suggests_without_diacritics_and_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{VIET_NAM}/places", "vi"), language="vi")
    page.locator("input[type=search]").press_sequentially("ba dinh", delay=20)
    expect(page.locator(".suggest a").first).to_contain_text("Ba Đình")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ba Đình")


def test_the_choices_are_made_by_keyboard_and_stay_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{VIET_NAM}/indicators", "en"))
    page.locator(".picks details:has-text('Map date') summary").focus()
    page.keyboard.press("Enter")
    page.locator(".picks details[open] a", has_text="30 June 2025").press("Enter")
    page.wait_for_url("**map=2025-06-30**")
    expect(page.locator(".picks")).to_contain_text("30 June 2025")


def test_on_a_phone_the_choices_unfold(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/indicators", "en"), wide=False)
    expect(page.locator("#picks")).to_be_hidden()
    page.locator("[data-fold]").click()
    expect(page.locator("#picks")).to_be_visible()
    assert violations(page) == []


def test_pages_are_whole_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/figures", "en"), java_script_enabled=False)
    page.locator("td a[data-panel]").first.click()
    expect(page.locator(".huge")).to_be_visible()
    page.locator("form[action*='recompute'] button").click()
    expect(page.locator("#recompute")).to_contain_text("Same value, same digest")


def test_the_chosen_look_wins_over_the_device(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/indicators", "en"), dark=False)
    page.locator("details:has(.me) summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    assert page.get_attribute("html", "data-theme") == "dark"


def test_print_shows_the_figure_and_not_the_frame(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/indicators/NEP-HH", "en"), dark=True)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".huge")).to_be_visible()
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(250, 249, 246)"
