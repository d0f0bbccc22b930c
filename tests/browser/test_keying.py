"""A clerk keys papers by keyboard alone: one after the other, under their numbers, and the reports go the usual way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import overflow, violations
from tests.browser.reporter.phone import Phone, until
from tests.browser.reporter.world import World

pytestmark = pytest.mark.browser


def opened(phone: Phone, *, wide: bool = True) -> Page:
    page = phone.start(wide=wide)
    phone.ready()
    page.goto("/r/#/key/housing")
    expect(page.get_by_label("Số phiếu")).to_be_focused(timeout=20_000)
    return page


def key(page: Page, *said: str) -> None:
    """Types each and presses Enter after it."""
    for one in said:
        if one:
            page.keyboard.type(one)
        page.keyboard.press("Enter")


def test_papers_are_keyed_one_after_the_other_without_a_mouse(phone: Phone, world: World) -> None:
    page = opened(phone)
    expect(page.get_by_label("Đơn vị báo cáo")).to_have_value("")  # not the clerk's own unit
    key(page, "17", "Đồn Leng Su Sìn", "muong t", "22092025", "1", "3", "1,5")
    page.keyboard.press("2")  # together with whom: two answers by their numbers
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    until(phone, lambda: len(world.kept) == 1)
    (first,) = world.kept.values()
    for answer in (
        "<reporting_unit>Đồn Leng Su Sìn<", "<commune>c0<", "<first_day>2025-09-22<", "<work>build<", "<built>3<",
        "<money>1.5<", "<partners>police front<", '<kheo:paper xmlns:kheo="https://kheo.org/xforms">17</kheo:paper>',
    ):  # fmt: skip
        assert answer in first.xml, answer
    expect(page.get_by_label("Số phiếu")).to_be_focused()
    expect(page.get_by_label("Số phiếu")).to_have_value("")
    expect(page.get_by_text("Hôm nay đã nhập 1 phiếu.")).to_be_visible()
    expect(page.get_by_label("Đơn vị báo cáo")).to_have_value("Đồn Leng Su Sìn")
    expect(page.get_by_label("Ngày bắt đầu")).to_have_value("22/9/2025")
    expect(page.get_by_label("Sửa nhà")).not_to_be_checked()
    key(page, "18", "", "sin t", "", "s")  # unit and day are kept; the kind of work by its first letter
    page.keyboard.press("Control+Enter")
    until(phone, lambda: len(world.kept) == 2)
    second = list(world.kept.values())[1]
    assert "<work>repair<" in second.xml
    assert "<first_day>2025-09-22<" in second.xml
    expect(page.locator(".keyed .item b")).to_have_text(["Phiếu số 18", "Phiếu số 17"])
    page.locator(".keyed .item").last.click()
    expect(page.locator("dd", has_text=re.compile("^17$"))).to_be_visible()


def test_a_number_that_was_keyed_before_is_pointed_out_and_may_be_meant(phone: Phone, world: World) -> None:
    page = opened(phone)
    key(page, "17", "Đồn 1", "muong t", "22092025", "2")
    page.keyboard.press("Control+Enter")
    until(phone, lambda: len(world.kept) == 1)
    expect(page.get_by_text("Hôm nay đã nhập 1 phiếu.")).to_be_visible()
    key(page, " 17 ")
    expect(page.get_by_role("alert")).to_contain_text("Anh chị đã nhập phiếu số 17")
    assert violations(page) == []
    key(page, "", "muong t", "", "2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Số phiếu")).to_be_focused()
    page.keyboard.press("Control+Enter")
    until(phone, lambda: len(world.kept) == 2)


def test_a_form_that_does_not_ask_has_the_clerk_say_whose_paper_it_is(phone: Phone, world: World) -> None:
    world.who = ""
    page = opened(phone)
    whose = page.get_by_label("Phiếu của đơn vị nào")
    expect(whose).to_have_value("Đồn Biên phòng Sín Thầu")
    whose.fill("")
    page.get_by_label("Số phiếu").fill("5")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Hãy ghi phiếu này của đơn vị nào.")).to_be_visible()
    expect(whose).to_be_focused()
    key(page, "Đồn A Pa Chải", "x", "muong t", "22092025", "2")
    phone.offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".keyed .end").first).to_have_text("đang chờ gửi")
    expect(whose).to_have_value("Đồn A Pa Chải")
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 1)
    (kept,) = world.kept.values()
    assert 'unit="Đồn A Pa Chải">5</kheo:paper>' in kept.xml


def test_a_paper_that_came_back_is_mended_as_the_paper_that_it_is(phone: Phone, world: World) -> None:
    page = opened(phone)
    key(page, "17", "Đồn 1", "muong t", "22092025", "2")
    page.keyboard.press("Control+Enter")
    until(phone, lambda: len(world.kept) == 1)
    (first,) = world.kept
    world.fates[first] = {
        "state": "returned",
        "returned": {
            "by": "Hà",
            "at": "2026-09-19T08:00:00+07:00",
            "reason": "Xem lại ngày",
            "field": "first_day",
        },
    }
    page.goto("/r/#/more")
    page.get_by_role("button", name="Hỏi máy chủ ngay").click()
    phone.today()
    page.get_by_role("link", name="Sửa “Ngày bắt đầu”").click()
    expect(page.get_by_text("Nhập từ phiếu giấy số 17")).to_be_visible()
    page.get_by_label("Ngày bắt đầu").fill("21/9/2025")
    phone.finish()
    until(phone, lambda: len(world.kept) == 2)
    second = list(world.kept.values())[1]
    assert ">17</kheo:paper>" in second.xml
    assert "<first_day>2025-09-21<" in second.xml


@pytest.mark.parametrize("wide", [False, True])
def test_keying_and_printing_are_found_and_in_order(phone: Phone, world: World, wide: bool) -> None:
    world.numbers = {"money": "6"}
    page = phone.start(wide=wide)
    phone.ready()
    page.goto("/r/#/choose")
    expect(page.get_by_role("link", name="In phiếu trống")).to_have_attribute(
        "href", "/forms/housing/paper.pdf?language=vi"
    )
    assert violations(page) == []
    assert overflow(page) <= 0
    expect(page.get_by_role("link", name="Nhà cho hộ nghèo")).to_have_count(1)
    page.get_by_role("link", name="Nhập phiếu").click()
    expect(page.get_by_label("Số phiếu")).to_be_focused()
    expect(page.locator(".label", has_text="Số tiền")).to_have_text(re.compile(r"^\s*6\. Số tiền"))
    assert violations(page) == []
    assert overflow(page) <= 0
