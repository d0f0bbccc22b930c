"""A phone with one browser profile: it can be switched off, killed, taken out of the network and asked what it shows."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.reporter.world import Server

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
# A picture of one pixel: enough for a file that is really decoded.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


class Phone:
    """``start()`` opens the app; everything on it stays in ``profile`` between starts."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path, server: Server) -> None:
        self.playwright, self.chromium, self.profile, self.server = playwright, chromium, profile, server
        self.complaints: list[str] = []
        self.context: BrowserContext | None = None
        self.page: Page

    def start(
        self,
        *,
        offline: bool = False,
        language: str = "vi",
        wide: bool = False,
        dark: bool = False,
        **more: Any,
    ) -> Page:
        self.server.world.out_of_reach = offline
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=self.chromium,
            args=ARGS,
            viewport={"width": 1280, "height": 800} if wide else {"width": 360, "height": 740},
            locale="vi-VN" if language == "vi" else "en-GB",
            color_scheme="dark" if dark else "light",
            base_url=self.server.address,
            **more,
        )
        self.offline(offline)
        self.page = self.context.pages[0]
        self.page.set_default_timeout(60_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if "Content Security Policy" in said.text else None
            ),
        )
        self.page.on("request", lambda r: self._ours(r.url))
        self.page.goto("/r/")
        expect(self.page.locator("main h1")).to_be_visible()
        return self.page

    def _ours(self, url: str) -> None:
        if not url.startswith((self.server.address, "data:", "blob:", "about:")):
            self.complaints.append(f"asked {url}")

    def ready(self) -> None:
        """Until the app and the forms are on the phone."""
        self.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
        none_yet = re.compile("Chưa có mẫu báo cáo|Đang tải mẫu|There are no forms|Fetching forms")
        expect(self.page.get_by_text(none_yet)).to_have_count(0)

    def offline(self, is_so: bool) -> None:
        """For the page, and for the service worker, which the browser's own switch leaves out and which sends too."""
        assert self.context
        self.server.world.out_of_reach = is_so
        self.context.set_offline(is_so)

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """Takes the battery out: every process of this profile ends at once."""
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if str(self.profile) in (entry / "cmdline").read_text():
                    os.kill(int(entry.name), signal.SIGKILL)
        with suppress(Exception):
            self.close()
        self.context = None
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    # What a reporter does

    def fill_in(self, remark: str, *, houses: str = "3", picture: bool = True) -> None:
        page = self.page
        page.goto("/r/#/new/housing")
        commune = page.get_by_role("combobox", name="Xã, phường")
        commune.click()
        commune.press_sequentially("muong t")
        page.get_by_role("option", name="Mường Toong").click()
        page.get_by_label("Xây nhà mới").check()
        page.get_by_label("Số nhà xây mới").fill(houses)
        page.get_by_label("Thôn, bản").fill("Tả Kố Khừ")
        if picture:
            page.set_input_files(
                "input[type=file]", {"name": "nhà.png", "mimeType": "image/png", "buffer": PIXEL}
            )
            expect(page.locator(".picture img")).to_be_visible()
        page.get_by_label("Ghi chú").fill(remark)
        expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()

    def finish(self) -> None:
        self.page.get_by_role("button", name="Xong, gửi đi").click()
        expect(self.page.locator(".ok h1")).to_be_visible()

    def today(self) -> Page:
        self.page.goto("/r/#/")
        expect(self.page.get_by_role("heading", name="Hôm nay", level=1)).to_be_visible()
        return self.page


def until(phone: Phone, happened: Callable[[], bool], seconds: int = 30) -> None:
    for _ in range(seconds * 10):
        if happened():
            return
        phone.page.wait_for_timeout(100)
    pytest.fail("it did not happen in time")
