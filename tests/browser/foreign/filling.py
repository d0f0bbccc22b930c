"""Answers whatever a form asks, by the same fields that a person would use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.reporter.phone import PIXEL

# What to try, first things first; the next one where a rule of the form objects.
TRIED: dict[str, tuple[str, ...]] = {
    "number": ("1", "5", "15", "20", "0", "100", "2000", "50000", "-1"),
    "text": ("abc", "1", "12345", "someone@example.org", "abcdefghijkl"),
    "day": ("1/9/2025", "1/1/1990", "1/1/2010", "1/1/2020", "1/1/2100"),
    "moment": ("2025-09-01T09:30", "2010-01-01T23:59"),
    "hour": ("09:30", "23:59"),
}
FILES = {
    "image/*": {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL},
    "audio/*": {"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3"},
    "video/*": {"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"mp4"},
}
OTHER_FILE = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a text"}
ROUNDS = 12

# What is on the screen: each question once, with the kind of field that it has.
_QUESTIONS = """() => [...document.querySelectorAll('[data-question]')].map((one) => {
  const has = (wanted) => one.querySelector(wanted) !== null;
  const kinds = [['file', 'input[type=file]'], ['one', 'input[type=radio]'], ['search', '[role=combobox]'],
    ['range', 'input[type=range]'], ['rank', '.rank-list'], ['hour', 'input[type=time]'],
    ['moment', 'input[type=datetime-local]'], ['day', 'input[type=date]'], ['several', '.choices input[type=checkbox]'],
    ['agree', 'input[type=checkbox]'], ['empty', '.choices'], ['number', 'input.num'], ['text', 'input[type=text], textarea'], ['place', 'button']];
  const fixed = [...one.querySelectorAll('input, textarea')].filter((each) => !each.matches('.behind'));
  return {
    id: one.id, field: one.dataset.field.split('/').pop().replace(/\\[\\d+\\]$/, ''),
    kind: (kinds.find(([, wanted]) => has(wanted)) ?? ['none'])[0],
    fixed: fixed.length > 0 && fixed.every((each) => each.readOnly || each.disabled),
    wrong: one.classList.contains('wrong'),
  };
})"""


@dataclass
class Filled:
    """``answered``: the fields that got an answer; ``impossible``: those that the app says it cannot ask."""

    questions: int = 0
    notes: int = 0
    answered: dict[str, str] = field(default_factory=dict)
    impossible: list[str] = field(default_factory=list)
    instance: str = ""
    stuck: list[str] = field(default_factory=list)


def fill(page: Page) -> Filled:
    """Answer every question of the form on the screen, those that other answers bring up too, and finish it."""
    filled, tries = Filled(), dict[str, int]()
    for _ in range(ROUNDS):
        _answer_what_is_new(page, filled, tries)
        page.get_by_role("button", name="Finish and send").click()
        if _is_finished(page):
            filled.instance = page.evaluate("decodeURIComponent(location.hash).split('/').slice(2).join('/')")
            return filled
        wrong = [one for one in page.evaluate(_QUESTIONS) if one["wrong"]]
        if all(not _answer(page, one, tries) for one in wrong):
            break
    filled.stuck = [page.locator(f"[id='{one['id']}']").inner_text()[:200] for one in wrong]
    return filled


def _is_finished(page: Page) -> bool:
    expect(page.locator(".ok h1, .said.error").first).to_be_visible()
    return page.locator(".ok h1").count() > 0


def _answer_what_is_new(page: Page, filled: Filled, tries: dict[str, int]) -> None:
    for _ in range(ROUNDS):
        for button in page.locator(".repeat:not(:has(> .entry)) > .add").all():
            button.click()
        new = [one for one in page.evaluate(_QUESTIONS) if one["id"] not in tries]
        if not new:
            break
        for one in new:
            tries[one["id"]] = 0
            if page.locator(f"[id='{one['id']}']").count() == 0:
                continue  # an answer before it took it away
            if one["kind"] == "none":
                filled.impossible.append(one["field"])
            elif one["kind"] == "empty":
                continue  # a condition on another answer left no choice
            elif not one["fixed"] and _answer(page, one, tries):
                filled.answered[one["field"]] = one["kind"]
    filled.questions = max(filled.questions, len(page.evaluate(_QUESTIONS)))
    filled.notes = page.locator(".note-text").count()


def _answer(page: Page, one: dict[str, Any], tries: dict[str, int]) -> bool:
    """Give the next answer that has not been tried; whether there was one."""
    question, at = page.locator(f"[id='{one['id']}']"), tries.get(one["id"], 0)
    tries[one["id"]] = at + 1
    kind = one["kind"]
    if kind in TRIED:
        if at >= len(TRIED[kind]):
            return False
        box = question.locator("input:not(.behind), textarea").first
        box.fill(TRIED[kind][at])
        box.blur()
        return True
    return _choose(page, question, kind, at)


def _choose(page: Page, question: Locator, kind: str, at: int) -> bool:
    if kind in ("one", "several", "agree"):
        boxes = question.locator("input[type=radio], input[type=checkbox]")
        if at >= boxes.count():
            return False
        boxes.nth(at).check()
    elif kind == "search":
        question.locator("[role=combobox]").click()
        options = question.locator("[role=option]")
        if at >= options.count():
            return False
        options.nth(at).click()
    elif at:
        return False
    elif kind == "file":
        picker = question.locator("input[type=file]")
        picker.set_input_files(FILES.get(picker.get_attribute("accept") or "", OTHER_FILE))
        expect(question.locator("figure")).to_be_visible()
    elif kind == "range":
        slider = question.locator("input[type=range]")
        slider.evaluate("(one) => one.dispatchEvent(new Event('input', {bubbles: true}))")
    elif kind == "rank":
        question.locator(".rank-list li").first.locator("button").last.click()
    elif kind == "place":
        question.locator("button").first.click()
        expect(question.locator(".readback:not([role=status])")).to_be_visible()
    return True
