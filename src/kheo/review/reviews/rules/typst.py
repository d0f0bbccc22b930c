"""The PDF: tagged, readable by machines for ever (PDF/A-2a) and by people who do not see it (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict, replace
from typing import Any, Literal

import typst

from kheo.kit.refusals import Refused
from kheo.kit.typefaces import FONTS
from kheo.review.reviews.rules.document import Annex, Block, Heading, ReviewDocument
from kheo.review.reviews.rules.template import TEMPLATES

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


def pdf_of(document: ReviewDocument) -> bytes:
    """The document as PDF. Raises Refused("review.no_glyph") for a sign that no typeface at hand has."""
    return pdf_and_warnings(document)[0]


def pdf_and_warnings(document: ReviewDocument) -> tuple[bytes, list[str]]:
    """The PDF and what the typesetter complained about (nothing, if all is well)."""
    made_at = dt.datetime.fromisoformat(document.made_at).replace(microsecond=0) if document.made_at else None
    try:
        made, warnings = typst.compile_with_warnings(
            TEMPLATES / "review.typ",
            root=TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(as_data(document), ensure_ascii=False, default=vars)},
            pdf_standards=[*STANDARDS],
            timestamp=made_at,
        )
    except typst.TypstError as fault:
        raise _refusal(document, str(fault.message)) from fault
    assert isinstance(made, bytes)
    return made, [str(warning.message) for warning in warnings]


def _refusal(document: ReviewDocument, message: str) -> Refused:
    if not (unshown := _UNSHOWN.search(message)):
        return Refused("review.not_printable", reason=message.strip())
    where = document.title
    for block in (*document.body, *(block for annex in document.annexes for block in annex.blocks)):
        where = block.text if isinstance(block, Heading) else where
        if unshown[1] in json.dumps(asdict(block), ensure_ascii=False):
            break
    return Refused("review.no_glyph", sign=unshown[1], section=where)


def as_data(document: ReviewDocument) -> dict[str, Any]:
    """The document for ``json.dumps(…, default=vars)``; each block carries its kind."""
    # The blocks are written as they stand: ``asdict`` would copy each of their thousands of entries, twice.
    plain = asdict(replace(document, body=(), annexes=(), passports=()))
    plain["body"] = _blocks(document.body)
    plain["annexes"] = [_annex(annex) for annex in document.annexes]
    for name in ("passports", "made_at"):
        del plain[name]
    for name in ("valid_from", "valid_to"):
        plain["look"].pop(name, None)
    return plain


def _annex(annex: Annex) -> dict[str, Any]:
    return {"number": annex.number, "title": annex.title, "blocks": _blocks(annex.blocks)}


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [{"kind": block.kind, **vars(block)} for block in blocks]
