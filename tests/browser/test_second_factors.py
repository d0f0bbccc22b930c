"""An app's codes and passkeys in a browser, with a security key that Chromium makes up."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kheo.ground.accounts.rules.totp import code_at, step_of
from tests.browser.conftest import NARROW, WIDE, overflow, violations
from tests.browser.serving import environment_of, serving
from tests.people import PASSWORD

PREPARE = """
import datetime as dt, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.states import Role
add_user(username="lan", full_name="Trần Thị Lan", password=%r, role=Role.ADMINISTRATOR, by="test", now=dt.datetime.now(dt.UTC))
"""
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """By the machine's name: an address that is a number can have no passkeys."""
    data = tmp_path / "data"
    data.mkdir()
    subprocess.run([sys.executable, "-c", PREPARE % PASSWORD], env=environment_of(data), check=True)
    with serving(data, "serve") as served:
        yield served.replace("127.0.0.1", "localhost")


def enter(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("User name").fill("lan")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator("summary.change, summary", has_text="Me").first.click()
    page.get_by_role("button", name="Sign out").click()


@pytest.mark.parametrize("wide", [True, False])
def test_an_app_and_a_passkey_from_first_to_last(
    address: str, chromium: Browser, tmp_path: Path, wide: bool
) -> None:
    context = chromium.new_context(base_url=address, viewport=WIDE if wide else NARROW, locale="en-GB")
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def look(name: str) -> None:
        """In both languages, light and dark, where looking changes nothing."""
        wrong.extend(f"{name}: {one}" for one in violations(page))
        if overflow(page) > 0:
            wrong.append(f"{name}: {overflow(page)} px too wide")
        page.screenshot(path=tmp_path / f"{name}.png", animations="disabled", full_page=True)

    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    enter(page)
    expect(page.get_by_role("heading", name="Sign-in and security")).to_be_visible()
    expect(page.get_by_role("link", name="Later")).to_be_visible()
    look("asked")
    page.locator("#proof-app").fill(PASSWORD)
    page.get_by_role("button", name="Set up an app").click()
    look("app")
    secret = page.locator("code").inner_text().replace(" ", "")
    assert re.fullmatch("[A-Z2-7]{32}", secret)
    code = code_at(secret, step_of(dt.datetime.now(dt.UTC)) - 1)
    page.get_by_label("The six digits").fill(code)
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert page.locator("ol.codes code").count() == 10
    look("codes")
    page.get_by_role("link", name="I have kept them").click()

    page.get_by_label("What do you call it?").fill("Office computer")
    page.locator("#proof-key").fill("wrong")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Neither your password nor a code")).to_be_visible()
    page.locator("#proof-key").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("rowheader", name="Office computer")).to_be_visible()
    look("security")
    page.goto("/me/security?lang=vi")
    page.emulate_media(color_scheme="dark")
    look("security-vi")
    page.emulate_media(color_scheme="light")
    page.goto("/me/security?lang=en")

    # With the password the app's code is asked for; the passkey answers that, too.
    sign_out(page)
    look("sign-in")
    enter(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    look("second")
    page.goto("/sign-in/second?lang=vi")
    look("second-vi")
    page.goto("/sign-in/second?lang=en")
    code = code_at(secret, step_of(dt.datetime.now(dt.UTC)))
    page.get_by_label("Six digits").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Programmes")).to_be_visible()

    # With the passkey alone, by the keyboard alone.
    sign_out(page)
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Programmes")).to_be_visible()

    page.goto("/me/security")
    page.get_by_text("Remove", exact=False).and_(page.locator("td summary")).click()
    page.locator("#proof-1").fill(PASSWORD)
    page.locator("td form button").click()
    expect(page.get_by_text("It opens nothing any more")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey opens nothing here")).to_be_visible()
    context.close()
    assert wrong == []
