"""The files that are made of a review: PDF and DOCX."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from defusedxml.ElementTree import fromstring
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line
from pypdf import PdfReader

from kheo.kit.refusals import Refused
from kheo.review.reviews.rules.compose import compose
from kheo.review.reviews.rules.document import Column, Entry, Paragraph, ReviewDocument, Row, Run, Table
from kheo.review.reviews.rules.docx import TEMPLATE, docx_of
from kheo.review.reviews.rules.faces import breadth, glyphs, lacking
from kheo.review.reviews.rules.typst import pdf_and_warnings, pdf_of
from kheo.review.reviews.states import Finding, Layout
from tests.reviews import LETTERHEAD, material

MM = 72 / 25.4
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
ALPHABET = "".join(VOWELS) + "bcdđghklmnpqrstvx"
LETTERS = ALPHABET + ALPHABET.upper()
FACES = ["Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"]


@cache
def document(layout: Layout = Layout.STATE, language: str = "vi") -> ReviewDocument:
    return compose(material(layout, language))


@cache
def pdf(layout: Layout = Layout.STATE) -> PdfReader:
    made, warnings = pdf_and_warnings(document(layout))
    assert warnings == []
    return PdfReader(io.BytesIO(made))


@cache
def word(layout: Layout = Layout.STATE) -> bytes:
    return docx_of(document(layout))


def opened(layout: Layout = Layout.STATE) -> Any:
    return docx.Document(io.BytesIO(word(layout)))


def written(reader: PdfReader, page: int) -> list[tuple[str, float, float, float]]:
    """Text, x and y in mm from the top left, and size in points, of every piece of a page."""
    pieces = []

    def visit(text: str, around: list[float], own: list[float], _: Any, size: float) -> None:
        if text.strip():
            x = own[4] * around[0] + own[5] * around[2] + around[4]
            y = own[4] * around[1] + own[5] * around[3] + around[5]
            pieces.append((text.strip(), x / MM, 297 - y / MM, size * abs(own[3] * around[3])))

    reader.pages[page].extract_text(visitor_text=visit)
    return pieces


# --- PDF ---


def test_the_pdf_says_that_it_is_for_everyone_and_for_ever() -> None:
    reader = pdf()
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Kết quả phối hợp hỗ trợ cộng đồng năm 2025"


def test_the_pdf_carries_its_typeface_and_no_other() -> None:
    names = set()
    for page in pdf().pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            names.add(re.sub(r"^/[A-Z]{6}\+", "", below["/BaseFont"]))
            descriptor = below["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert names
    assert {name.partition("-")[0] for name in names} == {"Tinos"}


@pytest.mark.parametrize("face", FACES)
def test_no_vietnamese_letter_is_missing_from_the_typeface(face: str) -> None:
    assert len(set(ALPHABET)) == 89
    assert [letter for letter in LETTERS if ord(letter) not in glyphs(face)] == []
    assert [sign for sign in "0123456789.,–…•×≈<>≤≥−%()[]“”‘’;:!?/+€₫" if ord(sign) not in glyphs(face)] == []


def test_every_vietnamese_letter_is_printed() -> None:
    texts = (LETTERS, unicodedata.normalize("NFD", ALPHABET))
    made, warnings = pdf_and_warnings(compose(material(typed={Finding.RESULT: texts})))
    assert warnings == []
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    told = re.sub(r"\s", "", pages)
    assert LETTERS in told
    assert told.count(ALPHABET) == 2


def test_a_state_document_begins_as_the_decree_says() -> None:
    first = written(pdf(), 2)
    found = {text: (x, y, size) for text, x, y, size in first}
    motto, slogan = found["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], found["Độc lập - Tự do - Hạnh phúc"]
    issuer = found["BAN CHỈ ĐẠO PHỐI HỢP"]
    assert 12 <= motto[2] <= 13
    assert 13 <= slogan[2] <= 14
    assert motto[0] > issuer[0] + 50
    assert motto[1] < slogan[1]
    assert found["BÁO CÁO"][2] == pytest.approx(14)


def test_margins_are_those_of_the_rule() -> None:
    for page in range(2, len(pdf().pages)):
        pieces = [piece for piece in written(pdf(), page) if 19 < piece[2] < 277]
        assert min(x for _, x, _, _ in pieces) >= 29.9
    assert {round(float(page.mediabox.width) / MM) for page in pdf().pages} == {210}


def test_the_page_number_stands_in_the_top_margin_but_not_on_page_1() -> None:
    def in_margin(page: int) -> list[tuple[str, float, float, float]]:
        return [piece for piece in written(pdf(), page) if piece[2] < 19]

    assert in_margin(2) == []
    ((text, x, _, size),) = in_margin(3)
    assert text == "2"
    assert size == pytest.approx(13)
    assert x == pytest.approx(30 + 165 / 2, abs=3)


def test_a_party_document_begins_its_own_way() -> None:
    said = [text for text, *_ in written(pdf(Layout.PARTY), 2)]
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in said
    assert "*" in said
    assert not any("CỘNG HÒA" in text for text in said)


def test_a_plain_document_has_no_letterhead_of_the_state() -> None:
    said = " ".join(text for text, *_ in written(pdf(Layout.PLAIN), 2))
    assert "CỘNG HÒA" not in said
    assert "ĐẢNG" not in said


def test_made_up_data_is_labelled_on_every_page() -> None:
    for page in pdf().pages:
        assert "Số liệu minh họa, không phải số liệu thật" in page.extract_text()


def test_a_number_leads_to_its_passport() -> None:
    reader = pdf()
    names = set(reader.named_destinations)
    links = [
        note.get_object()
        for page in reader.pages
        for note in page.get("/Annots") or ()
        if note.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) > len(document().passports)
    assert all("/Dest" in link or "/A" in link for link in links)
    assert all(str(link["/Dest"]) in names for link in links if isinstance(link.get("/Dest"), str))


def test_typed_text_is_never_read_as_markup() -> None:
    nasty = '#panic[a] *b* _c_ $d$ @p1 <p1> `e` \\ // = f $ // #include "/etc/passwd" &lt; <w:t> %>'
    text = compose(
        material(typed={Finding.RESULT: (nasty,)}, title=nasty, letterhead=replace(LETTERHEAD, body=nasty))
    )
    assert nasty.replace(" ", "") in re.sub(
        r"\s", "", "".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf_of(text))).pages)
    )
    lines = [line.text for line in docx.Document(io.BytesIO(docx_of(text))).paragraphs]
    assert nasty in lines


def test_typed_text_is_never_read_as_a_template() -> None:
    text = compose(
        material(typed={Finding.RESULT: ("{{{{ 7 * 7 }}}} và {{% for x in y %}}",)}, title="{{ 7 * 7 }} {% x")
    )
    lines = [line.text for line in docx.Document(io.BytesIO(docx_of(text))).paragraphs]
    assert "{{ 7 * 7 }} và {% for x in y %}" in lines
    assert "{{ 7 * 7 }} {% x" in lines


def test_typed_text_never_takes_a_place_of_the_template() -> None:
    text = compose(material(typed={Finding.RESULT: ("[[annexes]]",)}, title="[[body]] \ue000body\ue000 \x07"))
    file = docx.Document(io.BytesIO(docx_of(text)))
    lines = [line.text for line in file.paragraphs]
    assert lines.count("I. KẾT QUẢ THỰC HIỆN") == 2  # the contents and the body
    assert "[[body]] body " in lines
    assert "[[annexes]]" in lines


def test_a_sign_that_no_typeface_has_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        pdf_of(compose(material(typed={Finding.CAUSE: ("Đường trơn 😀",)})))
    assert caught.value.code == "review.no_glyph"
    assert caught.value.particulars == {"sign": "😀", "section": "2. Nguyên nhân"}
    assert lacking("Đẹp 😀漢") == "😀漢"


def test_a_line_is_as_wide_as_it_is_printed() -> None:
    assert breadth("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12.5) == pytest.approx(92, abs=0.5)


# --- DOCX ---


@pytest.mark.parametrize("layout", list(Layout))
def test_the_word_file_keeps_the_layouts_sizes(layout: Layout) -> None:
    look, file = document(layout).look, opened(layout)
    for section in file.sections:
        assert section.left_margin == pytest.approx(Mm(look["margins"]["left"]), abs=Mm(0.1))
        assert section.top_margin == pytest.approx(Mm(look["margins"]["top"]), abs=Mm(0.1))
        assert section.page_width == pytest.approx(Mm(210), abs=Mm(0.1))
    assert file.styles["Review body"].font.size == Pt(look["body"]["size"])
    assert file.styles["Review body"].font.name == "Times New Roman"
    assert file.core_properties.title == document(layout).title


def test_the_word_file_numbers_its_pages_from_the_second() -> None:
    last = opened().sections[-1]
    assert last.different_first_page_header_footer
    assert "PAGE" in last.header.paragraphs[0]._p.xml
    assert "PAGE" not in last.first_page_header.paragraphs[0]._p.xml
    assert 'w:start="1"' in last._sectPr.xml


def test_the_word_file_says_the_same_as_the_pdf() -> None:
    said = {re.sub(r"\u2060\[\d+\]", "", line.text) for line in opened().paragraphs}
    assert "Một số đơn vị báo cáo chậm; <b>chưa</b> & #đủ *số liệu*." in said
    assert {heading.text for heading in document().headings} <= said
    cells = [cell for table in opened().tables for row in table._tbl.tr_lst for cell in row.tc_lst]
    letterhead = " ".join(Line(p, None).text for cell in cells[:2] for p in cell.p_lst)  # type: ignore[arg-type]
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BAN CHỈ ĐẠO PHỐI HỢP", "Số:", "tháng"):
        assert text in letterhead


def test_no_place_of_the_template_stays_empty() -> None:
    for layout in Layout:
        xml = opened(layout).element.xml
        assert not re.search(r"\[\[|\ue000", re.sub(r"<[^>]+>", "", xml))
        assert "{{" not in re.sub(r"<[^>]+>", "", xml)


def test_every_link_of_the_word_file_leads_somewhere() -> None:
    xml = opened().element.xml
    wanted = set(re.findall(r'w:anchor="([^"]+)"', xml))
    marks = re.findall(r'w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', xml)
    assert wanted <= {name for _, name in marks}
    assert len({number for number, _ in marks}) == len(marks)
    assert {f"p{at}" for at in range(1, len(document().passports) + 1)} <= {name for _, name in marks}


def test_pictures_are_vectors_with_dots_for_old_programs() -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as file:
        names = [name for name in file.namelist() if name.startswith("word/media/")]
        drawn = [name for name in names if name.endswith(".svg")]
        assert len(drawn) == len([name for name in names if name.endswith(".png")]) >= 4
        for name in drawn:
            svg = file.read(name).decode()
            assert fromstring(svg).tag.endswith("svg")
            assert "Tinos" not in svg
            assert file.read(name.replace(".svg", ".png"))[:4] == b"\x89PNG"
        xml = file.read("word/document.xml").decode()
    assert xml.count("asvg:svgBlip") == len(drawn)
    assert len(re.findall(r'<wp:docPr [^>]*descr="[^"]{40,}"', xml)) == len(drawn)


def test_ones_own_template_is_used(tmp_path: Path) -> None:
    own = docx.Document(str(TEMPLATE))
    own.styles["Review body"].font.size = Pt(11)
    own.save(str(tmp_path / "own.docx"))
    made = docx.Document(io.BytesIO(docx_of(document(), tmp_path / "own.docx")))
    assert made.styles["Review body"].font.size == Pt(11)


def without_places(path: Path) -> None:
    docx.Document().save(str(path))


def with_a_broken_tag(path: Path) -> None:
    own = docx.Document(str(TEMPLATE))
    own.add_paragraph("{% if %}")
    own.save(str(path))


def that_is_no_document(path: Path) -> None:
    path.write_bytes(b"not a zip")


@pytest.mark.parametrize("make", [without_places, with_a_broken_tag, that_is_no_document])
def test_a_template_that_cannot_be_used_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "own.docx"
    make(path)
    with pytest.raises(Refused) as caught:
        docx_of(document(), path)
    assert caught.value.code == "review.template"
    with pytest.raises(Refused):
        docx_of(document(), tmp_path / "missing.docx")


def test_a_word_table_begins_with_two_rows_at_least() -> None:
    for table in opened().tables:
        rows = table._tbl.tr_lst
        if not rows[0].xpath("./w:trPr/w:tblHeader"):
            continue
        bound = [bool(row.xpath(".//w:pPr/w:keepNext")) for row in rows]
        assert bound[: min(2, len(rows) - 1)] == [True] * min(2, len(rows) - 1)
        assert not bound[-1]


def test_a_printed_table_begins_with_two_rows_at_least() -> None:
    """However much stands above it, the table is never cut behind its head or first row."""
    columns = (Column("H", 30, "left"), Column("N", 30))
    rows = tuple(Row((Entry(f"row{at}"), Entry("1"))) for at in range(10, 30))
    cut = set()
    line, note = Paragraph((Run("x"),)), Paragraph((Run("x"),), "note")
    for lines, notes in ((lines, notes) for lines in range(19, 23) for notes in range(4)):
        body = (*[line] * lines, *[note] * notes, Table("Caption", columns, rows))
        made = PdfReader(io.BytesIO(pdf_of(replace(document(), body=body, annexes=()))))
        for page in made.pages:
            text = page.extract_text()
            found = [at for at in range(10, 30) if f"row{at}" in text]
            assert "Caption" not in text or len(found) >= 2, (lines, notes)
            cut.add(len(found))
    assert len(cut) > 2  # some of them were cut
