"""Blocks of a document as WordprocessingML. Everything typed is escaped here, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from kheo.review.reviews.rules.document import (
    Annex,
    Block,
    Entry,
    Heading,
    Paragraph,
    Picture,
    ReviewDocument,
    Row,
    Run,
    Table,
)

TWIPS_PER_MM = 56.6929
EMU_PER_MM = 36000
MARK = "\ue000"
"""Stands around the names of places to fill; never in a text, see ``_UNWRITABLE``."""
_UNWRITABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff{MARK}]")
_GRID, _HEAD, _HATCH = "8B8F8C", "F1EFE9", "B9BCB9"
_PARAGRAPH_STYLES = {"body": "Reviewbody", "item": "Reviewitem", "note": "Reviewnote"}
_SIZE = re.compile(
    r'<svg[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"|viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"'
)


@dataclass(frozen=True)
class Images:
    """The ids under which the file holds a picture twice: as dots and as vectors."""

    dots: str
    vectors: str


@dataclass
class Writer:
    """Turns blocks into XML. ``across`` is the text's width in mm; ``keep`` stores a drawing in the file."""

    across: float
    keep: Callable[[Picture], Images]
    pictures: int = 0
    marks: int = 0

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(self._block(block) for block in blocks)

    def annexes(self, annexes: Iterable[Annex], document: ReviewDocument) -> str:
        return "".join(self._annex(annex, document) for annex in annexes)

    def contents(self, document: ReviewDocument) -> str:
        """A table of contents as a field: links now, page numbers when Word updates it."""
        lines = [(block.level, block.text) for block in document.headings if block.level < 3]
        lines += [(1, annex_title(annex, document)) for annex in document.annexes]
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        rows = [
            f'<w:hyperlink w:anchor="{anchor_of(text)}" w:history="1">{run_xml(text)}</w:hyperlink>'
            for _, text in lines
        ]
        rows[0], rows[-1] = begin + rows[0], rows[-1] + end
        return "".join(
            paragraph_xml(f"Reviewcontents{level}", row) for (level, _), row in zip(lines, rows, strict=True)
        )

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return paragraph_xml(
                    f"Heading{block.level}",
                    self._marked(block.text) if block.level < 3 else run_xml(block.text),
                )
            case Paragraph():
                return paragraph_xml(_PARAGRAPH_STYLES[block.style], "".join(map(_run, block.runs)))
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)

    def _annex(self, annex: Annex, document: ReviewDocument) -> str:
        head = paragraph_xml("Reviewannex", self._marked(annex_title(annex, document)), page_break=True)
        if document.enclosed:
            head += paragraph_xml("Reviewenclosed", run_xml(document.enclosed))
        return head + self.blocks(annex.blocks)

    def _marked(self, text: str) -> str:
        """A heading's text with the bookmark that the contents lead to."""
        self.marks += 1
        return bookmarked(100_000 + self.marks, anchor_of(text), run_xml(text))

    def _table(self, table: Table) -> str:
        whole = sum(column.width for column in table.columns)
        widths = [round(self.across * TWIPS_PER_MM * column.width / whole) for column in table.columns]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{_GRID}"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        heads = "".join(
            _box(
                run_xml(column.head, bold=True),
                width,
                "center",
                f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD}"/>',
                keep=bool(table.rows),
            )
            for column, width in zip(table.columns, widths, strict=True)
        )
        head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"
        aligns = [column.align for column in table.columns]
        # The head, the row of the whole and two more stay on one page.
        kept = sum(row.total for row in table.rows) + 1
        rows = "".join(
            self._row(row, widths, aligns, keep=at < kept and at + 1 < len(table.rows))
            for at, row in enumerate(table.rows)
        )
        return (
            paragraph_xml("Reviewcaption", run_xml(table.caption))
            + f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
            + '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
            + f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
            + (
                "".join(paragraph_xml("Reviewnote", run_xml(note)) for note in table.notes)
                or paragraph_xml("Reviewnote", "")
            )
        )

    def _row(self, row: Row, widths: list[int], aligns: list[str], *, keep: bool) -> str:
        boxes = []
        for at, (entry, width, align) in enumerate(zip(row.entries, widths, aligns, strict=True)):
            inner = _entry(entry, bold=row.total)
            if row.anchor and at == 0:
                inner = bookmarked(row.anchor, f"p{row.anchor}", inner)
            shade = (
                f'<w:shd w:val="thinDiagStripe" w:color="{_HATCH}" w:fill="auto"/>' if entry.missing else ""
            )
            boxes.append(_box(inner, width, align, shade, keep=keep))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(boxes)}</w:tr>"

    def _picture(self, picture: Picture) -> str:
        self.pictures += 1
        ids = self.keep(picture)
        wide, tall = size_of(picture.svg)
        cx = round(self.across * picture.width * EMU_PER_MM)
        cy = round(cx * tall / wide)
        drawing = _DRAWING.format(
            cx=cx, cy=cy, id=self.pictures, alt=escape(picture.alt), dots=ids.dots, vectors=ids.vectors
        )
        return (
            paragraph_xml("Reviewpicture", f"<w:r>{drawing}</w:r>")
            + paragraph_xml("Reviewcaption", run_xml(picture.caption))
            + "".join(paragraph_xml("Reviewnote", run_xml(note)) for note in picture.notes)
        )


_DRAWING = (
    '<w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{id}" name="Picture {id}" descr="{alt}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="Picture {id}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{dots}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip r:embed="{vectors}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
)


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, in pixels."""
    found = _SIZE.search(svg)
    numbers = [float(number) for number in found.groups() if number] if found else []
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (1.0, 1.0)


def paragraph_xml(style: str, inner: str, *, page_break: bool = False, more: str = "") -> str:
    broken = "<w:pageBreakBefore/>" if page_break else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{broken}{more}</w:pPr>{inner}</w:p>'


def run_xml(text: str, *, bold: bool = False, italic: bool = False, raised: bool = False) -> str:
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    look += '<w:color w:val="5F676E"/><w:vertAlign w:val="superscript"/>' if raised else ""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(writable(text), quote=False)}</w:t></w:r>'


def writable(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def bookmarked(number: int, name: str, inner: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def anchor_of(heading: str) -> str:
    """A bookmark's name for a heading: letters and digits only, at most 40."""
    return "h_" + re.sub(r"\W+", "_", heading)[:37].strip("_")


def annex_title(annex: Annex, document: ReviewDocument) -> str:
    return f"{document.words['annex']} {annex.number}. {annex.title}"


def _run(run: Run) -> str:
    inner = run_xml(run.text, bold=run.bold, italic=run.italic)
    return _linked(run.ref, inner) + run_xml(f"\u2060[{run.ref}]", raised=True) if run.ref else inner


def _entry(entry: Entry, *, bold: bool) -> str:
    inner = run_xml(entry.text, bold=bold)
    return _linked(entry.ref, inner) if entry.ref else inner


def _linked(ref: int, inner: str) -> str:
    return f'<w:hyperlink w:anchor="p{ref}" w:history="1">{inner}</w:hyperlink>'


def _box(inner: str, width: int, align: str, shade: str = "", *, keep: bool = False) -> str:
    """``keep``: on one page with the row below."""
    together = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        + paragraph_xml("Reviewcell", inner, more=f'{together}<w:jc w:val="{align}"/>')
        + "</w:tc>"
    )
