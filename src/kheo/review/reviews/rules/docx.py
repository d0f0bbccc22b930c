"""The DOCX: a Word template filled in, then the body put in its place."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from kheo.kit.refusals import Refused
from kheo.review.reviews.rules.charts import FONT, png_of
from kheo.review.reviews.rules.document import Picture, ReviewDocument
from kheo.review.reviews.rules.faces import breadth
from kheo.review.reviews.rules.fitting import across
from kheo.review.reviews.rules.template import TEMPLATES
from kheo.review.reviews.rules.wordml import (
    MARK,
    TWIPS_PER_MM,
    Images,
    Writer,
    paragraph_xml,
    run_xml,
    writable,
)
from kheo.review.reviews.states import Layout

TEMPLATE = TEMPLATES / "review.docx"
_LEFT, _RIGHT = 63, 102  # mm: the two halves of the letterhead, as the template has them


def docx_of(document: ReviewDocument, template: Path | None = None) -> bytes:
    """The document as DOCX, from our template or from one's own made from it (whose own sizes then hold).

    Raises Refused("review.template") when the template cannot be read or lacks the places to fill.
    """
    used = str(template or TEMPLATE)
    file = _opened(used)
    if template is None:
        _dress(file.docx, document)
    _mark_places(file.docx, used)
    try:
        file.render(_context(document), SandboxedEnvironment(autoescape=True), autoescape=True)
    except TemplateError as fault:
        raise Refused("review.template", template=used, reason=str(fault)) from fault
    _fill(file.docx, document)
    # After rendering: docxtpl reads the file's properties as templates too, and these were typed.
    told = file.docx.core_properties
    told.title = writable(document.title)[:255]
    told.author, told.language = writable(document.letterhead.body)[:255], document.language
    out = io.BytesIO()
    file.docx.save(out)
    return out.getvalue()


def _opened(template: str) -> Any:
    try:
        file = DocxTemplate(template)
        file.init_docx()
    except (OSError, KeyError, ValueError, BadZipFile, PackageNotFoundError) as fault:
        raise Refused("review.template", template=template, reason=str(fault)) from fault
    return file


def _context(document: ReviewDocument) -> dict[str, Any]:
    """What the template's {{ … }} may name."""
    head, look, words = document.letterhead, document.look, document.words
    told: dict[str, Any] = {
        "superior": head.superior.upper(),
        "issuer": head.body.upper(),
        "number": head.number,
        "dated": head.dated,
        "city": head.city,
        "motto": look["motto"]["lines"][document.language] if look["motto"] else [],
        "slogan": look["slogan"]["text"][document.language] if look["slogan"] else "",
        "kind": words["kind"],
        "title": document.title,
        "programme": f"{words['programme']}: {document.programme}",
        "period": f"{words['period']}: {document.period}",
        "notice": document.notice,
        "about": list(document.about),
        "contents": words["contents"],
        "recipients_head": words["recipients"],
        "recipients": list(head.recipients),
        "position": list(head.authority),
        "signer": head.signer,
    }
    return {
        name: [writable(line) for line in value] if isinstance(value, list) else writable(value)
        for name, value in told.items()
    }


PLACES = ("cover rule", "issuer rule", "motto rule", "subject rule", "contents", "body", "annexes")
NEEDED = {"body", "annexes"}


def _mark_places(docx: Any, template: str) -> None:
    """Turn the template's [[body]], [[annexes]] … into marks that no typed text can hold."""
    found = set()
    for paragraph in docx.element.body.iter(qn("w:p")):
        texts = list(paragraph.iter(qn("w:t")))
        name = "".join(text.text or "" for text in texts).strip()
        if name.startswith("[[") and name[2:-2] in PLACES:
            found.add(name[2:-2])
            for text in texts:
                text.text = ""
            texts[0].text = f"{MARK}{name[2:-2]}{MARK}"
    if missing := NEEDED - found:
        raise Refused(
            "review.template", template=template, reason=", ".join(f"[[{name}]]" for name in sorted(missing))
        )


def _fill(docx: Any, document: ReviewDocument) -> None:
    """Put the long parts in their places."""
    writer = Writer(across(document.look), _Store(docx).keep)
    parts = {
        "cover rule": _rule(document.letterhead.body.upper(), 14, 165, 0.4)
        if document.letterhead.body
        else "",
        "issuer rule": _issuer_rule(document),
        "motto rule": _motto_rule(document),
        "subject rule": _subject_rule(document),
        "contents": writer.contents(document),
        "body": writer.blocks(document.body),
        "annexes": writer.annexes(document.annexes, document),
    }

    def put(marked: re.Match[str]) -> str:
        return parts[marked[1]] or marked[0].replace(f"{MARK}{marked[1]}{MARK}", "")

    # As text: moving a hundred thousand elements from one tree to another takes minutes.
    xml = _MARKED.sub(put, serialize_part_xml(docx.part.element).decode())
    docx.part._element = parse_xml(xml.encode())


