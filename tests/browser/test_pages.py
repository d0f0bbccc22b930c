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
    f"{NEPAL}/figures?by=district&across=desc&i=NEP-HH",
    f"{NEPAL}/figures?by=district&i=NEP-HH&where=no_hh+>+99999999",
    f"{NEPAL}/indicators",
    f"{NEPAL}/indicators/NEP-HH",
    f"{NEPAL}/reports",
    f"{NEPAL}/organisations",
    f"{NEPAL}/organisations/np-acted",
    f"{NEPAL}/places",
    f"{NEPAL}/search",
    f"{NEPAL}/search?q=kathmandu",
    f"{VIET_NAM}/",
    f"{VIET_NAM}/?map=2025-06-30",
    f"{VIET_NAM}/figures?map=2025-07-01&by=commune&within=vn:p:01@2025&i=HOU-01",
    f"{VIET_NAM}/figures?map=2025-07-01&by=commune&empty=1&page=40",
    f"{VIET_NAM}/indicators/HOU-01",
    f"{VIET_NAM}/reports",
    f"{VIET_NAM}/organisations",
    f"{VIET_NAM}/organisations/VFF",
    f"{VIET_NAM}/places",
    f"{VIET_NAM}/places/vn:c:00004@2025",
    f"{VIET_NAM}/search?q=ba+dinh",
    f"{VIET_NAM}/search?q=khong+co+noi+nay",
    "/me/told",
    "/me/told/wishes",
)
# The first link of a page that leads to a page of another kind: its address is known only from there.
LED_TO = (
    (f"{NEPAL}/", "h1 a:has(b)"),
    (f"{NEPAL}/", ".act a >> nth=0"),
    (f"{NEPAL}/reports", ".reports a >> nth=0"),
    (f"{VIET_NAM}/?map=2025-06-30", ".rank td a >> nth=0"),
    (f"{VIET_NAM}/reports", ".reports a >> nth=0"),
)
ERRORS = ("/p/no-such-programme/", f"{NEPAL}/?map=yesterday", f"{NEPAL}/places/nowhere", "/nowhere")


def with_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("wide", [True, False])
def test_every_page_is_free_of_violations_and_fits(
    visit: Callable[..., Page], wide: bool, dark: bool
) -> None:
    page = visit(with_language(PAGES[0], "vi"), wide=wide, dark=dark, language="vi")
    found = []
    paths = [*PAGES]
    for path, link in LED_TO:
        page.goto(with_language(path, "vi"))
        paths.append(page.locator(link).get_attribute("href") or "")
    for path in paths:
        page.goto(with_language(path.partition("#")[0], "vi"))
        found += [f"{path}: {fault}" for fault in violations(page)]
        if (wider := overflow(page)) > 0:
            found.append(f"{path}: {wider} px too wide")
        if path.startswith(VIET_NAM) and not page.locator(".made-up").is_visible():
            found.append(f"{path}: does not say that its data are made up")
    assert found == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_way_in_is_free_of_violations(visit: Callable[..., Page], dark: bool) -> None:
    page = visit("/sign-in?lang=vi", signed_in=False, dark=dark, wide=False)
    assert violations(page) == []
    assert overflow(page) <= 0


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


def test_the_map_shows_the_whole_country(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{VIET_NAM}/?map=2025-07-01", "vi"), language="vi")
    assert page.locator(".rank tbody tr").count() == 34
    assert page.locator(".land .ctx").count() == 0
    names = page.locator(".lbl text").all_text_contents()
    assert {"Cà Mau", "Hồ Chí Minh", "Cao Bằng"} <= set(names)


def test_on_a_phone_the_map_stands_over_its_ranking(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{VIET_NAM}/?map=2025-07-01", "vi"), wide=False)
    picture, ranking = page.locator(".map").bounding_box(), page.locator(".rank").bounding_box()
    assert picture and ranking
    assert picture["width"] > 300
    assert ranking["y"] >= picture["y"] + picture["height"]


def test_a_slash_leads_to_search_and_the_first_tab_to_the_content(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/indicators", "en"))
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("input[type=search]")).to_have_value("a/b")


def test_whatever_has_the_keyboard_can_be_seen(visit: Callable[..., Page]) -> None:
    page = visit(with_language(f"{NEPAL}/", "en"))
    for _ in range(30):
        page.keyboard.press("Tab")
        drawn = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"
        )
        assert drawn, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


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
