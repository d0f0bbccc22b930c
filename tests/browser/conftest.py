"""The product with its demonstration data, served for these tests, and headless Chromium to look at it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.reporter.phone import Phone
from tests.browser.reporter.world import Server, World
from tests.browser.serving import environment_of, make_demonstration, serving

AXE = Path(__file__).with_name("axe.min.js")
CHROMIUM = os.environ.get("KHEO_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# What is waited for comes at once on a quiet machine; on one that works for others, too, its time tells nothing.
expect.set_options(timeout=30_000)
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="write the guide's pictures anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Served:
    """``address`` without a slash at its end; ``accounts`` as ``kheo demo`` offers them: username, password, role;
    ``environment``: of the server's process."""

    address: str
    accounts: list[dict[str, str]]
    environment: dict[str, str]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the demonstration: made once, and copied for each process that tests beside others.

    KHEO_BROWSER_DATA names one that is there already; a single process works in it and keeps it.
    """
    kept = os.environ.get("KHEO_BROWSER_DATA")
    if kept and worker_id == "master":
        return Path(kept)
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    made = Path(kept) if kept else shared / "demonstration"
    if not kept:
        with (shared / "demonstration.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / "demonstration.whole").exists():
                make_demonstration(made)
                (shared / "demonstration.whole").touch()
    return (
        made
        if worker_id == "master"
        else Path(shutil.copytree(made, tmp_path_factory.mktemp("demo") / "data"))
    )


@pytest.fixture(scope="session")
def served(demonstration: Path) -> Iterator[Served]:
    """The demonstration, served on a free port."""
    with serving(demonstration, "demo") as address:
        accounts = demonstration / "demo-accounts.json"
        yield Served(
            address,
            json.loads(accounts.read_text()) if accounts.exists() else [],
            environment_of(demonstration),
        )


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """One for the whole run: a process has room for no second one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    )
    yield browser
    browser.close()


@pytest.fixture
def visit(served: Served, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``visit("/path", width=…, language="en", dark=False, signed_in=True)`` opens a page in a fresh context.

    When the test ends, what the page complained of in its console, and every request to elsewhere, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(
        path: str,
        *,
        wide: bool = True,
        language: str = "en",
        dark: bool = False,
        signed_in: bool = True,
        **more: Any,
    ) -> Page:
        context = chromium.new_context(
            viewport=WIDE if wide else NARROW,
            locale="vi-VN" if language == "vi" else "en-GB",
            color_scheme="dark" if dark else "light",
            base_url=served.address,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: None if _is_ours(r.url, served.address) else complaints.append(f"asked {r.url}"),
        )
        if signed_in:
            sign_in(page, served)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", "about:"))


def sign_in(page: Page, served: Served, role: str = "coordinator") -> None:
    """As the demonstration's account of that role."""
    account = next((a for a in served.accounts if a["role"] == role), served.accounts[0])
    page.goto("/")
    page.fill("#id_username", account["username"])
    page.fill("#id_password", account["password"])
    page.locator("form:has(#id_username) button").click()
    page.wait_for_load_state()


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA: a rule and the first place it is broken, a line each."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
        ".then(r => r.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)}`))"
    )
    return list(found)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(World())
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def world(server: Server) -> World:
    return server.world


@pytest.fixture
def phone(server: Server, tmp_path: Path, driver: Playwright) -> Iterator[Phone]:
    made = Phone(driver, CHROMIUM, tmp_path / "profile", server)
    yield made
    made.close()
    assert made.complaints == []
