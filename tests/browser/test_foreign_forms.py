"""XLSForms that nobody here wrote: published through the pages, opened in the app, filled in, sent, recorded.

They are pyxform's own examples, of which none stands here: ``make`` fetches those that came with a package of it into
.venv, and KHEO_FOREIGN names another folder. The same form as another kind of file is left to ``make foreign``, which
takes every file and writes what became of each (KHEO_FOREIGN_LIST names the page).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM
from tests.browser.foreign.beside import PASSWORDS
from tests.browser.foreign.filling import fill
from tests.browser.foreign.listing import Fate, listing
from tests.browser.reporter.phone import ARGS
from tests.browser.serving import run_beside, serving

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("KHEO_FOREIGN") or ROOT / ".venv" / "foreign" / "pyxform" / "tests")
LIST = os.environ.get("KHEO_FOREIGN_LIST", "")
FORMS = (".xlsx", ".xls", ".csv", ".md")
BESIDE = "tests.browser.foreign.beside"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    with serving(data, "serve") as address:
        run_beside(data, BESIDE, "people")
        yield address


@pytest.fixture
def phone(address: str, driver: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    context = driver.chromium.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=CHROMIUM,
        args=ARGS,
        viewport={"width": 360, "height": 740},
        locale="en-GB",
        base_url=address,
        geolocation={"latitude": 21.03, "longitude": 105.85, "accuracy": 5},
        permissions=["geolocation"],
    )
    yield context
    context.close()


def files() -> list[str]:
    found = [path for path in FOLDER.rglob("*") if path.suffix.lower() in FORMS]
    return sorted(str(path.relative_to(FOLDER)) for path in found)


def rounds(names: list[str]) -> Iterator[list[str]]:
    """Files of one name would be versions of one form: each round holds one of them."""
    left = list(names)
    while left:
        now = {Path(name).stem.lower(): name for name in reversed(left)}
        yield list(reversed(now.values()))
        left = [name for name in left if name not in now.values()]


def sign_in(page: Page) -> None:
    page.goto("/r/")
    page.fill("input[name=username]", "reporter")
    page.fill("input[name=password]", PASSWORDS["reporter"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()


def try_out(page: Page, fate: Fate) -> None:
    """Open the form in the app, fill it in and finish it."""
    broke: list[str] = []
    listen: Any = lambda error: broke.append(str(error))  # noqa: E731 - the same function is taken off again
    page.on("pageerror", listen)
    page.goto(f"/r/#/new/{fate.code}")
    expect(page.locator(".dock, .said.error").first).to_be_visible()
    if page.locator(".dock").count():
        fate.rendered = True
        fate.filled = fill(page)
    fate.broke = broke or ([] if fate.rendered else [page.locator(".said.error").inner_text()])
    page.remove_listener("pageerror", listen)


def until_sent(page: Page) -> None:
    """Nothing waits on the phone any more, or it is said why."""
    page.goto("/r/#/")
    page.reload()
    for _ in range(150):
        if not page.locator("#waiting").count() and page.locator("main h1").count():
            return
        page.wait_for_timeout(200)


def test_a_strangers_form_needs_no_hand_work(phone: BrowserContext, data: Path) -> None:
    some_of_each = list(rounds(files()))
    if not some_of_each:
        pytest.skip("make foreign fetches the forms")
    page = phone.pages[0]
    page.set_default_timeout(60_000)
    sign_in(page)
    fates: list[Fate] = []
    for some in some_of_each if LIST else some_of_each[:1]:
        published = [Fate(**one) for one in run_beside(data, BESIDE, "publish", str(FOLDER), *some)]
        fates += published
        page.goto("/r/#/choose")
        page.reload()
        expect(page.locator("main h1").first).to_be_visible()
        page.wait_for_timeout(1_500)  # the forms are fetched
        for fate in published:
            if not fate.refused:
                try_out(page, fate)
        until_sent(page)
    arrived = run_beside(data, BESIDE, "sent")
    for fate in fates:
        fate.arrived = arrived.get(fate.filled.instance) if fate.filled else None
    if LIST:
        Path(LIST).write_text(listing(fates), encoding="utf-8")
    told = {fate.file: fate.trouble() for fate in fates}
    assert {name: trouble for name, trouble in told.items() if trouble} == {}
    assert sum(1 for fate in fates if not fate.refused) > len(fates) // 4
