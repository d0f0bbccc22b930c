"""Whatever somebody writes is shown as what it is: no text becomes an element, a link or a script, on any page.

The pages are looked at with their policy switched off, so that it is not the policy that holds. That it holds as well is
tested by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.foreign import filling
from tests.browser.payloads.texts import PRODUCT, as_name, script
from tests.browser.payloads.world import PASSWORD
from tests.browser.serving import run_beside, serving
from tests.browser.test_smoke import NOT_A_PAGE, kind

# Addresses at which nothing is looked at: acts, what only a device with a key is told, and passports, to which links lead.
ACTS = {
    "sign_out", "theme", "device_add", "device_revoke", "manage_upload", "manage_correct", "manage_purposes",
    "manage_decide", "manage_publish", "manage_discard", "manage_invite", "manage_invite_again", "manage_give",
    "security_password", "security_elsewhere", "security_app", "security_app_confirm", "security_app_remove", "security_codes", "security_passkey_options",
    "security_passkey_add", "security_passkey_remove", "sign_in_passkey", "sign_in_passkey_options", "manage_reset",
    "sign_in_second", "sign_in_oidc", "sign_in_oidc_back",  # lead elsewhere, or to nothing where nobody is half-way in
    "manage_take", "manage_shut", "manage_try_read", "reporter_device", "recompute",
    "correct_report", "decide_report", "verify_decide", "verify_many", "verify_undo", "same_decide", "withdraw_report",
    "lot_draw", "lot_visit", "lot_close", "told_read",
    "settle_rival", "api_withdraw", "api_numbers", "api_told",
    "api_send", "api_stick", "openrosa_send", "openrosa_send_basic",
}  # fmt: skip
FOR_DEVICES = {
    "openrosa_list", "openrosa_form", "openrosa_manifest", "openrosa_media", "openrosa_list_basic",
    "openrosa_form_basic", "openrosa_manifest_basic", "openrosa_media_basic",
    "api", "api_state", "api_form", "api_media", "api_instance", "api_attachment",
}  # fmt: skip
LED_TO = {"passport", "passport_short", "lines_file"}
FILES = {
    "lot_table", "who_reported_file", "audit_table", "fields_csv", "figures_file", "original", "refused_file", "manage_draft_xform", "manage_draft_source",
    "manage_draft_paper", "paper", "paper_of", "rival_file", "report_file", "report_file_original",
    "manage_version_file", "manage_try_file", "reporter_worker", "reporter_manifest",
}  # fmt: skip
FOR_AUDITORS = {"audit", "audit_row"}
MOST_LINKS = 40

_FOUND = """(product) => {
  const every = [...document.querySelectorAll('*')];
  const led = (one) => ['href', 'src', 'action', 'xlink:href', 'formaction'].map((name) => one.getAttribute(name) ?? '');
  return [
    ...(window.ran === undefined ? [] : [`ran: ${window.ran}`]),
    ...every.filter((one) => one.hasAttribute('data-ran')).map((one) => `made: ${one.outerHTML.slice(0, 200)}`),
    ...every.filter((one) => [...one.attributes].some(({ name }) => /^on/i.test(name))).map((one) => `listens: ${one.outerHTML.slice(0, 200)}`),
    ...every.filter((one) => led(one).some((to) => /^\\s*(javascript|data:text)/i.test(to))).map((one) => `leads: ${one.outerHTML.slice(0, 200)}`),
    ...(document.documentElement.innerHTML.includes(product) ? ['a template was filled in'] : []),
  ];
}"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    data: Path = tmp_path_factory.mktemp("scripts")
    with serving(data, "serve") as address:
        yield {"address": address, **run_beside(data, "tests.browser.payloads.world")}


