"""What became of each form, and the list of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.browser.foreign.filling import Filled


@dataclass
class Fate:
    """``arrived``: {records, reasons, missing, rivals, fields} as the server has it."""

    file: str
    code: str
    refused: list[str]
    rendered: bool = False
    filled: Filled | None = None
    broke: list[str] = field(default_factory=list)
    arrived: dict[str, Any] | None = None

    def trouble(self) -> str:
        """What is not as it should be; a form that was refused with a reason, or kept with one, is."""
        if self.refused:
            return "" if all(self.refused) else "refused without a reason"
        if self.broke or not self.rendered or self.filled is None:
            return f"does not open: {' '.join(self.broke)}"
        if not self.filled.instance:
            return f"cannot be finished: {self.filled.stuck}"
        if self.arrived is None:
            return "did not arrive"
        if self.arrived["missing"] or self.arrived["rivals"]:
            return f"is not whole: {self.arrived}"
        if not self.arrived["records"] and not self.arrived["reasons"]:
            return "made no record, and nobody says why"
        lost = [name for name in self.filled.answered if name not in self.arrived["fields"]]
        return f"lost answers: {lost}" if self.arrived["records"] and lost else ""

    def words(self) -> tuple[str, str, str]:
        """What became of it, questions that were answered, and why not more."""
        if self.refused:
            return "refused", "", "; ".join(self.refused)
        if trouble := self.trouble():
            return "failed", "", trouble
        assert self.filled and self.arrived
        answered = f"{len(self.filled.answered)} of {self.filled.questions}"
        told = [f"the app cannot ask {name}" for name in self.filled.impossible] + self.arrived["reasons"]
        return ("recorded" if self.arrived["records"] else "kept, no record"), answered, "; ".join(told)


HEAD = """# Forms of others, one by one

Written by `make foreign`. The forms are the examples of pyxform's own tests, as they came with its package; none of them
stands in this repository. A program published each by the pages, as two persons would, opened it in the reporter's app
in a browser, answered every question and sent it. *Answered* counts the questions on the screen.

"""


def listing(fates: Sequence[Fate]) -> str:
    """As a page in Markdown."""
    rows = [(fate.file, *fate.words()) for fate in sorted(fates, key=lambda one: one.file)]
    counted = Counter(row[1] for row in rows)
    lines = ["| result | forms |", "|---|---:|", *(f"| {name} | {n} |" for name, n in counted.most_common())]
    lines += ["", "| form | result | answered | why |", "|---|---|---:|---|"]
    lines += [f"| {' | '.join(_cell(part) for part in row)} |" for row in rows]
    return HEAD + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    # A list's root element is "root" in XForms; on a page it would read as somebody's home folder.
    return " ".join(text.replace("|", "/").replace("/root/", "/…/").split())
