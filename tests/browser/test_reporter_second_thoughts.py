"""A reporter who thinks again: what waits is opened or thrown away, what was sent is corrected or withdrawn, also without
a network."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import overflow, violations
from tests.browser.reporter.phone import Phone, until
from tests.browser.reporter.world import World, soon

pytestmark = pytest.mark.browser
NAME = re.compile("Nhà cho hộ nghèo")


def one_sent(phone: Phone, world: World, remark: str = "Bản đầu") -> str:
    phone.fill_in(remark)
    phone.finish()
    until(phone, lambda: len(world.kept) == 1)
    (name,) = world.kept
    return name


def hear(phone: Phone) -> None:
    """The page opens after the phone has heard what the server says now."""
    phone.page.goto("/r/#/more")
    phone.page.get_by_role("button", name="Hỏi máy chủ ngay").click()
    expect(phone.page.get_by_role("button", name="Hỏi máy chủ ngay")).to_be_enabled()


def two_wait(phone: Phone) -> Page:
    phone.start()
    phone.ready()
    phone.offline(True)
    for remark in ("Thứ nhất", "Thứ hai"):
        phone.fill_in(remark)
        phone.finish()
    return phone.today()


def test_what_waits_is_opened_and_mended_before_it_is_sent(phone: Phone, world: World) -> None:
    page = two_wait(phone)
    page.get_by_role("button", name="Mở lại để sửa").first.click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Thứ nhất")
    expect(page.locator(".picture img")).to_be_visible()
    page.get_by_label("Ghi chú").fill("Thứ nhất, đã sửa")
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    phone.kill()
    page = phone.start(offline=True)
    expect(page.locator("#waiting")).to_contain_text("1")
    page.locator("section", has=page.locator("#drafts")).get_by_role("link", name=NAME).click()
    phone.finish()
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 2)
    sent = {kept.envelope: kept for kept in world.kept.values()}
    assert sorted(sent) == ["1/2", "2/2"]
    assert "Thứ hai" in sent["1/2"].xml
    assert "Thứ nhất, đã sửa" in sent["2/2"].xml
    assert [len(kept.files) for kept in sent.values()] == [1, 1]
    assert world.taken_back == []


def test_what_waits_is_thrown_away_and_comes_back_if_it_was_a_slip(phone: Phone, world: World) -> None:
    page = two_wait(phone)
    page.get_by_role("button", name="Bỏ").first.click()
    expect(page.locator("#waiting")).to_contain_text("1")
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("#waiting")).to_contain_text("2")
    page.get_by_role("button", name="Bỏ").first.click()
    assert violations(page) == []
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 1)
    (kept,) = world.kept.values()
    assert (kept.envelope, "Thứ nhất" in kept.xml) == ("1/1", True)
    assert world.taken_back == []


def test_a_number_that_the_server_was_told_of_is_told_as_taken_back(phone: Phone, world: World) -> None:
    page = two_wait(phone)
    world.faults = ["502"]
    phone.offline(False)
    until(phone, lambda: world.posts == 1)
    phone.offline(True)  # the first one was tried, and the second one told of
    expect(page.get_by_role("button", name="Bỏ")).to_have_count(1)
    page.get_by_role("button", name="Bỏ").click()
    expect(page.locator("#waiting")).to_contain_text("1")
    phone.offline(False)
    until(phone, lambda: world.taken_back == [2])
    (kept,) = world.kept.values()
    assert (kept.envelope, "Thứ nhất" in kept.xml) == ("1/2", True)


def test_what_is_on_its_way_is_no_longer_opened(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    world.faults = ["500"] * 4
    phone.fill_in("Đang gửi")
    phone.finish()
    until(phone, lambda: world.posts >= 1)
    page = phone.today()
    expect(page.get_by_role("button", name=re.compile("Gửi ngay"))).to_be_visible()
    expect(page.get_by_role("button", name="Mở lại để sửa")).to_have_count(0)
    page.get_by_role("link", name=NAME).first.click()
    expect(page.get_by_text("Máy đã thử gửi")).to_be_visible()


def withdrawn_offline(phone: Phone, name: str) -> Page:
    """Asked for without a network, so that it waits."""
    phone.offline(True)
    page = phone.page
    page.goto(f"/r/#/report/{name}")
    page.get_by_text("Rút báo cáo này").click()
    page.get_by_label("Vì sao").fill("Gửi nhầm xã")
    page.get_by_role("button", name="Rút báo cáo", exact=True).click()
    expect(page.get_by_text("Yêu cầu rút báo cáo đang chờ gửi")).to_be_visible()
    return page


def test_a_report_is_withdrawn_without_a_network(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    name = one_sent(phone, world)
    hear(phone)
    page = withdrawn_offline(phone, name)
    assert violations(page) == []
    phone.kill()
    page = phone.start(offline=True)
    expect(page.locator("#waiting")).to_contain_text("1")
    expect(page.get_by_text("Yêu cầu rút báo cáo đang chờ gửi")).to_be_visible()
    expect(page.get_by_text("Gửi nhầm xã")).to_be_visible()
    assert violations(page) == []
    page.goto("/r/#/sent")
    expect(page.get_by_text("yêu cầu rút đang chờ gửi")).to_be_visible()
    phone.offline(False)
    until(phone, lambda: world.fates.get(name, {}).get("state") == "withdrawn")
    assert world.fates[name]["withdrawn"]["reason"] == "Gửi nhầm xã"
    page.goto(f"/r/#/report/{name}")
    expect(page.get_by_role("heading", name="Báo cáo đã rút")).to_be_visible()


def test_a_withdrawal_that_the_server_will_not_have_says_why(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    name = one_sent(phone, world)
    hear(phone)
    page = withdrawn_offline(phone, name)
    world.fates[name] = {"state": "replaced"}
    phone.offline(False)
    expect(page.get_by_text("Đã có bản sửa thay bản này.")).to_be_visible(timeout=30_000)
    expect(page.locator(".slip")).to_contain_text("đã có bản thay")
    page = phone.today()
    expect(page.get_by_role("article")).to_contain_text("Đã có bản sửa thay bản này.")
    assert violations(page) == []
    page.get_by_role("button", name="Đã rõ").click()
    expect(page.get_by_role("article")).to_have_count(0)


def test_a_sent_report_is_corrected_though_nobody_returned_it(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    name = one_sent(phone, world)
    world.fates[name] = {"state": "accepted", "period": soon(2)["period"]}
    hear(phone)
    page = phone.page
    phone.offline(True)
    page.goto(f"/r/#/report/{name}")
    page.get_by_role("link", name="Sửa báo cáo này").click()
    expect(page.get_by_text("Cần có mạng một lần để tải về")).to_be_visible()
    assert violations(page) == []
    phone.offline(False)
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Bản đầu")
    expect(page.locator(".picture img")).to_be_visible()
    expect(page.get_by_text("vẫn được tính cho đến khi bản sửa được chấp nhận")).to_be_visible()
    expect(page.get_by_text("Báo cáo cho tháng 9/2025.")).to_be_visible()
    phone.offline(True)
    page.get_by_label("Ghi chú").fill("Bản đúng")
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    assert violations(page) == []
    phone.kill()
    page = phone.start(offline=True)
    page.goto(f"/r/#/report/{name}")
    page.get_by_role("link", name="Viết tiếp bản sửa").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Bản đúng")
    phone.finish()
    page.goto(f"/r/#/report/{name}")
    expect(page.locator(".slip")).to_contain_text("đã sửa, đang chờ gửi")
    expect(page.get_by_role("link", name="Sửa báo cáo này")).to_have_count(0)
    expect(page.get_by_text("Rút báo cáo này")).to_have_count(0)
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 2)
    second = list(world.kept.values())[1]
    assert re.search(rf"deprecatedID[^>]*>{name}<", second.xml)
    assert "Bản đúng" in second.xml
    assert len(second.files) == 1


def test_a_text_that_is_given_for_a_picture_is_refused_at_the_question(phone: Phone) -> None:
    page = phone.start()
    phone.ready()
    page.goto("/r/#/new/housing")
    given: dict[str, Any] = {"name": "nhà.jpg", "mimeType": "image/jpeg", "buffer": "Kính gửi".encode()}
    page.set_input_files("input[type=file]", given)
    expect(page.get_by_text("Tệp này không phải là ảnh")).to_be_visible()
    expect(page.locator(".picture")).to_have_count(0)
    assert violations(page) == []


def test_half_a_day_is_there_again_after_the_battery(phone: Phone) -> None:
    phone.start()
    phone.ready()
    phone.fill_in("Ngày dở")
    page = phone.page
    days = page.locator("input[inputmode=numeric].short-field:not(.num)")
    days.fill("31/0")
    page.get_by_label("Ghi chú").fill("Ngày dở dang")
    page.wait_for_timeout(1_500)
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    phone.kill()
    page = phone.start(offline=True)
    page.get_by_role("link", name=NAME).first.click()
    days = page.locator("input[inputmode=numeric].short-field:not(.num)")
    expect(days).to_have_value("31/0")
    expect(page.locator(".problem")).to_have_count(1)
    page.get_by_role("button", name="Xong, gửi đi").click()
    expect(days).to_be_focused()


@pytest.mark.parametrize(("language", "dark"), [("vi", True), ("en", False)])
def test_second_thoughts_look_in_order(phone: Phone, world: World, language: str, dark: bool) -> None:
    page = phone.start(language=language, dark=dark)
    phone.ready()
    name = one_sent(phone, world)
    hear(phone)
    phone.offline(True)
    phone.fill_in("Chờ gửi")
    phone.finish()
    if language == "en":
        page.get_by_role("button", name="English").click()
    found = []
    page.goto(f"/r/#/report/{name}")
    page.locator("summary").click()
    page.locator("details textarea").fill("Một lý do dài để xem dòng chữ xuống hàng thế nào ở màn hình hẹp")
    found += violations(page)
    page.locator("details button").click()
    expect(page.locator("details")).to_have_count(0)
    for place in (f"report/{name}", "", "sent", f"correct/{name}"):
        page.goto(f"/r/#/{place}")
        expect(page.locator("main")).not_to_be_empty()
        found += [f"{place}: {fault}" for fault in violations(page)]
        if (wider := overflow(page)) > 0:
            found.append(f"{place}: {wider} px too wide")
    assert found == []
