"""A verifier decides about fifty reports without a mouse; what was decided by mistake is taken back."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, overflow, violations

MANY = 50
ADDRESS = "/p/vn-community-support/verify"
# Whether a finger on the middle of it meets it.
HIT = """one => { const { x, y, width, height } = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"""


@pytest.fixture(scope="module")
def waiting(served: Served) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.verifying.world", str(MANY + 3)],
        env=served.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def left(page: Page) -> int:
    """How many wait, as the heading says."""
    if page.get_by_text("Nothing waits for you.").count():
        return 0
    return int(re.sub(r"\D", "", page.locator("#h-queue .unit").inner_text()))


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_fifty_are_decided_about_by_keyboard_alone(waiting: int, visit: Callable[..., Page]) -> None:
    page = visit(f"{ADDRESS}?lang=en")
    before = left(page)
    assert before >= waiting
    first = page.url
    press(page, "j")
    press(page, "k")
    for at in range(MANY):
        if at % 10 != 9:
            press(page, "a")
        else:
            page.keyboard.press("r")
            expect(page.locator("#id_reason")).to_be_focused()
            page.keyboard.type("Which houses?")
            press(page, "Control+Enter")
        assert left(page) == before - at - 1
    assert page.url != first
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(page.locator(".back")).not_to_have_attribute("open", "")


def test_on_a_phone_the_report_is_what_is_seen_first(waiting: int, visit: Callable[..., Page]) -> None:
    page = visit(f"{ADDRESS}?lang=en", wide=False)
    expect(page.locator("#h-rec")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_on_a_phone_nothing_lies_over_what_decides(waiting: int, visit: Callable[..., Page]) -> None:
    page = visit(f"{ADDRESS}?lang=en", wide=False)
    buttons = page.locator(".decidebar > form .btn, .decidebar summary")
    assert buttons.count() == 2
    for at in (0, 200):
        page.evaluate(f"scrollTo(0, {at})")
        for one in buttons.all():
            assert one.evaluate(HIT), at


def test_going_on_with_words_that_were_refused_decides_nothing(
    waiting: int, visit: Callable[..., Page]
) -> None:
    page = visit(f"{ADDRESS}?lang=en")
    before, reason = left(page), page.locator("#id_reason")
    page.keyboard.press("r")
    page.keyboard.type("  ")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Are all of these houses new?")
    expect(reason).to_have_value("  Are all of these houses new?")
    page.locator("#id_field").select_option(index=1)
    reason.focus()
    # What only the server knows: somebody changed the report after it was looked at.
    page.locator(".back [name=seen]").evaluate("one => { one.value = 'later' }")
    press(page, "Control+Enter")
    expect(page.get_by_text("Something changed about this report just now")).to_be_visible()
    expect(reason).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" a z x j")
    expect(reason).to_have_value("  Are all of these houses new? a z x j")
    expect(page.locator("#id_field")).not_to_have_value("")
    assert left(page) == before


def test_a_mistake_is_taken_back_by_one_key(waiting: int, visit: Callable[..., Page]) -> None:
    page = visit(f"{ADDRESS}?lang=en")
    title, before = page.locator("#h-rec").inner_text(), left(page)
    press(page, "a")
    assert left(page) == before - 1
    expect(page.locator(".undo")).to_contain_text("You accepted it")
    press(page, "z")
    assert left(page) == before
    expect(page.locator("#h-rec")).to_have_text(title)


def test_asking_back_at_a_question_chooses_it(waiting: int, visit: Callable[..., Page]) -> None:
    page = visit(f"{ADDRESS}?lang=en")
    while not page.locator('[data-ask="houses"]').count():  # other forms' reports wait too
        press(page, "j")
    page.locator('[data-ask="houses"]').click()
    expect(page.locator("#id_field")).to_have_value("houses")
    expect(page.locator("#id_reason")).to_be_focused()


def test_what_cannot_be_taken_back_any_more_leaves_the_page(waiting: int, visit: Callable[..., Page]) -> None:
    page = visit(f"{ADDRESS}?lang=en")
    press(page, "a")
    expect(page.locator(".undo")).to_have_count(0, timeout=15_000)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize(("language", "dark"), [("vi", False), ("en", True)])
def test_two_side_by_side_fit_and_are_free_of_violations(
    waiting: int, visit: Callable[..., Page], wide: bool, language: str, dark: bool
) -> None:
    page = visit(f"{ADDRESS}?lang=en", wide=wide, language=language, dark=dark)
    first, second = (
        re.search(r"at=(\d+)", page.locator(".queue .q").nth(at).get_attribute("href") or "") for at in (0, 1)
    )
    assert first and second
    page.goto(f"{ADDRESS}/{first[1]}/same?with={second[1]}&lang={language}")
    assert page.locator(".same thead a").count() == 2
    assert (violations(page), overflow(page)) == ([], 0)
    for at in range(page.locator(".youranswer summary").count()):
        page.locator(".youranswer summary").nth(at).press("Enter")
    assert page.locator(".youranswer details[open]").count() == 2
    assert (violations(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize(("language", "dark"), [("vi", False), ("en", True)])
def test_it_fits_and_is_free_of_violations(
    waiting: int, visit: Callable[..., Page], wide: bool, language: str, dark: bool
) -> None:
    page = visit(f"{ADDRESS}?lang={language}", wide=wide, language=language, dark=dark)
    assert (violations(page), overflow(page)) == ([], 0)
    page.locator(".back summary").click()
    assert (violations(page), overflow(page)) == ([], 0)
