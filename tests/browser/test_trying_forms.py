"""A draft is filled in as on a phone, in the app itself, and nothing of it is sent or kept anywhere."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, WIDE, Served, overflow, sign_in, violations
from tests.browser.reporter.phone import PIXEL
from tests.browser.test_pictures import GUIDE
from tests.forms import QUESTIONS, SURVEY, form

COUNTED = (
    "submissions_submission", "submissions_record", "submissions_attachment", "submissions_envelope",
    "submissions_rival", "ledger_fact", "decisions_decision", "accounts_device",
)  # fmt: skip
PLACE = (
    "select_one_from_file kheo-places-commune.csv",
    "here",
    "Xã, phường",
    "Commune",
    "yes",
    None,
    "place",
)
UNIT = ("select_one_from_file kheo-units.csv", "us", "Đơn vị", "Unit", "yes", None, "unit")
ROAD = ("decimal", "road_km", "Số km", "Kilometres", "yes", ". < 100", None, "${work} = 'road'")
MORE = [
    ROAD,
    ("image", "photo", "Ảnh", "Picture"),
    ("begin repeat", "item", "Hàng", "Item"),
    ("integer", "given", "Số lượng", "Given"),
    ("end repeat",),
]
COLUMNS = (*SURVEY, "relevant")


@pytest.fixture
def wrong() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def author(served: Served, chromium: Browser, wrong: list[str]) -> Iterator[Page]:
    """A coordinator's browser. What it complains of, and what it asks of the doors for reports, is wrong."""
    context = chromium.new_context(base_url=served.address, viewport=WIDE, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda one: wrong.append(one.url) if re.search(r"/r/(api|device|sw)", one.url) else None
    )
    sign_in(page, served)
    yield page
    context.close()


def rows(served: Served) -> dict[str, int]:
    """How much there is of what a report leaves behind."""
    book = Path(served.environment["KHEO_DATA"]) / "kheo.sqlite3"
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as opened:
        return {table: opened.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COUNTED}


def upload(page: Page, content: bytes) -> str:
    """The address of the draft."""
    page.goto("/manage/forms")
    page.set_input_files(
        "#id_xlsform", {"name": "works.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url("**/manage/forms/drafts/*")
    return page.url


def look(page: Page, wrong: list[str]) -> None:
    wrong.extend(violations(page))
    if overflow(page) > 0:
        wrong.append(f"{page.url}: {overflow(page)} px too wide")
    expect(page.get_by_text("Nothing is sent, and nothing is kept.")).to_be_visible()


def choose(page: Page, label: str, typed: str) -> str:
    """The first match of what is typed into a list that is searched."""
    box = page.get_by_role("combobox", name=label)
    box.press_sequentially(typed)
    first = page.get_by_role("option").first
    chosen = first.inner_text()
    first.click()
    return chosen


def answer_all(page: Page) -> str:
    """Answer the form as a person would; returns the place."""
    choose(page, "Unit", "a")
    place = choose(page, "Commune", "xa")
    expect(page.get_by_label("Kilometres")).to_have_count(0)
    page.get_by_label("Road mended").check()
    page.get_by_label("Kilometres").fill("2.5")
    page.get_by_label("Households").fill("12")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    page.get_by_label("Given").fill("40")
    return place


def test_a_draft_is_tried_to_its_end_and_leaves_nothing(
    served: Served, author: Page, wrong: list[str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    content = form(
        [UNIT, PLACE, *QUESTIONS[2:]], more=MORE, columns=COLUMNS, form_id=f"try_{uuid.uuid4().hex[:6]}"
    )
    address = upload(author, content)
    before = rows(served)
    phone = author.frame_locator("iframe")
    expect(phone.get_by_text("Kind of work")).to_be_visible(timeout=60_000)
    assert author.locator("iframe").evaluate("one => one.contentWindow.innerWidth") == 360
    wrong.extend(violations(author))
    folder = GUIDE if request.config.getoption("--pictures") else tmp_path
    author.screenshot(path=folder / "form-draft.png", animations="disabled")
    phone.get_by_role("button", name="Tiếng Việt").click()
    expect(phone.get_by_text("Việc làm")).to_be_visible()
    expect(phone.get_by_text("Kind of work")).to_have_count(0)

    author.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    author.get_by_role("link", name="Try this form").click()
    send = author.get_by_role("button", name="Send, as a trial")
    send.click()
    expect(author.get_by_role("alert").first).to_contain_text("questions")
    place = answer_all(author)
    look(author, wrong)
    send.click()
    expect(author.get_by_role("heading", name="The server would record this")).to_be_visible()
    expect(author.locator(".bar")).to_be_in_viewport(ratio=1)
    author.screenshot(path=folder / "form-trial.png", animations="disabled")
    author.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(author.get_by_text("Nothing is sent, and nothing is kept.")).to_be_in_viewport(ratio=1)
    told = author.locator("main").inner_text()
    assert place.split(",")[0].split("\n")[0] in told
    for said in ("Kilometres\n2.5", "Households\n12", "Road mended", "Record 2 of 2", "Given\n40", ".png"):
        assert said in told, told
    look(author, wrong)
    author.get_by_role("button", name="Tiếng Việt").click()
    expect(author.get_by_text("Máy chủ sẽ ghi như sau")).to_be_visible()
    expect(author.locator(".told").get_by_text("Làm đường").first).to_be_visible()
    author.get_by_role("button", name="English").click()
    author.get_by_role("button", name="Look at the answers again").click()
    expect(author.get_by_label("Households")).to_have_value("12")

    assert rows(served) == before
    assert author.evaluate("indexedDB.databases().then((found) => found.map(({name}) => name))") == []
    assert author.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    author.get_by_role("link", name="To the draft").click()
    assert author.url == address


def test_what_the_server_would_send_back_stands_at_its_question(
    served: Served, author: Page, wrong: list[str]
) -> None:
    upload(author, form(form_id=f"try_{uuid.uuid4().hex[:6]}"))
    before = rows(served)
    author.get_by_role("link", name="Try this form").click()
    author.get_by_label("Commune").fill("Nowhere at all")
    author.get_by_label("House built").check()
    author.get_by_role("button", name="Send, as a trial").click()
    expect(author.get_by_role("alert").first).to_contain_text("this report would go back, for one reason")
    question = author.locator("[data-question]").filter(has_text="Commune")
    expect(question).to_contain_text("The server answers")
    expect(question).to_contain_text("No place is called so")
    look(author, wrong)
    assert rows(served) == before
