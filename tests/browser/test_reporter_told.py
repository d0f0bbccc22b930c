"""What the reporter's app tells a person: for which period, what it needs before it can begin, what is no answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.browser.reporter.phone import Phone, until
from tests.browser.reporter.world import World, soon

pytestmark = pytest.mark.browser


def test_a_late_report_falls_into_the_period_that_it_was_due_for(phone: Phone, world: World) -> None:
    world.due = [soon(-30), soon(3) | {"period": {"label": "x", "title": {"vi": "kỳ khác"}}}]
    page = phone.start()
    phone.ready()
    page.locator("#due-list a", has_text="tháng 9/2025").click()
    expect(page.locator(".for-period")).to_contain_text("Báo cáo cho tháng 9/2025.")
    expect(page.get_by_label("Ngày bắt đầu")).to_have_value("30/9/2025")
    assert violations(page) == []
    page.get_by_label("Ghi chú").fill("Viết dở")
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    phone.close()
    page = phone.start(offline=True)
    late = page.locator("#due-list a", has_text="tháng 9/2025")
    expect(late).to_contain_text("Đang viết dở")  # one draft, not a second one beside it
    late.click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Viết dở")
    commune = page.get_by_role("combobox", name="Xã, phường")
    commune.press_sequentially("sin t")
    page.get_by_role("option", name="Sín Thầu").click()
    page.get_by_label("Sửa nhà").check()
    phone.finish()
    expect(page.locator(".slip")).to_contain_text("tháng 9/2025 (30/9/2025)")
    page = phone.today()
    expect(page.locator("#due-list a")).to_have_count(1)
    expect(page.locator("#waiting ~ ul")).to_contain_text("Sín Thầu · tháng 9/2025")
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 1)
    (kept,) = world.kept.values()
    assert "<first_day>2025-09-30<" in kept.xml


def test_the_first_sign_in_is_told_to_need_a_network_and_happens_when_there_is_one(
    phone: Phone, world: World
) -> None:
    page = phone.start()
    phone.ready()
    # What a browser keeps of a page whose person had no time to sign in on this phone: the app, and nobody.
    page.evaluate(
        "indexedDB.databases().then(all => Promise.all(all.map(({name}) => new Promise(done => "
        "{ const asked = indexedDB.deleteDatabase(name); asked.onsuccess = asked.onblocked = done; }))))"
    )
    phone.close()
    page = phone.start(offline=True, wide=True)
    expect(page.get_by_role("heading", name="Cần có mạng để đăng nhập lần đầu")).to_be_visible()
    box = page.locator(".first-time").bounding_box()
    assert box and box["width"] > 400  # not in the column where the places stand later
    expect(page.get_by_text("có mạng là máy tự thử lại")).to_be_visible()
    assert violations(page) == []
    world.out_of_reach = False
    assert phone.context
    phone.context.set_offline(False)
    expect(page.get_by_role("heading", name="Hôm nay", level=1)).to_be_visible()


def test_a_form_that_is_still_on_its_way_is_waited_for(phone: Phone, world: World) -> None:
    phone.start()
    page = phone.page
    phone.ready()
    page.evaluate(
        "new Promise(done => { const asked = indexedDB.open('kheo-reporter:binh'); asked.onsuccess = () => {"
        " const all = asked.result.transaction(['forms', 'kept'], 'readwrite'); all.objectStore('forms').clear();"
        " all.objectStore('kept').delete('state'); all.oncomplete = () => { asked.result.close(); done(); }; }; })"
    )
    page.goto("/r/#/new/housing")
    page.reload()
    expect(page.get_by_label("Ghi chú")).to_be_visible()


def test_a_day_that_there_is_not_is_told_at_its_question_and_stays_typed(phone: Phone, world: World) -> None:
    page = phone.start()
    phone.ready()
    page.goto("/r/#/new/housing")
    page.get_by_label("Ngày bắt đầu").fill("31/02")
    page.get_by_label("Ghi chú").fill("Sang câu khác")
    expect(page.get_by_text("Tháng 2 không có ngày 31.")).to_be_visible()
    page.get_by_role("button", name="Xong, gửi đi").click()
    expect(page.get_by_label("Ngày bắt đầu")).to_have_value("31/02")
    assert violations(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("First day")).to_have_value("31/02")
    expect(page.get_by_text("February has no day 31.")).to_be_visible()
    assert world.posts == 0
