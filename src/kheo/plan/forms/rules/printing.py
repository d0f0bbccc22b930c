"""A form as a PDF to be printed: drawn by ``templates/paper.typ``, from plain data."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

from kheo.kit.refusals import Refused
from kheo.kit.typefaces import FONTS
from kheo.plan.forms.rules.paper import Item

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


@dataclass(frozen=True)
class Paper:
    """``words``: the paper's own words in its language, as the template asks for them. ``notice``: what is to be known
    before anything is filled in (that it is a draft), or ""."""

    title: str
    code: str
    version: str
    language: str
    programme: str
    agency: str
    notice: str
    made_at: dt.datetime
    items: tuple[Item, ...]
    words: Mapping[str, str]


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF, tagged. Raises Refused("plan.paper…") for what cannot be printed."""
    plain = {name: value for name, value in vars(paper).items() if name != "made_at"}
    try:
        made = typst.compile(
            TEMPLATES / "paper.typ",
            root=TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(plain, ensure_ascii=False, default=vars)},
            pdf_standards=[*STANDARDS],
            timestamp=paper.made_at.replace(microsecond=0),
        )
    except typst.TypstError as fault:
        message = str(fault.message)
        if unshown := _UNSHOWN.search(message):
            raise Refused("plan.paper_no_glyph", form=paper.code, sign=unshown[1]) from fault
        raise Refused("plan.paper_not_printed", form=paper.code, reason=message.strip()) from fault
    assert isinstance(made, bytes)
    return made
