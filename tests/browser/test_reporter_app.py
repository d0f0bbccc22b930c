"""The reporter's app on a phone that loses its network, its battery, its space and its version; nothing typed is lost."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import overflow, violations
from tests.browser.reporter.phone import Phone, until
from tests.browser.reporter.world import World, soon, xform

pytestmark = pytest.mark.browser


def test_two_reports_written_without_a_network_arrive_once_each(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    phone.offline(True)
    phone.fill_in("Thứ nhất")
    phone.finish()
    phone.close()
    phone.start(offline=True)
    phone.fill_in("Thứ hai")
    phone.finish()
    page = phone.today()
    expect(page.locator("#waiting")).to_contain_text("2")
    expect(page.get_by_text("Chưa có mạng. 2 báo cáo đang giữ")).to_be_visible()
    assert world.kept == {}
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 2)
    expect(page.locator("#fresh")).to_contain_text("2")
    assert [kept.envelope for kept in world.kept.values()] == ["1/2", "2/2"]
    assert [kept.times for kept in world.kept.values()] == [1, 1]
    assert [len(kept.files) for kept in world.kept.values()] == [1, 1]
    assert all("<commune>c0</commune>" in kept.xml and "ARMY:1" in kept.xml for kept in world.kept.values())
    expect(page.locator("#waiting")).to_have_count(0)
    page.get_by_role("link", name="4711").click()
    expect(page.locator(".big-number")).to_have_text("4711")
    expect(page.locator(".slip")).to_contain_text("NơiMường Toong")
    expect(page.locator(".slip")).to_contain_text("Người kiểm chứng sẽ xem báo cáo.")


@pytest.mark.parametrize("fault", ["500", "502", "cut", "dropped", "portal", "slow"])
def test_a_report_arrives_once_whatever_the_server_does_first(phone: Phone, world: World, fault: str) -> None:
    world.faults = [fault, fault]
    phone.start()
    phone.ready()
    phone.fill_in("Một")
    phone.finish()
    until(phone, lambda: world.posts >= 1)
    until(phone, lambda: len(world.kept) == 1 and bool(phone.page.locator(".big-number").count()), 60)
    assert len(world.kept) == 1
    assert world.posts <= 3
    posts = world.posts
    phone.page.reload()
    phone.today()
    phone.page.wait_for_timeout(1500)
    assert world.posts == posts, "what was acknowledged is never sent again"


def test_two_windows_send_a_report_once_and_do_not_write_over_each_other(phone: Phone, world: World) -> None:
    page = phone.start()
    phone.ready()
    phone.fill_in("Một cửa sổ")
    assert phone.context
    other = phone.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("Bản này đang mở ở một cửa sổ khác.")).to_be_visible()
    other.goto("/r/#/")
    phone.offline(True)
    phone.finish()
    expect(other.locator("#waiting")).to_contain_text("1")
    world.faults = ["slow"]
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 1)
    expect(other.locator("#waiting")).to_have_count(0)
    assert world.posts == 1


def test_what_was_typed_survives_the_battery(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    phone.fill_in("Trước khi hết pin", houses="900")
    phone.kill()
    page = phone.start(offline=True)
    page.get_by_role("link", name=re.compile("Nhà cho hộ nghèo")).first.click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Trước khi hết pin")
    expect(page.get_by_label("Số nhà xây mới")).to_have_value("900")
    expect(page.get_by_role("combobox", name="Xã, phường")).to_have_value("Mường Toong")
    expect(page.locator(".picture img")).to_be_visible()
    page.get_by_role("button", name="Xong, gửi đi").click()
    expect(page.get_by_text("Từ 0 đến 499 nhà")).to_be_visible()
    expect(page.get_by_label("Số nhà xây mới")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Số nhà xây mới").fill("4")
    phone.finish()
    phone.kill()
    phone.start()
    until(phone, lambda: len(world.kept) == 1)
    (kept,) = world.kept.values()
    assert len(kept.files) == 1, "a picture of a draft that went on is sent too"


def test_what_the_server_will_not_take_is_kept_and_goes_out_as_a_file(
    phone: Phone, world: World, tmp_path: Path
) -> None:
    world.faults = ["refuse"]
    phone.start()
    phone.ready()
    phone.fill_in("Bị từ chối")
    phone.finish()
    page = phone.today()
    expect(page.get_by_text("Báo cáo này đã có với nội dung khác.")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Xuất 1 báo cáo ra tệp").click()
    expect(page.get_by_text("Tệp sẽ có 1 báo cáo, 1 tệp kèm theo")).to_be_visible()
    expect(page.get_by_text("Đã xuất tệp kheo-don-bien-phong-sin-thau-")).to_be_visible()
    assert re.fullmatch(
        r"kheo-don-bien-phong-sin-thau-\d{4}-\d\d-\d\d-\d{4}\.zip", download.value.suggested_filename
    )
    file = tmp_path / "out.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as packed:
        told = json.loads(packed.read("envelopes.json"))
        (envelope,) = told["envelopes"]
        assert told["device"] == 7
        assert envelope["number"] == 1
        assert "Bị từ chối" in packed.read(envelope["xml"]).decode()
        assert {envelope["xml"], *envelope["files"], "envelopes.json"} == set(packed.namelist())
    page.get_by_role("button", name="Thử gửi lại").click()
    until(phone, lambda: len(world.kept) == 1)


def test_a_returned_report_is_mended_at_the_question_without_a_network(phone: Phone, world: World) -> None:
    phone.start()
    phone.ready()
    phone.fill_in("Bản đầu", houses="214")
    phone.finish()
    until(phone, lambda: len(world.kept) == 1)
    (first,) = world.kept
    reason = "Số nhà (214) nhiều hơn số hộ của bản (187). Xin xem lại."
    world.fates[first] = {
        "state": "returned",
        "returned": {
            "by": "Đại uý Hà",
            "at": "2026-09-19T08:00:00+07:00",
            "reason": reason,
            "field": "built",
        },
    }
    phone.page.goto("/r/#/more")
    phone.page.get_by_role("button", name="Hỏi máy chủ ngay").click()
    page = phone.today()
    expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_role("link", name="Sửa “Số nhà xây mới”")).to_be_visible()
    assert violations(page) == []
    phone.offline(True)
    page.get_by_role("link", name="Sửa “Số nhà xây mới”").click()
    question = page.locator("[data-remarked]")
    expect(question).to_contain_text(reason)
    expect(page.get_by_label("Số nhà xây mới")).to_have_value("214")
    expect(page.locator(".picture img")).to_be_visible()
    page.get_by_label("Số nhà xây mới").fill("187")
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    assert violations(page) == []
    phone.close()
    page = phone.start(offline=True)
    expect(page.locator("#back")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Đang sửa báo cáo")).click()
    phone.finish()
    phone.offline(False)
    until(phone, lambda: len(world.kept) == 2)
    second = list(world.kept.values())[1]
    assert re.search(rf"deprecatedID[^>]*>{first}<", second.xml)
    assert "<built>187</built>" in second.xml
    assert len(second.files) == 1


def test_a_full_phone_is_told_in_a_sentence_and_keeps_what_was_typed(phone: Phone, world: World) -> None:
    page = phone.start()
    phone.ready()
    page.evaluate(
        """() => { const put = IDBObjectStore.prototype.put; window.full = true;
        IDBObjectStore.prototype.put = function (...all) {
          if (window.full && this.name === 'drafts') throw new DOMException('full', 'QuotaExceededError');
          return put.apply(this, all); }; }"""
    )
    page.goto("/r/#/new/housing")
    page.get_by_label("Ghi chú").fill("Không mất")
    expect(page.get_by_text("Máy đã hết chỗ")).to_be_visible()
    assert violations(page) == []
    with page.expect_download():
        page.get_by_role("button", name="Xuất ra tệp").click()
    page.evaluate("window.full = false")
    page.get_by_role("button", name="Lưu lại").click()
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    expect(page.get_by_label("Ghi chú")).to_have_value("Không mất")


def test_signing_out_stops_nothing_and_a_revoked_key_loses_nothing(phone: Phone, world: World) -> None:
    page = phone.start()
    phone.ready()
    world.signed_in = ""
    phone.fill_in("Sau khi thoát")
    phone.finish()
    until(phone, lambda: len(world.kept) == 1)
    world.key = "another"
    phone.fill_in("Khoá bị thu hồi")
    phone.finish()
    phone.today()
    expect(page.get_by_text("Máy này cần đăng nhập lại để gửi.")).to_be_visible()
    expect(page.locator("#waiting")).to_contain_text("1")
    world.signed_in = "binh"
    page.get_by_role("button", name=re.compile("Gửi ngay")).click()
    until(phone, lambda: len(world.kept) == 2)


def test_a_label_never_runs_a_script(phone: Phone, world: World) -> None:
    evil = "&lt;img src=x onerror='window.hacked=1'&gt; &lt;script&gt;window.hacked=1&lt;/script&gt; [x](javascript:window.hacked=1)"
    world.form = world.form.replace("<value>Ghi chú</value>", f"<value>{evil}</value>")
    world.form = world.form.replace("<value>Xem lại trước khi **xong**.</value>", f"<value>{evil}</value>")
    page = phone.start()
    phone.ready()
    page.goto("/r/#/new/housing")
    expect(page.locator(".note-text")).to_contain_text("onerror")
    assert page.locator("main img, main script, a[href^=javascript]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_every_kind_of_question_is_asked_and_answered(phone: Phone, world: World) -> None:
    world.form = xform("kinds")
    page = phone.start()
    phone.ready()
    page.goto("/r/#/new/housing")
    page.get_by_label("Mấy mục").fill("21")
    page.get_by_label("Mấy giờ").fill("10:30")
    page.get_by_label("Lúc nào").fill("2025-09-22T10:30")
    page.get_by_label("Mức độ").fill("7")
    page.get_by_role("button", name="Xuống: Đỏ").click()
    page.get_by_label("Mã trên thùng").fill("x1")
    expect(page.get_by_text("Gấp đôi là 42")).to_be_visible()
    page.get_by_role("button", name="Xong, gửi đi").click()
    expect(page.get_by_text("Câu này cần trả lời.")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Đồng ý").check()
    phone.finish()
    until(phone, lambda: len(world.kept) == 1)
    (kept,) = world.kept.values()
    for answer in ("<hour>10:30", "<level>7<", "<order>blue red<", "<twice>42<", "<moment>2025-09-22T10:30"):
        assert answer in kept.xml


def test_a_new_version_waits_until_no_form_is_open(phone: Phone, world: World) -> None:
    page = phone.start()
    phone.ready()
    phone.fill_in("Giữa hai bản")
    world.worker_suffix = "\n// the next version\n"
    page.evaluate("navigator.serviceWorker.getRegistration('/r/').then(r => r.update())")
    page.wait_for_function("navigator.serviceWorker.getRegistration('/r/').then(r => Boolean(r.waiting))")
    expect(page.get_by_label("Ghi chú")).to_have_value("Giữa hai bản")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.getRegistration('/r/').then(r => !r.waiting)")
    expect(page.get_by_label("Ghi chú")).to_have_value("Giữa hai bản")


@pytest.mark.parametrize(
    ("language", "wide", "dark"),
    [("vi", False, False), ("en", False, True), ("vi", True, True), ("en", True, False)],
)
def test_every_screen_is_in_order(phone: Phone, world: World, language: str, wide: bool, dark: bool) -> None:
    world.due = [soon(-2), soon(3)]
    page = phone.start(language=language, wide=wide, dark=dark)
    if language == "en":
        page.get_by_role("button", name="English").click()
    phone.ready()
    found = []
    for place in ("", "choose", "sent", "more", "new/housing"):
        page.goto(f"/r/#/{place}")
        expect(page.locator("h1").first).to_be_visible()
        if place.startswith("new"):
            expect(page.locator(".question").first).to_be_visible()
            page.locator("[role=combobox]").click()
        found += [f"{place}: {fault}" for fault in violations(page)]
        if (wider := overflow(page)) > 0:
            found.append(f"{place}: {wider} px too wide")
        if page.get_attribute("html", "lang") != language:
            found.append(f"{place}: not in {language}")
    assert found == []


@pytest.mark.parametrize("touch", [True, False], ids=["finger", "mouse"])
def test_a_tap_is_not_lost_when_a_message_moves_the_page(phone: Phone, touch: bool) -> None:
    page = phone.start(has_touch=touch, is_mobile=touch)
    phone.ready()
    page.goto("/r/#/new/housing")
    page.get_by_label("Xây nhà mới").check()
    page.get_by_label("Số nhà xây mới").fill("9999")
    box = page.get_by_label("Công an")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    assert at
    x, y = at["x"] + at["width"] / 2, at["y"] + 3  # what is added above it pushes it from under the finger
    if touch:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.click(x, y)
    expect(box).to_be_checked()
    expect(page.get_by_text("Từ 0 đến 499 nhà")).to_be_visible()
