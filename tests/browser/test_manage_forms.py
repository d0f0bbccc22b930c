"""A form on its way, as two persons see it: uploaded, looked at, mended, explained, approved, published, on phones."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NARROW, WIDE, Served, overflow, sign_in, violations
from tests.browser.test_pictures import GUIDE
from tests.forms import form

PURPOSE = "To add up houses and roads apart from each other."


@pytest.mark.parametrize("wide", [True, False])
def test_a_form_goes_from_a_file_to_the_phones(
    served: Served, chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path, wide: bool
) -> None:
    folder = GUIDE if request.config.getoption("--pictures") and wide else tmp_path
    code = f"works_{uuid.uuid4().hex[:6]}"  # data may be kept between runs
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def person(role: str) -> Page:
        context = chromium.new_context(
            base_url=served.address, viewport=WIDE if wide else NARROW, locale="en-GB"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        sign_in(page, served, role)
        return page

    def upload(page: Page, content: bytes) -> None:
        page.set_input_files(
            "#id_xlsform", {"name": "works.xlsx", "mimeType": "application/octet-stream", "buffer": content}
        )
        page.get_by_role("button", name="Upload and check").click()

    def look(page: Page, name: str) -> None:
        wrong.extend(f"{name}: {one}" for one in violations(page))
        if overflow(page) > 0:
            wrong.append(f"{name}: {overflow(page)} px too wide")
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    author, second = person("coordinator"), person("administrator")
    author.goto("/manage/forms")
    look(author, "forms")
    upload(author, form(more=[("integer", "religious", "Tôn giáo", "Religion")], form_id=code))
    expect(author.get_by_text("asks about belief").first).to_be_visible()
    expect(author.get_by_role("button", name="Publish")).to_have_count(0)
    look(author, "form-findings")
    upload(author, form(form_id=code))
    author.get_by_label("Kind of work").fill(PURPOSE)
    author.get_by_role("button", name="Keep and ask for approval").click()
    expect(author.get_by_role("button", name="Approve")).to_have_count(0)
    address = author.url
    second.goto(address)
    expect(second.get_by_text(PURPOSE)).to_be_visible()
    look(second, "form-approval")
    second.get_by_role("button", name="Approve").click()
    author.goto(address)
    author.get_by_role("button", name="Publish").click()
    expect(author.get_by_text("From now on this version is in force")).to_be_visible()
    look(author, "form-published")
    author.goto("/manage/forms")
    expect(author.locator(f'a[href$="/manage/forms/{code}/1"]')).to_be_visible()
    author.goto("/devices")
    key = _key(author)
    listed = author.request.get(f"/or/{key}/formList", headers={"X-OpenRosa-Version": "1.0"}).text()
    assert f"<formID>{code}</formID>" in listed
    xform = author.request.get(f"/or/{key}/forms/{code}/1.xml")
    assert xform.status == 200
    assert "Kind of work" in xform.text()
    for context in contexts:
        context.close()
    assert wrong == []


def _key(page: Page) -> str:
    """Of a new device of this person."""
    label = page.locator(
        "form[action$='/devices/add'] input[type=text], form[action$='/devices/add'] input:not([type])"
    ).first
    label.fill("a phone")
    page.locator("form[action$='/devices/add'] button.main").click()
    return page.locator(".key code").inner_text().partition("/or/")[2].strip("/")
