"""The reporter's app against the whole product, over a network that is as bad as networks are."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, Served
from tests.faults.proxy import FAULTS, Proxy, standing_before

# Data may be kept between runs: what this run sends bears a name of its own.
RUN = uuid.uuid4().hex[:8]
FORM = "Nhà ở cho hộ nghèo, gia đình chính sách"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture
def proxy(served: Served) -> Iterator[Proxy]:
    with standing_before(urlsplit(served.address).port or 0) as proxy:
        yield proxy


class Reporter:
    """The demonstration's reporter with a phone: one browser profile, which may be closed and opened again."""

    def __init__(self, served: Served, proxy: Proxy, profile: Path, playwright: Any) -> None:
        self.served, self.proxy, self.profile, self.playwright = served, proxy, profile, playwright
        self.context: BrowserContext | None = None
        self.page: Page
        self.complaints: list[str] = []

    def open(self, *, offline: bool = False) -> None:
        self.proxy.down = offline
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=ARGS,
            viewport={"width": 360, "height": 740},
            locale="vi-VN",
            base_url=self.proxy.address,
        )
        self.context.set_offline(offline)
        self.page = self.context.pages[0]
        self.page.set_default_timeout(60_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto("/r/")

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def sign_in(self) -> None:
        account = next(one for one in self.served.accounts if one["role"] == "reporter")
        self.page.fill("input[name=username]", account["username"])
        self.page.fill("input[name=password]", account["password"])
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Hôm nay", level=1)).to_be_visible()
        self.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
        self.page.goto("/r/#/choose")
        expect(self.page.get_by_role("link", name=FORM)).to_be_visible()

    def offline(self, is_so: bool) -> None:
        assert self.context
        self.proxy.down = is_so
        self.context.set_offline(is_so)

    def fill_in(self, reference: str, houses: str) -> None:
        self.page.goto("/r/#/new/housing")
        self.page.get_by_label("Số hiệu dòng báo cáo của đơn vị").fill(reference)
        self.page.get_by_label("Số nhà xây mới hoàn thành").fill(houses)
        expect(self.page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()

    def finish(self) -> None:
        self.page.get_by_role("button", name="Xong, gửi đi").click()
        expect(self.page.locator(".ok h1")).to_be_visible()

    def until(self, happened: Callable[[], bool], seconds: int = 60) -> None:
        for _ in range(seconds * 5):
            if happened():
                return
            self.page.wait_for_timeout(200)
        pytest.fail("it did not happen in time")


@pytest.fixture
def reporter(served: Served, proxy: Proxy, tmp_path: Path, driver: Playwright) -> Iterator[Reporter]:
    made = Reporter(served, proxy, tmp_path / "profile", driver)
    made.open()
    made.sign_in()
    yield made
    made.close()
    assert made.complaints == []


def ask(served: Served, program: str) -> Any:
    """What a few lines of Python, run beside the server over its data, print as JSON."""
    head = "import django, json; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", head + program], env=served.environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def arrived(served: Served, reference: str) -> list[dict[str, Any]]:
    """The records with this reference: their submission, values and what they correct."""
    return ask(
        served,
        "from kheo.capture.submissions.models import Record\n"
        f"found = Record.objects.filter(values__reference={reference!r}).order_by('pk')\n"
        "print(json.dumps([{'id': r.pk, 'instance': r.submission.instance, 'values': r.values, "
        "'corrects': r.corrects_id, 'unit': r.unit.ref} for r in found.select_related('submission', 'unit')]))",
    )  # type: ignore[no-any-return]


def test_two_reports_written_without_a_network_arrive_once_each(reporter: Reporter, served: Served) -> None:
    reporter.offline(True)
    reporter.fill_in(f"off-1-{RUN}", "3")
    reporter.finish()
    reporter.close()
    reporter.open(offline=True)
    reporter.fill_in(f"off-2-{RUN}", "4")
    reporter.finish()
    assert arrived(served, f"off-1-{RUN}") == []
    reporter.offline(False)
    reporter.until(lambda: len(arrived(served, f"off-1-{RUN}")) + len(arrived(served, f"off-2-{RUN}")) == 2)
    [first] = arrived(served, f"off-1-{RUN}")
    [second] = arrived(served, f"off-2-{RUN}")
    assert (first["values"]["built"], second["values"]["built"]) == (3, 4)
    assert first["values"]["reporting_unit"] == first["unit"]


def test_a_new_report_of_no_form_lets_choose_one(reporter: Reporter) -> None:
    reporter.page.goto("/r/#/new")
    expect(reporter.page.get_by_role("link", name=FORM)).to_be_visible()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_report_arrives_once_whatever_the_network_does(
    reporter: Reporter, served: Served, proxy: Proxy, fault: str
) -> None:
    proxy.faults.extend([fault, fault])
    reporter.fill_in(f"bad-{fault}-{RUN}", "5")
    reporter.finish()
    reporter.page.goto("/r/#/")
    reporter.until(
        lambda: (
            len(arrived(served, f"bad-{fault}-{RUN}")) == 1 and not reporter.page.locator("#waiting").count()
        )
    )
    assert len(arrived(served, f"bad-{fault}-{RUN}")) == 1


def test_what_comes_back_is_mended_without_a_network_and_both_sides_see_the_lineage(
    reporter: Reporter, served: Served
) -> None:
    reporter.fill_in(f"back-1-{RUN}", "40")
    reporter.finish()
    reporter.until(lambda: len(arrived(served, f"back-1-{RUN}")) == 1)
    [record] = arrived(served, f"back-1-{RUN}")
    ask(
        served,
        "import datetime as dt\n"
        "from kheo.capture.submissions.models import Record\n"
        "from kheo.verify.decisions.actions import decide\n"
        "from kheo.verify.decisions.states import Outcome\n"
        f"decide(record=Record.objects.get(pk={record['id']}), outcome=Outcome.RETURNED, field='built', "
        "reason='Kế hoạch chỉ có 4 nhà', by='verifier', now=dt.datetime.now(dt.UTC))\n"
        "print('null')",
    )
    reporter.page.goto("/r/#/")
    reporter.page.reload()
    back = reporter.page.get_by_role("article").filter(has_text=f"back-1-{RUN}")
    expect(back).to_contain_text("Kế hoạch chỉ có 4 nhà")
    reporter.page.wait_for_timeout(1_000)  # the old report is fetched ahead
    reporter.offline(True)
    back.get_by_role("link", name="Sửa “Số nhà xây mới hoàn thành”").click()
    houses = reporter.page.get_by_label("Số nhà xây mới hoàn thành")
    expect(houses).to_have_value("40", timeout=20_000)  # thousands of places, on a machine that is busy
    expect(reporter.page.get_by_text("Kế hoạch chỉ có 4 nhà").first).to_be_visible()
    houses.fill("4")
    expect(reporter.page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    reporter.finish()
    reporter.offline(False)
    reporter.until(lambda: len(arrived(served, f"back-1-{RUN}")) == 2)
    old, new = arrived(served, f"back-1-{RUN}")
    assert (new["values"]["built"], new["corrects"]) == (4, old["id"])


def test_a_report_is_taken_back_without_a_network_with_a_reason(reporter: Reporter, served: Served) -> None:
    reference = f"rut-{RUN}"
    reporter.fill_in(reference, "2")
    reporter.finish()
    reporter.until(lambda: len(arrived(served, reference)) == 1)
    page = reporter.page
    page.goto("/r/#/sent")
    page.locator("a.item").first.click()
    page.get_by_text("Rút báo cáo này").click()
    receipt = page.url
    reporter.offline(True)
    page.get_by_label("Vì sao").fill("Nhập nhầm xã")
    page.get_by_role("button", name="Rút báo cáo", exact=True).click()
    expect(page.get_by_text("Yêu cầu rút báo cáo đang chờ gửi")).to_be_visible()
    reporter.close()
    reporter.open()
    page = reporter.page
    told = (
        "from kheo.capture.submissions.models import Withdrawn\n"
        f"found = Withdrawn.objects.filter(submission__records__values__reference={reference!r})\n"
        "print(json.dumps([one.reason for one in found.distinct()]))"
    )
    reporter.until(lambda: ask(served, told) == ["Nhập nhầm xã"])
    page.goto(receipt)
    expect(page.get_by_role("heading", name="Báo cáo đã rút")).to_be_visible()
    expect(page.get_by_text("Nhập nhầm xã")).to_be_visible()


def test_what_nobody_returned_is_corrected_and_replaces_the_sent_one(
    reporter: Reporter, served: Served
) -> None:
    reference = f"sua-{RUN}"
    reporter.fill_in(reference, "7")
    reporter.finish()
    reporter.until(lambda: len(arrived(served, reference)) == 1)
    page = reporter.page
    page.goto("/r/#/sent")
    page.locator("a.item").first.click()
    page.get_by_role("link", name="Sửa báo cáo này").click()
    houses = page.get_by_label("Số nhà xây mới hoàn thành")
    expect(houses).to_have_value("7")
    reporter.offline(True)
    houses.fill("8")
    expect(page.get_by_text("Đã lưu trên máy lúc")).to_be_visible()
    reporter.finish()
    reporter.offline(False)
    reporter.until(lambda: len(arrived(served, reference)) == 2)
    old, new = arrived(served, reference)
    assert (new["values"]["built"], new["corrects"]) == (8, old["id"])


def test_a_report_that_was_discarded_unsent_is_missed_by_nobody(reporter: Reporter, served: Served) -> None:
    reporter.offline(True)
    for reference in (f"giu-{RUN}", f"bo-{RUN}"):
        reporter.fill_in(reference, "1")
        reporter.finish()
    page = reporter.page
    page.goto("/r/#/")
    page.get_by_role("button", name="Bỏ").nth(1).click()
    expect(page.locator("#waiting")).to_contain_text("1")
    reporter.offline(False)
    reporter.until(lambda: len(arrived(served, f"giu-{RUN}")) == 1)
    gap = (
        "from kheo.capture.submissions.models import Submission\n"
        "from kheo.capture.submissions.queries import missing_envelopes\n"
        f"one = Submission.objects.get(records__values__reference='giu-{RUN}')\n"
        "print(json.dumps(missing_envelopes(one.device)))"
    )
    missing, _highest = ask(served, gap)
    assert missing == []
    assert arrived(served, f"bo-{RUN}") == []