_MARKED = re.compile(rf"<w:p(?: [^>]*)?>(?:(?!</w:p>).)*?{MARK}([a-z ]+){MARK}(?:(?!</w:p>).)*</w:p>")


class _Store:
    """Keeps pictures in the file, as dots and as vectors."""

    def __init__(self, docx: Any) -> None:
        self.part = docx.part
        self.kept = 0

    def keep(self, picture: Picture) -> Images:
        self.kept += 1
        svg = picture.svg.replace(FONT, "Times New Roman")  # the face that Word has, of the same widths
        dots = self._add("png", "image/png", png_of(picture.svg))
        return Images(dots, self._add("svg", "image/svg+xml", svg.encode()))

    def _add(self, ending: str, kind: str, blob: bytes) -> str:
        name = PackURI(f"/word/media/review{self.kept}.{ending}")
        related: str = self.part.relate_to(Part(name, kind, blob, self.part.package), RELATIONSHIP_TYPE.IMAGE)
        return related


def _issuer_rule(document: ReviewDocument) -> str:
    below, size = document.look["issuing"]["below"], document.look["issuing"]["size"]
    if below == "asterisk":
        return paragraph_xml("Reviewissuer", run_xml("*"))
    return _rule(document.letterhead.body.upper(), size, _LEFT, 0.4) if below == "line" else ""


def _motto_rule(document: ReviewDocument) -> str:
    look, language = document.look, document.language
    if look["slogan"]:
        return _rule(look["slogan"]["text"][language], look["slogan"]["size"], _RIGHT, 1)
    return (
        _rule(look["motto"]["lines"][language][-1], look["motto"]["size"], _RIGHT, 1) if look["motto"] else ""
    )


def _subject_rule(document: ReviewDocument) -> str:
    below = document.look["subject"]["below"]
    if below == "dashes":
        return paragraph_xml("Reviewsubject", run_xml("-----"))
    return paragraph_xml("Reviewrule", "", more=_edge(60)) if below == "line" else ""


def _rule(text: str, size: float, room: float, share: float) -> str:
    """A line under a centred text: ``share`` of its length, within ``room`` mm."""
    long = min(breadth(text, size), room - 6) * share
    return paragraph_xml("Reviewrule", "", more=_edge((room - 4 - long) / 2))


def _edge(indent: float) -> str:
    side = round(indent * TWIPS_PER_MM)
    return (
        '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:ind w:left="{side}" w:right="{side}"/>'
    )


def _dress(docx: Any, document: ReviewDocument) -> None:
    """Margins and type sizes of the layout rule in force, over the template's own."""
    look = document.look
    for section in docx.sections:
        section.top_margin, section.bottom_margin = Mm(look["margins"]["top"]), Mm(look["margins"]["bottom"])
        section.left_margin, section.right_margin = Mm(look["margins"]["left"]), Mm(look["margins"]["right"])
        section.header_distance = Mm(look["page_number"]["from_top"])
        if document.layout is Layout.PLAIN:
            for border in section._sectPr.findall(qn("w:pgBorders")):
                section._sectPr.remove(border)
    for name, size in _sizes(look).items():
        docx.styles[name].font.size = Pt(size)
    body = docx.styles["Review body"].paragraph_format
    body.line_spacing, body.space_after = look["body"]["line"], Pt(look["body"]["gap"])
    body.first_line_indent = Mm(look["body"]["indent"])


def _sizes(look: dict[str, Any]) -> dict[str, float]:
    body, table = look["body"]["size"], look["table_size"]
    sizes = {
        "Header": look["page_number"]["size"],
        "Review superior": look["issuing"]["size"],
        "Review issuer": look["issuing"]["size"],
        "Review number": look["number_size"],
        "Review dated": look["dated"]["size"],
        "Review kind": look["title"]["size"],
        "Review subject": look["subject"]["size"],
        "Review body": body,
        "Heading 1": body,
        "Heading 2": body,
        "Heading 3": body,
        "Review item": body - 1.5,
        "Review cell": table,
        "Review caption": table + 1,
        "Review note": table - 1,
        "Review recipients head": look["recipients"]["heading"],
        "Review recipients": look["recipients"]["size"],
        "Review signature": look["signature"]["size"],
        "Review annex": look["annex"]["size"],
    }
    if look["motto"]:
        sizes["Review motto"] = look["motto"]["size"]
    if look["slogan"]:
        sizes["Review slogan"] = look["slogan"]["size"]
    return sizes