@pytest.fixture
def reader(world: dict[str, Any], chromium: Browser) -> Iterator[Any]:
    """``reader("author", policy=False)`` gives a signed-in page; a dialog that opens on it fails the test."""
    contexts: list[BrowserContext] = []
    dialogs: list[str] = []

    def signed_in(username: str, *, policy: bool = False, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=world["address"], bypass_csp=not policy, locale="en-GB", **more
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto("/sign-in?next=/devices")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#id_password")).to_have_count(0)
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert dialogs == []


def found(page: Page) -> list[str]:
    return [f"{page.url}: {one}" for one in page.evaluate(_FOUND, str(PRODUCT))]


def test_no_address_is_forgotten(world: dict[str, Any]) -> None:
    """Whoever adds a page says here whether it is looked at: see ``addresses`` in tests/browser/payloads/world.py."""
    known = ACTS | FOR_DEVICES | LED_TO | set(world["pages"])
    assert set(world["names"]) == known
    assert set(world["pages"]) >= FILES


def test_no_page_makes_anything_of_a_text(world: dict[str, Any], reader: Any) -> None:
    page = reader("author")
    asked = [
        f"{world['pages'][name]}?{urlencode({'q': q})}"
        for name in ("search", "suggest")
        for q in ("place", "agency", script())
    ]
    of_names = [path for name, path in world["pages"].items() if name not in FILES | FOR_AUDITORS]
    waiting = [
        *of_names,
        *world["drafts"],
        *world["reports"],
        *asked,
        "/p/test/figures?by=commune&across=kind",
    ]
    seen, wrong, followed, shown = set[str](), list[str](), 0, 0
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        wrong += found(page)
        shown += page.evaluate("document.body.innerText.includes('ran=')")
        links = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
        for link in map(urlsplit, links):
            this = kind(link.path) + "?" + re.sub(r"=[^&]*", "", link.query)
            ours = link.netloc == urlsplit(page.url).netloc and not NOT_A_PAGE.search(link.path)
            if (
                ours
                and followed < MOST_LINKS
                and this not in seen
                and not link.path.endswith(("/original", "/xlsform", ".xml"))
            ):
                seen.add(this)
                followed += 1
                waiting.append(f"{link.path}?{link.query}")
    assert wrong == []
    assert any("/passports/" in one for one in seen)
    assert shown > 20, "the texts stand on too few pages for this to say anything"


def test_the_record_of_acts_makes_nothing_of_a_text(world: dict[str, Any], reader: Any) -> None:
    page, wrong, shown = reader("second"), list[str](), 0
    for path in (*(world["pages"][name] for name in FOR_AUDITORS), f"/audit?{urlencode({'what': script()})}"):
        answer = page.goto(path)
        assert answer.status == 200
        wrong += found(page)
        shown += page.evaluate("document.body.innerText.split('ran=').length - 1")
    assert wrong == []
    assert shown > 10, "the texts stand too seldom for this to say anything"


def test_what_opens_on_a_page_makes_nothing_of_a_text(reader: Any) -> None:
    page = reader("author")
    page.goto("/p/test/")
    page.locator("input[data-suggest]").press_sequentially("place")
    expect(page.locator(".suggest")).to_contain_text("place")
    assert found(page) == []
    page.goto("/p/test/figures?by=commune")
    page.locator("a[data-panel]").first.click()
    expect(page.locator("#panel .huge")).to_be_visible()
    assert found(page) == []
    page.goto("/p/test/")
    for dot in page.locator("[data-map] circle").all()[:3]:
        dot.dispatch_event("mouseenter")
        dot.dispatch_event("pointerover")
        dot.dispatch_event("mousemove")
    assert found(page) == []


def test_the_app_makes_nothing_of_a_text(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = tuple(script() for _ in range(6))
    monkeypatch.setitem(filling.TRIED, "text", texts)
    monkeypatch.setitem(filling.FILES, "image/*", {**filling.FILES["image/*"], "name": as_name() + ".png"})
    page = reader("reporter", viewport={"width": 360, "height": 740})
    page.goto("/r/")
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    wrong = found(page)
    for screen in ("choose", "sent", "more", "report/uuid:0", "report/uuid:1", "mend/uuid:1", "new/scripts"):
        page.goto(f"/r/#/{screen}")
        page.reload()
        expect(page.locator("main h1").first).to_be_visible()
        page.wait_for_timeout(500)
        wrong += found(page)
    expect(page.locator(".dock")).to_be_visible()
    assert page.get_by_text("ran=").count() > 5
    done = filling.fill(page)
    assert done.instance, done.stuck
    wrong += found(page)
    page.goto("/r/#/")
    expect(page.locator("#waiting")).to_have_count(0)
    wrong += found(page)
    assert wrong == []


def test_a_trial_makes_nothing_of_a_text(world: dict[str, Any], reader: Any) -> None:
    page = reader("author", viewport={"width": 360, "height": 740})
    page.goto(world["pages"]["manage_try"])
    expect(page.locator(".dock")).to_be_visible()
    wrong = found(page)
    assert page.get_by_text("ran=").count() > 5
    page.locator("[data-field$='/words'] input, [data-field$='/words'] textarea").first.fill(script())
    page.locator("[data-field$='/houses'] input").fill("2")
    page.locator(".dock .btn.main").click()
    expect(page.locator(".ok h1")).to_be_visible()
    assert page.locator(".told").get_by_text("ran=").count() > 1
    wrong += found(page)
    assert wrong == []


def test_files_are_handed_out_as_files(world: dict[str, Any], reader: Any) -> None:
    page = reader("author")
    for name in sorted(FILES):
        answer = page.request.get(world["pages"][name])
        kind_of = answer.headers["content-type"]
        assert answer.status == 200, name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert not kind_of.startswith(("text/html", "image/svg")), (name, kind_of)
        # What Kheo made itself, and a browser reads without running anything, may open beside the page.
        ours = name.startswith("reporter_") or kind_of == "application/pdf"
        assert ours or answer.headers["content-disposition"].startswith("attachment"), name


def test_the_policy_would_hold_what_slipped_through(world: dict[str, Any], reader: Any) -> None:
    page = reader("author", policy=True)
    wrong = []
    for name, path in world["pages"].items():
        policy = page.request.get(path).headers.get("content-security-policy", "")
        scripts = re.search(r"script-src ([^;]*)", policy) or re.search(r"default-src ([^;]*)", policy)
        if not scripts or set(scripts[1].split()) - {"'self'", "'wasm-unsafe-eval'"}:
            wrong.append(f"{name}: {policy}")
        wrong += [
            f"{name}: no {part}" for part in ("object-src 'none'", "base-uri 'none'") if part not in policy
        ]
    assert wrong == []
    for path in ("/devices", "/r/"):
        page.goto(path)
        broken = page.evaluate(
            """() => new Promise((done) => {
              const told = [];
              document.addEventListener('securitypolicyviolation', (one) => told.push(one.effectiveDirective));
              const box = document.createElement('div');
              box.innerHTML = '<img src=x onerror="window.ran=1"><a href="javascript:window.ran=2">a</a>';
              document.body.append(box);
              const script = document.createElement('script');
              script.textContent = 'window.ran=3';
              document.body.append(script);
              box.querySelector('a').click();
              setTimeout(() => done([window.ran ?? null, told.length]), 1000);
            })"""
        )
        assert broken[0] is None, (path, broken)
        assert broken[1] >= 2, (path, broken)
